"""Our typed values are boto3's, without boto3."""

from decimal import Decimal
from typing import Any

import pytest
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from hypothesis import given
from hypothesis import strategies as st

from onboarding.adapters.wire import plain, typed

numbers = st.integers(min_value=-(10**37), max_value=10**37)
leaves = st.one_of(st.text(), numbers, st.booleans(), st.none(), st.binary())
values = st.recursive(leaves, lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)), max_leaves=8)


@given(values)
def test_they_are_what_boto3_makes_of_the_same_value(value: Any) -> None:
    assert typed(value) == TypeSerializer().serialize(value)


@given(values)
def test_what_was_written_is_read_back_as_it_was(value: Any) -> None:
    wire: Any = typed(value)
    assert plain(wire) == value == TypeDeserializer().deserialize(wire)


def test_a_fraction_stays_exact() -> None:
    assert plain({"N": "0.10"}) == Decimal("0.10")
    assert typed(Decimal("0.10")) == {"N": "0.10"}


@pytest.mark.parametrize("value", [0.5, {1, 2}, object()])
def test_what_no_item_of_ours_has_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="no item holds"):
        typed(value)


@pytest.mark.parametrize("value", [None, "text", {}, {"S": 1}, {"SS": ["a"]}, {"N": None}, {"L": {}}])
def test_what_is_no_typed_value_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="no value"):
        plain(value)
