"""The cases in DynamoDB: read consistently, changed in one guarded transaction."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import batched, islice

from onboarding import keys
from onboarding.adapters import items
from onboarding.adapters.change_writes import writes
from onboarding.adapters.table import AT_ONCE, Put, Table
from onboarding.domain.account import Account
from onboarding.domain.application import Application, Case
from onboarding.domain.change import Change
from onboarding.domain.decision import QUEUED, Decision, Kind
from onboarding.domain.distribution import Distributor
from onboarding.domain.errors import NotFound
from onboarding.domain.events import Event
from onboarding.domain.ids import AccountId, ApplicationId, DecisionId, MessageId, ResellerId
from onboarding.domain.link import Link
from onboarding.domain.messages import Message
from onboarding.domain.resellers import Listing
from onboarding.domain.stages import FINAL, JOURNEY, Stage
from onboarding.domain.standing import Listed

_BEGINS = "PK = :pk AND begins_with(SK, :sk)"
_OF_ACCOUNTS = {Kind.ADMIN.value, Kind.PROOF.value, Kind.DRIFT.value}


class DynamoApplications:
    """The port `Applications` on the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def case(self, application: ApplicationId, decision: DecisionId | None = None) -> Case:
        """One BatchGetItem: the application, the decision, and the account that the decision's id names."""
        return self._assembled(application, decision, self._table.get(_case_keys(application, decision)))

    def current(self, application: ApplicationId) -> Case:
        """Two reads: the application tells which decision it waits for."""
        case = self.case(application)
        if case.application.decision is None:
            return case
        return self.case(application, case.application.decision)

    def behind(self, hash: str, application: ApplicationId, decision: DecisionId | None) -> tuple[Link, Case]:
        """One BatchGetItem for a page."""
        found, *rest = self._table.get([keys.link(hash), *_case_keys(application, decision)])
        if found is None:
            raise NotFound("no such link")
        link = items.link_of(found)
        if link.application is not None and (link.application != application or link.decision != decision):
            raise NotFound("that link is for something else")
        case = self._assembled(application, decision, rest)
        return (link if link.application else _in_queue(link, case)), case

    def link(self, hash: str) -> Link:
        """One BatchGetItem."""
        found = self._table.get([keys.link(hash)])[0]
        if found is None:
            raise NotFound("no such link")
        return items.link_of(found)

    def asked_of(self, email: str) -> Sequence[Case]:
        """One Query on the stage index (eventually consistent), and one BatchGetItem for fifty decisions."""
        found: list[Case] = []
        for some in batched(self._entries(keys.asked_of(email)), AT_ONCE // 2, strict=False):
            own = {entry[keys.PK]: {keys.PK: entry[keys.PK], keys.SK: keys.APPLICATION_SK} for entry in some}
            read = list(self._table.whole([*own.values(), *some]))
            cases = {item[keys.PK]: items.application_of(item) for item in read if item["kind"] == "APPLICATION"}
            asked = [item for item in read if item["kind"] == "DECISION" and item[keys.PK] in cases]
            found += [Case(cases[item[keys.PK]], items.decision_of(item)) for item in asked if "outcome" not in item]
        return found

    def _assembled(
        self, application: ApplicationId, decision: DecisionId | None, found: Sequence[items.Item | None]
    ) -> Case:
        case, *rest = found
        if case is None:
            raise NotFound(application)
        if decision is not None and rest[0] is None:
            raise NotFound(decision)
        return Case(
            items.application_of(case),
            items.decision_of(rest[0]) if rest and rest[0] else None,
            items.account_of(rest[1]) if len(rest) > 1 and rest[1] else None,
        )

    def account(self, application: ApplicationId, account: AccountId) -> Case:
        """Two reads, the account's last.

        An account is only ever written with its application's next version, so that what was read after that version is
        guarded by it. Items of one BatchGetItem are of no one moment: its account may be older than its application.
        """
        (found,) = self._table.get([keys.application(application)])
        (alone,) = self._table.get([keys.account(application, account)])
        if found is None or alone is None:
            raise NotFound(account)
        return Case(items.application_of(found), None, items.account_of(alone))

    def commit(self, change: Change) -> None:
        """The state (guarded by its version), the event, the decisions, the accounts and the messages, or nothing."""
        self._table.write(writes(change))

    def accounts(self, application: ApplicationId) -> Sequence[Account]:
        """One Query."""
        return [items.account_of(item) for item in self._of(application, keys.ACCOUNT_SK)]

    def decisions(self, application: ApplicationId) -> Sequence[Decision]:
        """One Query, in the order in which they were asked."""
        found = [items.decision_of(item) for item in self._of(application, keys.DECISION_SK)]
        return sorted(found, key=lambda decision: decision.asked_at)

    def events(self, application: ApplicationId) -> Sequence[Event]:
        """One Query."""
        return [items.event_of(item) for item in self._of(application, "EVENT#")]

    def messages(self, application: ApplicationId) -> Sequence[Message]:
        """One Query."""
        return [items.message_of(item) for item in self._of(application, "MESSAGE#")]

    def message(self, application: ApplicationId, message: MessageId) -> Message:
        """One BatchGetItem."""
        (found,) = self._table.get([keys.message(application, message)])
        if found is None:
            raise NotFound(message)
        return items.message_of(found)

    def _of(self, application: ApplicationId, prefix: str) -> Iterator[items.Item]:
        return self._table.query(_BEGINS, {"pk": keys.application(application)["PK"], "sk": prefix})

    def waiting(self) -> Iterator[Application]:
        """What `under_way` asks, and what `in_full` does."""
        return self.in_full(self.under_way())

    def under_way(self) -> Iterator[Listed]:
        """One Query a stage (and page) on the stage index; eventually consistent."""
        return map(items.listed_of, _each_once(self._under_way()))

    def in_full(self, listed: Iterable[Listed]) -> Iterator[Application]:
        """One BatchGetItem for a hundred."""
        found = map(items.application_of, self._table.whole(keys.application(one.id) for one in listed))
        return (one for one in found if one.stage not in FINAL or one.renewal is not None)

    def _under_way(self) -> Iterator[items.Item]:
        for stage in JOURNEY:
            if stage not in FINAL:
                yield from self._entries(stage)
        yield from self._active(keys.active_prefix(keys.RENEWING))

    def agreed(self, version: str, track: str) -> Iterator[Application]:
        """One Query (and page) on the stage index, and one BatchGetItem for a hundred; eventually consistent."""
        return map(items.application_of, self._table.whole(self._active(keys.active_prefix(version, track))))

    def _active(self, begins: str) -> Iterator[items.Item]:
        values = {"pk": keys.stage_partition(Stage.ACTIVE), "sk": begins}
        return self._table.query("stage_pk = :pk AND begins_with(stage_sk, :sk)", values, keys.STAGE)

    def questions(self) -> Iterator[Decision]:
        """One Query (and page) on the stage index, and one BatchGetItem for a hundred; eventually consistent."""
        found = map(items.decision_of, self._table.whole(self._entries(keys.QUESTION_STAGE)))
        return (decision for decision in found if decision.open)

    def everyone(self) -> Iterator[Application]:
        """One Query a stage (and page) on the stage index, and one BatchGetItem for a hundred."""
        for stage in (*Stage, keys.ERASED_STAGE):
            yield from map(items.application_of, self._table.whole(self._entries(stage)))

    def standing(self, stage: Stage, after: str, most: int) -> tuple[list[Application], str]:
        """One Query on the stage index, where `most` of them fit into a page, and one BatchGetItem for a hundred."""
        values = {"pk": keys.stage_partition(stage), "after": after or " "}
        found = list(islice(self._table.query("stage_pk = :pk AND stage_sk > :after", values, keys.STAGE), most))
        place = str(found[-1]["stage_sk"]) if len(found) == most else ""
        return [items.application_of(item) for item in self._table.whole(found)], place

    def same(
        self, domains: Collection[str], email: str, company: str, *, most: int = 5
    ) -> dict[str, list[ApplicationId]]:
        """A Query on the identity index for each of them; eventually consistent."""
        found: dict[str, list[ApplicationId]] = {}
        for what, partition in keys.identity_partitions(domains, email, company):
            ids = self._known(partition, most)
            if ids:
                found[what] = list(dict.fromkeys([*found.get(what, ()), *ids]))
        return found

    def nominated(self, email: str, *, most: int) -> Collection[ApplicationId]:
        """One Query on the identity index."""
        return self._known(keys.nominee_partition(email), most)

    def _known(self, partition: str, most: int) -> Collection[ApplicationId]:
        alike = self._table.query("identity_pk = :pk", {"pk": partition}, keys.IDENTITY)
        return list(dict.fromkeys(ApplicationId(keys.application_of(item[keys.PK])) for item in islice(alike, most)))

    def listing(self, reseller: ResellerId) -> Listing:
        """One read."""
        found = self._table.get([keys.reseller(reseller)])[0]
        if found is None:
            raise NotFound(reseller)
        return items.listing_of(found)

    def distributors(self) -> Sequence[Distributor]:
        """One Query on the stage index, and one BatchGetItem for a hundred."""
        return items.distributors_of(self._table.whole(self._entries(keys.DISTRIBUTOR_STAGE)))

    def keep_distributor(self, distributor: Distributor) -> None:
        """One PutItem."""
        self._table.put(Put(items.distributor_item(distributor), condition=""))

    def _entries(self, stage: str) -> Iterator[items.Item]:
        return self._table.query("stage_pk = :pk", {"pk": keys.stage_partition(stage)}, keys.STAGE)


def _each_once(entries: Iterable[items.Item]) -> Iterator[items.Item]:
    """Without what is listed again, where a case goes on to the next stage while the stages are asked in turn."""
    seen = set[str]()
    for entry in entries:
        if entry[keys.PK] not in seen:
            seen.add(entry[keys.PK])
            yield entry


def _in_queue(link: Link, case: Case) -> Link:
    """A link to all that is asked of a mailbox, as one to this decision; raises NotFound where it is none of it."""
    decision = case.decision
    if decision is None or decision.kind not in QUEUED or decision.asked.email.casefold() != link.email.casefold():
        raise NotFound("that link is for somebody else")
    return replace(link, decision=decision.id, role=decision.role)


def _case_keys(application: ApplicationId, decision: DecisionId | None) -> list[dict[str, str]]:
    wanted = [keys.application(application)]
    if decision is not None:
        wanted.append(keys.decision(application, decision))
        words = decision.split("-")
        if words[0] in _OF_ACCOUNTS:
            wanted.append(keys.account(application, words[1]))
    return wanted
