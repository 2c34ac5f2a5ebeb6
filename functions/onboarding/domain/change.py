"""A change: the new state, its audit event and the messages to send, written in one transaction or not at all."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from onboarding.domain.account import Account
from onboarding.domain.application import Agreement, Application, Reached
from onboarding.domain.decision import Decision, Settlement
from onboarding.domain.events import Event, new_salt
from onboarding.domain.ids import ApplicationId, DistributorId, MessageId
from onboarding.domain.messages import Letter, Message
from onboarding.domain.people import Actor
from onboarding.domain.resellers import Listing, listing
from onboarding.domain.stage_change import StageChange, stage_change
from onboarding.domain.stages import Outcome, Stage


@dataclass(frozen=True, kw_only=True)
class Change:
    """What one transaction writes. `application.version` is one more than what was read, and guards it.

    `listing` is the public entry of the partner, where this change alters it; `reached` is what other systems are told,
    where it brings the case to another stage; `chosen` is a distributor and the language that it reads from now on,
    in this case and the next ones; `renamed` says that the company goes by another name or domain than before, so that
    others who look for those find it.
    """

    application: Application
    event: Event
    asked: tuple[Decision, ...] = ()
    reminded: tuple[Decision, ...] = ()
    settled: tuple[Settlement, ...] = ()
    accounts: tuple[Account, ...] = ()
    messages: tuple[Message, ...] = ()
    listing: Listing | None = None
    reached: StageChange | None = None
    chosen: tuple[DistributorId, str] | None = None
    renamed: bool = False

    @property
    def first(self) -> bool:
        """Whether this creates the application."""
        return self.application.version == 1


def change(
    application: Application,
    *,
    action: str,
    by: Actor,
    now: datetime,
    details: Mapping[str, str] | None = None,
    letters: Sequence[Letter] = (),
    asked: Sequence[Decision] = (),
    reminded: Sequence[Decision] = (),
    settled: Sequence[Settlement] = (),
    accounts: Sequence[Account] = (),
    **fields: Any,
) -> Change:
    """The change that sets `fields` on the application; `action` is what the audit calls it."""
    if fields.get("stage") is Stage.CLOSED:
        # Whatever closes a case, no agreement is in force any more, and nobody is asked for a new one.
        fields |= {"renewal": None, "agreement": _over(application.agreement, now)}
    moved = _moved(application, replace(application, **fields), now)
    after, ended = _ended(_left_asked(application, moved, now), by, now)
    number = application.version + 1
    event = Event(
        application=after.id,
        number=number,
        at=now,
        actor=by,
        action=action,
        stage=after.stage.value,
        details=dict(details or {}),
        previous=application.event_hash,
        salt=new_salt(),
    )
    return Change(
        application=replace(after, version=number, event_hash=event.hash),
        event=event,
        asked=tuple(asked),
        reminded=tuple(reminded),
        settled=(*settled, *ended),
        accounts=tuple(accounts),
        messages=tuple(_queued(after.id, number, letters, now)),
        listing=listed if (listed := listing(after)) != listing(application) else None,
        reached=stage_change(application, after, event),
        renamed=renamed(application, after),
    )


def _queued(id: ApplicationId, number: int, letters: Sequence[Letter], now: datetime) -> Iterator[Message]:
    """The letters as messages that wait to be sent, each numbered after the change that they tell of."""
    for at, letter in enumerate(letters):
        yield Message(id=MessageId(f"{number:06d}-{at}"), application=id, letter=letter, queued_at=now)


def renamed(before: Application, after: Application) -> bool:
    """Whether a company is known by something else; one that was erased is known by nothing any more."""
    names = [(one.submission.company, one.submission.domain) for one in (before, after)]
    return after.erased is None and names[0] != names[1]


def _over(agreement: Agreement | None, now: datetime) -> Agreement | None:
    return replace(agreement, ended=agreement.ended or now) if agreement else None


def _moved(before: Application, after: Application, now: datetime) -> Application:
    """With the times at which a stage was reached and somebody came to hold the case."""
    if after.stage is not before.stage or not before.reached:
        after = replace(after, reached=(*before.reached, Reached(after.stage, now)))
    if after.holder is not before.holder or after.stage is not before.stage:
        after = replace(after, since=now)
    return after


def _left_asked(before: Application, after: Application, now: datetime) -> Application:
    """Whatever closes a case, customers' nominees may still be asked: the clock tells them, however many they are.

    One transaction could not hold them all.
    """
    asked = after.accounts_total > after.accounts_done and any(one.stage is Stage.CUSTOMERS for one in after.reached)
    if after.stage is not Stage.CLOSED or before.stage is Stage.CLOSED or after.look_at or not asked:
        return after
    return replace(after, look_at=now)


def _ended(after: Application, by: Actor, now: datetime) -> tuple[Application, list[Settlement]]:
    """Whatever ends a case ends its workflow and its deadline: nobody is written to or asked about it any more."""
    if not after.idle:
        return after, []
    after = replace(after, start=False)
    if after.deadline is None or after.renewal is not None:
        return after, []
    outcome = Outcome.DONE if after.stage is Stage.ACTIVE else Outcome.CLOSED
    return replace(after, deadline=None, deadline_id=""), [Settlement(after.deadline, outcome, by, now)]
