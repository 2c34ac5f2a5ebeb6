"""Deliveries in DynamoDB: what is due, which message is in whose hands, which wake-up has arrived."""

import heapq
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import batched
from typing import Any

from onboarding import keys
from onboarding.adapters import items, limits
from onboarding.adapters.codec import stamp
from onboarding.adapters.table import AT_ONCE, Put, Table, Update
from onboarding.domain.account import Account
from onboarding.domain.application import Application
from onboarding.domain.decision import Decision
from onboarding.domain.errors import Conflict, NotFound
from onboarding.domain.ids import ApplicationId, DecisionId, MessageId
from onboarding.domain.limits import Limit
from onboarding.domain.link import Link
from onboarding.domain.messages import Message, MessageState
from onboarding.domain.stage_change import StageChange
from onboarding.ports.outbox import (
    Due,
    DueCase,
    DueDecision,
    DueLook,
    DueMessage,
    DueRequest,
    DueStageChange,
    DueStart,
)
from onboarding.ports.provider import RequestState, SignatureRequest

LEASE = timedelta(minutes=5)
"""How long a claimed message is left to whoever claimed it before the clock tries again."""

_APART_LIFE = timedelta(days=7)
_TOLD_LIFE = timedelta(days=7)
_READ_WHOLE = (keys.DECISION_SK, keys.ACCOUNT_SK, keys.STAGE_CHANGE_SK)
_OFF_THE_LIST = ("due_pk", "due_sk")
_OPEN = "attribute_exists(PK) AND attribute_not_exists(#outcome)"


