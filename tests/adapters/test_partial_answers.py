"""DynamoDB serves a batch in part: what is left is asked for again, and only what never comes is an error."""

from collections.abc import Mapping
from typing import Any

import pytest

from onboarding.adapters import table as adapter
from onboarding.adapters.table import PAUSES, Table
from onboarding.domain.errors import Unavailable

KEYS = [{"PK": "APPLICATION#1", "SK": f"MESSAGE#{number}"} for number in range(5)]


class Partial:
    """A client that serves so many keys of a batch, answer by answer; the last number holds from then on."""

    def __init__(self, *served: int) -> None:
        self.served, self.asked = list(served), list[int]()

    def batch_get_item(self, *, RequestItems: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N803 - AWS's own name
        ((name, wanted),) = RequestItems.items()
        assert wanted["ConsistentRead"] is True
        keys = wanted["Keys"]
        self.asked.append(len(keys))
        most = self.served.pop(0) if len(self.served) > 1 else self.served[0]
        left = {name: {"Keys": keys[most:], "ConsistentRead": True}} if keys[most:] else {}
        return {"Responses": {name: keys[:most]}, "UnprocessedKeys": left}


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    pauses: list[float] = []
    monkeypatch.setattr(adapter, "sleep", pauses.append)
    return pauses


def served_by(client: Partial) -> Table:
    table = Table("any")
    table.__dict__["_client"] = client
    return table


def test_what_one_answer_leaves_out_comes_with_the_next(waited: list[float]) -> None:
    client = Partial(2, 1, 9)
    assert served_by(client).get(KEYS) == KEYS, "in the order in which they were asked for"
    assert client.asked == [5, 3, 2]
    assert waited == [], "what comes piece by piece needs no pause"


def test_where_nothing_comes_for_a_moment_it_waits_and_asks_again(waited: list[float]) -> None:
    client = Partial(3, 0, 0, 9)
    assert served_by(client).get(KEYS) == KEYS
    assert client.asked == [5, 2, 2, 2]
    assert len(waited) == 2
    assert all(0 <= pause <= most for pause, most in zip(waited, PAUSES, strict=False))


def test_where_nothing_comes_at_all_it_gives_up_in_a_second_or_two(waited: list[float]) -> None:
    client = Partial(1, 0)
    with pytest.raises(Unavailable):
        served_by(client).get(KEYS)
    assert client.asked == [5, 4, 4, 4, 4, 4]
    assert sum(waited) <= sum(PAUSES) < 2


def test_whoever_asks_for_nothing_asks_nobody(waited: list[float]) -> None:
    client = Partial(9)
    assert served_by(client).get([]) == []
    assert client.asked == []
