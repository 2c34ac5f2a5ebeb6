"""The empty twin of an onboarding asks for as much as one does."""

import pytest

from bench.shape import shape, waits, way

pytestmark = pytest.mark.slow


def test_the_twin_has_the_same_states_requests_mails_and_writes() -> None:
    found = shape()
    assert len(way()) == 20
    assert len(found.visits) == 28
    assert found.mails == 11
    assert [visit.mail for visit in found.visits if visit.mail] == [
        " confirmation-1$",
        " distributor-2$",
        " agreement-3$",
        " admin-1-1$",
        " admin-2-1$",
    ]
    written = [
        one
        for done in found.invocations
        for operation, what in done["calls"]
        if operation == "TransactWriteItems"
        for one in what
    ]
    assert [one["about"] for one in written if one["kind"] == "WAIT"] == waits()
    assert sum(one["kind"] == "STAGE_CHANGE" for one in written) == 8
    assert any(one["about"] == "partner_active" for one in written)


def test_every_state_that_calls_a_function_of_ours_calls_one_of_the_twin_s() -> None:
    assert {name.lower().replace(" ", "_") for name in way()} >= set(shape().steps)
    assert len(shape().steps) == sum(name.split()[0] in {"Ask", "Assess", "Seal", "Activate"} for name in way())