class DynamoOutbox:
    """The port `Outbox` on the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def due(self, now: datetime) -> Iterable[Due]:
        """One Query a partition of the due index (and page), and one BatchGetItem for a hundred decisions and accounts:
        it reads what is due and nothing else.
        """
        until = stamp(now)
        partitions = [
            self._table.query("due_pk = :pk AND due_sk <= :now", {"pk": partition, "now": until}, keys.DUE)
            for partition in keys.due_partitions()
        ]
        listed = heapq.merge(*partitions, key=lambda item: str(item["due_sk"]))
        for some in batched(listed, AT_ONCE, strict=False):
            wanted = [entry for entry in some if entry[keys.SK].startswith(_READ_WHOLE)]
            whole = {(item[keys.PK], item[keys.SK]): item for item in self._table.whole(wanted)}
            for entry in some:
                found = _due(entry, whole.get((entry[keys.PK], entry[keys.SK])))
                if found is not None:
                    yield found

    def queue(self, message: Message, within: Sequence[Limit], now: datetime) -> None:
        """One transaction; a message that is queued already stays as it is."""
        forgotten = {keys.TTL: int((now + _APART_LIFE).timestamp())}
        with suppress(Conflict):
            limits.write(self._table, [Put({**items.message_item(message), **forgotten})], within, now)

    def message(self, application: ApplicationId, message: MessageId) -> Message:
        """One BatchGetItem."""
        (found,) = self._table.get([keys.message(application, message)])
        if found is None:
            raise NotFound(message)
        return items.message_of(found)

    def claim(self, application: ApplicationId, message: MessageId, now: datetime) -> Message | None:
        """One conditional UpdateItem; it stays on the clock's list, whose own claim fails until the lease is over."""
        free = "#state = :queued OR ( #state = :sending AND #claimed <= :now )"
        taken = Update(
            keys.message(application, message),
            {"state": MessageState.SENDING.value, "claimed": stamp(now + LEASE)},
            condition=free,
            values={"queued": MessageState.QUEUED.value, "sending": MessageState.SENDING.value, "now": stamp(now)},
            count=("attempts",),
        )
        try:
            return items.message_of(self._table.update(taken))
        except Conflict:
            return None

    def keep_link(self, link: Link) -> None:
        """One PutItem."""
        self._table.put(Put(items.link_item(link)))

    def settle(self, message: Message, state: MessageState, now: datetime) -> None:
        """One UpdateItem; the message is off the clock's list."""
        done = {"state": state.value, "settled": stamp(now)}
        self._table.update(Update(keys.message(message.application, message.id), done, _OFF_THE_LIST))

    def heard_of(self, message: Message, now: datetime) -> bool:
        """One conditional UpdateItem; the message is off the clock's list."""
        done = {"state": MessageState.SENT.value, "settled": stamp(now)}
        key = keys.message(message.application, message.id)
        in_hand = {"sending": MessageState.SENDING.value}
        try:
            self._table.update(Update(key, done, _OFF_THE_LIST, "#state = :sending", in_hand))
        except Conflict:
            return False
        return True

    def woken(self, decision: Decision, token: str | None) -> None:
        """One UpdateItem; a newer token on the decision means that another execution waits, so nothing is written."""
        condition = "#task_token = :token" if token else "attribute_not_exists(#task_token)"
        with suppress(Conflict):
            self._table.update(
                Update(
                    keys.decision(decision.application, decision.id),
                    {"woken": True},
                    _OFF_THE_LIST,
                    condition,
                    {"token": token} if token else {},
                )
            )

    def forget(self, decision: Decision) -> None:
        """One UpdateItem."""
        key = keys.decision(decision.application, decision.id)
        with suppress(Conflict):
            self._table.update(Update(key, {}, _OFF_THE_LIST, _OPEN))

    def unlook(self, account: Account) -> None:
        """One UpdateItem."""
        with suppress(Conflict):
            key = keys.account(account.application, account.id)
            self._table.update(Update(key, {}, _OFF_THE_LIST))

    def started(self, application: Application) -> None:
        """One UpdateItem, unless a newer generation is asked for already; what else the clock has to do there stays."""
        look = keys.due(application.id, stamp(application.look_at)) if application.look_at else {}
        with suppress(Conflict):
            self._table.update(
                Update(
                    keys.application(application.id),
                    look,
                    ("start",) if look else ("start", *_OFF_THE_LIST),
                    "#generation = :generation AND attribute_exists(#start)",
                    {"generation": application.generation},
                )
            )

    def told(self, change: StageChange, now: datetime) -> None:
        """One UpdateItem."""
        forgotten = {keys.TTL: int((now + _TOLD_LIFE).timestamp())}
        self._table.update(Update(keys.stage_change(change.application, change.number), forgotten, _OFF_THE_LIST))

    def postpone(self, message: Message, until: datetime) -> None:
        """One UpdateItem."""
        at = stamp(until)
        later = {"claimed": at, **keys.due(message.application, at)}
        self._table.update(Update(keys.message(message.application, message.id), later))

    def request(self, application: ApplicationId, decision: DecisionId) -> SignatureRequest | None:
        """One BatchGetItem."""
        (found,) = self._table.get([keys.request(application, decision)])
        return items.request_of(found) if found else None

    def keep_request(self, request: SignatureRequest, look: datetime, *, instead_of: str = "") -> bool:
        """One conditional PutItem."""
        item = items.request_item(request, look)
        new = Put(item, "#request = :before", {"before": instead_of}) if instead_of else Put(item)
        try:
            self._table.put(new)
        except Conflict:
            return False
        return True

    def nudge(self, application: ApplicationId, decision: DecisionId, request: str, now: datetime) -> bool:
        """One conditional UpdateItem; the stream tells the relay, or else the clock finds it."""
        due = keys.due(application, stamp(now + items.SOON))
        waiting = "#request = :request AND ( #state = :waiting OR #state = :queued )"
        states = {"waiting": RequestState.WAITING.value, "queued": RequestState.QUEUED.value}
        queued = {"state": RequestState.QUEUED.value, **due}
        key = keys.request(application, decision)
        try:
            self._table.update(Update(key, queued, (), waiting, {**states, "request": request}, ("nudges",)))
        except Conflict:
            return False
        return True

    def leave_request(self, request: SignatureRequest, look: datetime) -> bool:
        """One conditional UpdateItem."""
        free = "#request = :request AND ( #state = :waiting OR #state = :queued )"
        states = {"waiting": RequestState.WAITING.value, "queued": RequestState.QUEUED.value}
        leaving = {"state": RequestState.LEAVING.value, **keys.due(request.application, stamp(look))}
        key = keys.request(request.application, request.decision)
        try:
            self._table.update(Update(key, leaving, (), free, {**states, "request": request.request}))
        except Conflict:
            return False
        return True

    def looked(self, request: SignatureRequest, look: datetime) -> None:
        """One conditional UpdateItem: a nudge that came after the reading is not lost."""
        later = {"state": RequestState.WAITING.value, **keys.due(request.application, stamp(look))}
        same = "#request = :request AND #nudges = :seen"
        seen = {"request": request.request, "seen": request.nudges}
        with suppress(Conflict):
            key = keys.request(request.application, request.decision)
            self._table.update(Update(key, later, (), same, seen, ("looks",)))

    def close_request(self, request: SignatureRequest) -> None:
        """One UpdateItem, unless another request has taken its place."""
        over = {"state": RequestState.OVER.value}
        with suppress(Conflict):
            key = keys.request(request.application, request.decision)
            self._table.update(Update(key, over, _OFF_THE_LIST, "#request = :request", {"request": request.request}))


def _due(entry: Mapping[str, Any], whole: Mapping[str, Any] | None) -> Due | None:
    """What an entry of the due index asks for; None where its decision or account is gone by now."""
    application = ApplicationId(keys.application_of(entry[keys.PK]))
    kind, _, id = str(entry[keys.SK]).partition("#")
    match kind:
        case "MESSAGE":
            return DueMessage(application, MessageId(id))
        case "REQUEST":
            return DueRequest(application, DecisionId(id))
        case "ACCOUNT":
            return DueLook(items.account_of(whole)) if whole else None
        case "STAGE_CHANGE":
            return DueStageChange(items.stage_change_of(whole)) if whole else None
        case "DECISION":
            return DueDecision(items.decision_of(whole), whole.get("task_token")) if whole else None
        case _:
            return DueStart(application) if "start" in entry else DueCase(application)
