"""Application ids are ULIDs: sortable by time, safe in an address, hard to guess."""

from datetime import UTC, datetime, timedelta

from onboarding.domain.ids import (
    is_account_id,
    is_application_id,
    is_decision_id,
    is_message_id,
    new_application_id,
)

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def test_ids_sort_by_the_time_they_were_made() -> None:
    assert new_application_id(NOW) < new_application_id(NOW + timedelta(milliseconds=1))


def test_ids_made_at_the_same_instant_differ() -> None:
    assert len({new_application_id(NOW) for _ in range(1000)}) == 1000


def test_an_id_is_twenty_six_crockford_characters_and_carries_its_time() -> None:
    # The time part of the ULID specification's own example, 01ARYZ6S41, is 1469918176385 ms.
    example = new_application_id(datetime.fromtimestamp(1469918176.385, UTC))
    assert is_application_id(example)
    assert example.startswith("01ARYZ6S41")


def test_only_well_formed_ids_are_taken() -> None:
    assert not is_application_id("01ARYZ6S41")
    assert not is_application_id("81ARYZ6S41TSV4RRFFQ69G5FAV")
    assert not is_application_id("01ARYZ6S41TSV4RRFFQ69G5FAV\n")
    assert is_decision_id("distributor-3")
    assert is_decision_id("admin-12-2")
    assert not is_decision_id("admin-0")
    assert not is_decision_id("distributor-3#x")
    assert not is_decision_id("distributor-3\n")


def test_only_numbers_of_accounts_and_of_mails_are_taken_as_such() -> None:
    assert is_account_id("12")
    assert not any(is_account_id(text) for text in ("", "0", "1#x", "1234567", "1\n"))
    assert is_message_id("000012-0")
    assert not any(is_message_id(text) for text in ("", "12-0", "000012", "000012-0#", "000012-0\n"))
