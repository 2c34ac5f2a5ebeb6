"""The journey of one case as a line of steps: done, now, to come."""

from dataclasses import dataclass
from datetime import datetime

from onboarding.domain.application import Application
from onboarding.domain.marking import N_
from onboarding.domain.stages import Stage

TITLES = {
    Stage.EMAIL: N_("E-mail address"),
    Stage.READINESS: N_("Readiness"),
    Stage.DISTRIBUTOR: N_("Distributor"),
    Stage.BUSINESS: N_("Business development"),
    Stage.AGREEMENT: N_("Agreement"),
    Stage.SEAL: N_("Signed by both"),
    Stage.CUSTOMERS: N_("Customer admins"),
    Stage.ACTIVATION: N_("Final check"),
    Stage.ACTIVE: N_("Active partner"),
    Stage.CLOSED: N_("Closed"),
}
"""What the steps are called."""


@dataclass(frozen=True)
class Step:
    """One line of the timeline; `mark` is done, now, ahead or ended."""

    title: str
    mark: str
    at: datetime | None


def timeline(application: Application) -> list[Step]:
    """The steps of this case; the one about customer accounts only where there are any."""
    passed = any(reached.stage is Stage.CUSTOMERS for reached in application.reached)
    customers = application.accounts_total or passed
    path = [stage for stage in application.path if stage is not Stage.CUSTOMERS or customers]
    if application.stage is Stage.CLOSED:
        last = application.reached[-2].stage if len(application.reached) > 1 else Stage.EMAIL
        done = [Step(TITLES[stage], "done", _left(application, stage)) for stage in path[: _place(path, last)]]
        return [*done, Step(TITLES[Stage.CLOSED], "ended", application.reached[-1].at)]
    here = _place(path, application.stage)
    steps = [Step(TITLES[stage], "done", _left(application, stage)) for stage in path[:here]]
    mark = "done" if application.stage is Stage.ACTIVE else "now"
    steps.append(Step(TITLES[application.stage], mark, application.reached[-1].at))
    return steps + [Step(TITLES[stage], "ahead", None) for stage in path[here + 1 :]]


def _place(path: list[Stage], stage: Stage) -> int:
    return path.index(stage) if stage in path else len(path) - 1


def _left(application: Application, stage: Stage) -> datetime | None:
    """When the case went on from a stage, the last time it was there."""
    times = [
        after.at
        for before, after in zip(application.reached, application.reached[1:], strict=False)
        if before.stage is stage
    ]
    return times[-1] if times else None
