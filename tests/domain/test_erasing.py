"""Erasing: when it may be, what stays of a case and of its audit, and how long what is kept."""

from dataclasses import replace
from datetime import timedelta

import pytest

from onboarding.domain import events
from onboarding.domain.applying import resubmit, withdraw
from onboarding.domain.change import Change
from onboarding.domain.erasing import erase, may_erase
from onboarding.domain.errors import Moved, ProgramError, Refused
from onboarding.domain.events import Event, broken_at, veil
from onboarding.domain.people import Role, person
from onboarding.domain.program import load
from tests.support.samples import ANN, PROGRAM, PROGRAM_FILE, Walk, submission

OPS = person("Olga Ops", Role.OPS)
WHO = person("Ann Becker", Role.APPLICANT, ANN.email)


def closed() -> Walk:
    """A case that was withdrawn two days ago."""
    walk = Walk.of().to_agreement()
    walk.do(lambda application, now: withdraw(application, WHO, now, "Canaryreason"))
    walk.at += timedelta(days=2)
    return walk


def done(walk: Walk, by: str = "Olga Ops", reason: str = "She asked for it.") -> Change:
    return erase(walk.application, person(by, Role.OPS), reason, walk.at)


def test_a_closed_case_keeps_its_way_and_its_dates_and_nobody_in_it() -> None:
    walk = closed()
    before = walk.application
    after = done(walk).application
    assert (after.stage, after.closed_as, after.reached, after.path) == (
        before.stage,
        before.closed_as,
        before.reached,
        before.path,
    )
    said = repr(replace(after, id=before.id))
    for word in (
        ANN.name,
        ANN.email,
        before.submission.company,
        before.submission.domain,
        "Canaryreason",
        "Customer 1",
    ):
        assert word in repr(before), word
        assert word not in said, word


@pytest.mark.parametrize("to", ["to_distributor", "to_agreement"])
def test_a_case_under_way_is_to_be_closed_first(to: str) -> None:
    with pytest.raises(Refused, match="under way"):
        may_erase(getattr(Walk.of(), to)().application, Walk.of().at + timedelta(days=99))


def test_an_active_partners_data_is_needed_by_its_agreement() -> None:
    with pytest.raises(Refused, match="active partner"):
        may_erase(Walk.of().to_active().application, Walk.of().at + timedelta(days=999))


def test_in_the_first_day_after_its_end_it_must_wait_and_afterwards_it_is_done_once() -> None:
    walk = closed()
    walk.at -= timedelta(days=1, hours=1)
    with pytest.raises(Refused, match="less than a day ago"):
        done(walk)
    walk.at += timedelta(days=1, hours=1)
    erased = done(walk).application
    with pytest.raises(Moved):
        erase(erased, OPS, "Again.", walk.at)
    with pytest.raises(Moved):
        resubmit(erased, submission(), (), walk.at)


@pytest.mark.parametrize(("by", "reason", "field"), [("", "Why", "name"), ("Olga", " ", "reason")])
def test_somebody_says_why(by: str, reason: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        done(closed(), by, reason)
    assert refused.value.field == field


def told(walk: Walk) -> list[Event]:
    return [change.event for change in walk.changes]


def test_the_audit_is_whole_with_its_words_taken_out_and_nobody_can_be_read_from_it() -> None:
    walk = closed()
    veiled = [veil(event) for event in told(walk)]
    assert [one.hash for one in veiled] == [one.hash for one in told(walk)]
    assert broken_at(veiled) is None
    assert broken_at([*veiled[:3], *told(walk)[3:]]) is None, "a part of it may be taken out"
    for word in (ANN.name, ANN.email, "Canaryreason"):
        assert word not in repr(veiled)
    assert [one.details.get("outcome") for one in veiled] == [one.details.get("outcome") for one in told(walk)]
    assert veil(veiled[0]) == veiled[0]


def test_the_same_name_is_another_pseudonym_in_another_event() -> None:
    names = [veil(event).actor.name for event in told(closed()) if event.actor.name == ANN.name]
    assert len(names) > 1
    assert len(set(names)) == len(names)


def test_a_changed_name_or_word_breaks_the_chain_while_it_is_there() -> None:
    walk = closed()
    for at, event in enumerate(told(walk)[:-1]):
        for forged in (
            replace(event, actor=replace(event.actor, name="Mallory")),
            replace(event, details={**event.details, "note": "forged"}),
            replace(event, salt=events.new_salt()),
        ):
            chain = [*told(walk)[:at], forged, *told(walk)[at + 1 :]]
            assert broken_at(chain) == at + 2


def test_each_case_is_kept_as_long_as_the_program_says_for_its_kind() -> None:
    kept = PROGRAM.retention
    refused = closed().application
    unconfirmed = Walk.of()
    unconfirmed.do(lambda application, now: withdraw(application, WHO, now))
    assert kept.of(unconfirmed.application) == timedelta(days=30)
    assert kept.of(refused) == timedelta(days=180)
    over = kept.over_at(refused)
    assert over is not None
    assert not kept.is_over(refused, over - timedelta(seconds=1))
    assert kept.is_over(refused, over)
    assert not kept.is_over(replace(refused, back=over + timedelta(days=9)), over)
    assert kept.over_at(Walk.of().application) is None
    ended = replace(refused, agreement=Walk.of().to_active().application.agreement)
    assert ended.agreement is not None
    assert kept.of(ended) == timedelta(days=3650)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('refused = "180d"', 'refused = "1d"', "retention.refused: at least 2 days"),
        ('refused = "180d"', 'refuse = "180d"', "retention.refuse"),
        ('unconfirmed = "30d"', "", "retention.unconfirmed"),
    ],
)
def test_a_slip_in_the_program_is_named(old: str, new: str, told: str) -> None:
    text = PROGRAM_FILE.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(ProgramError, match=told):
        load(text.replace(old, new))
