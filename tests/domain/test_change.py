"""What every change keeps beside its own fields: how long somebody has held the case, and what it waits for."""

from dataclasses import replace

import pytest

from onboarding.domain import asking, assessing, nudging
from onboarding.domain.change import change
from onboarding.domain.distribution import Choice
from onboarding.domain.people import SYSTEM, Role
from onboarding.domain.readiness import assess
from onboarding.domain.stages import Stage
from tests.support.samples import NORTH, NOW, PROGRAM, Walk


def test_who_comes_to_hold_the_case_holds_it_from_now_on() -> None:
    walk = Walk.of().to_distributor()
    at = walk.pass_time(days=1)
    before, after = walk.application, walk.do(asking.ask_distributor, Choice(NORTH, {}), PROGRAM).application
    assert (before.stage, before.holder) == (after.stage, Role.VENDOR)
    assert (after.holder, after.since) == (Role.DISTRIBUTOR, at)


def test_a_new_stage_counts_anew_for_whoever_held_the_one_before() -> None:
    walk = Walk.of().to_readiness()
    at = walk.pass_time(hours=1)
    before = walk.application
    after = walk.do(assessing.assessed, assess(before.submission, PROGRAM)).application
    assert (before.holder, after.stage) == (after.holder, Stage.DISTRIBUTOR)
    assert after.since == at


def test_a_reminder_does_not_make_the_waiting_look_shorter() -> None:
    walk = Walk.of().to_distributor()
    since = walk.do(asking.ask_distributor, Choice(NORTH, {}), PROGRAM).application.since
    walk.pass_time(days=3)
    assert walk._keep(nudging.remind(walk.case(), walk.at)).application.since == since


def test_an_agreement_that_has_ended_already_did_so_when_it_did_whatever_is_closed_later() -> None:
    walk = Walk.of().to_customers()
    assert walk.application.agreement is not None
    ended = replace(walk.application.agreement, ended=walk.at)
    walk.application = replace(walk.application, agreement=ended)
    walk.pass_time(days=9)
    closed = change(walk.application, action="closed", by=SYSTEM, now=walk.at, stage=Stage.CLOSED)
    assert closed.application.agreement == ended


@pytest.mark.parametrize("corrected", [{"company": "Becker & Holm OHG"}, {"domain": "becker-holm.example"}])
def test_a_company_that_is_put_right_is_found_by_its_new_name(corrected: dict[str, str]) -> None:
    application = Walk.of().application
    new = replace(application.submission, **corrected)  # type: ignore[arg-type]
    told = change(application, action="corrected", by=SYSTEM, now=NOW, submission=new)
    assert told.renamed
    assert not change(
        told.application, action="looked at", by=SYSTEM, now=NOW, submission=replace(new, people=9)
    ).renamed


def test_whoever_is_erased_is_found_by_nothing_any_more() -> None:
    application = Walk.of().application
    gone = replace(application.submission, company="", domain="")
    assert not change(application, action="erased", by=SYSTEM, now=NOW, submission=gone, erased=NOW).renamed
