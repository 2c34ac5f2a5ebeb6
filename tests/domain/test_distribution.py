"""Choosing a distributor: by country, track, authorisation and capacity, and never a decliner again."""

from collections import Counter
from dataclasses import replace

import pytest

from onboarding.domain.application import Application
from onboarding.domain.distribution import Distributor, choose
from onboarding.domain.ids import ApplicationId, DistributorId, new_application_id
from onboarding.domain.people import Person
from tests.support.samples import ANN, NORTH, NOW, Walk

BIG = replace(NORTH, id=DistributorId("big"), capacity=3)
SMALL = replace(NORTH, id=DistributorId("small"), capacity=1)
MANY = 2000
WALK = Walk.of().application
CASES = [replace(WALK, id=ApplicationId(f"{number:026}")) for number in range(MANY)]


def whose(email: str) -> bool:
    """Whose mailbox is the partner's: all in Ann's company."""
    return email.endswith("@becker-it.example")


def application(**changes: object) -> Application:
    return replace(Walk.of().application, **changes)  # type: ignore[arg-type]


def why_not(distributor: Distributor, **changes: object) -> str:
    choice = choose(application(**changes), [distributor], most_asked=3, own=whose)
    assert choice.distributor is None
    return choice.why_not[distributor.id]


def test_each_objection_has_its_reason() -> None:
    assert why_not(replace(NORTH, countries=("FR",))) == "not in DE"
    assert why_not(replace(NORTH, tracks=("technology",))) == "not for the track new"
    assert why_not(replace(NORTH, authorised=False)) == "takes no partners now"
    assert why_not(replace(NORTH, capacity=0)) == "takes no partners now"
    assert why_not(NORTH, declined=(NORTH.id,)) == "declined"
    assert why_not(NORTH, silent=(NORTH.id,)) == "did not answer"
    assert why_not(replace(NORTH, contact=ANN)) == "the applicant's own company"
    assert why_not(replace(NORTH, contact=Person("Bo", "sales@becker-it.example"))) == "the applicant's own company"


def test_the_same_application_is_given_the_same_distributor_every_time() -> None:
    picks = {choose(application(), [BIG, SMALL], most_asked=3, own=whose).distributor for _ in range(20)}
    assert len(picks) == 1


def share(distributor: Distributor, other: Distributor) -> float:
    """How many of many applications are given to the one of the two."""
    picked: Counter[str] = Counter()
    for one in CASES:
        chosen = choose(one, [distributor, other], most_asked=3, own=whose).distributor
        assert chosen is not None
        picked[chosen.id] += 1
    return picked[distributor.id] / MANY


def test_capacity_weighs() -> None:
    assert 0.70 < share(BIG, SMALL) < 0.80


@pytest.mark.parametrize(("reads", "least", "most"), [("en", 0.62, 0.71), ("fr", 0.45, 0.55), ("", 0.45, 0.55)])
def test_whoever_reads_the_partners_language_weighs_twice(reads: str, least: float, most: float) -> None:
    assert application().submission.language == "en"
    assert least < share(replace(SMALL, language=reads), replace(NORTH, id=DistributorId("other"))) < most


def test_a_decliner_makes_way_for_the_next_and_the_others_keep_their_order() -> None:
    third = replace(NORTH, id=DistributorId("third"), capacity=2)
    for _ in range(50):
        one = application(id=ApplicationId(new_application_id(NOW)))
        first = choose(one, [BIG, SMALL, third], most_asked=3, own=whose).distributor
        assert first is not None
        second = choose(replace(one, declined=(first.id,)), [BIG, SMALL, third], most_asked=3, own=whose).distributor
        assert second is not None
        assert second.id != first.id
        without_first = [distributor for distributor in (BIG, SMALL, third) if distributor.id != first.id]
        assert choose(one, without_first, most_asked=3, own=whose).distributor == second


def test_after_so_many_silent_ones_ops_decide_even_if_more_could_be_asked() -> None:
    choice = choose(application(silent=("a", "b", "c")), [NORTH], most_asked=3, own=whose)
    assert choice.distributor is None
    assert choice.why_not == {"north": "3 were silent already"}
