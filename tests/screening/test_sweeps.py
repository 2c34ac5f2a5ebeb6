"""Whenever a list changes everybody alive is compared with it: once, in parts, and from where it stopped."""

import pytest

from onboarding.deciding import decide
from onboarding.domain.answer import Answer
from onboarding.domain.answering import answer
from onboarding.domain.application import Application
from onboarding.domain.applying import resubmit, withdraw
from onboarding.domain.decision import Decision, Kind
from onboarding.domain.errors import Conflict, Unavailable
from onboarding.domain.people import Person, Role, person
from onboarding.domain.stages import Outcome, Stage
from onboarding.screening import lists, sweeping
from onboarding.steps import activate, ask_for_confirmation, ask_reviewer, assess_readiness
from tests.support.imports import Intake
from tests.support.journey import Journey, stream
from tests.support.lists import Desk
from tests.support.samples import submission
from tests.support.table import everything
from tests.support.world import Home

VOLGA = "name,country,program\nWolga Bank,RU,SECTORAL\n"
NAMED = {"company": "Volga Bank GmbH", "domain": "volga.example"}


def suspicions(world: Home) -> list[Decision]:
    return [one for one in world.applications.questions() if one.kind is Kind.SUSPICION and one.open]


def say(world: Home, journey: Journey, outcome: Outcome, note: str = "Founded in Kiel in 1998") -> Application:
    """Ops' word about the oldest open suspicion."""
    asked = suspicions(world)[0]
    given = Answer(outcome=outcome, by=person("Olga Ops", Role.OPS), at=world.clock.now(), note=note)
    read = lambda: world.applications.case(journey.id, asked.id)  # noqa: E731 - a reader in passing
    return decide(world.applications, read, lambda case: answer(case, given, world.program)).application


def test_a_partner_who_is_active_long_since_is_found_when_a_list_comes_to_name_it(world: Home, desk: Desk) -> None:
    journey = Journey(world, **NAMED).to_active()
    Journey(world).to_distributor()
    desk.drop("us.csv", VOLGA).work()
    (asked,) = suspicions(world)
    (hit,) = journey.now.hits
    assert (hit.name, hit.entry.name, hit.entry.country) == ("Volga Bank GmbH", "Wolga Bank", "RU")
    assert (hit.entry.list, hit.entry.version) == ("us.csv", desk.list("us.csv").version)
    assert hit.score >= world.program.screening
    assert hit.words == ("wolga", "bank")
    assert asked.application == journey.id
    assert journey.now.stage is Stage.ACTIVE, "a hit decides nothing by itself"
    assert (desk.sweep.screened, desk.sweep.hits, desk.sweep.failed) == (2, 1, 0)


def test_people_who_act_for_a_partner_are_compared_too(world: Home, desk: Desk) -> None:
    journey = Journey(world, signer=Person("Vladimir Petroff", "v@becker-it.example")).to_distributor()
    desk.drop("us.csv", 'name\n"PETROV, Wladimir"\n').work()
    assert [hit.name for hit in journey.now.hits] == ["Vladimir Petroff"]


def test_nobody_is_mailed_for_a_hit_and_the_partner_sees_nothing_of_it(world: Home, desk: Desk) -> None:
    journey = Journey(world, **NAMED).to_distributor()
    stream(world)
    before = len(world.mailer.sent)
    desk.drop("us.csv", VOLGA).work()
    stream(world)
    assert len(world.mailer.sent) == before
    assert journey.now.holder is Role.DISTRIBUTOR, "the journey goes on; only activation waits"


def test_somebody_else_is_remembered_through_new_versions_and_other_lists(world: Home, desk: Desk) -> None:
    journey = Journey(world, **NAMED).to_distributor()
    desk.drop("us.csv", VOLGA).work()
    after = say(world, journey, Outcome.CLEARED)
    assert (after.hits, len(after.cleared)) == ((), 1)
    desk.drop("us.csv", VOLGA + "Another Party,RU,\n").drop("eu.csv", VOLGA).work()
    assert suspicions(world) == []
    desk.drop("eu.csv", "name\nWolga Bank\nVolga Bank Group\n").work()
    (hit,) = journey.now.hits
    assert hit.entry.name == "Volga Bank Group", "another entry is another question"


