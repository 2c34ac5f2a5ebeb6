"""A change as the writes of one transaction, each with the condition that guards it."""

from collections.abc import Iterator

from onboarding import keys, mailboxes
from onboarding.adapters import items
from onboarding.adapters.codec import encode, stamp
from onboarding.adapters.table import Put, Update
from onboarding.domain.change import Change
from onboarding.domain.company_names import comparable
from onboarding.domain.decision import QUEUED, Decision, Kind, Settlement
from onboarding.domain.ids import ApplicationId

_OPEN = "attribute_exists(PK) AND attribute_not_exists(#outcome)"


def writes(change: Change) -> list[Put | Update]:
    """The state, guarded by its version; its event, decisions, accounts and messages; and what goes with them."""
    found: list[Put | Update] = [_application(change), Put(items.event_item(change.event))]
    if change.first or change.renamed:
        found += _known_by(change)
    found += [Put(items.decision_item(decision)) for decision in change.asked]
    found += [_reminded(decision) for decision in change.reminded]
    found += [_settled(change.application.id, settlement) for settlement in change.settled]
    found += [Put(items.account_item(account), condition="") for account in change.accounts]
    found += [Put(items.message_item(message)) for message in change.messages]
    if change.chosen is not None:
        found.append(Put(items.language_item(*change.chosen), condition=""))
    if change.reached is not None:
        found.append(Put(items.stage_change_item(change.reached)))
    if change.listing is not None:
        mine = "attribute_not_exists(PK) OR #application = :application"
        found.append(Put(items.listing_item(change.listing), mine, {"application": change.application.id}))
    return found


def _application(change: Change) -> Put:
    item = items.application_item(change.application)
    if change.first:
        return Put(item)
    return Put(item, "#version = :before", {"before": change.application.version - 1})


def _known_by(change: Change) -> Iterator[Put]:
    """What a case is found by, besides its website's domain: the mailbox, which stays, and what may be corrected."""
    id, form = change.application.id, change.application.submission
    email = form.applicant.email
    if change.first:
        yield Put({**keys.mailbox(id), **keys.email_identity(email, id), "kind": "IDENTITY"})
    name = keys.company_identity(comparable(form.company), id)
    yield Put({**keys.company(id), **name, "kind": "IDENTITY"}, condition="")
    for domain in mailboxes.known_domains(form.domain, email)[1:]:
        yield Put({**keys.mail_domain(id), **keys.domain_identity(domain, email), "kind": "IDENTITY"}, condition="")


def _reminded(decision: Decision) -> Update:
    look = items.look_at(decision)
    return Update(
        keys.decision(decision.application, decision.id),
        {"due": stamp(decision.due), "ladder": encode(decision.ladder), "reminded": decision.reminded, **look},
        [] if look else ["due_pk", "due_sk"],
        _OPEN,
    )


def _settled(application: ApplicationId, settlement: Settlement) -> Update:
    kind = Kind(settlement.decision.split("-")[0])
    watched = kind not in items.UNWATCHED
    listed = kind in QUEUED or not watched
    at = stamp(settlement.at)
    return Update(
        keys.decision(application, settlement.decision),
        {
            "outcome": settlement.outcome.value,
            "decided_by": encode(settlement.by),
            "decided_at": at,
            "note": settlement.note,
            "evidence": dict(settlement.evidence),
            **(keys.due(application, at) if watched else {}),
        },
        [*([] if watched else ["due_pk", "due_sk"]), *(["stage_pk", "stage_sk"] if listed else [])],
        _OPEN,
    )
