"""The table of cases: the only truth."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from onboarding.domain.account import Account
from onboarding.domain.application import Application, Case
from onboarding.domain.change import Change
from onboarding.domain.decision import Decision
from onboarding.domain.distribution import Distributor
from onboarding.domain.events import Event
from onboarding.domain.ids import AccountId, ApplicationId, DecisionId, MessageId, ResellerId
from onboarding.domain.link import Link
from onboarding.domain.messages import Message
from onboarding.domain.resellers import Listing
from onboarding.domain.stages import Stage
from onboarding.domain.standing import Listed


class Applications(Protocol):
    """The table of cases: the only truth."""

    def case(self, application: ApplicationId, decision: DecisionId | None = None) -> Case:
        """The application and one decision (with its account), read consistently in one call; raises NotFound."""

    def current(self, application: ApplicationId) -> Case:
        """The application with the decision that its workflow waits for; raises NotFound."""

    def behind(self, hash: str, application: ApplicationId, decision: DecisionId | None) -> tuple[Link, Case]:
        """The link with that hash and its case, in one call; raises NotFound unless all three belong together.

        A link to all that is asked of a mailbox comes back as one to this decision, if that is asked of it.
        """

    def link(self, hash: str) -> Link:
        """The link with that hash; raises NotFound."""

    def asked_of(self, email: str) -> Sequence[Case]:
        """The open decisions of a mailbox that gets many, each with its case, oldest first."""

    def account(self, application: ApplicationId, account: AccountId) -> Case:
        """The application and one customer account, read consistently in one call; raises NotFound."""

    def commit(self, change: Change) -> None:
        """Writes a change in one transaction; raises Conflict if anything it is guarded by has moved."""

    def accounts(self, application: ApplicationId) -> Sequence[Account]:
        """Its customer accounts, in order."""

    def decisions(self, application: ApplicationId) -> Sequence[Decision]:
        """All its decisions."""

    def events(self, application: ApplicationId) -> Sequence[Event]:
        """Its audit events, oldest first."""

    def messages(self, application: ApplicationId) -> Sequence[Message]:
        """Its messages, oldest first."""

    def message(self, application: ApplicationId, message: MessageId) -> Message:
        """One of its messages; raises NotFound."""

    def waiting(self) -> Iterator[Application]:
        """Every application that is neither active nor closed, oldest first within a stage; and those active partners
        that are asked for a new agreement.
        """

    def under_way(self) -> Iterator[Listed]:
        """The same, each as it is listed: cheap to read again and again, and a moment old."""

    def in_full(self, listed: Iterable[Listed]) -> Iterator[Application]:
        """Those of them that still are under way, as they are now and in that order."""

    def agreed(self, version: str, track: str) -> Iterator[Application]:
        """Active partners of a track whose agreement has this version, and who are not asked for another one."""

    def questions(self) -> Iterator[Decision]:
        """Every question, task, lost proof and screening hit that ops have not seen to, of any case, oldest first."""

    def standing(self, stage: Stage, after: str, most: int) -> tuple[Sequence[Application], str]:
        """Some of the applications at a stage, behind the place `after`, and the place behind which to go on.

        The place is empty where there are no more; eventually consistent.
        """

    def nominated(self, email: str, *, most: int) -> Collection[ApplicationId]:
        """Cases in which this mailbox was asked to be a customer's admin; some of them, eventually consistent."""

    def listing(self, reseller: ResellerId) -> Listing:
        """The public entry of a reseller id; raises NotFound."""

    def everyone(self) -> Iterator[Application]:
        """Every application there is, those under way first: for searching by a part of a name, and nothing else."""

    def same(
        self, domains: Collection[str], email: str, company: str, *, most: int = 5
    ) -> Mapping[str, Sequence[ApplicationId]]:
        """Applications with one of these domains, the same e-mail or comparable company name, by what is the same.

        At most `most` for each; of an empty text there is none.
        """

    def distributors(self) -> Sequence[Distributor]:
        """Every distributor of the program."""

    def keep_distributor(self, distributor: Distributor) -> None:
        """Writes a distributor, whether it is new or known."""