def test_the_same_party_ends_the_case_in_neutral_words_and_keeps_the_reason_to_the_audit(
    world: Home, desk: Desk
) -> None:
    journey = Journey(world, **NAMED).to_active()
    desk.drop("us.csv", VOLGA).work()
    reason = "Same address and directors as on the SECTORAL list"
    after = say(world, journey, Outcome.MATCHED, reason)
    assert (after.stage, after.closed_as, after.reason) == (Stage.CLOSED, Outcome.CLOSED, "")
    assert after.reseller is not None
    assert world.applications.listing(after.reseller).ended == world.clock.now()
    stream(world)
    mail = world.mailer.sent[-1]
    text = str(mail.get_body(("plain",)))
    assert after.submission.applicant.email in str(mail["To"])
    for word in ("list", "denied", "sanction", "screen", "Wolga", reason):
        assert word.casefold() not in f"{mail['Subject']} {text}".casefold(), word
    event = world.applications.events(journey.id)[-1]
    assert reason in event.details["note"]
    assert "Wolga Bank" in event.details["hits"]


def test_without_a_reason_nothing_is_decided(world: Home, desk: Desk) -> None:
    journey = Journey(world, **NAMED).to_distributor()
    desk.drop("us.csv", VOLGA).work()
    with pytest.raises(Exception, match="say why"):
        say(world, journey, Outcome.CLEARED, " ")


def test_nobody_becomes_active_while_a_hit_waits_and_the_word_lets_it_go_on_by_itself(world: Home, desk: Desk) -> None:
    journey = Journey(world, **NAMED).to_customers()
    desk.drop("us.csv", VOLGA).work()
    for account in world.applications.accounts(journey.id):
        journey.answer(Outcome.CONFIRMED, Role.CUSTOMER, f"admin-{account.id}-{account.attempts}")
    assert activate.run(world, journey.event)["outcome"] == Outcome.UNPROVEN
    assert journey.now.held
    after = say(world, journey, Outcome.CLEARED)
    assert not after.held
    assert activate.run(world, journey.event)["outcome"] == Outcome.ACTIVATED


def test_who_was_named_after_the_last_change_of_a_list_is_looked_at_before_activation(world: Home, desk: Desk) -> None:
    desk.drop("us.csv", 'name\n"PETROV, Wladimir"\n').work()
    journey = Journey(world).to_signer()
    named = {"to_name": "Vladimir Petrov", "to_email": "v@becker-it.example"}
    journey.answer(Outcome.REASSIGNED, Role.SIGNER, **named)
    before = journey.now
    assert before.hits == ()
    activate.run(world, journey.event)
    assert [hit.name for hit in journey.now.hits] == ["Vladimir Petrov"]


def test_the_same_list_dropped_twice_screens_nobody_twice(world: Home, desk: Desk) -> None:
    Journey(world, **NAMED).to_distributor()
    desk.drop("us.csv", VOLGA).work()
    first, items = desk.sweep, everything()
    desk.drop("us.csv", VOLGA).work()
    assert desk.sweep == first
    assert everything() == items


def test_everything_delivered_twice_and_in_any_order_asks_once(world: Home) -> None:
    for number in range(5):
        Journey(world, company=f"Volga Bank {'I' * number}", domain=f"volga{number}.example").to_distributor()
    for seed in range(5):
        desk = Desk(world, twice=True, seed=seed)
        desk.drop("us.csv", VOLGA).drop("eu.csv", VOLGA).work()
    assert len(suspicions(world)) == 5


def test_a_screening_goes_on_where_it_stopped(world: Home, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "PART", 2)
    for number in range(7):
        Journey(world, company=f"Firm {'abcdefg'[number] * 4}", domain=f"firm{number}.example").to_distributor()
    journey = Journey(world, **NAMED).to_distributor()
    desk.drop("us.csv", VOLGA).work(most=4)
    assert desk.sweep.ended is None
    done = desk.sweep.screened
    assert 0 < done < 8
    desk.work()
    assert (desk.sweep.screened, len(journey.now.hits)) == (8, 1)
    assert lists.PART >= 100, "what is bounded is not tiny"


