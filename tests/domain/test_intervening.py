"""Ops step in: each way is one change with its reason and its name, and everybody concerned is told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from onboarding.domain import asking, intervening, signing
from onboarding.domain.decision import Settlement
from onboarding.domain.distribution import Choice
from onboarding.domain.errors import Moved, Refused
from onboarding.domain.ids import DistributorId
from onboarding.domain.messages import Mail
from onboarding.domain.people import Person, Role, person
from onboarding.domain.stages import Outcome, Stage
from tests.support.samples import DOCUMENT, NORTH, PROGRAM, Walk

OLGA = person("Olga Ops", Role.OPS)
SOUTH = replace(NORTH, id=DistributorId("south"), name="Südwind", contact=Person("Sam South", "sam@suedwind.example"))


def asked() -> Walk:
    walk = Walk.of().to_distributor()
    walk.do(asking.ask_distributor, Choice(NORTH, {}), PROGRAM)
    return walk


def test_another_distributor_is_asked_and_the_first_is_told() -> None:
    walk = asked()
    change = intervening.reassign(walk.case(), SOUTH, OLGA, "Nordhafen has no time.", PROGRAM, walk.at)
    (new,) = change.asked
    assert (new.asked, new.distributor, new.open) == (SOUTH.contact, "south", True)
    assert change.application.decision == new.id
    assert change.application.holder is Role.DISTRIBUTOR
    (gone,) = change.settled
    assert (gone.decision, gone.outcome) == (walk.application.decision, Outcome.REASSIGNED)
    assert [(one.letter.mail, one.letter.to) for one in change.messages] == [
        (Mail.ACCEPT_PARTNER, SOUTH.contact),
        (Mail.NO_LONGER_ASKED, NORTH.contact),
    ]
    assert change.event.details["note"] == "Nordhafen has no time."


def test_a_hold_for_want_of_a_distributor_ends_with_the_one_that_ops_choose() -> None:
    walk = Walk.of().to_distributor()
    walk.do(asking.ask_distributor, Choice(None, {"north": "did not answer"}), PROGRAM)
    walk.do(asking.hold, Outcome.NOBODY.value, "", PROGRAM)
    hold = walk.application.decision
    change = intervening.reassign(walk.case(), SOUTH, OLGA, "A new one has signed up.", PROGRAM, walk.at)
    assert not change.application.held
    assert [one.decision for one in change.settled] == [hold]
    assert change.application.place == "distributor"


def test_nobody_who_said_no_is_asked_again_but_a_silent_one_may_be() -> None:
    walk = asked()
    application = replace(walk.application, declined=(SOUTH.id,))
    with pytest.raises(Refused, match="declined"):
        intervening.reassign(replace(walk.case(), application=application), SOUTH, OLGA, "Why not.", PROGRAM, walk.at)
    silent = replace(walk.case(), application=replace(walk.application, silent=(SOUTH.id,)))
    change = intervening.reassign(silent, SOUTH, OLGA, "They are back.", PROGRAM, walk.at)
    assert change.application.silent == ()


def test_whoever_is_asked_already_or_serves_another_country_is_refused() -> None:
    walk = asked()
    with pytest.raises(Refused, match="asked already"):
        intervening.reassign(walk.case(), NORTH, OLGA, "Again.", PROGRAM, walk.at)
    abroad = replace(SOUTH, countries=("JP",))
    with pytest.raises(Refused, match="not in DE"):
        intervening.reassign(walk.case(), abroad, OLGA, "Again.", PROGRAM, walk.at)


def test_a_distributor_is_not_changed_once_it_has_said_yes() -> None:
    walk = asked()
    walk.answer(Outcome.ACCEPTED, Role.DISTRIBUTOR)
    with pytest.raises(Moved):
        intervening.reassign(walk.case(), SOUTH, OLGA, "Better.", PROGRAM, walk.at)


def test_a_fresh_link_goes_to_whoever_is_asked_once_in_ten_minutes() -> None:
    walk = asked()
    change = intervening.reissue(walk.case(), OLGA, "They called.", walk.at)
    assert [(one.letter.mail, one.letter.to) for one in change.messages] == [(Mail.ACCEPT_PARTNER, NORTH.contact)]
    assert (change.event.actor, change.event.details["note"]) == (OLGA, "They called.")
    again = replace(walk.case(), application=change.application)
    with pytest.raises(Refused, match="a moment ago"):
        intervening.reissue(again, OLGA, "They called.", walk.at + timedelta(minutes=9))


def test_more_time_moves_the_date_and_reminds_once_more_before_it() -> None:
    walk = asked()
    before = walk.case().decision
    assert before is not None
    until = before.due + timedelta(days=20)
    change = intervening.prolong(walk.case(), until, OLGA, "Holidays.", walk.at)
    (later,) = change.reminded
    assert later.due == change.application.due == until
    assert later.ladder == (*before.ladder, until - intervening.LAST_WORD)
    assert [one.letter.mail for one in change.messages] == [Mail.ACCEPT_PARTNER]


@pytest.mark.parametrize("days", [-1, 0, 181])
def test_a_date_that_is_not_later_or_too_far_ahead_is_refused(days: int) -> None:
    walk = asked()
    base = walk.application.due if days < 1 else walk.at
    assert base is not None
    with pytest.raises(Refused) as refused:
        intervening.prolong(walk.case(), base + timedelta(days=days), OLGA, "Why not.", walk.at)
    assert refused.value.field == "until"


def test_what_no_clock_answers_has_no_date_to_put_off() -> None:
    walk = Walk.of().to_distributor()
    walk.do(asking.ask_distributor, Choice(None, {}), PROGRAM)
    walk.do(asking.hold, Outcome.NOBODY.value, "", PROGRAM)
    with pytest.raises(Moved):
        intervening.prolong(walk.case(), walk.at + timedelta(days=9), OLGA, "Why not.", walk.at)
    with pytest.raises(Moved):
        intervening.reissue(walk.case(), OLGA, "Why not.", walk.at)


def test_a_case_is_closed_wherever_it_stands_and_both_sides_are_told() -> None:
    walk = Walk.of().to_agreement()
    walk.do(signing.ask_signer, DOCUMENT, PROGRAM)
    waited = walk.application.decision
    change = intervening.close(walk.case(), OLGA, "They have gone out of business.", walk.at)
    assert (change.application.stage, change.application.closed_as) == (Stage.CLOSED, Outcome.CLOSED)
    assert change.settled == (
        Settlement(waited, Outcome.CLOSED, OLGA, walk.at, "They have gone out of business."),  # type: ignore[arg-type]
    )
    assert Mail.CASE_CLOSED in [one.letter.mail for one in change.messages]
    with pytest.raises(Moved):
        intervening.close(replace(walk.case(), application=change.application), OLGA, "Again.", walk.at)


def test_closing_before_the_mailbox_was_proved_writes_to_nobody() -> None:
    walk = Walk.of()
    walk.do(asking.ask_for_confirmation, PROGRAM)
    assert intervening.close(walk.case(), OLGA, "A test.", walk.at).messages == ()


def test_the_workflow_is_started_again_under_a_name() -> None:
    walk = asked()
    change = intervening.restart(walk.case(), OLGA, "It hangs.", walk.at)
    assert (change.application.generation, change.application.start) == (2, True)
    assert change.event.actor == OLGA


@pytest.mark.parametrize(("name", "reason", "field"), [("", "Because.", "name"), ("Olga", "  ", "reason")])
def test_nothing_is_done_without_a_reason_and_a_name(name: str, reason: str, field: str) -> None:
    walk, by = asked(), person(name, Role.OPS)
    ways: tuple[Callable[[], object], ...] = (
        lambda: intervening.reissue(walk.case(), by, reason, walk.at),
        lambda: intervening.prolong(walk.case(), walk.at, by, reason, walk.at),
        lambda: intervening.reassign(walk.case(), SOUTH, by, reason, PROGRAM, walk.at),
        lambda: intervening.close(walk.case(), by, reason, walk.at),
        lambda: intervening.restart(walk.case(), by, reason, walk.at),
    )
    for step_in in ways:
        with pytest.raises(Refused) as refused:
            step_in()
        assert refused.value.field == field
