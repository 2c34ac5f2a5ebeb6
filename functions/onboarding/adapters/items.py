"""Table items: the domain's records with their keys, and the records in an item."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from onboarding import keys
from onboarding.adapters.codec import decode, encode, stamp
from onboarding.adapters.wire import plain, typed
from onboarding.domain import events
from onboarding.domain.account import Account
from onboarding.domain.application import Application
from onboarding.domain.connection import Begun
from onboarding.domain.decision import LISTED, QUEUED, Decision, Kind
from onboarding.domain.distribution import Distributor
from onboarding.domain.events import Event, veil
from onboarding.domain.ids import DistributorId
from onboarding.domain.link import Link
from onboarding.domain.messages import Message
from onboarding.domain.resellers import Listing
from onboarding.domain.stage_change import StageChange
from onboarding.domain.stages import Stage
from onboarding.domain.standing import Listed
from onboarding.ports.provider import SignatureRequest

type Item = dict[str, Any]

PROJECTED: Mapping[str, tuple[str, ...]] = {
    keys.DUE: ("start",),
    keys.STAGE: tuple(field.name for field in fields(Listed)),
    keys.IDENTITY: (),
}
"""What each index carries beside the keys: little, for a change of it is a write, and reads are paid by size."""

SOON = timedelta(minutes=1)
"""What the stream should do at once, the clock does after this long."""

UNWATCHED = frozenset(
    {
        Kind.ADMIN,
        Kind.QUESTION,
        Kind.CHECKIN,
        Kind.TASK,
        Kind.DEADLINE,
        Kind.MISSED,
        Kind.PROOF,
        Kind.DRIFT,
        Kind.SUSPICION,
    }
)
"""Decisions that no workflow waits for."""


def to_wire(item: Mapping[str, Any]) -> Item:
    """Plain values as DynamoDB's typed values."""
    return {name: typed(value) for name, value in item.items()}


def from_wire(item: Mapping[str, Any]) -> Item:
    """DynamoDB's typed values as plain ones."""
    return {name: plain(value) for name, value in item.items()}


def application_item(application: Application) -> Item:
    """An application's item; `start` and the due index only while an execution is asked for, or until the
    clock must look at a case for which nobody waits.
    """
    item = {**keys.application(application.id), **encode(application), "kind": "APPLICATION"}
    item["track"] = application.submission.track
    item |= _listed(application)
    if application.erased is None:
        item |= keys.domain_identity(application.submission.domain, application.submission.applicant.email)
    if item.pop("start"):
        soon = application.reached[-1].at + SOON
        item |= {"start": True, **keys.due(application.id, stamp(max(soon, application.invited or soon)))}
    elif application.look_at is not None:
        item |= keys.due(application.id, stamp(application.look_at))
    return item


def _listed(application: Application) -> Item:
    """The stage index: active partners by what they have agreed to, so that a new one finds those it is for."""
    since = stamp(application.since)
    if application.stage is not Stage.ACTIVE:
        return keys.stage(application.stage, since, application.id)
    version = keys.RENEWING if application.renewal else application.settled_version
    return keys.active(version, application.submission.track, since, application.id)


def application_of(item: Mapping[str, Any]) -> Application:
    """The application in an item."""
    return decode(Application, item)


def listed_of(item: Mapping[str, Any]) -> Listed:
    """The application in an entry of the stage index."""
    return decode(Listed, item)


def decision_item(decision: Decision) -> Item:
    """A new decision's item; on the clock's list at its next reminder or date, or at once if it is decided already.

    A question, a task or a lost proof is also listed for ops, who find it by no application's stage; what one mailbox
    is asked about many cases, for that mailbox. A customer's admin is found by its mailbox, whoever is asked next.
    """
    item = encode(decision)
    item["decides"] = item.pop("kind")
    asked = f"{decision.application}#{decision.id}"
    if decision.kind in LISTED:
        item |= keys.stage(keys.QUESTION_STAGE, stamp(decision.asked_at), asked)
    elif decision.kind in QUEUED and decision.open:
        item |= keys.stage(keys.asked_of(decision.asked.email), stamp(decision.asked_at), asked)
    elif decision.kind is Kind.ADMIN:
        item |= keys.nominee_identity(decision.asked.email, decision.application)
    return {**keys.decision(decision.application, decision.id), **item, "kind": "DECISION", **look_at(decision)}


def look_at(decision: Decision) -> Item:
    """The due-index attributes of a decision, empty where the clock need not look."""
    at = decision.next_look() if decision.open else decision.decided_at
    if at is None or (not decision.open and decision.kind in UNWATCHED):
        return {}
    return keys.due(decision.application, stamp(at))


def decision_of(item: Mapping[str, Any]) -> Decision:
    """The decision in an item."""
    return decode(Decision, {**item, "kind": item["decides"]})


def listing_item(listing: Listing) -> Item:
    """The public entry of a reseller id."""
    return {**keys.reseller(listing.reseller), **encode(listing), "kind": "RESELLER"}


