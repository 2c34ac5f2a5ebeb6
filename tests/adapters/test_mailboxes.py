"""Mailboxes: which of them are one and the same, and which belong to one company."""

from dataclasses import replace

import pytest

from onboarding import mailboxes
from onboarding.domain.people import Person
from tests.support.samples import Walk


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


def test_a_partners_mailboxes_are_those_of_whoever_applies_or_signs_for_it() -> None:
    boss, deputy = Person("Bo", "bo@holding.example"), Person("Di", "di@office.example")
    case = replace(Walk.of(signer=boss, domain="becker-shop.example").application, signer=deputy)
    for own in ("x@becker-it.example", "x@mail.holding.example", "x@office.example", "x@becker-shop.example"):
        assert mailboxes.is_partners(case, own), own
    assert not mailboxes.is_partners(case, "ole@hafen.example")
    ann = Person("Ann", "ann@gmail.com")
    private = Walk.of(applicant=ann, signer=ann, domain=ann.email)
    assert not mailboxes.is_partners(private.application, "ole@gmail.com")
    assert mailboxes.is_partners(private.application, "a.nn@gmail.com")


def test_dots_count_everywhere_but_with_google() -> None:
    assert mailboxes.canonical("an.n@becker.example") != mailboxes.canonical("ann@becker.example")


def test_subdomains_belong_to_the_company_and_strangers_in_a_public_domain_do_not() -> None:
    assert mailboxes.same_company("it@mail.becker.co.uk", "ann@becker.co.uk", "")
    assert mailboxes.same_company("it@becker.example", "ann@gmail.com", "www.becker.example")
    assert not mailboxes.same_company("joe@gmail.com", "ann@gmail.com", "")
    assert not mailboxes.same_company("joe@north.co.uk", "ann@south.co.uk", "west.co.uk")
    assert not mailboxes.same_company("joe@co.uk.north.example", "ann@south.co.uk", "")
    assert not mailboxes.same_company("joe@north.example", "", "")
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


def test_most_companies_are_told_apart_without_the_list_of_suffixes(monkeypatch: pytest.MonkeyPatch) -> None:
    """It costs a cold start a sixth, and a distributor is compared with the partner each time one is asked."""
    monkeypatch.setattr(mailboxes, "_suffixes", lambda: pytest.fail("the list was read"))
    assert not mailboxes.same_company("nora@nordhafen.example", "ann@becker-it.example", "www.becker-it.example")
    assert mailboxes.same_company("Ann+x@becker-it.example", "ann@becker-it.example", "")
