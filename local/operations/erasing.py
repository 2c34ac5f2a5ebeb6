"""Erasing on request: what lies where, what goes, what stays and why; done only when somebody signs for it."""

from collections.abc import Iterator

from local.operations.site import NoSuchThing, Site
from onboarding.domain.application import Application
from onboarding.domain.erasing import may_erase
from onboarding.domain.errors import Moved, Refused
from onboarding.domain.ids import ApplicationId, is_application_id
from onboarding.domain.people import Role, person
from onboarding.erasure import erase_now
from onboarding.templating import day

ITEMS = {
    "DECISION": "questions and answers",
    "ACCOUNT": "customer accounts",
    "MESSAGE": "mails",
    "REQUEST": "requests at a signature provider",
    "IDENTITY": "entries to find it by",
    "EVENT": "audit events that tell of people (they stay, under pseudonyms)",
    "LINK": "links",
    "DRAFT": "the form as it was typed",
}

BY_THEMSELVES = (
    "by themselves: mails that people wrote, imported files and their reports 90 days after they came; results of rows "
    "30 days, logs and executions 90 days (they hold numbers, no names); backups of the table 35 days",
    "not ours to erase: mails in people's own mailboxes, exports that somebody took, what a signature provider keeps",
)


def erased(site: Site, who: str, name: str, reason: str) -> Iterator[str]:
    """Every case that is meant: what there is, and, where a name and a reason are given, what was done about it."""
    found = list(_meant(site, who))
    if not found:
        yield f"nobody: there is nothing about {who}"
        return
    for application in found:
        yield from _one(site, application, name, reason)
    yield from BY_THEMSELVES
    if not reason:
        yield "nothing was changed: say who you are and why, and it is done"


def _one(site: Site, application: Application, name: str, reason: str) -> Iterator[str]:
    world, id = site.world, application.id
    yield f"{id}: {application.submission.company or 'erased'}, {application.stage}"
    for kind, count in sorted(world.remains.of(id).items()):
        yield f"{id}: {count} {ITEMS.get(kind, kind.lower())}"
    prepared = site.prepared(id)
    if prepared:
        yield f"{id}: {len(prepared)} versions of documents that were prepared to be signed"
    for one in (*application.earlier, *([application.agreement] if application.agreement else [])):
        yield f"{id}: the sealed agreement {one.number} stays: evidence, locked for ten years from {day(one.sealed)}"
    try:
        may_erase(application, world.clock.now())
    except Moved as moved:
        yield f"{id}: {moved.message}"
    except Refused as refused:
        yield f"{id}: not now. {refused.message}"
        return
    if reason:
        erase_now(world, id, person(name, Role.OPS), reason)
        dropped = site.drop_prepared(id)
        left = sum(world.remains.of(id).values())
        yield f"{id}: erased; {dropped} prepared documents deleted, {left} items left"
    elif application.erased is None:
        kept = world.program.retention.over_at(application)
        yield f"{id}: can be erased now{f'; by itself it goes on {day(kept)}' if kept else ''}"


def _meant(site: Site, who: str) -> Iterator[Application]:
    """The case of an id, or every case in which an address appears; the latter reads all there are."""
    applications = site.world.applications
    if is_application_id(who.upper()):
        yield applications.case(ApplicationId(who.upper())).application
        return
    email = who.casefold()
    if "@" not in email:
        raise NoSuchThing(f"“{who}” is neither the id of an application nor an e-mail address")
    for application in applications.everyone():
        if application.erased is None and email in _addresses(site, application):
            yield application


def _addresses(site: Site, application: Application) -> set[str]:
    form, applications = application.submission, site.world.applications
    people = [form.applicant, application.signs, form.signer, *(one.nominee for one in form.customers)]
    people += [one.nominee for one in applications.accounts(application.id)]
    asked = [one.asked for one in applications.decisions(application.id) if one.role is not Role.DISTRIBUTOR]
    return {one.email.casefold() for one in (*people, *asked)}
