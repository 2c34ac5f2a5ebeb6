"""The record of a signature: who signed, when, what was shown, in which words consent was given, and what led to it."""

from collections.abc import Sequence
from datetime import datetime

from onboarding.documents.pages import Part
from onboarding.documents.wording import isolated
from onboarding.domain.application import Application
from onboarding.domain.consent import AUTHORITY, CONSENT
from onboarding.domain.decision import Decision
from onboarding.domain.events import Event
from onboarding.domain.people import Actor, ActorKind
from onboarding.domain.program import Program
from onboarding.templating import moment

_AUTHORITY_THERE = "Confirmed by signing: so says the request with which the document was sent there."


def parts(
    application: Application,
    signed: Decision,
    countersigned: Decision | None,
    events: Sequence[Event],
    program: Program,
) -> list[Part]:
    """The pages after the agreement. `events` are the case's, oldest first."""
    about, vendor = signed.about, program.vendor
    counted = [event for event in events if event.at <= _last(signed, countersigned)]
    shown = (
        ("Agreement", about["number"]),
        ("Version", f"{about['version']}, {about['language']}"),
        ("Shown and signed", "The document that is attached to this one as shown.pdf"),
        ("Its SHA-256", about["sha256"]),
    )
    return [
        Part(
            "Record of signature",
            shown,
            "How this agreement was signed. The seal over the whole file proves that nothing was changed since.",
            new=True,
        ),
        Part(f"For the Partner: {isolated(application.submission.company)}", _signature(signed)),
        Part(f"For the Vendor: {vendor.name}", _vendor(countersigned, program)),
        Part(
            "What led to it",
            tuple((f"{event.number}", _told(event)) for event in counted),
            "The case’s audit events, each with the beginning of its SHA-256, which covers the one before.",
        ),
    ]


def _last(signed: Decision, countersigned: Decision | None) -> datetime:
    decided = [one.decided_at for one in (signed, countersigned) if one is not None and one.decided_at is not None]
    return max(decided)


def _signature(decision: Decision) -> tuple[tuple[str, str], ...]:
    by, evidence = decision.decided_by, decision.evidence
    outside = bool(evidence.get("provider"))  # our page's words were never before whoever signed there
    rows = (
        ("Name there" if outside else "Typed name", isolated(by.name) if by else ""),
        ("Position", isolated(evidence.get("title", ""))),
        ("Time", moment(decision.decided_at) if decision.decided_at else ""),
        ("Asked", f"{isolated(decision.asked.name)}, {decision.asked.email}, {moment(decision.asked_at)}"),
        ("By the link sent to", by.email if by else ""),
        ("Authority", (_AUTHORITY_THERE if outside else AUTHORITY) if evidence.get("authority") == "yes" else ""),
        ("Consent", CONSENT if evidence.get("consent") == "yes" and not outside else ""),
        ("Signed at", evidence.get("provider", "")),
        ("Request there", evidence.get("request", "")),
        ("SHA-256 of the file there", evidence.get("document_sha256", "")),
        ("Network address", evidence.get("source_ip", "")),
        ("Browser", evidence.get("user_agent", "")),
    )
    return tuple((label, value) for label, value in rows if value)


def _vendor(countersigned: Decision | None, program: Program) -> tuple[tuple[str, str], ...]:
    if countersigned is not None:
        return _signature(countersigned)
    how = f"{program.vendor.name} signs by the seal on this file, without a person: so its partner program says."
    return (("Signed", how),)


def _told(event: Event) -> str:
    return f"{moment(event.at)}, {_who(event.actor)}: {event.action} ({event.hash[:16]})"


def _who(actor: Actor) -> str:
    return isolated(actor.name) if actor.kind is ActorKind.PERSON else f"the {actor.kind.value}"