def listing_of(item: Mapping[str, Any]) -> Listing:
    """The public entry in an item."""
    return decode(Listing, item)


def account_item(account: Account) -> Item:
    """A customer account's item; on the clock's list where outside truth is to be read again."""
    due = keys.due(account.application, stamp(account.look_at)) if account.look_at else {}
    return {**keys.account(account.application, account.id), **encode(account), "kind": "ACCOUNT", **due}


def account_of(item: Mapping[str, Any]) -> Account:
    """The customer account in an item."""
    return decode(Account, item)


def connection_item(hash: str, begun: Begun) -> Item:
    """The item of a connection that was begun; the table drops it some time after it expires."""
    item = encode(begun)
    item[keys.TTL] = int(begun.expires.timestamp())
    return {**keys.connection(hash), **item, "kind": "CONNECTION"}


def connection_of(item: Mapping[str, Any]) -> Begun:
    """The connection in an item."""
    return decode(Begun, {**item, "expires": datetime.fromtimestamp(int(item[keys.TTL]), UTC).isoformat()})


def message_item(message: Message) -> Item:
    """A queued message's item; the clock sends it if the stream did not."""
    due = keys.due(message.application, stamp(message.queued_at + SOON))
    return {**keys.message(message.application, message.id), **encode(message), "kind": "MESSAGE", **due}


def message_of(item: Mapping[str, Any]) -> Message:
    """The message in an item."""
    return decode(Message, item)


def request_item(request: SignatureRequest, look: datetime) -> Item:
    """A signature request's item; the clock reads it back at the given time."""
    due = keys.due(request.application, stamp(look))
    return {**keys.request(request.application, request.decision), **encode(request), "kind": "REQUEST", **due}


def request_of(item: Mapping[str, Any]) -> SignatureRequest:
    """The signature request in an item."""
    return decode(SignatureRequest, item)


TOLD = "told"
"""The one attribute of an audit event that says something of people; all others are what its hash is over."""


def event_item(event: Event) -> Item:
    """An audit event's item, its hash written beside it; what can be taken out is one attribute."""
    item = encode(veil(event))
    if event.salt:
        item[TOLD] = {events.SALT: event.salt, **events.told(event)}
    return {**keys.event(event.application, event.number), **item, "hash": event.hash, "kind": "EVENT"}


def event_of(item: Mapping[str, Any]) -> Event:
    """The audit event in an item, with what it says of people where that is still there."""
    event, told = decode(Event, item), dict(item.get(TOLD, {}))
    if not told:
        return event
    name, _, email = told.pop(events.ACTOR).rpartition("\n")
    salt = told.pop(events.SALT)
    actor = replace(event.actor, name=name, email=email)
    return replace(event, actor=actor, details={**event.details, **told}, salt=salt, veiled={})


def stage_change_item(change: StageChange) -> Item:
    """A stage change that other systems are to be told; the clock does it if the stream did not."""
    due = keys.due(change.application, stamp(change.at + SOON))
    return {**keys.stage_change(change.application, change.number), **encode(change), "kind": "STAGE_CHANGE", **due}


def stage_change_of(item: Mapping[str, Any]) -> StageChange:
    """The stage change in an item."""
    return decode(StageChange, item)


def link_item(link: Link) -> Item:
    """A link's item; the table drops it some time after it expires."""
    item = encode(link)
    item[keys.TTL] = int(link.expires.timestamp())
    if link.application is not None:
        item |= {"identity_pk": keys.links_of(link.application), "identity_sk": link.hash}
    return {**keys.link(link.hash), **item, "kind": "LINK"}


def link_of(item: Mapping[str, Any]) -> Link:
    """The link in an item."""
    return decode(Link, {**item, "expires": datetime.fromtimestamp(int(item[keys.TTL]), UTC).isoformat()})


def distributor_item(distributor: Distributor) -> Item:
    """A distributor's item, listed under a word of its own in the stage index."""
    listed = keys.stage(keys.DISTRIBUTOR_STAGE, distributor.name, distributor.id)
    return {**keys.distributor(distributor.id), **encode(distributor), "kind": "DISTRIBUTOR", **listed}


def language_item(id: DistributorId, language: str) -> Item:
    """What a distributor chose to read, listed with the distributors."""
    listed = keys.stage(keys.DISTRIBUTOR_STAGE, "", id)
    return {**keys.distributor_language(id), "id": id, "language": language, "kind": "LANGUAGE", **listed}


def distributors_of(found: Iterable[Mapping[str, Any]]) -> list[Distributor]:
    """The distributors among what is listed with them, each with the language that it chose, if it did."""
    known = list(found)
    chosen = {item["id"]: item["language"] for item in known if item["kind"] == "LANGUAGE"}
    read = [distributor_of(item) for item in known if item["kind"] == "DISTRIBUTOR"]
    return [replace(one, language=chosen.get(one.id, one.language)) for one in read]


def distributor_of(item: Mapping[str, Any]) -> Distributor:
    """The distributor in an item."""
    return decode(Distributor, item)
