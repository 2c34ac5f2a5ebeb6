"""Promise 18: a case that hangs is seen, and a case that rightly waits is not called one that hangs."""

from collections import Counter

from onboarding import reconcile
from onboarding.domain.hanging import PATIENCE, why_hung
from onboarding.domain.stages import FINAL
from tests.soak.journeys import form
from tests.soak.town import id_for, town
from tests.support.hanging import planted_and_others


def check(planted: int, others: int, lost: int) -> str:
    """The figure: cases at every place, by the rule; and workflows that never begin, by what the reconciler counts."""
    hung, healthy = planted_and_others(planted, others)
    found = [why for one, now in hung if (why := why_hung(one, now))]
    called = [(one.stage, one.holder, now - one.since, why) for one, now in healthy if (why := why_hung(one, now))]
    assert len(found) == planted, f"{planted - len(found)} of {planted} hangs were not seen"
    assert not called, f"called hanging, and only waiting: {called[:5]}"
    seen = _by_the_reconciler(lost)
    kinds = len(Counter(found))
    return f"{planted} planted hangs of {kinds} kinds found, 0 of {others} others called one; the reconciler saw {seen}"


def _by_the_reconciler(cases: int) -> str:
    """Workflows that cannot begin hang, and are counted; once they can, none is."""
    with town() as here:
        for at in range(cases):
            name = f"hung-{at}"
            own = {"company": f"{name} IT", "website": f"{name}.example", "email": f"ann@{name}.example"}
            assert here.apply(form(**own, key=id_for(name)))
        here.streaming = False
        here.aws.states = _refuse
        here.world.clock.move(hours=PATIENCE.total_seconds() / 3600 + 0.5)
        hung = reconcile.run(here.world)[1].hung
        assert len(hung) == cases, f"{len(hung)} of {cases} were counted"
        here.streaming, here.aws.states = True, here.machine.answer
        here.pass_by()
        left = reconcile.run(here.world)[1].hung
        assert not left, f"{len(left)} are still counted"
        assert all(item["stage"] not in FINAL for item in here.items("APPLICATION"))
    return f"{cases} of {cases} whose workflow could not begin, and 0 once it could"


def _refuse(operation: str, asked: object) -> dict[str, object]:
    if operation == "ListExecutions":
        return {"executions": []}
    raise RuntimeError("the service is away")
