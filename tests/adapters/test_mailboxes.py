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


@pytest.mark.parametrize(
    ("domain", "email", "known"),
    [
        ("acme.com", "bob@acme.com", ("acme.com",)),
        ("acme.com", "bob@MAIL.Acme.com", ("acme.com",)),
        ("acme-group.net", "bob@acme.com", ("acme-group.net", "acme.com")),
        ("acme-group.net", "Bob@it.acme.co.uk", ("acme-group.net", "acme.co.uk")),
        ("acme-group.net", "bob@notacme-group.net", ("acme-group.net", "notacme-group.net")),
        ("acme-group.net", "bob@Comcast.net", ("acme-group.net",)),
        ("bob@comcast.net", "Bob@comcast.net", ("bob@comcast.net",)),
    ],
)
def test_a_company_is_known_by_its_website_and_by_a_mail_domain_of_its_own(
    domain: str, email: str, known: tuple[str, ...]
) -> None:
    assert mailboxes.known_domains(domain, email) == known


def test_every_public_domain_is_one_that_can_be_registered() -> None:
    assert [domain for domain in mailboxes.PUBLIC_MAIL if mailboxes.registrable(domain) != domain] == []
