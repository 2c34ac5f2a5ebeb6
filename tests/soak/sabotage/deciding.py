"""Guards of decisions, of the audit and of the tests themselves, broken: one outcome, written down once for good."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from infra import permissions
from local.operations import verify
from onboarding.adapters import change_writes
from onboarding.adapters.table import Put, Table, Update
from onboarding.deciding import decide
from onboarding.domain import applying
from onboarding.domain.answer import Answer, answerable
from onboarding.domain.answering import answer as answered
from onboarding.domain.application import Application, Case
from onboarding.domain.change import Change
from onboarding.domain.decision import Decision
from onboarding.domain.errors import Moved
from onboarding.domain.ids import new_application_id
from onboarding.domain.live import is_live
from onboarding.domain.people import person
from onboarding.domain.regrowing import regrown
from onboarding.domain.stages import Outcome, Stage, after
from onboarding.web import app, decision, decision_form, filled
from onboarding.web.door import Visit, read_decision
from onboarding.web.request import Request
from tests.soak import forgeries, mutants, stateful
from tests.soak.mutation import Order
from tests.soak.people import YES
from tests.soak.sabotage.breaking import Sabotage, everywhere

_THERE = "attribute_exists(PK)"
_TEST = "tests/domain/test_confirming.py"
_MISSING = f"{_TEST}::test_it_is_taken_for_an_account_that_still_asks_this_person_and_for_no_other"


def _an_answer_closes_nothing(patch: pytest.MonkeyPatch) -> None:
    """All four locks: the rules ask whether it is open, whether anybody waits for it, and whether the way leads on from
    there; the write asks once more whether it is open. With any one of them left, nothing is seen.
    """

    def on(stage: Stage, outcome: Outcome, *way: Any, **more: Any) -> Stage:
        try:
            return after(stage, outcome, *way, **more)
        except Moved:
            return stage

    def asked(case: Case) -> Decision:
        assert case.decision is not None
        return case.decision

    everywhere(patch, answerable, asked)
    everywhere(patch, is_live, lambda *_: True)
    everywhere(patch, after, on)
    patch.setattr(change_writes, "_OPEN", _THERE)


def _whoever_is_last_wins(patch: pytest.MonkeyPatch) -> None:
    """All three conditions of a transaction: the case's version, the open decision, an event's number."""

    def unguarded(one: Put | Update) -> Put | Update:
        if isinstance(one, Put) and one.item.get("kind") in {"APPLICATION", "EVENT"}:
            return replace(one, condition="", values={})
        if isinstance(one, Update) and one.condition == change_writes._OPEN:
            return replace(one, condition=_THERE)
        return one

    _writing(patch, unguarded)


def _nothing_is_audited(patch: pytest.MonkeyPatch) -> None:
    _writing(patch, lambda one: None if isinstance(one, Put) and one.item.get("kind") == "EVENT" else one)


def _writing(patch: pytest.MonkeyPatch, changed: Callable[[Put | Update], Put | Update | None]) -> None:
    whole = Table.write

    def write(self: Table, writes: Sequence[Put | Update]) -> None:
        whole(self, [other for one in writes if (other := changed(one))])

    patch.setattr(Table, "write", write)


def _looking_answers(patch: pytest.MonkeyPatch) -> None:
    shown = decision.show

    def show(world: Any, request: Any, **path: str) -> Any:
        visit = read_decision(world, **path)

        def rule(case: Case) -> Change:
            by = person("Whoever looks", visit.decision.role, visit.link.email)
            given = Answer(outcome=visit.decision.answers[0], by=by, at=world.clock.now())
            return answered(case, given, world.program)

        if visit.open:
            decide(world.applications, lambda: visit.case, rule)
        return shown(world, request, **path)

    patch.setattr(app, "ROUTES", [replace(one, get=show) if one.get is shown else one for one in app.ROUTES])


def _what_is_left_out_is_a_yes(patch: pytest.MonkeyPatch) -> None:
    whole = decision_form.read

    def read(request: Request, visit: Visit, now: Any) -> Answer:
        filled_in = {name: [str(value)] for name, value in YES[visit.decision.kind].items()}
        return whole(replace(request, form={**filled_in, **request.form}), visit, now)

    patch.setattr(decision_form, "read", read)


def _what_stands_beside_an_event_is_believed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(verify, "hash_of", lambda event: event["hash"])


def _details_may_be_updated(patch: pytest.MonkeyPatch) -> None:
    fewer = tuple(name for name in permissions.EVENT_ONLY_ATTRIBUTES if name != "details")
    patch.setattr(permissions, "EVENT_ONLY_ATTRIBUTES", fewer)


def _each_sending_has_a_number_of_its_own(patch: pytest.MonkeyPatch) -> None:
    whole = applying.submit

    def submit(application: Any, submission: Any, program: Any, now: Any) -> Change:
        return whole(new_application_id(now), submission, program, now)

    patch.setattr(filled, "submit", submit)


def _a_name_that_was_used_up_is_used_again(patch: pytest.MonkeyPatch) -> None:
    whole = regrown

    def again(application: Application, *about: Any, **more: Any) -> Change:
        grown = whole(application, *about, **more)
        return replace(grown, application=replace(grown.application, generation=application.generation))

    everywhere(patch, regrown, again)


def _a_test_is_missing(patch: pytest.MonkeyPatch) -> None:
    whole = mutants._asked

    def asked(order: Order) -> Any:
        return whole(replace(order, tests=[*order.tests, "--deselect", _MISSING]))

    patch.setattr(mutants, "_asked", asked)


ROWS = (
    Sabotage(
        2,
        "a decision that has its answer takes no other, by the rules and once more by the write",
        _an_answer_closes_nothing,
        r"was decided \d+ times",
    ),
    Sabotage(
        4,
        "of all who decide at once one transaction holds, and the others fail",
        _whoever_is_last_wins,
        r"(?<!\d)([2-9]|1\d) of 16 were told that they had decided",
    ),
    Sabotage(
        5,
        "a link whose decision has its answer changes nothing any more",
        _an_answer_closes_nothing,
        "a used link changed something",
    ),
    Sabotage(
        6,
        "opening a link only reads",
        _looking_answers,
        "confirmation: a look has decided it",
    ),
    Sabotage(
        6,
        "a form whose fields are left as they were is no answer",
        _what_is_left_out_is_a_yes,
        "confirmation: a form sent as it was changed something",
    ),
    Sabotage(
        7,
        "a change is written together with its event of the audit",
        _nothing_is_audited,
        "changed without an event",
    ),
    Sabotage(
        8,
        "the check of an exported audit works out each event's hash itself",
        _what_stands_beside_an_event_is_believed,
        "went unseen",
    ),
    Sabotage(
        8,
        "no role may update what only events of the audit have",
        _details_may_be_updated,
        "may UpdateItem details",
        forgeries.forbidden,
    ),
    Sabotage(
        14,
        "a form is one application under the form's own number, however often it is sent",
        _each_sending_has_a_number_of_its_own,
        r"\d+ applications of one form",
    ),
    Sabotage(
        19,
        "an execution that was lost is grown again under a name that was never used",
        _a_name_that_was_used_up_is_used_again,
        "no execution, at",
        partial(stateful.check, 20, 25, shortest=False),
    ),
    Sabotage(
        20,
        "each guard of the decision path has a test that looks",
        _a_test_is_missing,
        r"nobody noticed:\nonboarding/domain/confirming.py",
    ),
)
