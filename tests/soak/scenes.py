"""Cases brought to where a check begins, and the links that lie in people's inboxes then."""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from onboarding.domain.decision import Kind
from tests.soak.journeys import Journey, over
from tests.soak.people import YES, Fields, People, opened
from tests.soak.town import Town

_HIDDEN = re.compile(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"')


@dataclass(frozen=True)
class Asked:
    """A link in somebody's inbox, with the kind of its decision."""

    path: str
    kind: Kind

    @property
    def decision(self) -> str:
        """The decision's id."""
        return self.path.split("/")[3]

    @property
    def case(self) -> str:
        """The case's id."""
        return self.path.split("/")[2]


def brought_to(here: Town, journey: Journey, kind: Kind | None, before: Callable[[], None] | None = None) -> Asked:
    """Plays the journey until somebody is asked this kind of decision; gives that person's link, unanswered.

    `before` is called whenever the people are about to act.
    """
    found: list[Asked] = []

    def answer(case: str, decision: str, asked: Kind) -> Fields | None:
        if asked is kind:
            found.append(Asked("", asked))
            return None
        return journey.answer(case, decision, asked)

    here.begin(journey.program, journey.distributors)
    people = People(here, answer, journey.decided if journey.ops else None)
    journey.begun(here)
    later = list(journey.later)
    for _ in range(60):
        here.settle()
        if before is not None:
            before()
        acted = people.act()
        if found or (over(here, journey) and not acted):
            break
        if not acted and not here.settle():
            here.pass_by(**(later.pop(0) if later else {}))
    if kind is None:
        return Asked("", Kind.CHECKIN)
    return next(Asked(*mail.asks) for mail in reversed(people.mails) if mail.asks and mail.asks[1] is kind)


def page_of(here: Town) -> str:
    """The applicant's own page, from the newest mail that leads to it."""
    pages = (opened(raw).page for raw in reversed(here.aws.sent))
    return next(filter(None, pages))


def filled(here: Town, asked: Asked, **changes: Any) -> Mapping[str, Any]:
    """The form behind a link, filled in with yes, or with these."""
    page = here.send("GET", asked.path)[1]
    hidden = {name: html.unescape(value) for name, value in _HIDDEN.findall(page)}
    return {**hidden, **YES.get(asked.kind, {}), **changes}
