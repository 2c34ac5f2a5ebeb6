"""Ops step in: each way is one change with its reason and its name, and everybody concerned is told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from onboarding.domain import answering, asking, intervening, signing
from onboarding.domain.application import Case
from onboarding.domain.decision import Settlement
from onboarding.domain.distribution import Choice
from onboarding.domain.errors import Moved, Refused
from onboarding.domain.ids import DistributorId
from onboarding.domain.messages import Mail
from onboarding.domain.people import Person, Role, person
from onboarding.domain.stages import Outcome, Stage
from tests.support.deadlines import begun, deadline_case
from tests.support.samples import ANN, DOCUMENT, NORTH, PROGRAM, Walk

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


@pytest.mark.parametrize(("chose", "reads"), [("", "fr"), ("de", "de")])
def test_the_one_that_ops_choose_is_written_to_in_its_language_unless_its_contact_chose_another(
    chose: str, reads: str
) -> None:
    walk, french = asked(), replace(SOUTH, language="fr")
    walk.application = replace(walk.application, tongues={french.contact.email: chose} if chose else {})
    change = intervening.reassign(walk.case(), french, OLGA, "Nordhafen has no time.", PROGRAM, walk.at)
    assert change.application.tongues[french.contact.email] == reads


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


def test_a_silent_distributor_between_two_may_be_asked_again() -> None:
    walk = asked()
    assert walk.application.due is not None
    walk.at = walk.application.due
    walk.do(lambda _, now: answering.expire(walk.case(), now))
    change = intervening.reassign(walk.case(), NORTH, OLGA, "They called back.", PROGRAM, walk.at)
    assert [one.asked for one in change.asked] == [NORTH.contact]
    assert change.settled == ()
    assert [one.letter.mail for one in change.messages] == [Mail.ACCEPT_PARTNER]


def test_what_is_answered_has_no_date_and_no_link_any_more() -> None:
    walk = asked()
    answered = walk.application.decision
    walk.answer(Outcome.ACCEPTED, Role.DISTRIBUTOR)
    case = walk.case(answered)
    assert case.decision is not None
    assert not intervening.may_reissue(case.application, case.decision)
    with pytest.raises(Moved, match="No date runs"):
        intervening.prolong(case, case.decision.due + timedelta(days=9), OLGA, "Why not.", walk.at)


def test_a_deadline_is_answered_by_being_active_so_there_is_no_link_to_it() -> None:
    case = deadline_case(begun())
    assert case.decision is not None
    assert not intervening.may_reissue(case.application, case.decision)


def signing_asked() -> Walk:
    walk = Walk.of().to_agreement()
    walk.do(signing.ask_signer, DOCUMENT, PROGRAM)
    return walk


def test_somebody_else_signs_whether_the_signature_is_asked_for_or_held() -> None:
    walk = signing_asked()
    other = SOUTH.contact
    change = intervening.hand_on(walk.case(), other, OLGA, "On leave.", PROGRAM, walk.at)
    assert (change.application.signs, change.settled[0].outcome) == (other, Outcome.REASSIGNED)
    assert walk.application.due is not None
    walk.at = walk.application.due
    walk.do(lambda _, now: answering.expire(walk.case(), now))
    walk.do(asking.hold, Outcome.EXPIRED.value, "", PROGRAM)
    change = intervening.hand_on(walk.case(), other, OLGA, "On leave.", PROGRAM, walk.at)
    assert (change.application.signs, change.settled[0].outcome) == (other, Outcome.RETRY)
    assert not change.application.held


def test_nobody_else_is_named_to_sign_where_no_signature_is_waited_for() -> None:
    for walk in (asked(), Walk.of().to_agreement()):
        assert not intervening.may_hand_on(walk.application)
        with pytest.raises(Moved, match="asked to sign"):
            intervening.hand_on(walk.case(), SOUTH.contact, OLGA, "On leave.", PROGRAM, walk.at)


def test_a_case_without_the_decision_in_question_is_no_ground_to_step_in() -> None:
    walk, later = asked(), timedelta(days=30)
    nothing, unsigned = Case(walk.application), Case(signing_asked().application)
    ways: tuple[Callable[[], object], ...] = (
        lambda: intervening.reissue(nothing, OLGA, "Why not.", walk.at),
        lambda: intervening.prolong(nothing, walk.at + later, OLGA, "Why not.", walk.at),
        lambda: intervening.reassign(nothing, SOUTH, OLGA, "Why not.", PROGRAM, walk.at),
        lambda: intervening.hand_on(unsigned, SOUTH.contact, OLGA, "Why not.", PROGRAM, walk.at),
    )
    for step_in in ways:
        with pytest.raises(Moved):
            step_in()


def test_whoever_is_asked_is_told_of_the_end_and_the_applicant_only_once() -> None:
    told = {}
    for stage, walk in (("distributor", asked()), ("agreement", signing_asked())):
        change = intervening.close(walk.case(), OLGA, "Out of business.", walk.at)
        told[stage] = [(one.letter.mail, one.letter.to) for one in change.messages]
        with pytest.raises(Moved, match="nothing to close"):
            intervening.close(Case(change.application), OLGA, "Again.", walk.at)
    closed = (Mail.CASE_CLOSED, ANN)
    assert told == {"distributor": [closed, (Mail.NO_LONGER_ASKED, NORTH.contact)], "agreement": [closed]}


def test_only_an_active_partnership_can_be_ended() -> None:
    walk = Walk.of().to_active()
    change = intervening.end(walk.case(), OLGA, "They sold the firm.", walk.at)
    assert (change.application.stage, change.application.closed_as) == (Stage.CLOSED, Outcome.ENDED)
    assert [one.letter.mail for one in change.messages] == [Mail.CASE_CLOSED]
    assert change.settled == ()
    with pytest.raises(Moved, match="no active partner"):
        intervening.end(asked().case(), OLGA, "They sold the firm.", walk.at)


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
