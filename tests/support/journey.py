"""Takes a case along by the real steps, relay and rules, as the workflow and the people would."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from onboarding import relay
from onboarding.adapters.items import Item, distributor_item, to_wire
from onboarding.adapters.table import Put, Update
from onboarding.deciding import decide
from onboarding.domain import answering, applying
from onboarding.domain.answer import Answer
from onboarding.domain.application import Application
from onboarding.domain.distribution import Distributor
from onboarding.domain.ids import ApplicationId, DecisionId, new_application_id
from onboarding.domain.people import Person, Role, person
from onboarding.domain.stages import Outcome
from onboarding.steps import (
    activate,
    ask_customer_admins,
    ask_distributor,
    ask_for_confirmation,
    ask_signer,
    assess_readiness,
    seal_agreement,
)
from tests.support.samples import NORTH, submission
from tests.support.table import empty_table, everything, table
from tests.support.world import Home


@contextmanager
def home(*distributors: Distributor, moto: bool = False) -> Iterator[Home]:
    """A world on an empty table, with these distributors (Nordhafen where none are named)."""
    with empty_table(moto=moto) as rows:
        for distributor in distributors or (NORTH,):
            rows.put(Put(distributor_item(distributor)))
        yield Home()


class Journey:
    """One case on the table."""

    def __init__(self, world: Home, **changes: Any) -> None:
        self.world = world
        self.id = new_application_id(world.clock.now())
        number = len([item for item in everything().values() if item["kind"] == "APPLICATION"])
        if number:  # another company: the same one again would be a case for the reviewer
            other = {"company": f"Becker IT {number} GmbH", "domain": f"becker-it-{number}.example"}
            changes = {**other, "applicant": Person("Ann Becker", f"ann@becker-it-{number}.example"), **changes}
        world.applications.commit(applying.submit(self.id, submission(**changes), world.program, world.clock.now()))

    @classmethod
    def of(cls, world: Home, id: ApplicationId) -> "Journey":
        """A case that is on the table already."""
        journey = cls.__new__(cls)
        journey.world, journey.id = world, id
        return journey

    @property
    def event(self) -> dict[str, str]:
        """What a step is called with."""
        return {"id": self.id}

    @property
    def now(self) -> Application:
        """The application as the table has it."""
        return self.world.applications.case(self.id).application

    def waits_for(self) -> DecisionId:
        """The decision that the case waits for."""
        assert self.now.decision is not None
        return self.now.decision

    def answer(
        self, outcome: Outcome, role: Role, decision: str | None = None, note: str = "", **evidence: str
    ) -> Application:
        """An answer by a person of that role, committed."""
        id = DecisionId(decision) if decision else self.waits_for()
        world = self.world
        by = person("Joe Doe", role, f"{role.value}@elsewhere.example")
        given = Answer(outcome=outcome, by=by, at=world.clock.now(), note=note, evidence=evidence)
        return decide(
            world.applications,
            lambda: world.applications.case(self.id, id),
            lambda case: answering.answer(case, given, world.program),
        ).application

    def to_distributor(self) -> "Journey":
        """A distributor is asked."""
        ask_for_confirmation.run(self.world, self.event)
        self.answer(Outcome.CONFIRMED, Role.APPLICANT)
        assess_readiness.run(self.world, self.event)
        ask_distributor.run(self.world, self.event)
        return self

    def to_signer(self) -> "Journey":
        """The signer is asked."""
        self.to_distributor()
        self.answer(Outcome.ACCEPTED, Role.DISTRIBUTOR)
        ask_signer.run(self.world, self.event)
        return self

    def to_seal(self) -> "Journey":
        """Signed by the partner."""
        self.to_signer()
        self.answer(Outcome.SIGNED, Role.SIGNER, consent="yes", authority="yes", title="Managing director")
        return self

    def to_customers(self) -> "Journey":
        """The customers' nominees are asked."""
        self.to_seal()
        seal_agreement.run(self.world, self.event)
        ask_customer_admins.run(self.world, self.event)
        return self

    def to_active(self) -> "Journey":
        """Active."""
        self.to_customers()
        for account in self.world.applications.accounts(self.id):
            self.answer(Outcome.CONFIRMED, Role.CUSTOMER, f"admin-{account.id}-{account.attempts}")
        activate.run(self.world, self.event)
        return self

    def token(self, token: str, decision: str | None = None) -> None:
        """What the workflow's Wait state writes, and knows as waiting."""
        key = {"PK": f"APPLICATION#{self.id}", "SK": f"DECISION#{decision or self.waits_for()}"}
        item = table().get([key])[0] or {}
        due = {
            "due_pk": item.get("due_pk", "DUE#0"),
            "due_sk": item.get("due_sk", "2026-01-01T00:00:00.000Z"),
        }
        table().update(Update(key, {"task_token": token, **due}, ["woken"]))
        self.world.workflow.tokens.add(token)


def records() -> list[dict[str, Any]]:
    """Every item of the table as a stream record."""
    return [_record(item) for item in everything().values()]


def stream(world: Home) -> None:
    """What the stream would do: whatever was written since the last time is handed to the relay."""
    for key, item in everything().items():
        if world.streamed.get(key) != item:
            world.streamed[key] = item
            relay.deliver_record(world, _record(item))


def replay(world: Home) -> None:
    """The stream from its very beginning: every item once more."""
    world.streamed.clear()
    stream(world)


def _record(item: Item) -> dict[str, Any]:
    return {"eventName": "MODIFY", "dynamodb": {"NewImage": to_wire(item)}}
