"""The story that must never repeat, in small: imported, announced, invited, laddered, some silent, and nobody lost.

A vendor moved its channel to distributors, mailed partners that their customers' accounts would be forfeited at a date,
had told neither its portal nor its support, and did not answer the mailbox.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from onboarding import clock, relay
from onboarding.domain.account import Account, AccountState
from onboarding.domain.ids import ApplicationId
from onboarding.domain.people import Role
from onboarding.domain.program import load
from onboarding.domain.releasing import at_risk
from onboarding.domain.stages import Outcome, Stage
from onboarding.ops import missed
from onboarding.ops.at_risk import partners
from onboarding.ops.tasks import candidates
from onboarding.steps import activate
from tests.support.deadlines import ON, replace_date, with_deadline
from tests.support.imports import Intake, results
from tests.support.journey import Journey, home
from tests.support.samples import NORTH, PROGRAM_FILE
from tests.support.world import Home

LAST = datetime(2027, 2, 28, 23, 0, tzinfo=UTC)


@dataclass
class Channel:
    """Six existing partners with three customers each, and how they behave."""

    world: Home
    quick: list[Journey]
    disputed: list[Journey]
    silent: list[Journey]

    @property
    def all(self) -> list[Journey]:
        return [*self.quick, *self.disputed, *self.silent]

    def accounts(self) -> dict[tuple[ApplicationId, str], Account]:
        return {(one.id, account.id): account for one in self.all for account in self._accounts(one)}

    def _accounts(self, one: Journey) -> list[Account]:
        return list(self.world.applications.accounts(one.id))


def imported(world: Home, count: int) -> list[Journey]:
    """The vendor's own files go through the intake, and every invitation goes out."""
    partners = "Partner ID;Company;E-mail;Contact;Country;Employees;Services\n" + "".join(
        f"P-{n};Partner {n};owner@partner{n}.example;Owner {n};DE;{n + 1};support\n" for n in range(count)
    )
    accounts = "Partner;Customer;Admin;Admin e-mail\n" + "".join(
        f"P-{n};Customer {at} of {n};Nominee {at};admin@customer{at}-{n}.example\n"
        for n in range(count)
        for at in range(1, 4)
    )
    intake = Intake(world)
    cases = [row["case"] for row in intake.take_in("partners.csv", partners)]
    assert results(intake.take_in("accounts.csv", accounts)) == {"created": 3 * count}
    world.clock.move(days=2)
    for case in cases:
        relay.start_workflow(world, ApplicationId(case))
    return [Journey.of(world, ApplicationId(case)) for case in cases]


def live_until(world: Home, until: datetime) -> None:
    """Looks once a day, and sends what was queued then."""
    while world.clock.at < until:
        clock.run(world, world.clock.move(days=1))
        clock.run(world, world.clock.move(minutes=2))


def announced_to(world: Home, journey: Journey) -> int:
    mails = world.mailer.to(journey.now.submission.applicant.email)
    return sum(bool(re.search(r"\(\w+ 1\)$", str(mail["Subject"]))) for mail in mails)


@pytest.fixture(scope="module")
def channel() -> Iterator[Channel]:
    """The whole story, lived through up to a month after the date."""
    both = NORTH.__class__(**{**vars(NORTH), "tracks": ("new", "existing")})
    with home(both) as world:
        with_deadline(world, ON)
        declared = f'\n[deadlines.test]\ndate = {ON}\ntracks = ["existing"]\nnotice = 1\n'
        world.__dict__["program"] = load(PROGRAM_FILE.read_text(encoding="utf-8") + declared)
        assert replace_date(ON).date == ON
        journeys = imported(world, 6)
        story = Channel(world, journeys[:2], journeys[2:3], journeys[3:])
        for journey in journeys[:5]:
            _to_customers(journey)
        live_until(world, datetime(2027, 1, 5, tzinfo=UTC))
        for journey in story.quick:
            for number in (1, 2, 3):
                journey.answer(Outcome.CONFIRMED, Role.CUSTOMER, f"admin-{number}-1")
            activate.run(world, journey.event)
        story.disputed[0].answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-1")
        story.disputed[0].answer(Outcome.REFUSED, Role.CUSTOMER, "admin-2-1", note="Not our partner.")
        live_until(world, LAST + timedelta(days=30))
        yield story


def _to_customers(journey: Journey) -> None:
    from onboarding.steps import (  # noqa: PLC0415
        ask_customer_admins,
        ask_distributor,
        ask_for_confirmation,
        ask_signer,
        seal_agreement,
    )

    ask_for_confirmation.run(journey.world, journey.event)
    assert journey.waits_for().startswith("invitation-")
    journey.answer(Outcome.CONFIRMED, Role.APPLICANT)
    ask_distributor.run(journey.world, journey.event)
    journey.answer(Outcome.ACCEPTED, Role.DISTRIBUTOR)
    ask_signer.run(journey.world, journey.event)
    journey.answer(Outcome.SIGNED, Role.SIGNER, consent="yes", authority="yes", title="Managing director")
    seal_agreement.run(journey.world, journey.event)
    ask_customer_admins.run(journey.world, journey.event)


def test_every_partner_that_was_not_done_was_written_to_in_time_and_no_other(channel: Channel) -> None:
    for journey in (*channel.disputed, *channel.silent):
        assert announced_to(channel.world, journey) == 6
    for journey in channel.quick:
        assert journey.now.stage is Stage.ACTIVE
        assert announced_to(channel.world, journey) == 1


def test_the_cutover_passed_and_nobody_has_lost_anything(channel: Channel) -> None:
    states = {one.state for one in channel.accounts().values()}
    assert len(channel.accounts()) == 18
    assert AccountState.RELEASED not in states
    assert AccountState.WAIVED not in states
    for journey in (*channel.disputed, *channel.silent):
        assert journey.now.stage not in (Stage.ACTIVE, Stage.CLOSED)
        assert journey.now.accounts_total == 3


def test_every_partner_that_did_not_finish_is_exactly_once_on_ops_list_with_its_accounts(channel: Channel) -> None:
    world = channel.world
    unfinished = {journey.id for journey in (*channel.disputed, *channel.silent)}
    asked = [one.application for one in candidates(world.applications) if str(one.decision).startswith("missed-")]
    assert sorted(asked) == sorted(unfinished)
    assert {one.application.id for one in partners(world) if one.application.missed} == unfinished
    for id in unfinished:
        application = world.applications.case(id).application
        decision = world.applications.case(id, application.deadline).decision
        assert decision is not None
        shown = missed.evidence(world, application, decision)
        assert len(shown.accounts) == 3
        assert shown.in_question == len(at_risk(shown.accounts)) > 0
        assert sum("days" in one.letter.facts for one in shown.mails) == 6


def test_a_disputed_account_is_shown_to_ops_with_the_customers_own_words_and_stays_the_partners(
    channel: Channel,
) -> None:
    (journey,) = channel.disputed
    application = channel.world.applications.case(journey.id).application
    decision = channel.world.applications.case(journey.id, application.deadline).decision
    assert decision is not None
    shown = missed.evidence(channel.world, application, decision)
    states = {one.customer: (one.state, one.note) for one in shown.accounts}
    assert sorted(state for state, _ in states.values()) == ["done", "refused", "waiting"]
    assert ("refused", "Not our partner.") in states.values()


def test_the_audit_says_that_the_clock_asked_and_that_nobody_decided_yet(channel: Channel) -> None:
    for journey in channel.silent:
        actions = [event.action for event in channel.world.applications.events(journey.id)]
        assert actions.count("deadline missed") == 1
        assert "accounts released" not in actions
        assert "deadline waived" not in actions
