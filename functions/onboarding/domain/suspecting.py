"""Denied-party hits: a person says whether it is the same party; a hit decides nothing by itself."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from onboarding.domain.answer import Answer
from onboarding.domain.application import Application, Case
from onboarding.domain.asking import opened
from onboarding.domain.change import Change, change
from onboarding.domain.decision import Decision, Kind, Settlement
from onboarding.domain.errors import Moved
from onboarding.domain.ids import DecisionId
from onboarding.domain.messages import Letter, Mail
from onboarding.domain.nudging import no_longer_asked
from onboarding.domain.people import SYSTEM, Role
from onboarding.domain.program import Program
from onboarding.domain.screening import Hit
from onboarding.domain.stages import Outcome, Stage, after

MOST_HITS = 20
"""Hits that are kept of one case: whoever has more is looked at anyway."""


def names(application: Application) -> tuple[str, ...]:
    """Who is screened: the company, and the people who act for it."""
    form = application.submission
    people = (form.applicant.name, form.signer.name, application.signs.name)
    return tuple(dict.fromkeys(name for name in (form.company, *people) if name))


def uncleared(application: Application, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The hits about which nobody has said yet that it is somebody else."""
    return tuple(hit for hit in hits if hit.key not in application.cleared)[:MOST_HITS]


def asked_about(application: Application, decision: Decision) -> tuple[Hit, ...]:
    """The hits about which this decision asks."""
    keys = decision.about.get("hits", "").split()
    return tuple(hit for hit in application.hits if hit.key in keys)


def about(hits: Sequence[Hit]) -> dict[str, str]:
    """What a decision says of the hits about which it asks; the application has them whole."""
    return {"hits": " ".join(hit.key for hit in hits)}


def suspected(application: Application, hits: Sequence[Hit], program: Program, now: datetime) -> Change:
    """Writes down what lists say of somebody who is past readiness, and makes it ops' decision.

    Raises Moved where nothing of it is new, or readiness has not been assessed yet, which screens by itself.
    """
    known = {hit.key for hit in application.hits}
    new = tuple(hit for hit in uncleared(application, hits) if hit.key not in known)
    unassessed = application.stage in (Stage.EMAIL, Stage.READINESS) and application.score is None
    if application.stage is Stage.CLOSED or not new or (unassessed and Stage.READINESS in application.path):
        raise Moved("There is nothing new to look at.")
    id = DecisionId(f"{Kind.SUSPICION.value}-{application.decisions + 1}")
    asked = opened(application, Kind.SUSPICION, Role.OPS, program.vendor.ops, program, now, about=about(new), id=id)
    return change(
        application,
        action="screening hit",
        by=SYSTEM,
        now=now,
        details={"decision": asked.id, **evidence(new)},
        asked=[asked],
        decisions=application.decisions + 1,
        hits=(*application.hits, *new)[:MOST_HITS],
    )


def judged(case: Case, decision: Decision, given: Answer, asked_now: Decision | None = None) -> Change:
    """Ops' word about hits that came up after readiness: somebody else, or the same party, which ends the case.

    The partner is told that the case is closed, and not why: nobody who is on a list is warned by us. `asked_now` is
    what the case waits for otherwise: whoever is asked there is told that it is not needed any more.
    """
    application = case.application
    settled = [Settlement(decision.id, given.outcome, given.by, given.at, given.note.strip())]
    same = given.outcome is Outcome.MATCHED
    fields = closing(application, decision) if same else cleared(application, decision)
    goes_on = not same and not fields["hits"] and application.held and application.stage is Stage.ACTIVATION
    if (goes_on or same) and application.decision_open and application.decision:
        # The workflow waits for another decision: it is told by that one that the case stands elsewhere now.
        outcome = Outcome.CLOSED if same else Outcome.RETRY
        settled.append(Settlement(application.decision, outcome, given.by, given.at))
    if goes_on:
        fields |= {"holder": Role.VENDOR, "held": False, "due": None, "decision_open": False}
    ends = same and application.stage is not Stage.CLOSED
    if ends:
        fields |= {"holder": Role.NOBODY, "held": False, "due": None, "decision_open": False}
        fields["stage"] = after(application.stage, Outcome.MATCHED, application.path)
    closed = Letter(mail=Mail.CASE_CLOSED, to=application.submission.applicant, role=Role.APPLICANT)
    return change(
        application,
        action=f"screening {given.outcome.value}",
        by=given.by,
        now=given.at,
        details={
            "decision": decision.id,
            "note": given.note.strip(),
            **evidence(asked_about(application, decision)),
        },
        letters=[closed, *no_longer_asked(asked_now)] if ends else [],
        settled=settled,
        **fields,
    )


def cleared(application: Application, decision: Decision) -> dict[str, Any]:
    """The fields after somebody said that it is somebody else: these hits are not asked about again."""
    asked = [hit.key for hit in asked_about(application, decision)]
    return {
        "hits": tuple(hit for hit in application.hits if hit.key not in asked),
        "cleared": tuple(dict.fromkeys((*application.cleared, *asked))),
    }


def closing(application: Application, decision: Decision) -> dict[str, Any]:
    """The fields of a case that is closed because it is the same party: the reason stays in the audit alone.

    Nobody looks at it again, also where it was closed before and told to come back.
    """
    asked = [hit.key for hit in asked_about(application, decision)]
    left = tuple(hit for hit in application.hits if hit.key not in asked)
    return {"hits": left, "closed_as": Outcome.CLOSED, "reason": "", "look_at": None}


def evidence(hits: Sequence[Hit]) -> dict[str, str]:
    """For the audit: who is like whom, by how much, on which list; nothing where nobody is."""
    lines = [
        f"{hit.name} ~ {hit.entry.name} ({hit.score} of 100, {hit.entry.list} {hit.entry.version})" for hit in hits
    ]
    return {"hits": "; ".join(lines)[:2000]} if lines else {}
