"""Questions that partners often ask, with the answers that the vendor stands by: for support people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onboarding.domain.checked import need, only
from onboarding.domain.errors import ProgramError
from onboarding.domain.stages import Stage


@dataclass(frozen=True)
class Known:
    """One question with its answer, and the stages at which it comes; none means all of them."""

    question: str
    answer: str
    stages: tuple[Stage, ...]


def read(toml: Mapping[str, Any]) -> tuple[Known, ...]:
    """All `[[known_questions]]`, in their order; raises ProgramError naming the one that is wrong."""
    entries = toml.get("known_questions", [])
    if not isinstance(entries, list):
        raise ProgramError("known_questions: write each as [[known_questions]]")
    return tuple(_known(entry, f"known_questions[{number}]") for number, entry in enumerate(entries, start=1))


def at(stage: Stage, known: Sequence[Known]) -> list[Known]:
    """Those of a stage, its own first."""
    found = [one for one in known if not one.stages or stage in one.stages]
    return sorted(found, key=lambda one: not one.stages)


def _known(entry: Any, where: str) -> Known:
    if not isinstance(entry, dict):
        raise ProgramError(f"{where}: a table is needed")
    only(entry, {"question", "answer", "stages"}, where)
    stages = entry.get("stages", [])
    if not isinstance(stages, list) or not set(stages) <= {one.value for one in Stage}:
        raise ProgramError(f"{where}.stages: “{stages}” are not all stages")
    question, answer = (need(entry, key, str, where) for key in ("question", "answer"))
    return Known(question, answer, tuple(Stage(one) for one in stages))
