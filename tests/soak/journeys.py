"""The kinds of journey: how each begins, what its people answer, and where it ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from onboarding.domain.decision import Kind
from onboarding.domain.ids import ApplicationId
from onboarding.domain.people import Person
from onboarding.domain.program import Program
from onboarding.domain.stages import FINAL, Stage
from tests.soak.people import YES, Fields, People
from tests.soak.town import SOUTH, Town, id_for
from tests.support.samples import NORTH, PROGRAM

KEY = ApplicationId("01KC0M2Q8M9V5X3T7R1N4B6Z8D")
_MOST_ROUNDS = 60


def form(**changes: Any) -> dict[str, Any]:
    """The form of a good channel partner with one customer, with its key: sent twice, it is the same application."""
    return {
        "key": KEY,
        "track": "new",
        "company": "Becker IT GmbH",
        "website": "www.becker-it.example",
        "country": "DE",
        "people": "3",
        "services": ["support", "security"],
        "name": "Ann Becker",
        "email": "ann@becker-it.example",
        "customer-1": "Bäckerei Sommer",
        "admin_name-1": "Jonas Sommer",
        "admin_email-1": "jonas@baeckerei-sommer.example",
        "consent": "yes",
        "do": "send",
        **changes,
    }


TECHNOLOGY = form(
    track="technology",
    **{"customer-1": "", "admin_name-1": "", "admin_email-1": ""},
    **{
        "answer-benefit": "Both see every order of the other at once and nobody types anything twice any more",
        "answer-overlap": "completes",
        "answer-shared": "12",
        "answer-connected": "yes",
    },
)


@dataclass(frozen=True)
class Journey:
    """One kind. `later` are the leaps of time that it takes without any fault; `mailbox` is the one in its `file`."""

    name: str
    form: Mapping[str, Any] = field(default_factory=form)
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    ops: Mapping[str, str] = field(default_factory=dict)
    program: Program = PROGRAM
    distributors: Sequence[Any] = (NORTH,)
    later: Sequence[Mapping[str, float]] = ()
    file: str = ""
    mailbox: str = "ann@becker-it.example"
    streaming: bool = True
    stage: Stage = Stage.ACTIVE

    @property
    def id(self) -> ApplicationId:
        """The case's id, the same in every run."""
        return id_for(f"partner e-mail {self.mailbox}") if self.file else KEY

    def answer(self, case: str, decision: str, kind: Kind) -> Fields | None:
        """Yes, unless this journey is about something else: at this decision, or at all of its kind."""
        return self.answers.get(decision) or self.answers.get(kind) or YES.get(kind)

    def decided(self, case: str) -> Fields:
        """What ops decide about the hold."""
        return self.ops

    def begun(self, town: Town) -> bool:
        """The form is sent, or the file dropped; whether it was taken."""
        if self.file:
            town.drop("check/partners.csv", self.file)
            town.settle()
            town.drop("commit/partners.csv", self.file)
            town.settle()
            return True
        return town.apply(self.form)


def travelled(town: Town, journey: Journey) -> People:
    """Plays the journey until it has come to its end and nothing is left to do; raises AssertionError if it never does.

    A pass of clock and reconcile comes whenever nothing goes on by itself and nobody has anything to answer.
    """
    people = People(town, journey.answer, journey.decided if journey.ops else None)
    begun, later = journey.begun(town), list(journey.later)
    for _ in range(_MOST_ROUNDS):
        begun = begun or journey.begun(town)
        moved = town.settle()
        if (people.act() or moved) and begun:
            continue
        if over(town, journey):
            return people
        town.pass_by(**(later.pop(0) if later else {}))
    raise AssertionError(f"{journey.name} never ends: {standing(town, journey)} {people.refused}")


def over(town: Town, journey: Journey) -> bool:
    """Whether the case has come to its end and every delivery is made."""
    if not town.knows(journey.id):
        return False
    if town.application(journey.id).stage not in FINAL:
        return False
    running = [one.name for one in town.machine.executions.values() if one.status == "RUNNING"]
    return not running and not undelivered(town)


def undelivered(town: Town) -> list[str]:
    """What the relay still owes: messages, starts, wake-ups that somebody waits for."""
    mails = (item for item in town.items("MESSAGE") if item["state"] in ("queued", "sending"))
    owed = [f"{item['application']}: mail {item['id']} is not sent" for item in mails]
    untold = (item for item in town.items("STAGE_CHANGE") if "due_pk" in item)
    owed += [f"{item['application']}: nobody is told of {item['stage']}" for item in untold]
    owed += [f"{item['id']}: the workflow is not started" for item in town.items("APPLICATION") if "start" in item]
    tokens = {one.token for one in town.machine.executions.values() if one.token}
    asleep = (item for item in town.items("DECISION") if "outcome" in item and item.get("task_token") in tokens)
    return owed + [f"{item['application']}: who waits for {item['id']} is not woken" for item in asleep]


def standing(town: Town, journey: Journey) -> str:
    """Where the case stands, in words for a failure."""
    if not town.knows(journey.id):
        return "not there"
    runs = [(one.name[-2:], one.state, one.status, bool(one.token)) for one in town.machine.executions.values()]
    return f"{town.application(journey.id).place} {runs} {undelivered(town)}"


_VENDOR = replace(PROGRAM.vendor, countersigner=Person("Victor Vendor", "victor@harbourlight.example"))

JOURNEYS: Sequence[Journey] = (
    Journey("new"),
    Journey("technology", form=TECHNOLOGY),
    Journey("review", form=form(people="1", services=[], website="")),
    Journey(
        "next distributor",
        distributors=(NORTH, SOUTH),
        answers={"distributor-2": {"answer": "declined", "name": "Nora", "note": "Too small for us."}},
    ),
    Journey(
        "hold",
        answers={"agreement-3": {"answer": "declined", "name": "Ann Becker", "note": "Not these terms."}},
        ops={"answer": "retry", "reason": "We changed the terms.", "name": "Olga Ops"},
    ),
    Journey("sealing by a person", program=replace(PROGRAM, vendor=_VENDOR)),
    Journey(
        "existing",
        file="company,website,e-mail,name\r\nBecker IT GmbH,becker-it.example,ann@becker-it.example,Ann Becker\r\n",
        later=({"hours": 25},),
    ),
    Journey("new, without the stream", streaming=False),
)
"""One of each kind."""
