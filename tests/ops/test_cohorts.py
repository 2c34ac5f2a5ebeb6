"""A new date for a cohort: whom a filter picks, who of them is left out and why, and what a press may change."""

from datetime import UTC, date, datetime, timedelta

import pytest

from onboarding.domain import deadlines
from onboarding.domain.application import Application
from onboarding.domain.inviting import invite
from onboarding.ops.cohorts import Cohort, pick
from tests.ops.conftest import Buttons, Desk, text_of
from tests.ops.test_deadlines import LAST, SIGNED, partner
from tests.support.deadlines import OPS, with_deadline
from tests.support.samples import PROGRAM, submission

UNTIL = "2027-04-30"


def look(desk: Desk, **picked: str) -> str:
    """The dry run for what is chosen in the form."""
    payload = Buttons(desk.press({"view": "extend"})).payload(action="extend_look")
    return desk.press(payload, until=UNTIL, **{**SIGNED, **picked})


def press(desk: Desk, shown: str) -> str:
    return desk.press(Buttons(shown).payload(action="extend"), **SIGNED)


def dates(desk: Desk) -> dict[str, datetime | None]:
    return {one.submission.company: one.deadline_at for one in desk.home.applications.waiting()}


def uninvited(desk: Desk, company: str) -> Application:
    """A partner whom ops imported, and whose invitation goes out tomorrow."""
    now = desk.home.clock.now()
    made = invite(
        desk.walk(company=company).application.id,
        submission(company=company),
        PROGRAM,
        OPS,
        now,
        invited=now + timedelta(days=1),
    )
    desk.home.applications.commit(made)
    return made.application


def test_everybody_of_the_cohort_who_does_not_get_the_date_is_named_with_the_reason(desk: Desk) -> None:
    with_deadline(desk.home)
    partner(desk, "Early GmbH")
    for company, on in (("Same GmbH", date(2027, 4, 30)), ("Later GmbH", date(2027, 8, 31))):
        case = partner(desk, company)
        now = desk.home.applications.case(case.application.id, case.application.deadline)
        change = deadlines.extend(now, on, OPS, "Why.", None, desk.home.program, desk.home.clock.now())
        desk.home.applications.commit(change)
    waived = partner(desk, "Waived GmbH")
    now = desk.home.applications.case(waived.application.id, waived.application.deadline)
    desk.home.applications.commit(deadlines.waive(now, OPS, "Why.", None, desk.home.clock.now()))
    uninvited(desk, "Tomorrow GmbH")
    desk.walk(company="Other Land GmbH", country="AT")
    shown = text_of(look(desk, country="DE"))
    assert "1 partner gets until 30 April 2027" in shown
    assert "4 of these do not get it" in shown
    for company, why in (
        ("Same GmbH", "has this date already"),
        ("Later GmbH", "has a later date"),
        ("Waived GmbH", "need not keep a date any more: it was waived"),
        ("Tomorrow GmbH", "is not invited yet, and has no date before that"),
    ):
        assert f"{company} {why}" in shown
    assert "Other Land" not in shown


def test_a_cohort_is_picked_by_tier_distributor_and_the_notice_that_announced_its_date(desk: Desk) -> None:
    with_deadline(desk.home)
    one = partner(desk, "North GmbH").application
    cases = {
        Cohort(tier=one.tier): True,
        Cohort(tier="no such tier"): False,
        Cohort(distributor=str(one.distributor)): True,
        Cohort(distributor="south"): False,
        Cohort(announced="1"): True,
        Cohort(announced="2"): False,
        Cohort(tier=one.tier, announced="1", country="AT"): False,
    }
    assert one.tier
    assert one.distributor
    for cohort, expected in cases.items():
        assert bool(pick(desk.home, cohort, date(2027, 4, 30)).get_it) is expected, cohort


def test_the_whole_choice_is_carried_from_the_form_to_the_press_and_back(desk: Desk) -> None:
    with_deadline(desk.home)
    one = partner(desk, "North GmbH").application
    chosen = {"track": "new", "country": "DE", "distributor": str(one.distributor), "tier": one.tier, "announced": "1"}
    shown = look(desk, **chosen)
    assert chosen.items() <= Buttons(shown).payload(action="extend").items()
    back = Buttons(desk.press(Buttons(shown).payload(view="extend")))
    assert back.fields["until"]["value"] == UNTIL
    html = desk.press(Buttons(shown).payload(view="extend"))
    for name in ("track", "country", "announced"):
        assert f'value="{chosen[name]}" selected' in html, name
    assert f"<option selected>{one.tier}" in html


def test_a_press_changes_no_more_partners_than_were_shown(desk: Desk) -> None:
    with_deadline(desk.home)
    partner(desk, "Seen GmbH")
    shown = look(desk)
    partner(desk, "Newcomer GmbH")
    again = press(desk, shown)
    assert "More partners are meant by now than you were shown. Nothing was changed" in text_of(again)
    assert set(dates(desk).values()) == {LAST}
    assert "2 partners have until 30 April 2027." in text_of(press(desk, again))
    assert set(dates(desk).values()) == {datetime(2027, 4, 30, 22, 0, tzinfo=UTC)}


@pytest.mark.parametrize("count", ["", "nonsense"])
def test_a_press_that_names_no_number_changes_nothing(desk: Desk, count: str) -> None:
    with_deadline(desk.home)
    partner(desk, "Seen GmbH")
    button = Buttons(look(desk)).payload(action="extend")
    assert "please look again" in text_of(desk.press({**button, "count": count}, **SIGNED))
    assert set(dates(desk).values()) == {LAST}
