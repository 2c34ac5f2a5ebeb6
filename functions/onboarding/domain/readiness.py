"""Readiness: a score with a stored reason for every rule; the judgement stays a person's."""

from dataclasses import dataclass

from onboarding.domain.application import Reason, Submission
from onboarding.domain.marking import N_
from onboarding.domain.program import Program
from onboarding.domain.tracks import Rule


@dataclass(frozen=True)
class Assessment:
    """The points, why, whether they reach the track's mark, and how closely the partner would be served."""

    score: int
    reasons: tuple[Reason, ...]
    ready: bool
    tier: str = ""


HIGH_TOUCH, STANDARD = N_("high-touch"), N_("standard")


def _amount(submission: Submission, rule: Rule) -> int:
    """The number that a rule looks at: a fact's, an answer's, or of a text its words."""
    if not rule.question:
        return {
            "people": submission.people,
            "customers": len(submission.customers),
            "services": len(submission.services),
            "website": int(bool(submission.website)),
        }[rule.field]
    answer = submission.answers.get(rule.question, "")
    return int(answer) if answer.isdecimal() else len(answer.split())


def _met(submission: Submission, rule: Rule) -> bool:
    if rule.any_of:
        return submission.answers.get(rule.question, "") in rule.any_of
    return _amount(submission, rule) >= rule.at_least


def assess(submission: Submission, program: Program) -> Assessment:
    """Every rule of the track's rubric, met or not, with the points that it gave; nothing to score passes."""
    rubric = program.track(submission.track).rubric
    if rubric is None:
        return Assessment(0, (), ready=True)
    reasons = tuple(Reason(rule.name, rule.points if _met(submission, rule) else 0, rule.why) for rule in rubric.rules)
    score = sum(reason.points for reason in reasons)
    return Assessment(score, reasons, score >= rubric.pass_mark, HIGH_TOUCH if score >= rubric.high_touch else STANDARD)
