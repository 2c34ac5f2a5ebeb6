"""Every page in every state that people come to see, filled with untidy data: for axe, for sizes, for the eye."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from onboarding.domain.application import Customer
from onboarding.domain.ids import new_application_id
from onboarding.domain.inviting import NOBODY, KnownAccount, add_accounts, invite
from onboarding.domain.link import QUEUE_LIFE, Link, hash_of, new_token
from onboarding.domain.people import SYSTEM, Person, Role
from onboarding.domain.stages import Outcome
from onboarding.steps import (
    ask_for_confirmation,
    ask_reviewer,
    assess_readiness,
    seal_agreement,
)
from onboarding.web import app, verify
from tests.support.journey import Journey, home
from tests.support.lists import Desk as Lists
from tests.support.renewals import renew
from tests.support.samples import NORTH
from tests.support.table import everything
from tests.support.world import Home
from tests.web.rarer_states import elsewhere, rarer
from tests.web.uploads import ask, sealed_by_another, upload
from tests.web.visitor import Answer, Visitor, form, row

LONG = "Internationale Gesellschaft für Informationsverarbeitung & Donaudampfschifffahrtselektrizität mbH"
PERSON = Person("Maximiliane-Friederike Przybyszewska-Lindenschmidt", "maximiliane.friederike@sehr-lange-firma.example")
UNTIDY: dict[str, Any] = {
    "website": "https://www.informationsverarbeitung-und-mehr.example/de/ueber-uns/standorte?ort=wien",
    "services": ("support", "migration", "security", "devices", "development", "training"),
    "customers": (
        Customer(name="Bäckerei Sommer", nominee=Person("Jonas Sommer", "jonas@baeckerei-sommer.example")),
        Customer(name="株式会社みなと" * 3, nominee=Person("Ole", "ole@hafen.example")),
        Customer(name="W" * 60, nominee=Person("שלום כהן", "shalom@minato.example")),
    ),
}


def untidy(world: Home, **changes: Any) -> Journey:
    """A case that nobody knows yet, with more and longer data than a page would like."""
    number = len(everything())
    domain = f"sehr-lange-firma{number}.example"
    who = replace(PERSON, email=f"maximiliane.friederike.przybyszewska@{domain}")
    mine = {"company": f"{LONG} {number}", "domain": domain, "applicant": who, "signer": who}
    return Journey(world, **{**UNTIDY, **mine, **changes})


def pages(accepts: str = "") -> Iterator[tuple[str, Answer]]:
    """Each page by a short name of its state, in the language that the browser accepts."""
    with home() as world, pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "world", lambda: world)
        visitor = Visitor(world, accepts)
        yield from _open_to_all(visitor)
        yield from _form(visitor)
        yield from _decisions(world, visitor)
        yield from _invitations(world, visitor)
        yield from _screening(world, visitor)
        yield from _customers(world, visitor)
        yield from _own_page(world, visitor)
        yield from rarer(world, visitor, untidy)
        patch.setattr(verify, "world", lambda: world)
        with TemporaryDirectory() as folder:
            yield from _checking(world, patch, Path(folder), accepts)
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        yield from elsewhere(patch, accepts, Path(folder), untidy)


def _open_to_all(visitor: Visitor) -> Iterator[tuple[str, Answer]]:
    yield "start", visitor.get("/")
    yield "apply", visitor.get("/apply")
    yield "apply, wrong", visitor.post("/apply", {"homepage": "x"})
    yield "no such page", visitor.get("/nowhere")
    yield "notices", visitor.get("/notices")
    yield "is it ours", visitor.get("/mails")
    yield "it is not ours", visitor.get("/mails?number=01KC0M2Q8M9V5X3T7R1N4B6Z8D-1-1")
    yield "queue, ask", visitor.get("/queue")
    yield "queue, asked", visitor.get("/queue?said=sent")
    yield "queue, wrong", visitor.post("/queue", {"email": "x"})
    yield "no such notice", visitor.get("/notices/77")
    yield "applied", visitor.get("/applied/01KC0M2Q8M9V5X3T7R1N4B6Z8D")


def _form(visitor: Visitor) -> Iterator[tuple[str, Answer]]:
    customers = {**row(1, LONG, PERSON.name, PERSON.email), **row(2, "株式会社みなと", "Ole", "ole@minato.example")}
    typed = form(company=LONG, website="https://www.informationsverarbeitung.example/de/standorte", **customers)
    wrong = {**row(1, "Hafen", "Ole", "ole@"), "answer-shared": "some", "people": "none"}
    path, bad = visitor.begin(), visitor.begin()
    for page in ("company", "people", "questions", "customers"):
        yield f"form, {page}", visitor.fill(path, typed, upto=page)
        refused = visitor.follow(visitor.post(f"{bad}/{page}", wrong))
        if refused.wrong:  # nothing can be wrong in what need not be answered
            yield f"form, {page}, wrong", refused
    yield "form, check", visitor.fill(path, typed, upto="check")
    yield "form, check, wrong", visitor.post(f"{bad}/check")
    yield "form, later", visitor.get(f"{path}/later")
    visitor.post(f"{path}/check", {"consent": "yes"})
    yield "form, sent", visitor.post(f"{path}/people", typed)
    path = visitor.begin("technology")
    yield "form, technology", visitor.fill(path, typed, upto="questions")
    yield "form, technology, wrong", visitor.follow(visitor.post(f"{path}/questions", wrong))


def _decisions(world: Home, visitor: Visitor) -> Iterator[tuple[str, Answer]]:
    case = untidy(world)
    ask_for_confirmation.run(world, case.event)
    yield "confirm mailbox", visitor.get(visitor.asked(case))
    poor = untidy(world, people=1, services=(), website="", customers=())
    ask_for_confirmation.run(world, poor.event)
    poor.answer(Outcome.CONFIRMED, Role.APPLICANT)
    assess_readiness.run(world, poor.event)
    ask_reviewer.run(world, poor.event)
    yield "review", visitor.get(visitor.asked(poor))
    case = untidy(world).to_distributor()
    link = visitor.asked(case)
    yield "distributor", visitor.get(link)
    yield "distributor, ordinary", visitor.get(visitor.asked(Journey(world).to_distributor()))
    yield "distributor, wrong", visitor.post(link, {"answer": "declined"})
    yield "distributor, asks", visitor.get(f"{link}/question")
    yield "distributor, asks, wrong", visitor.post(f"{link}/question", {"question": ""})
    yield "distributor, asked", visitor.get(f"{link}/question?said=question")
    untidy(world).to_distributor()
    yield "queue", visitor.get(_queue(world))
    case.answer(Outcome.DECLINED, Role.DISTRIBUTOR, note="Too far away, and we have many of this size.")
    yield "distributor, decided", visitor.get(link)
    case = untidy(world).to_signer()
    yield "sign", visitor.get(visitor.asked(case))
    yield "sign, wrong", visitor.post(visitor.asked(case), {"answer": "signed"})


def _invitations(world: Home, visitor: Visitor) -> Iterator[tuple[str, Answer]]:
    """Existing partners: one of whom little is known but thirty accounts, one with an account, one with none."""
    for name, count, typed in (("many", 30, {}), ("one", 1, {"people": 0}), ("none", 0, {"services": ()})):
        case = _invited(world, count, **typed)
        link = visitor.asked(case)
        yield f"invitation, {name}", visitor.get(link)
        if count > 1:
            wrong = {"nominee_name-2": "Ole", "nominee_email-3": PERSON.email, "website": "no"}
            yield f"invitation, {name}, wrong", visitor.post(link, {**wrong, "signer_name": PERSON.name})
    answer = {**form(company=LONG), "answer": "confirmed", "name": PERSON.name}
    visitor.post(link, answer)
    yield "invitation, decided", visitor.get(link)


def _invited(world: Home, count: int, **changes: Any) -> Journey:
    case, now = Journey.__new__(Journey), world.clock.now()
    case.world, case.id = world, new_application_id(now)
    known = replace(untidy(world).now.submission, **changes)
    who = replace(PERSON, email=f"{case.id.lower()}@{known.domain}")
    first = invite(case.id, replace(known, applicant=who, signer=who), world.program, SYSTEM, now, invited=now)
    world.applications.commit(first)
    names = ("Bäckerei Sommer", "株式会社みなと" * 3, "W" * 60, LONG, "מאפיית שלום")
    accounts = [
        KnownAccount(f"id {n}", f"{names[n % len(names)]} {n}", NOBODY if n % 5 else Person("Jo", f"jo@c{n}.example"))
        for n in range(1, count + 1)
    ]
    if accounts:
        world.applications.commit(add_accounts(case.now, accounts, [], SYSTEM, now))
    ask_for_confirmation.run(world, case.event)
    return case


def _screening(world: Home, visitor: Visitor) -> Iterator[tuple[str, Answer]]:
    """Somebody whose company and person are like entries of a list."""
    rows = f"name;alias;country;program\n{LONG} Trading;;Ruritania;Programme <7> & more\n{PERSON.name};;;\n"
    Lists(world).drop("denied-persons-and-entities-2026.csv", rows).work()
    case = untidy(world)
    ask_for_confirmation.run(world, case.event)
    case.answer(Outcome.CONFIRMED, Role.APPLICANT)
    assess_readiness.run(world, case.event)
    ask_reviewer.run(world, case.event)
    link = visitor.asked(case)
    yield "screening", visitor.get(link)
    yield "screening, wrong", visitor.post(link, {"answer": "cleared"})
    visitor.post(link, {"answer": "cleared", "note": "Another country, and older.", "name": "Rita Review"})
    yield "screening, decided", visitor.get(link)
    Lists(world).take_away("denied-persons-and-entities-2026.csv").work()


def _queue(world: Home) -> str:
    token, until = new_token(), world.clock.now() + QUEUE_LIFE
    email = NORTH.contact.email
    world.outbox.keep_link(Link(hash=hash_of(token), role=Role.DISTRIBUTOR, email=email, expires=until))
    return f"/queue/{token}"


def _customers(world: Home, visitor: Visitor) -> Iterator[tuple[str, Answer]]:
    case = untidy(world).to_customers()
    asked, page = visitor.asked(case, "admin-1-1"), visitor.page_of(case)
    yield "customer", visitor.get(asked)
    yield "customer, wrong", visitor.post(asked, {"answer": "refused"})
    case.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-1")
    case.answer(Outcome.REFUSED, Role.CUSTOMER, "admin-2-1", note="We have never heard of them.\nPlease stop.")
    yield "customer, decided", visitor.get(asked)
    yield "applicant, customers", visitor.get(page)
    yield "account", visitor.get(f"{page}/accounts/3")


def _own_page(world: Home, visitor: Visitor) -> Iterator[tuple[str, Answer]]:
    case = untidy(world)
    ask_for_confirmation.run(world, case.event)
    yield "applicant, confirm", visitor.get(visitor.page_of(case))
    case = untidy(world).to_distributor()
    page = visitor.page_of(case)
    yield "applicant, distributor", visitor.get(page)
    yield "withdraw", visitor.get(f"{page}/withdraw")
    yield "question", visitor.get(f"{page}/question")
    world.clock.move(days=9)
    yield "applicant, late", visitor.get(page)
    case = untidy(world).to_active()
    yield "applicant, active", visitor.get(visitor.page_of(case))
    case = untidy(world).to_distributor()
    page = visitor.page_of(case)
    visitor.post(f"{page}/withdraw", {"name": "Ann"})
    yield "applicant, withdrawn", visitor.get(page)
    yield "again", visitor.get(f"{page}/again")
    yield "again, wrong", visitor.post(f"{page}/again", {"people": "none"})
    yield "too often", _too_often(world, visitor)


def _checking(world: Home, patch: pytest.MonkeyPatch, folder: Path, accepts: str) -> Iterator[tuple[str, Answer]]:
    """What `/verify` says of every kind of file and number."""
    asks, uploads = partial(ask, "GET", accepts=accepts), partial(upload, accepts=accepts)
    yield "verify", asks()
    yield "verify, no file", uploads(b"")
    case = untidy(world).to_active()
    held = case.now.agreement
    assert held is not None
    document, (shown, *_) = world.documents.kept[held.key], _prepared(world, case)
    yield "verify, in force", uploads(document)
    yield "verify, number", asks(f"number={held.number}")
    yield "verify, no such number", asks(f"number={held.number}9")
    yield "verify, changed", uploads(document[:9000] + bytes([document[9000] ^ 1]) + document[9001:])
    yield "verify, unsealed", uploads(shown)
    yield "verify, no PDF", uploads(b"A letter")
    yield "verify, foreign", uploads(sealed_by_another(shown))
    ended = untidy(world).to_seal()
    seal_agreement.run(world, ended.event)
    visitor = Visitor(world)
    visitor.post(f"{visitor.page_of(ended)}/withdraw", {"name": "Ann"})
    assert ended.now.agreement is not None
    yield "verify, ended", uploads(world.documents.kept[ended.now.agreement.key])
    renew(case, patch, folder)
    yield "verify, superseded", uploads(document)
    yield "verify, number of a superseded one", asks(f"number={held.number}")


def _prepared(world: Home, case: Journey) -> list[bytes]:
    return [content for key, content in world.documents.kept.items() if re.match(rf"prepared/{case.id}.*pdf$", key)]


def _too_often(world: Home, visitor: Visitor) -> Answer:
    answers = (visitor.post("/queue", {"email": "somebody@elsewhere.example"}) for _ in range(99))
    return next(answer for answer in answers if answer.status == 429)
