"""What is stored comes back as it was, and an older version's item can still be read."""

from dataclasses import dataclass

import pytest

from onboarding.adapters import items
from onboarding.adapters.codec import decode, encode, stamp
from onboarding.domain.application import Application
from tests.support.samples import NORTH, NOW, Walk, customers


@pytest.mark.parametrize("stage", ["to_readiness", "to_agreement", "to_customers", "to_active"])
def test_an_application_comes_back_as_it_was(stage: str) -> None:
    walk = Walk.of(customers=customers(2))
    getattr(walk, stage)()
    item = items.from_wire(items.to_wire(items.application_item(walk.application)))
    assert items.application_of(item) == walk.application


def test_decisions_accounts_events_messages_and_distributors_come_back_as_they_were() -> None:
    walk = Walk.of(customers=customers(2)).to_active()
    for change in walk.changes:
        for decision in change.asked:
            assert items.decision_of(items.from_wire(items.to_wire(items.decision_item(decision)))) == decision
        for account in change.accounts:
            assert items.account_of(items.from_wire(items.to_wire(items.account_item(account)))) == account
        for message in change.messages:
            assert items.message_of(items.from_wire(items.to_wire(items.message_item(message)))) == message
        event = items.event_of(items.from_wire(items.to_wire(items.event_item(change.event))))
        assert (event, event.hash) == (change.event, change.event.hash)
    assert items.distributor_of(items.from_wire(items.to_wire(items.distributor_item(NORTH)))) == NORTH


def test_instants_sort_as_text_like_the_workflows_own() -> None:
    assert stamp(NOW) == "2026-11-02T09:00:00.000Z"


def test_a_field_that_an_older_version_did_not_have_gets_its_default() -> None:
    stored = encode(Walk.of().application)
    for name in ("waived", "silent", "held"):
        del stored[name]
    application = decode(Application, stored)
    assert (application.waived, application.silent, application.held) == (False, (), False)


def test_a_missing_field_without_a_default_is_named() -> None:
    @dataclass(frozen=True)
    class Two:
        first: str
        second: str

    with pytest.raises(KeyError, match="second"):
        decode(Two, {"first": "x"})
