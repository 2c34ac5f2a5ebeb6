"""A fresh link instead of a stale one: mailed to whoever is asked now, and to nobody else."""

from onboarding.deciding import decide
from onboarding.domain.application import Case
from onboarding.domain.change import Change
from onboarding.domain.errors import Moved, Refused
from onboarding.domain.nudging import FRESH_EVERY, send_fresh_link
from onboarding.web.decision import explanation
from onboarding.web.door import Visits, read_decision
from onboarding.web.request import Request
from onboarding.web.responses import Reply, see_other
from onboarding.world import World


def send(world: World, request: Request, application: str, decision: str, token: str) -> Reply:
    """Mails the link. The reply never says to whom: the holder of a stale link may be anybody."""
    visits = Visits(lambda: read_decision(world, application, decision, token))

    def read() -> Case:
        here = visits().application.id
        now_asked = visits.last.asked_instead()
        if now_asked is None:
            raise Moved("Nobody in that role is asked now.")
        return world.applications.case(here, now_asked)

    def rule(case: Case) -> Change:
        if case.decision is None or case.decision.role is not visits.last.link.role:
            raise Moved("Nobody in that role is asked now.")
        return send_fresh_link(case, world.clock.now())

    try:
        decide(world.applications, read, rule)
    except Moved as moved:
        if visits.last.open:
            return see_other(world, visits.last.path)
        return explanation(world, visits.last, notice=moved.message, status=409)
    except Refused as refused:
        wait = {"Retry-After": str(int(FRESH_EVERY.total_seconds()))}
        return explanation(world, visits.last, notice=refused.message, status=429, headers=wait)
    return see_other(world, f"{visits.last.path}?said=sent")
