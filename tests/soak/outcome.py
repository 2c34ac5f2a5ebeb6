"""What a journey leaves behind, held against the same journey without a fault, and what must hold at any time."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

from onboarding.adapters.items import application_of, decision_of, event_of
from onboarding.domain.application import Application
from onboarding.domain.events import Event, broken_at
from onboarding.domain.stages import FINAL
from tests.soak.people import Mail
from tests.soak.town import Town

_OF_DELIVERY = ("workflow regrown",)
"""Audit events that tell of healing, and not of the case."""


@dataclass(frozen=True)
class Outcome:
    """The case, its answers, what its people and other systems were told, and what the audit says.

    Without times, and without healing: an event that came twice has the same id and counts once. `moot` are the
    addressees of mails that asked for what was answered before they could go out, as ops do who look at the dashboard.
    """

    stage: str
    decisions: Counter[tuple[str, str, str]]
    mails: Counter[tuple[str, str]]
    audit: Counter[str]
    told: Counter[str]
    moot: Counter[str]


def outcome(town: Town, mails: Sequence[Mail]) -> Outcome:
    """What the one case in the table has come to."""
    (application,) = town.items("APPLICATION")
    # Their numbers tell in which order things were asked, and healing may change that.
    decisions = ((d["decides"], d.get("outcome", ""), d["asked"]["email"]) for d in town.items("DECISION"))
    actions = (str(item["action"]) for item in town.items("EVENT"))
    return Outcome(
        stage=str(application["stage"]),
        decisions=Counter(decisions),
        mails=Counter((mail.to, mail.subject) for mail in mails),
        audit=Counter(action for action in actions if action not in _OF_DELIVERY),
        told=Counter({event["id"]: event["stage"] for event in town.aws.told}.values()),
        moot=Counter(item["letter"]["to"]["email"] for item in town.items("MESSAGE") if _moot(town, item)),
    )


def _moot(town: Town, message: Mapping[str, Any]) -> bool:
    """Whether a mail was not sent because its question has its answer; any other that is moot was lost."""
    decision = message["letter"].get("decision")
    return message["state"] == "moot" and "outcome" in town.item(message["application"], f"DECISION#{decision}")


def differences(expected: Outcome, found: Outcome, *, a_mail_more: bool) -> list[str]:
    """What is lost or doubled; `a_mail_more` allows one second copy, where the mail service's answer was lost."""
    wrong = []
    if found.stage != expected.stage:
        wrong.append(f"ended as {found.stage}, not as {expected.stage}")
    if found.decisions != expected.decisions:
        wrong.append(f"decisions differ: {_apart(expected.decisions, found.decisions)}")
    lost, more = expected.mails - found.mails, found.mails - expected.mails
    if Counter(parseaddr(to)[1] for to, _ in lost.elements()) - (found.moot - expected.moot):
        wrong.append(f"never mailed: {dict(lost)}")
    if more.total() > a_mail_more:
        wrong.append(f"mailed too often: {dict(more)}")
    if found.audit != expected.audit:
        wrong.append(f"the audit differs: {_apart(expected.audit, found.audit)}")
    if found.told != expected.told:
        wrong.append(f"other systems were told otherwise: {_apart(expected.told, found.told)}")
    return wrong


def _apart[T](one: Counter[T], other: Counter[T]) -> dict[str, dict[T, int]]:
    return {"missing": dict(one - other), "too many": dict(other - one)}


def violations(town: Town) -> list[str]:
    """What must hold of every case at any time: promises 2, 7 and 9. Empty where all does."""
    return unaudited(town) + decided_twice(town)


def unaudited(town: Town) -> list[str]:
    """Cases whose audit is not whole, or does not end where they stand: promises 7 and 9."""
    events: dict[str, list[Event]] = {}
    for item in town.items("EVENT"):
        events.setdefault(item["application"], []).append(event_of(item))
    wrong = []
    for item in town.items("APPLICATION"):
        application = application_of(item)
        wrong += [f"{application.id}: {what}" for what in _of_case(application, events.get(application.id, []))]
    return wrong


def decided_twice(town: Town) -> list[str]:
    """Decisions of which the audit knows more than one outcome: promise 2."""
    told = (item for item in town.items("EVENT") if {"outcome", "decision"} <= item["details"].keys())
    settled = Counter((item["application"], item["details"]["decision"]) for item in told)
    return [f"{case}: {decision} was decided {count} times" for (case, decision), count in settled.items() if count > 1]


def _of_case(application: Application, events: Sequence[Event]) -> list[str]:
    wrong = []
    if broken_at(events) is not None:
        wrong.append(f"the audit's chain is broken at {broken_at(events)}")
    if application.version != len(events):
        wrong.append(f"version {application.version}, but {len(events)} events")
    if events and application.event_hash != events[-1].hash:
        wrong.append("the state is not the one that the audit ends with")
    if events and application.stage.value != events[-1].stage:
        wrong.append(f"stands at {application.stage}, the audit at {events[-1].stage}")
    if application.stage.value == "closed" and events:
        last = next(event for event in reversed(events) if event.stage == "closed")
        first = next(event for event in events if event.stage == "closed")
        if "person" not in {last.actor.kind.value, first.actor.kind.value}:
            wrong.append(f"closed by the {first.actor.name}, and by no person")
    return wrong


def stranded(town: Town) -> list[str]:
    """Cases that are neither over nor visibly waiting for somebody: promise 1."""
    running = {one.name.partition("-")[0] for one in town.machine.executions.values() if one.status == "RUNNING"}
    wrong = []
    for item in town.items("APPLICATION"):
        application = application_of(item)
        if application.stage in FINAL:
            continue
        if application.id not in running:
            wrong.append(f"{application.id}: no execution, at {application.place}")
        elif not application.decision_open:
            wrong.append(f"{application.id}: nobody is asked, at {application.place}")
    open_ones = {(d["application"], d["id"]): decision_of(d) for d in town.items("DECISION") if "outcome" not in d}
    for item in town.items("APPLICATION"):
        application = application_of(item)
        if application.decision_open and (application.id, application.decision) not in open_ones:
            wrong.append(f"{application.id}: waits for {application.decision}, which is not open")
    return wrong
