"""A track that is declared wrongly is named before anybody applies on it."""

from typing import Any

import pytest

from onboarding.domain.errors import ProgramError
from onboarding.domain.stages import Stage
from onboarding.domain.tracks import tracks

STAGES = ["email", "distributor", "agreement", "seal", "customers", "activation"]


def question(**changes: Any) -> dict[str, Any]:
    return {"id": "size", "label": "How large?", "type": "text", **changes}


def track(**changes: Any) -> dict[str, Any]:
    return {"name": "Partner", "stages": STAGES, **changes}


def test_a_track_leads_to_active_and_has_its_questions() -> None:
    choice = question(type="choice", options={"small": "Small", "large": "Large"})
    found = tracks({"new": track(questions=[choice])}, "2026-11")["new"]
    assert (found.stages[-1], found.agreement, found.apply) == (Stage.ACTIVE, "2026-11", True)
    assert found.questions[0].shown("large") == "Large"


@pytest.mark.parametrize(
    ("tables", "says"),
    [
        ({"new": track(apply=False)}, r"one track at least must be open"),
        ({"New": track()}, r"tracks\.New: an id is made of"),
        ({"n" * 41: track()}, r"an id is made of"),
        ({"new": track(stages=["email", "dealer", *STAGES[2:]])}, r"stages: “dealer” is none of"),
        ({"new": track(stages=[*STAGES, "active"])}, r"stages: “active” is none of"),
        ({"new": track(questions=[question(options={"a": "A"})])}, r"size\.options: a choice has options"),
        ({"new": track(questions=[question(type="choice")])}, r"size\.options: a choice has options"),
        ({"new": track(questions=[question(type="choice", options={"a": ""})])}, r"every option needs its words"),
        ({"new": track(questions=[question(type="choice", options={"a": 3})])}, r"every option needs its words"),
    ],
)
def test_what_is_wrong_with_a_track_is_said(tables: dict[str, Any], says: str) -> None:
    with pytest.raises(ProgramError, match=says):
        tracks(tables, "2026-11")
