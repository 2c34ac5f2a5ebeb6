"""The smaller records: of two who write after one reading the second is refused, and what is taken once is gone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from onboarding.adapters import limits
from onboarding.adapters.connections import DynamoConnections
from onboarding.adapters.denied import DynamoDeniedLists
from onboarding.adapters.drafts import DynamoDrafts
from onboarding.adapters.imports import DynamoImports
from onboarding.adapters.notices import DynamoNotices
from onboarding.adapters.table import Table
from onboarding.domain import notices
from onboarding.domain.connection import Begun
from onboarding.domain.draft import Draft, Group
from onboarding.domain.errors import Conflict, NotFound
from onboarding.domain.ids import AccountId
from onboarding.domain.limits import HOUR, Limit, TooMany
from onboarding.domain.notices import NoticeNumber
from onboarding.domain.people import Role
from onboarding.importing.dialects import dialect
from onboarding.importing.runs import Dropped, Run, State
from onboarding.screening.lists import DeniedList, Sweep
from tests.support.deadlines import OPS, WORDING
from tests.support.samples import ID
from tests.support.table import empty_table, everything

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def empty(moto: bool) -> Iterator[Table]:
    with empty_table(moto=moto) as made:
        yield made


def test_of_two_who_read_one_list_the_second_is_refused(empty: Table) -> None:
    lists, first = DynamoDeniedLists(empty), DeniedList(file="un.csv", at=NOW)
    lists.keep(None, first)
    lists.keep(first, replace(first, number=1))
    with pytest.raises(Conflict):
        lists.keep(first, replace(first, number=1, problem="late"))
    assert lists.listed() == [replace(first, number=1)]


SWEEP = Sweep(id="one", edition="e", begun=NOW, stage="agreement", place="p")


def test_a_sweep_goes_on_from_where_it_was_read(empty: Table) -> None:
    lists = DynamoDeniedLists(empty)
    lists.begin(SWEEP)
    lists.advance(SWEEP, replace(SWEEP, place="q"))
    assert lists.sweep() == replace(SWEEP, place="q")


@pytest.mark.parametrize(
    "stored",
    [{"id": "two"}, {"stage": "seal"}, {"place": "q"}, {"ended": NOW}],
    ids=lambda changed: next(iter(changed)),
)
def test_a_sweep_that_is_another_further_on_or_over_is_left_alone(empty: Table, stored: dict[str, Any]) -> None:
    lists = DynamoDeniedLists(empty)
    lists.begin(replace(SWEEP, **stored))
    with pytest.raises(Conflict):
        lists.advance(SWEEP, replace(SWEEP, place="r"))
    assert lists.sweep() == replace(SWEEP, **stored)


@pytest.mark.parametrize("stored", [{"offset": 9}, {"state": State.WORKING}], ids=["offset", "state"])
def test_an_import_goes_on_only_from_its_checkpoint_as_it_was_read(empty: Table, stored: dict[str, Any]) -> None:
    imports, head = DynamoImports(empty), dialect(b"Company;E-mail\nA;b\n")
    file = Dropped(key="check/a.csv", etag="e", size=9)
    read = Run(id="a" * 26, file=file, commit=False, started=NOW, dialect=head)
    imports.begin(replace(read, **stored))
    with pytest.raises(Conflict):
        imports.advance(read, replace(read, offset=20))
    assert imports.run(read.id) == replace(read, **stored)


def test_a_form_is_its_authors_alone(empty: Table) -> None:
    drafts = DynamoDrafts(empty, timedelta(days=1))
    mine = Draft(application=ID, track="new", author="a" * 64, expires=NOW)
    for company in ("First", "Second"):
        drafts.keep(mine, {Group.COMPANY: {"company": [company]}}, [], NOW)
    with pytest.raises(NotFound):
        drafts.keep(replace(mine, author="b" * 64), {Group.COMPANY: {"company": ["Theirs"]}}, [], NOW)
    assert drafts.find(ID).first("company") == "Second"


def test_a_limit_is_reached_after_as_many_as_it_says(empty: Table) -> None:
    limit = Limit("form", "192.0.2.1", 2, HOUR)
    for _ in range(limit.most):
        limits.write(empty, [], [limit], NOW)
    before = everything()
    with pytest.raises(TooMany) as full:
        limits.write(empty, [], [limit], NOW)
    assert full.value.until == NOW + HOUR
    assert everything() == before
    limits.write(empty, [], [limit], NOW + HOUR)


def test_a_connection_that_was_begun_is_finished_once_and_in_time(empty: Table) -> None:
    connections, later = DynamoConnections(empty), NOW + timedelta(minutes=30)
    begun = Begun(
        application=ID,
        account=AccountId("1"),
        verifier="v",
        browser="b" * 64,
        role=Role.CUSTOMER,
        name="Jonas",
        email="jonas@first.example",
        hand_over=True,
        expires=later,
    )
    for state in ("once", "late"):
        connections.begin(state, begun)
    assert connections.take("once", NOW) == begun
    with pytest.raises(NotFound):
        connections.take("once", NOW)
    with pytest.raises(NotFound):
        connections.take("late", later)
    before = everything()
    with pytest.raises(NotFound):
        connections.take("never", NOW)
    assert everything() == before


def test_of_two_who_reword_one_draft_the_second_is_refused_whatever_its_event(empty: Table) -> None:
    kept, number = DynamoNotices(empty), NoticeNumber(1)
    first = notices.draft(number, WORDING, OPS, NOW)
    kept.record(first)
    one = notices.reword(first.notice, replace(WORDING, title="One"), OPS, NOW)
    other = notices.reword(first.notice, replace(WORDING, title="Other"), OPS, NOW)
    kept.record(one)
    with pytest.raises(Conflict):
        kept.record(replace(other, event=replace(other.event, number=99)))
    assert kept.find(number) == one.notice
    assert [event.number for event in kept.history(number)] == [1, 2]
