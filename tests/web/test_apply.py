"""Applying: what the form asks to put right, and the one application that one form makes."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from onboarding.domain.applying import MOST_ACCOUNTS
from onboarding.domain.ids import ApplicationId, is_application_id
from onboarding.domain.people import Person
from tests.support.table import everything
from tests.support.world import Home
from tests.web.visitor import Answer, Visitor, form, row


@pytest.fixture
def key(visitor: Visitor) -> str:
    found = visitor.get("/apply?track=new").value("key")
    assert found is not None
    return found


def test_a_good_form_makes_one_application_and_leads_to_its_number(visitor: Visitor, world: Home, key: str) -> None:
    sent = visitor.post("/apply", form(key=key, **row(1, "Hafenbäckerei", "Ole Hansen", "ole@hafen.example")))
    assert (sent.status, sent.location) == (303, f"/applied/{key}")
    submission = world.applications.case(ApplicationId(key)).application.submission
    assert submission.website == "https://www.becker-it.example"
    assert submission.domain == "becker-it.example"
    assert submission.services == ("support", "security")
    assert submission.signer == submission.applicant == Person("Ann Becker", "ann@becker-it.example")
    assert submission.customers[0].nominee == Person("Ole Hansen", "ole@hafen.example")
    assert "mailbox" in visitor.get(sent.location).text


def test_the_reply_page_tells_nothing_about_whether_a_case_exists(visitor: Visitor, key: str) -> None:
    unknown = visitor.get(f"/applied/{key}").body
    visitor.post("/apply", form(key=key))
    assert visitor.get(f"/applied/{key}").body == unknown


def test_an_empty_form_gets_every_error_at_once_in_a_summary_and_at_the_field(visitor: Visitor, key: str) -> None:
    answer = visitor.post("/apply", {"key": key, "track": "new", "do": "send"})
    assert answer.status == 422
    assert answer.title.startswith("Error: ")
    for field in ("company", "country", "people", "name", "email", "consent"):
        assert answer.error_at(field), field
        assert f'href="#{field}"' in answer.body
        assert f'id="{field}"' in answer.body
        assert f"{field}-error" in answer.body.split(f'id="{field}"')[1].split(">")[0]
    assert answer.body.count('aria-invalid="true"') == 6


def test_everything_typed_is_kept(visitor: Visitor, world: Home, key: str) -> None:
    typed = form(key=key, company="", people="some", **row(2, "Müller & Söhne", "Eva", "eva@mueller"))
    answer = visitor.post("/apply", typed)
    assert answer.value("website") == "www.becker-it.example"
    assert answer.value("people") == "some"
    assert answer.value("customer-2") == "Müller & Söhne"
    assert answer.value("admin_email-2") == "eva@mueller"
    assert answer.value("key") == key
    assert '<option value="DE" selected>' in answer.body
    assert 'value="security" checked' in answer.body.replace(' id="services"', "")
    assert 'value="yes" checked' in answer.body
    assert everything().keys() == {("DISTRIBUTOR#north", "DISTRIBUTOR")}


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("company", "x" * 121, "120 characters; this has 121"),
        ("company", "Acme\r\nBcc: all@world.example", "cannot be used"),
        ("company", "Acme \u202egnp.exe", "cannot be used"),
        ("company", "\x00", "cannot be used"),
        ("website", "javascript:alert(1)", "address of a website"),
        ("website", "https://user:secret@shop.example", "address of a website"),
        ("website", "localhost", "address of a website"),
        ("website", "http://[::1", "address of a website"),
        ("country", "XX", "choose the country"),
        ("people", "0", "whole number"),
        ("people", "-3", "whole number"),
        ("people", "99999999999", "whole number"),
        ("people", "2.5", "whole number"),
        ("services", "piracy", "services that are listed"),
        ("email", "ann@localhost", "e-mail address"),
        ("email", "ann@@becker.example", "e-mail address"),
        ("email", "ann becker@becker.example", "e-mail address"),
        ("email", "ann@becker.example\r\nBcc: x@y.example", "cannot be used"),
        ("email", "a" * 65 + "@becker.example", "e-mail address"),
        ("signer_email", "boss@becker-it.example", ""),
        ("signer_name", "Boss", ""),
        ("consent", "", "tick this box"),
    ],
)
def test_a_wrong_field_says_what_to_put_right(visitor: Visitor, key: str, field: str, value: str, word: str) -> None:
    answer = visitor.post("/apply", form(key=key, **{field: value}))
    assert answer.status == 422
    other = {"signer_email": "signer_name", "signer_name": "signer_email"}.get(field, field)
    assert answer.error_at(other)
    assert word in answer.error_at(other)


@pytest.mark.parametrize(
    "company", ["株式会社みなと", "شركة الميناء", "Łódź Sp. z o.o.", "O’Neill & Sons", "Röck:Döts 3000™"]
)
def test_company_names_of_any_script_are_fine(visitor: Visitor, world: Home, key: str, company: str) -> None:
    assert visitor.post("/apply", form(key=key, company=f"  {company} ")).status == 303
    assert world.applications.case(ApplicationId(key)).application.submission.company == company


@pytest.mark.parametrize(
    ("typed", "website", "domain"),
    [
        ("becker-it.example", "https://becker-it.example", "becker-it.example"),
        ("HTTP://Shop.Becker.co.uk/", "http://shop.becker.co.uk", "becker.co.uk"),
        (
            "https://bücher.example/über?a=1",
            "https://xn--bcher-kva.example/über?a=1",
            "xn--bcher-kva.example",
        ),
        ("", "", "becker-it.example"),
    ],
)
def test_websites_are_normalised_and_their_domain_is_the_registrable_one(
    visitor: Visitor, world: Home, key: str, typed: str, website: str, domain: str
) -> None:
    visitor.post("/apply", form(key=key, website=typed))
    submission = world.applications.case(ApplicationId(key)).application.submission
    assert (submission.website, submission.domain) == (website, domain)


@pytest.mark.parametrize(
    ("own", "website", "nominee", "allowed"),
    [
        ("ann@becker-it.example", "", "ole@hafen.example", True),
        ("ann@becker-it.example", "", "ole@becker-it.example", False),
        ("ann@becker-it.example", "", "ole@mail.BECKER-IT.example", False),
        ("ann@mail.becker.co.uk", "", "ole@becker.co.uk", False),
        ("ann@becker.co.uk", "", "ole@hafen.co.uk", True),
        ("ann@becker-it.example", "shop.becker-shop.example", "ole@becker-shop.example", False),
        ("ann.becker@gmail.com", "", "ole@gmail.com", True),
        ("ann.becker@gmail.com", "", "Ann.Becker@gmail.com", False),
        ("ann@gmail.com", "becker-it.example", "ole@becker-it.example", False),
    ],
)
def test_a_nominee_has_a_mailbox_outside_the_partners_own_company(
    visitor: Visitor, key: str, own: str, website: str, nominee: str, allowed: bool
) -> None:
    fields = form(key=key, email=own, website=website, **row(1, "Hafen", "Ole", nominee))
    answer = visitor.post("/apply", fields)
    assert answer.status == (303 if allowed else 422)
    assert bool(answer.error_at("admin_email-1")) is not allowed


def test_a_nominee_in_the_websites_domain_is_refused_even_beside_a_mistyped_address(visitor: Visitor, key: str) -> None:
    answer = visitor.post("/apply", form(key=key, email="ann@", **row(1, "H", "Ole", "ole@becker-it.example")))
    assert answer.error_at("email")
    assert answer.error_at("admin_email-1")


def test_half_a_row_is_asked_to_be_finished_and_an_empty_one_is_passed_over(visitor: Visitor, key: str) -> None:
    answer = visitor.post("/apply", form(key=key, **row(1, "", "", ""), **row(2, "Hafen", " ", "")))
    assert not answer.error_at("customer-1")
    assert answer.error_at("admin_name-2")
    assert answer.error_at("admin_email-2")


def test_more_rows_come_without_script_and_keep_what_was_typed_up_to_fifty(visitor: Visitor, key: str) -> None:
    answer = visitor.post("/apply", form(key=key, do="more", **row(3, "Hafen", "Ole", "ole@")))
    assert answer.status == 200
    assert "Error" not in answer.title
    assert answer.value("customer-3") == "Hafen"
    assert 'id="customer-8"' in answer.body
    full = visitor.post("/apply", form(key=key, do="more", **row(MOST_ACCOUNTS - 1, "Hafen", "", "")))
    assert f'id="customer-{MOST_ACCOUNTS}"' in full.body
    assert f'id="customer-{MOST_ACCOUNTS + 1}"' not in full.body
    assert 'value="more"' not in full.body
    assert full.size < 10 * 1024


def test_fifty_accounts_fit(visitor: Visitor, world: Home, key: str) -> None:
    rows = [row(n, f"Customer {n}", "Ole", f"ole@customer{n}.example") for n in range(1, MOST_ACCOUNTS + 1)]
    fields = form(key=key)
    for one in rows:
        fields |= one
    assert visitor.post("/apply", fields).status == 303
    assert len(world.applications.accounts(ApplicationId(key))) == MOST_ACCOUNTS


@pytest.mark.parametrize("world", ["memory", "moto"], indirect=True)
def test_the_same_form_sent_fifty_times_at_once_is_one_application_with_one_reply(
    visitor: Visitor, world: Home, key: str
) -> None:
    def send(_: int) -> Answer:
        return visitor.post("/apply", form(key=key))

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(50)))
    assert {(answer.status, answer.location) for answer in answers} == {(303, f"/applied/{key}")}
    assert len([item for item in everything().values() if item["kind"] == "APPLICATION"]) == 1
    assert len(world.applications.events(ApplicationId(key))) == 1


def test_a_form_that_was_changed_after_sending_is_not_dropped_in_silence(visitor: Visitor, key: str) -> None:
    visitor.post("/apply", form(key=key, email="wrong@becker-it.example"))
    answer = visitor.post("/apply", form(key=key))
    assert answer.status == 409
    assert "was sent before" in answer.text
    fresh = answer.value("key")
    assert fresh is not None
    assert is_application_id(fresh)
    assert fresh != key
    assert answer.value("email") == "ann@becker-it.example"


def test_a_form_without_its_number_gets_a_new_one_and_keeps_what_was_typed(visitor: Visitor) -> None:
    for broken in ("", "x", "../../etc"):
        answer = visitor.post("/apply", form(key=broken))
        assert answer.status == 422
        assert is_application_id(str(answer.value("key")))
        assert answer.value("company") == "Becker IT GmbH"


def test_getting_the_form_writes_nothing_and_preselects_nothing(visitor: Visitor) -> None:
    before = everything()
    page = visitor.get("/apply?track=new")
    assert "checked" not in page.body.split("</style>")[1]
    assert everything() == before
