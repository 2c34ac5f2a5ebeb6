"""Guards against loss, broken: what was asked for is done once more where it failed, and what hangs is seen."""

from collections import Counter
from dataclasses import Field
from typing import Any

import pytest

from onboarding import clock, mail_trouble, reconcile, relay
from onboarding.adapters import codec
from onboarding.adapters.items import from_wire
from onboarding.adapters.outbox import DynamoOutbox
from onboarding.census import Census
from onboarding.domain import hanging
from onboarding.domain.application import Application, Case
from onboarding.domain.change import Change
from onboarding.domain.decision import Kind
from onboarding.domain.messages import Message, MessageState
from onboarding.domain.people import CLOCK
from onboarding.domain.stages import Outcome, Stage
from onboarding.domain.stopping import stopped
from onboarding.steps import step
from onboarding.web import decision
from tests.soak.sabotage.breaking import Sabotage, everywhere, nothing


def _a_mail_that_was_claimed_stays_claimed(patch: pytest.MonkeyPatch) -> None:
    whole = DynamoOutbox.claim

    def claim(self: DynamoOutbox, application: Any, message: Any, now: Any) -> Message | None:
        return None if self.message(application, message).attempts else whole(self, application, message, now)

    patch.setattr(DynamoOutbox, "claim", claim)


def _the_reconciler_does_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(reconcile, "run", lambda *_: (Counter(), Census()))


def _the_clock_does_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(clock, "run", lambda *_: Counter())


def _silence_closes(patch: pytest.MonkeyPatch) -> None:
    def expired(world: Any, case: Case, now: Any) -> Change:
        return stopped(case.application, Outcome.CLOSED, CLOCK, now, reason="", letters=())

    patch.setattr(clock, "_expired", expired)


def _a_late_answer_is_passed_over(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(decision, "_late", lambda world, visit, _: decision.explanation(world, visit, status=409))


def _lost_executions_stay_lost(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(reconcile, "_compared", lambda *_: Counter())


def _a_step_asks_once_more(patch: pytest.MonkeyPatch) -> None:
    def asking(case: Case, kind: Kind, stage: Stage) -> Application:
        return case.application

    everywhere(patch, step.asking, asking)


def _nobody_is_woken_later(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(clock, "_wake", nothing)


def _what_is_new_must_be_there(patch: pytest.MonkeyPatch) -> None:
    def required(field: "Field[Any]", hint: Any) -> bool:
        return field.name == "salt" or codec_required(field, hint)

    codec_required = codec._required
    patch.setattr(codec, "_required", required)
    patch.setattr(codec, "_shape", codec._shape.__wrapped__)


def _a_broken_record_stops_its_batch(patch: pytest.MonkeyPatch) -> None:
    whole = relay.deliver_record

    def deliver(world: Any, record: Any) -> None:
        assert from_wire(record["dynamodb"]["NewImage"])["kind"]
        whole(world, record)

    patch.setattr(relay, "deliver_record", deliver)


def _whoever_comes_sends_a_mail(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(DynamoOutbox, "claim", lambda self, application, message, _: self.message(application, message))


def _a_bounce_is_nobodys_task(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(mail_trouble, "decide", nothing)


def _nobody_notes_that_a_mail_went_out(patch: pytest.MonkeyPatch) -> None:
    whole = DynamoOutbox.settle

    def settle(self: DynamoOutbox, message: Message, state: MessageState, now: Any) -> None:
        if state is not MessageState.SENT:
            whole(self, message, state, now)

    patch.setattr(DynamoOutbox, "settle", settle)
    patch.setattr(DynamoOutbox, "heard_of", lambda *_: False)


def _patience_ends_at_once(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(hanging, "PATIENCE", hanging.PATIENCE / 60)


def _patience_has_no_end(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(hanging, "PATIENCE", hanging.PATIENCE * 10**6)


ROWS = (
    Sabotage(
        1,
        "a mail whose sender died over it is tried again once its lease is over",
        _a_mail_that_was_claimed_stays_claimed,
        r"mail \d+-\d is not sent",
    ),
    Sabotage(
        1,
        "the reconciler finds cases whose execution was lost, and grows it again",
        _the_reconciler_does_nothing,
        "no execution, at",
    ),
    Sabotage(
        3,
        "the clock looks for what should have been done and was not",
        _the_clock_does_nothing,
        r"call \d+, .* never ends: ",
    ),
    Sabotage(
        9,
        "a date that passes is put before a person, and closes nothing",
        _silence_closes,
        "closed by nobody after",
    ),
    Sabotage(
        10,
        "whoever answers too late is told that the answer was not taken",
        _a_late_answer_is_passed_over,
        "a late answer was dropped in silence",
    ),
    Sabotage(
        11,
        "the reconciler starts an execution for every case that lacks one",
        _lost_executions_stay_lost,
        "no execution, at",
    ),
    Sabotage(
        11,
        "a step that runs once more finds the question open, and asks nobody again",
        _a_step_asks_once_more,
        r"\d+ mails went out again",
    ),
    Sabotage(
        12,
        "the clock hands the outcome to a workflow that was not woken",
        _nobody_is_woken_later,
        "who waits for agreement-3 is not woken",
    ),
    Sabotage(
        13,
        "what an earlier release did not write has a default",
        _what_is_new_must_be_there,
        "0.1.0: new at confirmation does not come to its end",
    ),
    Sabotage(
        15,
        "a record that cannot be read is left, and the others of its batch are dealt with",
        _a_broken_record_stops_its_batch,
        "one record stopped its whole batch",
    ),
    Sabotage(
        15,
        "whoever sends a mail has claimed it, so that an event that comes twice sends it once",
        _whoever_comes_sends_a_mail,
        "mailed too often",
    ),
    Sabotage(
        16,
        "a mail that did not arrive becomes a task for ops",
        _a_bounce_is_nobodys_task,
        "0 tasks for ops",
    ),
    Sabotage(
        17,
        "that a mail went out is noted, by us and again where the mail service says so",
        _nobody_notes_that_a_mail_went_out,
        "went out again, though its sending was answered",
    ),
    Sabotage(
        18,
        "a case at which nothing happens counts as hanging after an hour",
        _patience_has_no_end,
        "50 of 50 hangs were not seen",
    ),
    Sabotage(
        18,
        "a case whose step has just begun is given its time",
        _patience_ends_at_once,
        "called hanging, and only waiting",
    ),
)
