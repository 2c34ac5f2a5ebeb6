"""Sample data, and a case taken to any stage by the real rules."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from onboarding.domain import activating, answering, applying, asking, asking_customers, assessing, signing
from onboarding.domain.account import Account, Level
from onboarding.domain.answer import Answer
from onboarding.domain.application import Agreement, Application, Case, Customer, Submission
from onboarding.domain.change import Change
from onboarding.domain.decision import Decision
from onboarding.domain.distribution import Choice, Distributor
from onboarding.domain.ids import AccountId, ApplicationId, DecisionId, DistributorId
from onboarding.domain.people import Person, Role, person
from onboarding.domain.program import Program, load
from onboarding.domain.readiness import assess
from onboarding.domain.stages import Outcome

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
PROGRAM_FILE = Path(__file__).parents[2] / "functions" / "onboarding" / "program.toml"
PROGRAM = load(PROGRAM_FILE.read_text(encoding="utf-8"))
STRICT = replace(PROGRAM, required_level=Level.VERIFIED)
"""The same program where a customer's word alone does not count."""
ID = ApplicationId("01KC0M2Q8M9V5X3T7R1N4B6Z8D")
ANN = Person("Ann Becker", "ann@becker-it.example")
NORTH = Distributor(
    id=DistributorId("north"),
    name="Nordhafen Distribution",
    contact=Person("Nora Lindqvist", "partners@nordhafen.example"),
    countries=("DE", "AT"),
    tracks=("new", "existing"),
)


def with_provider(text: str) -> str:
    """The program's text with agreements signed outside."""
    changed = re.sub(r'(?m)^provider = "built-in"', 'provider = "dropbox_sign"', text)
    assert changed != text
    return re.sub(r"(?m)^test_mode = false", "test_mode = true", changed)


DOCUMENT = {
    "number": f"{ID}-4",
    "version": "2026-11",
    "language": "en",
    "sha256": "ab" * 32,
    "key": f"prepared/{ID}-4/{'ab' * 32}.pdf",
    "text": "Reseller agreement, version 2026-11.",
}


def customers(count: int) -> tuple[Customer, ...]:
    """That many customer accounts, each with a nominee of its own."""
    return tuple(
        Customer(name=f"Customer {at}", nominee=Person(f"Nominee {at}", f"admin@customer{at}.example"))
        for at in range(1, count + 1)
    )


def submission(**changes: Any) -> Submission:
    """A good application: three people, two services, one customer account."""
    return Submission(
        **{
            "track": "new",
            "company": "Becker IT GmbH",
            "website": "https://becker-it.example",
            "domain": "becker-it.example",
            "country": "DE",
            "applicant": ANN,
            "signer": ANN,
            "people": 3,
            "services": ("support", "security"),
            "customers": customers(1),
            **changes,
        }
    )


@dataclass
class Walk:
    """One case in memory: what the table would hold, changed by the rules' own changes."""

    application: Application
    at: datetime = NOW
    decisions: dict[DecisionId, Decision] = field(default_factory=dict)
    accounts: dict[AccountId, Account] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    program: Program = PROGRAM

    @classmethod
    def of(cls, **changes: Any) -> "Walk":
        """A case that has just been submitted."""
        first = applying.submit(ID, submission(**changes), PROGRAM, NOW)
        walk = cls(first.application)
        walk._keep(first)
        return walk

    def do(self, rule: Callable[..., Change], *arguments: Any) -> Change:
        """`rule(application, *arguments, now)`, kept."""
        return self._keep(rule(self.application, *arguments, self.at))

    def case(self, decision: str | None = None) -> Case:
        """What would be read for a decision; without one, for the decision that the case waits for."""
        id = DecisionId(decision) if decision else self.application.decision
        found = self.decisions.get(id) if id else None
        return Case(self.application, found, self.accounts.get(found.account) if found else None)

    def answer(
        self,
        outcome: Outcome,
        role: Role,
        decision: str | None = None,
        note: str = "",
        name: str = "",
        **evidence: str,
    ) -> Change:
        """An answer by a person of that role, kept; a signature by whoever is asked for it."""
        case = self.case(decision)
        signs = case.decision.asked.name if case.decision and outcome is Outcome.SIGNED else "Joe Doe"
        who = person(name or signs, role, f"{role.value}@elsewhere.example")
        given = Answer(outcome=outcome, by=who, at=self.at, note=note, evidence=evidence)
        return self._keep(answering.answer(case, given, self.program))

    def pass_time(self, **length: float) -> datetime:
        """Moves on by `days=…`."""
        self.at += timedelta(**length)
        return self.at

    def _keep(self, change: Change) -> Change:
        self.application = change.application
        self.changes.append(change)
        for account in change.accounts:
            self.accounts[account.id] = account
        for decision in (*change.asked, *change.reminded):
            self.decisions[decision.id] = decision
        for one in change.settled:
            decision = self.decisions[one.decision]
            values = {"outcome": one.outcome, "decided_by": one.by, "decided_at": one.at, "note": one.note}
            self.decisions[one.decision] = Decision(**{**vars(decision), **values, "evidence": one.evidence})
        return change

    def to_readiness(self) -> "Walk":
        """The mailbox is proved."""
        self.do(asking.ask_for_confirmation, PROGRAM)
        self.answer(Outcome.CONFIRMED, Role.APPLICANT)
        return self

    def to_distributor(self) -> "Walk":
        """Assessed as ready."""
        self.to_readiness()
        self.do(assessing.assessed, assess(self.application.submission, PROGRAM))
        return self

    def to_agreement(self) -> "Walk":
        """Accepted by a distributor."""
        self.to_distributor()
        self.do(asking.ask_distributor, Choice(NORTH, {}), PROGRAM)
        self.answer(Outcome.ACCEPTED, Role.DISTRIBUTOR)
        return self

    def to_signed(self) -> "Walk":
        """Signed and sealed."""
        self.to_agreement()
        self.do(signing.ask_signer, DOCUMENT, PROGRAM)
        self.answer(Outcome.SIGNED, Role.SIGNER, consent="yes", authority="yes", title="Managing director")
        self.seal()
        return self

    def to_customers(self) -> "Walk":
        """Signed; the customers' nominees are asked."""
        self.to_signed()
        if self.accounts:
            self.do(asking_customers.open_customer_gate, PROGRAM)
            self.do(asking_customers.ask_customer_admins, list(self.accounts.values()), PROGRAM)
        return self

    def seal(self) -> Change:
        """Sealed."""
        signed = self.application.signed
        assert signed is not None
        about = self.decisions[signed].about
        agreement = Agreement(
            number=about.get("number", f"{ID}-4"),
            version=about["version"],
            language=about.get("language", "en"),
            decision=signed,
            key=f"sealed/{ID}-4.pdf",
            sha256="cd" * 32,
            sealed=self.at,
        )
        return self.do(signing.sealed, agreement)

    def to_active(self) -> "Walk":
        """Every customer has its own admin, and the partner is active."""
        self.to_customers()
        for number in range(1, len(self.accounts) + 1):
            self.answer(Outcome.CONFIRMED, Role.CUSTOMER, f"admin-{number}-1")
        self.do(activating.activated, list(self.accounts.values()), PROGRAM)
        return self
