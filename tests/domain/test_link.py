"""A link's token: 43 characters that are safe in an address, and nothing else is looked up."""

import pytest

from onboarding.domain.link import is_token, new_token


def test_a_new_token_is_one() -> None:
    assert is_token(new_token())


@pytest.mark.parametrize("text", ["", "a" * 42, "a" * 44, "a" * 42 + "/", "a" * 43 + "\n"])
def test_what_is_shaped_otherwise_is_none(text: str) -> None:
    assert not is_token(text)
