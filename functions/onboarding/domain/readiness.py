"""Readiness: a score with a stored reason for every rule; the judgement stays a person's."""

from dataclasses import dataclass

from onboarding.domain.application import Reason, Submission
from onboarding.domain.program import Program, Rule


@dataclass(frozen=True)
class Assessment:
    """The points, why, and whether they reach the program's mark."""

    score: int
    reasons: tuple[Reason, ...]
    ready: bool


def _amount(submission: Submission, rule: Rule) -> int:
    return {
        "people": submission.people,
        "customers": len(submission.customers),
        "services": len(submission.services),
        "website": int(bool(submission.website)),
    }[rule.field]


def assess(submission: Submission, program: Program) -> Assessment:
    """Every rule of the rubric, met or not, with the points that it gave."""
    reasons = tuple(
        Reason(rule.name, rule.points if _amount(submission, rule) >= rule.at_least else 0, rule.why)
        for rule in program.rules
    )
    score = sum(reason.points for reason in reasons)
    return Assessment(score, reasons, score >= program.pass_mark)