def test_a_service_that_is_away_loses_nobody(world: Home, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    journey = Journey(world, **NAMED).to_distributor()
    desk.drop("us.csv", VOLGA)
    tries = iter([Unavailable("ThrottlingException"), Conflict("moved")])
    like = world.denied.like

    def away(names: list[str], at_least: int) -> object:
        for error in tries:
            raise error
        return like(names, at_least)

    monkeypatch.setattr(world.denied, "like", away)
    for _ in range(30):
        message = desk.left[0] if desk.left else None
        if message is None:
            break
        try:
            desk.work(most=1)
        except (Unavailable, Conflict):
            desk.left.append(message)  # the queue delivers it again
    assert len(journey.now.hits) == 1


def test_one_case_that_breaks_us_is_counted_and_stops_nobody(
    world: Home, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Journey(world, company="Broken Firm", domain="broken.example").to_distributor()
    journey = Journey(world, **NAMED).to_distributor()
    like = world.denied.like

    def breaks(names: list[str], at_least: int) -> object:
        if broken.now.submission.company in names:
            raise ZeroDivisionError
        return like(names, at_least)

    monkeypatch.setattr(world.denied, "like", breaks)
    desk.drop("us.csv", VOLGA).work()
    assert (desk.sweep.screened, desk.sweep.failed, len(journey.now.hits)) == (2, 1, 1)
    assert desk.sweep.ended is not None


def test_a_newer_list_begins_anew_and_the_older_screening_stops(world: Home, desk: Desk) -> None:
    journey = Journey(world, **NAMED).to_distributor()
    desk.drop("us.csv", "name\nSomebody\n").work(most=2)
    older = desk.sweep
    desk.drop("us.csv", VOLGA).work()
    assert desk.sweep.id != older.id
    assert len(journey.now.hits) == 1
    desk.left.append({"do": "sweep", "sweep": older.id})
    desk.work()
    assert desk.sweep.screened == 1


def test_closed_cases_are_left_in_peace_and_open_hits_of_theirs_can_still_be_settled(world: Home, desk: Desk) -> None:
    journey = Journey(world, **NAMED).to_distributor()
    desk.drop("us.csv", VOLGA).work()
    who = person("Ann", Role.APPLICANT)
    read = lambda: world.applications.case(journey.id)  # noqa: E731 - a reader in passing
    decide(world.applications, read, lambda case: withdraw(case.application, who, world.clock.now()))
    desk.drop("eu.csv", "name\nVolga Bank Group\n").work()
    assert desk.sweep.screened == 0
    assert say(world, journey, Outcome.MATCHED).stage is Stage.CLOSED


def test_everybody_whom_an_import_brought_is_screened(world: Home, desk: Desk) -> None:
    desk.drop("us.csv", VOLGA).work()
    Intake(world).take_in("partners.csv", "id,company,email\n1,Volga Bank GmbH,ann@volga.example\n")
    desk.work()
    (asked,) = suspicions(world)
    assert world.applications.case(asked.application).application.submission.track == "existing"


def test_at_readiness_the_reviewer_compares_first_and_readiness_is_assessed_next(world: Home, desk: Desk) -> None:
    desk.drop("us.csv", VOLGA).work()
    journey = Journey(world, **NAMED)
    ask_for_confirmation.run(world, journey.event)
    journey.answer(Outcome.CONFIRMED, Role.APPLICANT)
    assert assess_readiness.run(world, journey.event)["outcome"] == Outcome.REVIEW
    ask_reviewer.run(world, journey.event)
    ask_reviewer.run(world, journey.event)
    asked = world.applications.current(journey.id).decision
    assert asked is not None
    assert (asked.kind, asked.asked) == (Kind.SCREENING, world.program.vendor.reviewer)
    assert assess_readiness.run(world, journey.event)["outcome"] == Outcome.REVIEW, (
        "a regrown workflow asks nothing new"
    )
    journey.answer(Outcome.CLEARED, Role.REVIEWER, note="Another country, founded in 1998")
    assert assess_readiness.run(world, journey.event)["outcome"] == Outcome.READY
    assert journey.now.stage is Stage.DISTRIBUTOR
    assert journey.now.score is not None
    desk.drop("us.csv", VOLGA + "X,,\n").work()
    assert suspicions(world) == []


def test_at_readiness_the_same_party_closes_the_case_and_a_second_attempt_meets_the_same_question(
    world: Home, desk: Desk
) -> None:
    desk.drop("us.csv", VOLGA).work()
    journey = Journey(world, **NAMED)
    ask_for_confirmation.run(world, journey.event)
    journey.answer(Outcome.CONFIRMED, Role.APPLICANT)
    assess_readiness.run(world, journey.event)
    ask_reviewer.run(world, journey.event)
    after = journey.answer(Outcome.MATCHED, Role.REVIEWER, note="Same directors")
    assert (after.stage, after.reason, after.closed_as) == (Stage.CLOSED, "", Outcome.CLOSED)
    form = submission(applicant=after.submission.applicant, **NAMED)
    accounts = world.applications.accounts(journey.id)
    again = lambda case: resubmit(case.application, form, accounts, world.clock.now())  # noqa: E731 - a rule in passing
    decide(world.applications, lambda: world.applications.case(journey.id), again)
    assess_readiness.run(world, journey.event)
    ask_reviewer.run(world, journey.event)
    asked = world.applications.current(journey.id).decision
    assert asked is not None
    assert (asked.kind, asked.open) == (Kind.SCREENING, True)


def test_without_a_list_nobody_is_screened_and_nothing_is_read(world: Home) -> None:
    journey = Journey(world, **NAMED).to_active()
    assert journey.now.stage is Stage.ACTIVE
    assert world.list_files.most == 0
