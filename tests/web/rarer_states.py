"""Pages that few people come to see: of technology partners, of proof, of deadlines, of new agreements, of signing."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from onboarding import clock, relay
from onboarding.domain import notices
from onboarding.domain.decision import Kind
from onboarding.domain.ids import new_application_id
from onboarding.domain.inviting import KnownAccount, add_accounts, invite
from onboarding.domain.notices import NoticeNumber
from onboarding.domain.people import SYSTEM, Person, Role
from onboarding.domain.stages import Outcome
from onboarding.steps import (
    ask_business_development,
    ask_countersigner,
    ask_for_confirmation,
    assess_readiness,
    hold_for_ops,
)
from tests.support.deadlines import OPS, with_deadline
from tests.support.journey import Journey, home, stream
from tests.support.provider import outside
from tests.support.renewals import ask_for_new_version
from tests.support.samples import submission
from tests.support.teams import NOMINEE, provider, wants_proof
from tests.support.world import Home
from tests.web.visitor import Answer, Visitor

type Maker = Callable[..., Journey]
type Pages = Iterator[tuple[str, Answer]]

REASON = "We work alone.\nPlease see https://www.informationsverarbeitung.example/warum?so=lang for how, and call."
SIGNED = {"consent": "yes", "authority": "yes", "title": "Managing director"}


def rarer(world: Home, visitor: Visitor, untidy: Maker) -> Pages:
    """In the same world as the others; `untidy` makes cases."""
    yield from _technology(world, visitor, untidy)
    yield from _signing(world, visitor, untidy)
    yield from _own(world, visitor, untidy)
    yield from _unnamed(world, visitor)
    yield from _active(world, visitor, untidy)


def _technology(world: Home, visitor: Visitor, untidy: Maker) -> Pages:
    answers = {"benefit": f"{REASON} " * 3, "overlap": "completes", "shared": "7", "asking": "Hotel Sonne\nWerft"}
    case = untidy(world, track="technology", customers=(), answers=answers)
    ask_for_confirmation.run(world, case.event)
    case.answer(Outcome.CONFIRMED, Role.APPLICANT)
    assess_readiness.run(world, case.event)
    ask_business_development.run(world, case.event)
    link = visitor.asked(case)
    yield "business", visitor.get(link)
    yield "business, wrong", visitor.post(link, {"answer": "not_yet", "note": REASON})
    yield "applicant, business", visitor.get(visitor.page_of(case))
    back = (world.clock.now() + timedelta(days=60)).date().isoformat()
    visitor.post(link, {"answer": "not_yet", "name": "Bea Dev", "note": REASON, "back": back})
    yield "business, decided", visitor.get(link)
    yield "applicant, not yet", visitor.get(visitor.page_of(case))


def _signing(world: Home, visitor: Visitor, untidy: Maker) -> Pages:
    case = untidy(world).to_signer()
    link = visitor.asked(case)
    document = world.applications.case(case.id, case.waits_for()).decision
    assert document is not None
    typed = {"sha256": document.about["sha256"], "answer": "signed"}
    yield "sign, incomplete", visitor.post(link, typed)
    yield "applicant, signer", visitor.get(visitor.page_of(case))
    case.answer(Outcome.SIGNED, Role.SIGNER, **SIGNED)
    yield "sign, decided", visitor.get(link)
    ours = Person("Hanna Ruiz-Przybyszewska", "hanna@harbourlight.example")
    before = world.program
    world.__dict__["program"] = replace(before, vendor=replace(before.vendor, countersigner=ours))
    ask_countersigner.run(world, case.event)
    link = visitor.asked(case)
    yield "countersign", visitor.get(link)
    yield "countersign, wrong", visitor.post(link, {**typed, "answer": "signed"})
    yield "applicant, countersigner", visitor.get(visitor.page_of(case))
    world.__dict__["program"] = before


def _own(world: Home, visitor: Visitor, untidy: Maker) -> Pages:
    """The applicant's page where somebody else must decide, and where questions are open and answered."""
    case = untidy(world).to_distributor()
    hold_for_ops.run(world, {**case.event, "outcome": "failed", "error": "Lambda.Unknown"})
    page = visitor.page_of(case)
    yield "applicant, held", visitor.get(page)
    yield "question, wrong", visitor.post(f"{page}/question", {"question": ""})
    for words in ("May we rename ourselves?", REASON):
        visitor.post(f"{page}/question", {"question": words})
    answered = [one for one in world.applications.decisions(case.id) if one.kind is Kind.QUESTION]
    case.answer(Outcome.ANSWERED, Role.OPS, answered[0].id, note=REASON)
    yield "applicant, questions", visitor.get(f"{page}?said=question")
    yield "withdraw, wrong", visitor.post(f"{page}/withdraw", {"name": ""})
    other = "de" if visitor.accepts != "de" else "fr"
    yield "applicant, another language", visitor.get(f"{page}?lang={other}")


