"""Looking a partner up by company, domain, e-mail address or id, as somebody on the telephone names it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from onboarding import mailboxes
from onboarding.domain.application import Application
from onboarding.domain.company_names import comparable
from onboarding.domain.errors import NotFound
from onboarding.domain.ids import ApplicationId, is_application_id
from onboarding.domain.people import Person
from onboarding.domain.resellers import reseller_id
from onboarding.ops.pages import page
from onboarding.ops.request import Request
from onboarding.world import World

MOST = 25
"""Cases shown: whoever gets more types more of the name."""

SECONDS = 6.0
"""How long all cases are looked through for a part of a name, before the list is called incomplete."""


@dataclass(frozen=True)
class Found:
    """One case, and what of it was asked for."""

    application: Application
    same: str


def find(world: World, request: Request) -> str:
    """The form, and what was found for what was typed into it."""
    asked = request.typed.get("find", "")[:200]
    found, whole = look_up(world, asked) if asked else ([], True)
    return page("find", request, now=world.clock.now(), asked=asked, found=found, whole=whole, most=MOST)


def look_up(world: World, asked: str) -> tuple[list[Found], bool]:
    """The cases that are meant, the newest first; False where there may be more."""
    exact = list(_exactly(world, asked))
    if exact:
        return sorted(exact, key=lambda one: one.application.submitted, reverse=True)[:MOST], len(exact) <= MOST
    return _by_a_part(world, asked)


def _exactly(world: World, asked: str) -> Iterator[Found]:
    """By its own key, or by the indexes of who is who: a few reads, whatever the table holds."""
    known = dict.fromkeys(_ids(world, asked.upper()), "id")
    email = mailboxes.address(asked)
    domain = mailboxes.registrable(email.rpartition("@")[2] or _host(asked))
    domains = [domain] if domain and not (email and mailboxes.is_public(email)) else []
    for same, ids in world.applications.same(domains, email, comparable(asked), most=MOST).items():
        known = dict.fromkeys(ids, same) | known
    if email:
        asked_now = (one.application.id for one in world.applications.asked_of(email))
        known = dict.fromkeys(asked_now, "who is asked now") | known
        known = dict.fromkeys(world.applications.nominated(email, most=MOST), "a customer's admin") | known
    for id, same in known.items():
        try:
            yield Found(world.applications.case(id).application, same)
        except NotFound:
            continue


def _ids(world: World, asked: str) -> list[ApplicationId]:
    case = asked.partition("-")[0]  # a mail's and an agreement's number begin with the case's id
    if is_application_id(case):
        return [ApplicationId(case)]
    reseller = reseller_id(asked)
    if reseller is None:
        return []
    try:
        return [world.applications.listing(reseller).application]
    except NotFound:
        return []


def _host(asked: str) -> str:
    """The host in an address of a website, or the text itself where it may be one."""
    try:
        parts = urlsplit(asked if "://" in asked else f"//{asked}")
        return mailboxes.host(parts.hostname or "")
    except ValueError:
        return ""


def _by_a_part(world: World, asked: str) -> tuple[list[Found], bool]:
    """Everybody's names, addresses and customers, for as long as somebody in front of a screen waits."""
    until, found = time.monotonic() + SECONDS, list[Found]()
    for one in _looked_through(world, asked.casefold()):
        found += [one] if one.same else []
        if len(found) >= MOST or time.monotonic() > until:
            return found, False
    return found, True


def _looked_through(world: World, part: str) -> Iterator[Found]:
    """All cases, each with what of it was asked for, if anything.

    Customers that a file has brought, and whoever was named later, are no part of the case: these accounts are read one
    case after the other, and only where nothing else was found.
    """
    theirs = {one.id for one in world.applications.distributors() if part in _text(one.name, one.contact)}
    left: list[Application] | None = []
    for one in world.applications.everyone():
        same = _where(one, part) or ("their distributor" if one.distributor in theirs else "")
        if same:
            left = None
        elif left is not None and one.accounts_total:
            left.append(one)
        yield Found(one, same)
    for one in left or []:
        accounts = world.applications.accounts(one.id)
        yield Found(one, _CUSTOMER if any(part in _text(each.customer, each.nominee) for each in accounts) else "")


_CUSTOMER = "a customer of theirs"


def _text(name: str, person: Person) -> str:
    return f"{name}\n{person.name}\n{person.email}".casefold()


def _where(one: Application, part: str) -> str:
    form = one.submission
    people = [form.applicant, form.signer, one.signs, *(customer.nominee for customer in form.customers)]
    if part in form.company.casefold():
        return "part of the company's name"
    if part in form.website.casefold():
        return "part of the website"
    if any(part in person.email.casefold() or part in person.name.casefold() for person in people):
        return "somebody it names"
    if any(part in customer.name.casefold() for customer in form.customers):
        return _CUSTOMER
    return ""
