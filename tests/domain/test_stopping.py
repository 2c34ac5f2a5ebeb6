"""A case that is stopped before its end: what it waits for dies with it, and what was decided before stays."""

from onboarding.domain.applying import withdraw
from onboarding.domain.asking import ask_for_confirmation
from onboarding.domain.change import Change
from onboarding.domain.decision import Kind
from onboarding.domain.people import Role, person
from onboarding.domain.stages import Outcome, Stage
from tests.support.samples import PROGRAM, Walk

ANN = person("Ann Becker", Role.APPLICANT, "ann@becker-it.example")


def withdrawn(walk: Walk) -> Change:
    return walk.do(lambda one, now: withdraw(one, ANN, now, "Too early for us."))


def test_the_question_that_is_open_is_settled_by_it() -> None:
    walk = Walk.of()
    (asked,) = walk.do(ask_for_confirmation, PROGRAM).asked
    told = withdrawn(walk)
    assert [(one.decision, one.outcome, one.note) for one in told.settled] == [
        (asked.id, Outcome.WITHDRAWN, "Too early for us.")
    ]
    assert (told.asked, walk.application.stage) == ((), Stage.CLOSED)


def test_what_was_decided_before_stays_as_it_is() -> None:
    walk = Walk.of().to_readiness()
    told = withdrawn(walk)
    assert (told.settled, told.asked) == ((), ())
    assert walk.application.decision is not None
    assert walk.decisions[walk.application.decision].outcome is Outcome.CONFIRMED


def test_where_nobody_was_asked_anything_yet_the_workflow_still_finds_a_decision() -> None:
    walk = Walk.of()
    (asked,) = withdrawn(walk).asked
    assert (asked.kind, asked.outcome, walk.application.decision) == (Kind.WITHDRAWAL, Outcome.WITHDRAWN, asked.id)