def _unnamed(world: Home, visitor: Visitor) -> Pages:
    """An existing partner that has joined, and has still to name who looks after its customers' accounts."""
    now = world.clock.now()
    case = Journey.of(world, new_application_id(now))
    known = submission(company="Müller & Şahin IT", domain="mueller-sahin.example", people=4)
    world.applications.commit(invite(case.id, known, world.program, SYSTEM, now, invited=now))
    accounts = [KnownAccount(f"id {n}", f"Praxis {'Donaudampfschifffahrt' * n}") for n in (1, 2, 3)]
    world.applications.commit(add_accounts(case.now, accounts, [], SYSTEM, now))
    ask_for_confirmation.run(world, case.event)
    case.answer(Outcome.CONFIRMED, Role.APPLICANT)
    page = visitor.page_of(case)
    yield "applicant, unnamed", visitor.get(page)
    yield "admins", visitor.get(f"{page}/admins")
    yield "admins, wrong", visitor.post(f"{page}/admins", {"nominee_name-1": "Me", "nominee_email-2": "me@"})
    visitor.post(f"{page}/withdraw", {"name": "Ann", "sure": "yes", "reason": "Not now."})
    yield "again, imported", visitor.get(f"{page}/again")


def _active(world: Home, visitor: Visitor, untidy: Maker) -> Pages:
    case = untidy(world).to_active()
    yield "partner", visitor.get(f"/partners/{case.now.reseller}")
    clock.run(world, world.clock.move(days=30))
    asked = next(one for one in world.applications.decisions(case.id) if one.kind is Kind.CHECKIN)
    link = visitor.asked(case, asked.id)
    yield "check-in", visitor.get(link)
    yield "check-in, wrong", visitor.post(link, {"answer": "bad"})
    visitor.post(link, {"answer": "bad", "name": "Ann", "note": REASON})
    yield "check-in, decided", visitor.get(link)


def elsewhere(patch: pytest.MonkeyPatch, accepts: str, folder: Path, untidy: Maker) -> Pages:
    """In worlds of their own, whose programs want something else; the caller has its own world back afterwards."""
    with home() as world:
        patch.setattr("onboarding.web.app.world", lambda: world)
        visitor = Visitor(world, accepts)
        yield from _deadline(world, visitor, untidy)
    with home() as world:
        patch.setattr("onboarding.web.app.world", lambda: world)
        visitor = Visitor(world, accepts)
        yield from _renewal(untidy(world).to_active(), visitor, patch, folder)
    with home() as world:
        patch.setattr("onboarding.web.app.world", lambda: world)
        yield from _proof(world, Visitor(world, accepts), untidy)
    with outside(patch) as out:
        visitor = Visitor(out.world, accepts)
        case = untidy(out.world).to_signer()
        stream(out.world)
        yield "sign outside", visitor.get(visitor.asked(case))


def _deadline(world: Home, visitor: Visitor, untidy: Maker) -> Pages:
    case = untidy(world)
    with_deadline(world, published=False)
    relay.start_workflow(world, case.id)
    yield "applicant, deadline not announced", visitor.get(visitor.page_of(case))
    drafted = world.notices.find(NoticeNumber(1))
    assert drafted is not None
    world.notices.record(notices.publish(drafted, OPS, "The board decided it.", world.clock.now()))
    yield "notices, published", visitor.get("/notices")
    yield "notice", visitor.get("/notices/1")
    yield "applicant, deadline", visitor.get(visitor.page_of(case))


def _renewal(case: Journey, visitor: Visitor, patch: pytest.MonkeyPatch, folder: Path) -> Pages:
    ask_for_new_version(case, patch, folder)
    yield "sign, new version", visitor.get(visitor.asked(case))
    yield "applicant, new version", visitor.get(visitor.page_of(case))


def _proof(world: Home, visitor: Visitor, untidy: Maker) -> Pages:
    """A customer that connects its team, and ends the relation."""
    with provider() as dropbox:
        wants_proof(world, dropbox)
        case = untidy(world).to_customers()
        asked = visitor.asked(case, "admin-1-1")
        visitor.post(asked, {"answer": "confirmed", "name": "Jonas Sommer"})
        yield "customer, one step left", visitor.get(asked)
        link = visitor.asked(case, "proof-1-1")
        yield "connect", visitor.get(link)
        yield "connect, wrong", visitor.post(f"{link}/connect", {"name": ""})
        away = visitor.post(f"{link}/connect", {"name": "Jonas Sommer"})
        cookie = away.headers["Set-Cookie"].partition(";")[0]
        back = visitor.get(f"/connected?{dropbox.approve(away.headers['Location'], 'Customer 1', NOMINEE)}")
        yield "connecting", back
        fields = {name: str(back.value(name)) for name in ("state", "code")}
        yield "connected", visitor.post("/connected", fields, cookie=cookie)
        yield "connected, used", visitor.post("/connected", fields, cookie=cookie)
        yield "end", visitor.get(f"{link}/end")
        yield "end, wrong", visitor.post(f"{link}/end", {"name": ""})
        visitor.post(f"{link}/end", {"name": "Jo", "reason": REASON})
        yield "end, done", visitor.get(link)
        yield "applicant, ended relation", visitor.get(visitor.page_of(case))
        yield "account, ended", visitor.get(f"{visitor.page_of(case)}/accounts/1")
