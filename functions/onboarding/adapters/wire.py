"""DynamoDB's typed values: of the plain values that our items are made of, and back.

boto3 has these too, behind an import that costs a cold start more than everything else of ours
(bench/cold_start.py); tests/adapters holds these against those.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any


def typed(value: Any) -> dict[str, Any]:
    """`{"S": "text"}` and the like; raises TypeError for what no item of ours has: floats and sets."""
    match value:
        case str():
            return {"S": value}
        case bool():
            return {"BOOL": value}
        case None:
            return {"NULL": True}
        case int() | Decimal():
            return {"N": str(value)}
        case bytes():
            return {"B": value}
        case Mapping():
            return {"M": {name: typed(inner) for name, inner in value.items()}}
        case list() | tuple():
            return {"L": [typed(inner) for inner in value]}
        case _:
            raise TypeError(f"no item holds a {type(value).__name__}")


def plain(value: Any) -> Any:
    """The value in `{"S": "text"}` and the like; raises TypeError for what `typed` does not give."""
    match value:
        case {"S": str(text)}:
            return text
        case {"N": str(number)}:
            return _number(number)
        case {"BOOL": bool(truth)}:
            return truth
        case {"B": bytes(packed)}:
            return packed
        case {"M": dict(items)}:
            return {name: plain(inner) for name, inner in items.items()}
        case {"L": [*inners]}:
            return [plain(inner) for inner in inners]
        case {"NULL": True}:
            return None
        case _:
            raise TypeError("no value of an item of ours")


def _number(text: str) -> int | Decimal:
    try:
        return int(text)
    except ValueError:
        return Decimal(text)
