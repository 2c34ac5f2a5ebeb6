"""Mailboxes: which of them are one and the same, and which belong to one company."""

import pytest

from onboarding import mailboxes


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann@Becker.example", "ann@becker.example"),
        ("ann+admin@becker.example", "ann@becker.example"),
        ("an.n@gmail.com", "ann@googlemail.com"),
        ("ann@büro.example", "ann@xn--bro-hoa.example"),
    ],
)
def test_spellings_of_one_mailbox_are_one(one: str, other: str) -> None:
    assert mailboxes.canonical(one) == mailboxes.canonical(other)
    assert mailboxes.same_company(one, other, "")


def test_dots_count_everywhere_but_with_google() -> None:
    assert mailboxes.canonical("an.n@becker.example") != mailboxes.canonical("ann@becker.example")


def test_subdomains_belong_to_the_company_and_strangers_in_a_public_domain_do_not() -> None:
    assert mailboxes.same_company("it@mail.becker.co.uk", "ann@becker.co.uk", "")
    assert mailboxes.same_company("it@becker.example", "ann@gmail.com", "www.becker.example")
    assert not mailboxes.same_company("joe@gmail.com", "ann@gmail.com", "")
    assert mailboxes.is_public("joe+x@googlemail.com")
    assert not mailboxes.is_public("joe@becker.example")
