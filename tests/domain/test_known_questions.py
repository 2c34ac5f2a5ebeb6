"""What partners often ask: read strictly, and at each stage its own questions first."""

from typing import Any

import pytest

from onboarding.domain.errors import ProgramError
from onboarding.domain.known_questions import at, read
from onboarding.domain.stages import Stage

ALWAYS = {"question": "Who are you?", "answer": "The vendor."}
EARLY = {"question": "No mail?", "answer": "Look among the spam.", "stages": ["email"]}
LATE = {"question": "Who signs?", "answer": "Whoever may.", "stages": ["agreement"]}


def test_a_stage_has_its_own_questions_first_and_then_those_that_come_up_anywhere() -> None:
    known = read({"known_questions": [ALWAYS, EARLY, LATE]})
    assert [one.question for one in at(Stage.EMAIL, known)] == ["No mail?", "Who are you?"]
    assert [one.question for one in at(Stage.CUSTOMERS, known)] == ["Who are you?"]


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ({"question": "Who are you?"}, "write each"),
        (["Who are you?"], r"known_questions\[1\]: a table"),
        ([ALWAYS, {**EARLY, "stages": "email"}], r"known_questions\[2\]\.stages"),
        ([ALWAYS, {**EARLY, "stages": {"email": 1}}], r"known_questions\[2\]\.stages"),
        ([ALWAYS, {**EARLY, "stages": ["letter"]}], r"known_questions\[2\]\.stages"),
    ],
)
def test_what_is_written_wrongly_is_named(written: Any, named: str) -> None:
    with pytest.raises(ProgramError, match=named):
        read({"known_questions": written})
