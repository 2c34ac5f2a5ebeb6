"""Publishes sample notices on the local cloud, so that mails about a deadline refer to a page that is there."""

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from infra.bundle import PROGRAM
from onboarding.domain import notices
from onboarding.domain.deadline_terms import Term
from onboarding.domain.notices import Expected, Notice, Wording
from onboarding.domain.people import Role, person
from onboarding.domain.program import Program, load
from onboarding.ports.notices import Notices
from onboarding.templating import day

_BY = person("Sample announcer", Role.OPS)
_WHY = "A sample for the local cloud."


def local_program() -> Program:
    """The program that the local cloud runs: PROGRAM's, where that names one."""
    named = os.environ.get("PROGRAM", "")
    return load((Path(named) if named else PROGRAM).read_text(encoding="utf-8"))


def announce(kept: Notices, program: Program, now: datetime) -> Sequence[Notice]:
    """Publishes the notice of each of the program's deadlines that has none yet and is still ahead; gives those."""
    made = []
    for term in program.deadlines.terms:
        if kept.find(term.notice) is None and term.date > now.date():
            drafted = notices.draft(term.notice, _wording(term, program), _BY, now)
            kept.record(drafted)
            published = notices.publish(drafted.notice, _BY, _WHY, now)
            kept.record(published)
            made.append(published.notice)
    return made


def _wording(term: Term, program: Program) -> Wording:
    vendor = program.vendor
    return Wording(
        title=f"Existing partners join the program of {vendor.name}",
        date=term.date,
        consequence=f"Whoever has not joined by {day(term.date)} cannot order new services. No account and no access "
        "is taken away by that date: a person talks to you first.",
        action="Open the invitation in your mail, confirm what we know, sign the agreement, and see that each customer "
        "names an admin of its own.",
        contact=vendor.contact.email,
        expected=(
            Expected("Do I lose my customers' accounts?", "No. Nothing is taken from you because a date passes."),
            Expected("What if I need more time?", "Write to us: every partner can be given a later date."),
        ),
    )
