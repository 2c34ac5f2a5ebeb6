"""What ops do from the console: decide, through the same guarded change as everybody else."""

from dataclasses import dataclass

from onboarding.deciding import decide
from onboarding.domain.answer import Answer
from onboarding.domain.answering import answer, checked
from onboarding.domain.application import Application, Case
from onboarding.domain.change import Change
from onboarding.domain.decision import Kind
from onboarding.domain.errors import Moved, Refused
from onboarding.domain.live import is_live
from onboarding.domain.people import Role, person
from onboarding.domain.stages import Outcome
from onboarding.domain.suspecting import judged
from onboarding.ops.missed import follows
from onboarding.ops.request import LONGEST, Request
from onboarding.ops.tasks import KINDS
from onboarding.world import World


class Stale(Refused):
    """The case has changed since it was shown; what was typed is not lost, and the new state is shown."""


@dataclass(frozen=True)
class Done:
    """A decision that was recorded, and the application after it."""

    application: Application
    outcome: Outcome
    by: str


def decide_task(world: World, request: Request) -> Done:
    """Records the answer of the person who typed their name.

    Raises AlreadyDecided where somebody was first (a second identical click, too), Moved where nobody waits
    for it any more, Stale where the case is no longer as it was shown, Refused with the form's field where
    the answer will not do, NotFound, and Unavailable where every race was lost.
    """
    application, decision, form = request.application, request.decision, request.form
    given = next((outcome for outcome in Outcome if outcome.value == form.answer), None)
    by = person(form.name, Role.OPS)

    def rule(case: Case) -> Change:
        asked = case.decision
        if asked is None or asked.kind not in KINDS:
            raise Refused("This is not for ops to decide: only its addressee can.")
        if is_live(case.application, asked):
            if case.application.version != request.version:
                raise Stale("The case has changed since you looked. This is how it stands now; please decide again.")
            if given is None:
                raise Refused("Please choose one of the answers.", "answer")
            if max(len(form.reason), len(form.name)) > LONGEST:
                raise Refused(f"Please keep it under {LONGEST} characters.", "reason")
        outcome = given or asked.outcome
        if outcome is None:
            raise Moved("Nobody waits for this decision any more.")
        reply = Answer(
            outcome=outcome,
            by=by,
            at=world.clock.now(),
            note=form.reason,
            evidence={"back": form.back} if form.back else {},
        )
        if asked.kind is Kind.MISSED:
            return follows(world, case, reply, request)
        if asked.kind is Kind.SUSPICION:
            return judged(case, checked(case, reply), reply, world.applications.current(application).decision)
        return answer(case, reply, world.program)

    change = decide(world.applications, lambda: world.applications.case(application, decision), rule)
    settled = next(one for one in change.settled if one.decision == decision)
    return Done(change.application, settled.outcome, by.name)
