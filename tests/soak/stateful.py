"""Promise 19: everybody at once, in any order that hypothesis can think of, and what must hold after every step."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from local.faults.door import Fault, What
from onboarding import reconcile
from onboarding.domain.decision import Kind
from tests.soak.audited import Audit
from tests.soak.figures import Broken, Figures
from tests.soak.journeys import form, undelivered
from tests.soak.outcome import decided_twice, stranded, unaudited
from tests.soak.people import YES, opened
from tests.soak.scenes import Asked, filled
from tests.soak.town import SOUTH, Town, form_path, id_for, town
from tests.support.samples import NORTH

_NO: Mapping[Kind, str] = {
    Kind.REVIEW: "rejected",
    Kind.DISTRIBUTOR: "declined",
    Kind.AGREEMENT: "declined",
    Kind.ADMIN: "refused",
}
_CASES = 2
_FAULTS = (What.ERROR, What.THROTTLE, What.TIMEOUT, What.LOST, What.TWICE, What.DIE_BEFORE, What.DIE_AFTER)
_cases = st.integers(0, _CASES - 1)
_any = st.integers(0, 999)


class Everybody(RuleBasedStateMachine):
    """Applicants, deciders, scanners, ops, time, and an environment that loses and kills."""

    here: ClassVar[Town]
    changes: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.here.begin(distributors=(NORTH, SOUTH))
        self.audit = Audit()
        self.here.aws.table.watch = self.audit.wrote
        self.asked: list[Asked] = []
        self.pages: dict[str, str] = {}
        self.read = self.unsure = 0
        self.copies: Counter[str] = Counter()

    @initialize(sent=st.integers(0, _CASES))
    def begun(self, sent: int) -> None:
        """Most stories are about what comes after the form."""
        for case in range(sent):
            self.here.apply(_form(case))
        self.go_on()

    @rule(case=_cases)
    def submit(self, case: int) -> None:
        """The form is sent, or sent again."""
        self.here.apply(_form(case))

    @rule(case=_cases)
    def edit(self, case: int) -> None:
        """The form is sent again with a change: it is said that the change was not taken."""
        typed = _form(case)
        known = self.here.knows(typed["key"])
        before = len(self.here.items("APPLICATION"))
        status, _ = self.here.send("POST", f"{form_path(typed)}/company", {**typed, "people": "9"})
        assert not known or len(self.here.items("APPLICATION")) == before
        assert status in ({409, 303, 500, 502, 503} if known else {303, 409, 500, 502, 503})

    @rule()
    def go_on(self) -> None:
        """Stream, workflow and queue do what there is to do, and people read their mail."""
        self.here.settle()
        self._read()

    @rule()
    def lose_the_stream(self) -> None:
        """What was written is never told to the relay."""
        self.here.aws.table.changed.clear()

    @precondition(lambda self: self.asked)
    @rule(which=_any, name=st.sampled_from(["Ann Becker", "Eve Forwarded"]))
    def approve(self, which: int, name: str) -> None:
        """Somebody says yes by a link, be it old, used or forwarded."""
        self._answer(which, {"name": name})

    @precondition(lambda self: self.asked)
    @rule(which=_any)
    def decline(self, which: int) -> None:
        """Somebody says no by a link."""
        kind = self.asked[which % len(self.asked)].kind
        self._answer(which, {"answer": _NO.get(kind, YES[kind]["answer"]), "note": "Not now."})

    @precondition(lambda self: self.asked)
    @rule(which=_any)
    def scan(self, which: int) -> None:
        """A scanner looks, and sends the form as it is."""
        asked = self.asked[which % len(self.asked)]
        before = dict(self.here.aws.table.items)
        self.here.door.begin()
        self.here.send("HEAD", asked.path)
        self.here.send("GET", asked.path)
        self.here.send("POST", asked.path, {})
        assert self.here.aws.table.items == before, "a scanner changed something"

    @precondition(lambda self: self.asked)
    @rule(which=_any)
    def fresh(self, which: int) -> None:
        """Somebody asks for a fresh link."""
        self.here.send("POST", f"{self.asked[which % len(self.asked)].path}/fresh", {})

    @precondition(lambda self: self.pages)
    @rule(what=st.sampled_from(["withdraw", "again", "question"]))
    def own_page(self, what: str) -> None:
        """The applicant withdraws, submits again, or asks."""
        case, page = next(iter(self.pages.items()))
        fields: dict[str, Any] = {"reason": "Not now.", "name": "Ann Becker", "sure": "yes", "question": "When?"}
        if what == "again":
            fields = {name: value for name, value in _form(_number(case)).items() if name not in {"key", "do"}}
        self.here.send("POST", f"{page}/{what}", fields)

    @rule(answer=st.sampled_from(["retry", "closed"]))
    def ops(self, answer: str) -> None:
        """Ops decide a hold."""
        for item in self.here.items("DECISION"):
            if item["decides"] == "hold" and "outcome" not in item:
                version = int(self.here.item(item["application"], "APPLICATION")["version"])
                event = {"action": "decide", "application": item["application"], "decision": item["id"]}
                typed = {"answer": answer, "reason": "We looked at it.", "name": "Olga Ops"}
                self.here.press({**event, "version": version, "widgetContext": {"forms": {"all": typed}}})
                return

    @rule(hours=st.sampled_from([0.1, 1, 24, 24 * 3, 24 * 8, 24 * 50]))
    def time(self, hours: float) -> None:
        """Time passes, with a pass of the clock and the reconciler."""
        self.here.pass_by(hours=hours)
        self._read()

    @rule()
    def kill(self) -> None:
        """Every execution is lost."""
        self.here.machine.lose()

    @rule()
    def redeploy(self) -> None:
        """Every function is a new process, which knows nothing of the last."""
        program, clock = self.here.world.program, self.here.world.clock
        self.here.renew()
        self.here.world.__dict__.update(program=program, clock=clock)

    @rule()
    def reconcile(self) -> None:
        """The reconciler looks at everything."""
        self.here.invoked(lambda: reconcile.run(self.here.world))

    @rule(way=st.sampled_from(_FAULTS), call=st.integers(1, 12))
    def fault(self, way: What, call: int) -> None:
        """One of the next AWS calls fails."""
        self._count_unsure()
        self.here.door.begin([Fault(what=way, call=call)])

    @invariant()
    def nothing_is_decided_twice_unaudited_or_forfeited(self) -> None:
        """Promises 2, 7 and 9."""
        unwritten = "\n".join([*self.audit.wrong, *unaudited(self.here)])
        if unwritten:
            raise Broken({7: unwritten, 19: unwritten}, {})
        assert not decided_twice(self.here), decided_twice(self.here)

    @invariant()
    def no_mail_comes_again_without_a_lost_answer(self) -> None:
        """Promise 17."""
        self._read()
        again = sum(count - 1 for count in self.copies.values())
        assert again <= self.unsure + len(self.here.door.fired), self.copies

    def teardown(self) -> None:
        """At the end nothing is lost: two passes, and every case is over or waits for somebody."""
        self._count_unsure()
        self.here.door.begin()
        for _ in range(2):
            self.here.pass_by()
        assert not stranded(self.here), stranded(self.here)
        assert not undelivered(self.here), undelivered(self.here)
        type(self).changes += self.audit.changes

    def _answer(self, which: int, more: Mapping[str, Any]) -> None:
        asked = self.asked[which % len(self.asked)]
        if asked.kind in YES:
            self.here.send("POST", asked.path, filled(self.here, asked, **more))

    def _count_unsure(self) -> None:
        self.unsure += len(self.here.door.fired)
        self.here.door.fired.clear()

    def _read(self) -> None:
        new, self.read = self.here.aws.sent[self.read :], len(self.here.aws.sent)
        for raw in new:
            mail = opened(raw)
            self.copies[mail.id] += 1
            if mail.asks:
                self.asked.append(Asked(*mail.asks))
            if mail.page:
                self.pages[mail.page.split("/")[2]] = mail.page


def check(examples: int, steps: int, *, shortest: bool = True) -> Figures:
    """The figures; raises Broken with the shortest story that breaks something.

    If not `shortest`, with the first one: the stories are the same each time then.
    """
    chosen = settings(
        phases=tuple(Phase) if shortest else (Phase.generate,),
        derandomize=not shortest,
        report_multiple_bugs=False,
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
    )
    run: Callable[..., None] = run_state_machine_as_test
    with town() as here:
        Everybody.here, Everybody.changes = here, 0
        try:
            run(Everybody, settings=chosen)
        except Broken:
            raise
        except AssertionError as broken:
            raise Broken({19: str(broken)}, {}) from broken
    return {
        19: f"{examples} stories of up to {steps} steps by everybody at once: 0 violations",
        7: f"{Everybody.changes} changes of state in {examples} stories, each with its event, and no event without one",
    }


def _form(case: int) -> dict[str, Any]:
    name = f"story-{case}"
    own = {"company": f"{name} IT", "website": f"{name}.example", "email": f"ann@{name}.example"}
    weak = {"people": "1", "services": []} if case else {}
    return form(**{**own, **weak, "key": id_for(name)})


def _number(case: str) -> int:
    return next(number for number in range(_CASES) if _form(number)["key"] == case)
