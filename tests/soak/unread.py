"""Promise 16: mails that do not arrive become a task for ops, whoever was to read them and whatever became of them."""

from collections.abc import Sequence
from typing import Any

from local.faults.door import Fault, What
from onboarding import mail_trouble
from onboarding.adapters.items import message_of
from onboarding.domain.decision import Kind
from onboarding.domain.messages import Mail, Message
from onboarding.domain.people import Role
from tests.soak.journeys import Journey, travelled
from tests.soak.outcome import violations
from tests.soak.town import Town, town
from tests.support.mail_events import FAILURES, mail_event

READERS = frozenset(Role) - {Role.VENDOR, Role.NOBODY}
"""Every kind of person whom a case's mails are written to."""

_WAYS = (What.ERROR, What.LOST, What.DIE_BEFORE, What.DIE_AFTER)
_TRIES = 3


def check(journeys: Sequence[Journey], every: int = 1) -> str:
    """The figure: each mail of the journeys, not arrived in each way, told twice; one call fails at one of `every`."""
    readers: set[Role] = set()
    mails: set[Mail] = set()
    tried = 0
    with town() as here:
        for journey in journeys:
            here.begin(journey.program, journey.distributors)
            travelled(here, journey)
            back = here.remembered()
            for message in [message_of(item) for item in here.items("MESSAGE") if item["state"] == "sent"]:
                for happened in FAILURES:
                    back()
                    _one_task(here, message, happened, tried if tried % every == 0 else None)
                    tried += 1
                readers.add(message.letter.role)
                mails.add(message.letter.mail)
    missing = READERS - readers if len(journeys) > 1 else frozenset[Role]()
    assert not missing, f"nobody tried {sorted(missing)}"
    return (
        f"{tried} mails that did not arrive, {len(FAILURES)} ways × {len(mails)} mails to {len(readers)} kinds of "
        f"reader, each told twice: {tried} decisions of ops, 100%"
    )


def _one_task(here: Town, message: Message, happened: str, breaks: int | None) -> None:
    event = mail_event(message.application, message.id, **FAILURES[happened])
    faults = [] if breaks is None else [Fault(what=_WAYS[breaks % len(_WAYS)], call=1 + breaks % 7)]
    before = {item["id"] for item in _tasks(here)}
    here.door.begin(faults)
    for _ in range(2):
        assert _delivered(here, event), f"{message.id}, {happened}: the event was never dealt with"
    here.door.begin()
    tasks = [item for item in _tasks(here) if item["id"] not in before]
    assert len(tasks) == 1, f"{message.id}, {happened}: {len(tasks)} tasks for ops"
    (task,) = tasks
    about = {"happened": happened, "mail": message.letter.mail.value, "to": message.letter.to.email}
    assert about.items() <= task["about"].items(), f"{message.id}, {happened}: the task says {task['about']}"
    assert task["role"] == Role.OPS
    assert "outcome" not in task, "nobody has decided it yet"
    state = here.item(message.application, f"MESSAGE#{message.id}")["state"]
    assert state in {"bounced", "complained", "failed"}, f"{message.id} is still {state}"
    here.settle()
    letters = [item["letter"] for item in here.items("MESSAGE") if item["letter"].get("decision") == task["id"]]
    own = message.letter.role is Role.OPS
    assert len(letters) == (0 if own else 1), f"{message.id}: ops were written to {len(letters)} times"
    assert not violations(here), violations(here)


def _delivered(here: Town, event: dict[str, Any]) -> bool:
    """EventBridge delivers again what fails."""
    done: list[str] = []
    for _ in range(_TRIES):
        if not done:
            here.invoked(lambda: done.append(mail_trouble.take(here.world, event)))
    return bool(done)


def _tasks(here: Town) -> list[dict[str, Any]]:
    return [item for item in here.items("DECISION") if item["decides"] == Kind.TASK]
