"""Promise 17: what SES takes, what it tells of it, and whether anybody gets a mail twice or one that contradicts."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from itertools import pairwise
from typing import Any

from local.faults.door import What
from onboarding import mail_trouble
from onboarding.relay import NEEDS_AN_ANSWER
from tests.soak.people import opened
from tests.soak.town import Town
from tests.support.mail_events import mail_event

_NEVER, _TWICE = 0.01, 0.05
"""Parts of SES's events that never come, and that come twice."""

_TRIES = 4
_TOKEN = re.compile(r"(?<=/)[\w-]{43}(?![\w-])")


@dataclass(frozen=True)
class Copy:
    """One mail that went out: at which call, with which words, and whether its sending had been heard of before."""

    call: int
    words: str
    heard: bool


@dataclass
class Post:
    """The post of one town from now on; `events` says whether SES tells of what it takes."""

    town: Town
    chance: random.Random
    events: bool = True
    copies: dict[str, list[Copy]] = field(default_factory=dict)
    heard: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    lost: int = 0
    unnoted: int = 0
    _on_the_way: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.town.aws.taken = self._taken

    @property
    def sent(self) -> int:
        """How many mails went out."""
        return sum(map(len, self.copies.values()))

    @property
    def again(self) -> int:
        """How many of them were a copy of an earlier one."""
        return self.sent - len(self.copies)

    def deliver(self) -> None:
        """EventBridge delivers what SES tells, and again where the function fails."""
        told, self._on_the_way = self._on_the_way, []
        for event in told:
            for _ in range(_TRIES):
                done: list[str] = []
                self.town.invoked(lambda event=event, done=done: done.append(mail_trouble.take(self.town.world, event)))
                if done:
                    self.heard.add(str(event["id"]))
                    break

    def judged(self) -> list[str]:
        """What is wrong with the copies; the door must have counted on from the first mail."""
        wrong = list(self.wrong)
        for id, copies in self.copies.items():
            self.lost += sum(self._lost(one) for one in copies)
            self.unnoted += sum(self._unnoted(one) for one in copies)
            if len(copies) > 2:
                wrong.append(f"{id} went out {len(copies)} times")
            for before, again in pairwise(copies):
                if not (self._lost(before) or self._unnoted(before)):
                    wrong.append(f"{id} went out again, though its sending was answered and noted")
                if again.heard:
                    wrong.append(f"{id} went out again, though SES had told of the first")
                if again.words != before.words:
                    wrong.append(f"{id} says one thing, and its copy another")
        return wrong

    def _lost(self, copy: Copy) -> bool:
        """Whether nobody heard SES's answer."""
        return self.town.door.met.get(copy.call) in (What.LOST, What.DIE_AFTER)

    def _unnoted(self, copy: Copy) -> bool:
        """Whether it was heard, and the next call, which notes it, was never made."""
        not_made = (What.ERROR, What.THROTTLE, What.TIMEOUT, What.DIE_BEFORE)
        return not self._lost(copy) and self.town.door.met.get(copy.call + 1) in not_made

    def _taken(self, raw: bytes) -> None:
        message, mail = message_from_bytes(raw), opened(raw)
        tags = dict(tag.strip().split("=") for tag in str(message["X-SES-MESSAGE-TAGS"]).split(","))
        words = _TOKEN.sub("…", f"{mail.to} {mail.subject} {mail.text}")
        self.copies.setdefault(mail.id, []).append(Copy(len(self.town.door.calls), words, mail.id in self.heard))
        self._contradicts(tags["application"], tags["message"])
        if self.events and self.chance.random() >= _NEVER:
            self._on_the_way += [_event(mail.id, tags)] * (1 + (self.chance.random() < _TWICE))

    def _contradicts(self, case: str, message: str) -> None:
        """A mail that asks for an answer, when the table has one."""
        letter = self.town.item(case, f"MESSAGE#{message}")["letter"]
        decision = letter.get("decision")
        if decision and letter["mail"] in NEEDS_AN_ANSWER and "outcome" in self.town.item(case, f"DECISION#{decision}"):
            self.wrong.append(f"{case}: {letter['mail']} asks for {decision}, which was decided before")


def _event(id: str, tags: Mapping[str, str]) -> dict[str, Any]:
    return {"id": id, **mail_event(tags["application"], tags["message"], send={})}
