"""Applying: what the form asks to put right, what it keeps, and the one application that one form makes."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from onboarding.domain.applying import MOST_ACCOUNTS
from onboarding.domain.ids import ApplicationId
from onboarding.domain.people import Person
from tests.support.table import everything
from tests.support.world import Home
from tests.web.visitor import Answer, Visitor, form, row


@pytest.fixture
def path(visitor: Visitor) -> str:
    return visitor.begin()


def key_of(path: str) -> ApplicationId:
    return ApplicationId(path.split("/")[2])


def applications() -> list[str]:
    return [item["id"] for item in everything().values() if item["kind"] == "APPLICATION"]


def test_a_good_form_makes_one_application_and_leads_to_its_number(visitor: Visitor, world: Home, path: str) -> None:
    sent = visitor.fill(path, form(**row(1, "Hafenbäckerei", "Ole Hansen", "ole@hafen.example")))
    assert (sent.status, sent.location) == (303, f"/applied/{key_of(path)}")
    submission = world.applications.case(key_of(path)).application.submission
    assert submission.website == "https://www.becker-it.example"
    assert submission.domain == "becker-it.example"
    assert submission.services == ("support", "security")
    assert submission.signer == submission.applicant == Person("Ann Becker", "ann@becker-it.example")
    assert submission.customers[0].nominee == Person("Ole Hansen", "ole@hafen.example")
    assert "mailbox" in visitor.get(sent.location).text


def test_the_reply_page_tells_nothing_about_whether_a_case_exists(visitor: Visitor, path: str) -> None:
    address = f"/applied/{key_of(path)}"
    unknown = visitor.get(address).body
    visitor.fill(path, form())
    assert visitor.get(address).body == unknown


def test_one_group_of_questions_is_asked_at_a_time_and_says_how_many_there_are(visitor: Visitor, path: str) -> None:
    titles = []
    for group in ("company", "people", "questions", "customers", "check"):
        page = visitor.fill(path, form(), upto=group)
        assert page.status == 200
        titles.append(page.title.partition(" –")[0])
    assert titles[0] == "Your company: step 1 of 5"
    assert titles[-1] == "Check your answers: step 5 of 5"
    assert len(set(titles)) == 5


@pytest.mark.parametrize(
    ("group", "fields"),
    [("company", ["company", "country", "people"]), ("people", ["name", "email"]), ("check", ["consent"])],
)
def test_an_empty_page_gets_every_error_at_once_in_a_summary_and_at_the_field(
    visitor: Visitor, path: str, group: str, fields: list[str]
) -> None:
    visitor.fill(path, form(), upto="check")
    answer = visitor.follow(visitor.post(f"{path}/{group}"))
    assert answer.wrong
    for field in fields:
        assert answer.error_at(field), field
        assert f'href="#{field}"' in answer.body
        assert f"{field}-error" in answer.body.split(f'id="{field}"')[1].split(">")[0]
    assert answer.body.count('aria-invalid="true"') == len(fields)


def test_a_page_is_kept_right_or_wrong_for_a_refresh_and_another_device(visitor: Visitor, path: str) -> None:
    typed = form(company="", people="some")
    wrong = visitor.post(f"{path}/company", typed)
    # An address of its own, which the browser's Back button can show again without sending the mistake again.
    assert (wrong.status, wrong.location) == (303, f"{path}/company?said=wrong")
    assert visitor.follow(wrong).error_at("company")
    shown = visitor.get(f"{path}/company")
    assert not shown.wrong
    assert shown.value("website") == "www.becker-it.example"
    assert shown.value("people") == "some"
    assert '<option value="DE" selected>' in shown.body
    assert 'value="security" checked' in shown.body.replace(' id="services"', "")
    assert applications() == []


def test_going_back_keeps_what_was_typed_and_asks_nothing_to_be_put_right(visitor: Visitor, path: str) -> None:
    visitor.post(f"{path}/company", form())
    back = visitor.post(f"{path}/people", {"do": "back", "name": "Ann", "email": "ann@"})
    assert (back.status, back.location) == (303, f"{path}/company")
    assert visitor.get(f"{path}/people").value("email") == "ann@"


@pytest.mark.parametrize("typed", [{}, {"name": "Ann"}])
def test_a_page_that_was_left_by_its_back_button_is_asked_again(
    visitor: Visitor, path: str, typed: dict[str, str]
) -> None:
    visitor.post(f"{path}/company", form())
    assert visitor.post(f"{path}/people", {"do": "back", **typed}).location == f"{path}/company"
    assert visitor.post(f"{path}/company", form()).location == f"{path}/people", "it is not passed over"


def test_changing_an_answer_leads_back_to_checking_all_of_them(visitor: Visitor, world: Home, path: str) -> None:
    check = visitor.fill(path, form(), upto="check")
    assert f'href="https://partners.example{path}/company"' in check.body
    changed = visitor.post(f"{path}/company", form(company="Becker Cloud GmbH"))
    assert changed.location == f"{path}/check"
    assert "Becker Cloud GmbH" in visitor.get(f"{path}/check").text
    visitor.fill(path, form(company="Becker Cloud GmbH"))
    assert world.applications.case(key_of(path)).application.submission.company == "Becker Cloud GmbH"


def test_what_is_wrong_on_an_earlier_page_is_said_at_the_end_with_the_way_to_it(visitor: Visitor, path: str) -> None:
    visitor.fill(path, form(), upto="check")
    visitor.post(f"{path}/people", {"do": "back", "name": "Ann", "email": "ann@"})
    answer = visitor.post(f"{path}/check", {"consent": "yes"})
    assert answer.status == 422
    assert f'href="https://partners.example{path}/people#email"' in answer.body
    assert applications() == []


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
def test_a_wrong_field_says_what_to_put_right(visitor: Visitor, path: str, field: str, value: str, word: str) -> None:
    answer = visitor.fill(path, form(**{field: value}))
    assert answer.wrong
    other = {"signer_email": "signer_name", "signer_name": "signer_email"}.get(field, field)
    assert answer.error_at(other)
    assert word in answer.error_at(other)


@pytest.mark.parametrize(
    "company", ["株式会社みなと", "شركة الميناء", "Łódź Sp. z o.o.", "O’Neill & Sons", "Röck:Döts 3000™"]
)
def test_company_names_of_any_script_are_fine(visitor: Visitor, world: Home, path: str, company: str) -> None:
    assert visitor.fill(path, form(company=f"  {company} ")).status == 303
    assert world.applications.case(key_of(path)).application.submission.company == company


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
    visitor: Visitor, world: Home, path: str, typed: str, website: str, domain: str
) -> None:
    visitor.fill(path, form(website=typed))
    submission = world.applications.case(key_of(path)).application.submission
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
    visitor: Visitor, path: str, own: str, website: str, nominee: str, allowed: bool
) -> None:
    fields = form(email=own, website=website, **row(1, "Hafen", "Ole", nominee))
    answer = visitor.fill(path, fields)
    assert answer.wrong is not allowed
    assert bool(answer.error_at("admin_email-1")) is not allowed


@pytest.mark.parametrize(
    ("signer", "nominee", "allowed"),
    [
        ("boss@holding.example", "ole@holding.example", False),
        ("boss@gmail.com", "ole@gmail.com", True),
        ("boss@gmail.com", "b.o.s.s@googlemail.com", False),
        ("boss@holding.example", "ole@hafen.example", True),
    ],
)
def test_a_nominee_has_a_mailbox_outside_the_signers_company(
    visitor: Visitor, path: str, signer: str, nominee: str, allowed: bool
) -> None:
    fields = form(signer_name="Bo Boss", signer_email=signer, **row(1, "Hafen", "Ole", nominee))
    answer = visitor.fill(path, fields)
    assert bool(answer.error_at("admin_email-1")) is not allowed


def test_a_nominee_in_the_websites_domain_is_refused_beside_a_mistyped_address(visitor: Visitor, path: str) -> None:
    visitor.fill(path, form(email="ann@"))
    answer = visitor.follow(visitor.post(f"{path}/customers", row(1, "H", "Ole", "ole@becker-it.example")))
    assert answer.error_at("admin_email-1")


def test_half_a_row_is_asked_to_be_finished_and_an_empty_one_is_passed_over(visitor: Visitor, path: str) -> None:
    answer = visitor.fill(path, form(**row(1, "", "", ""), **row(2, "Hafen", " ", "")))
    assert not answer.error_at("customer-1")
    assert answer.error_at("admin_name-2")
    assert answer.error_at("admin_email-2")


def test_more_rows_come_without_script_and_keep_what_was_typed_up_to_fifty(visitor: Visitor, path: str) -> None:
    visitor.fill(path, form(), upto="customers")
    more = visitor.post(f"{path}/customers", {"do": "more", **row(3, "Hafen", "Ole", "ole@")})
    assert more.status == 303
    page = visitor.get(more.location.partition("#")[0])
    assert "Error" not in page.title
    assert page.value("customer-3") == "Hafen"
    assert 'id="customer-8"' in page.body
    more = visitor.post(f"{path}/customers", {"do": "more", **row(MOST_ACCOUNTS - 1, "Hafen", "", "")})
    full = visitor.get(more.location.partition("#")[0])
    assert f'id="customer-{MOST_ACCOUNTS}"' in full.body
    assert f'id="customer-{MOST_ACCOUNTS + 1}"' not in full.body
    assert 'value="more"' not in full.body
    assert full.size < 10 * 1024


def test_fifty_accounts_fit(visitor: Visitor, world: Home, path: str) -> None:
    fields = form()
    for n in range(1, MOST_ACCOUNTS + 1):
        fields |= row(n, f"Customer {n}", "Ole", f"ole@customer{n}.example")
    assert visitor.fill(path, fields).status == 303
    assert len(world.applications.accounts(key_of(path))) == MOST_ACCOUNTS


@pytest.mark.parametrize(
    "text",
    [
        "Hafen\tOle Hansen\tole@hafen.example\r\nPraxis\tEva\teva@praxis.example\r\n",
        "Customer;Admin;E-mail\nHafen;Ole Hansen;ole@hafen.example\nPraxis;Eva;eva@praxis.example",
        'ole@hafen.example, "Hafen", Ole Hansen\n\neva@praxis.example, Praxis, Eva\n',
    ],
)
def test_customers_are_pasted_from_a_spreadsheet_once(visitor: Visitor, world: Home, path: str, text: str) -> None:
    visitor.fill(path, form(), upto="customers")
    for _ in range(2):  # the same page sent twice
        pasted = visitor.post(f"{path}/customers", {"do": "paste", "pasted": text})
        assert pasted.status == 303
        visitor.post(f"{path}/customers", {**row(1, "Hafen", "Ole Hansen", "ole@hafen.example"), "pasted": text})
    visitor.post(f"{path}/check", {"consent": "yes"})
    found = world.applications.case(key_of(path)).application.submission.customers
    assert [(one.name, one.nominee) for one in found] == [
        ("Hafen", Person("Ole Hansen", "ole@hafen.example")),
        ("Praxis", Person("Eva", "eva@praxis.example")),
    ]


def test_pasting_more_than_fit_says_how_many_and_keeps_the_others(visitor: Visitor, path: str) -> None:
    visitor.fill(path, form(), upto="customers")
    text = "\n".join(f"Customer {n};Ole;ole@customer{n}.example" for n in range(MOST_ACCOUNTS + 3))
    answer = visitor.post(f"{path}/customers", {"do": "paste", "pasted": text})
    assert answer.status == 422
    assert answer.error_at("pasted").startswith("3 of these did not fit")
    assert answer.value(f"customer-{MOST_ACCOUNTS}") == f"Customer {MOST_ACCOUNTS - 1}"


@pytest.mark.parametrize("world", ["memory", "moto"], indirect=True)
def test_the_same_form_sent_fifty_times_at_once_is_one_application_with_one_reply(
    visitor: Visitor, world: Home, path: str
) -> None:
    visitor.fill(path, form(), upto="check")

    def send(_: int) -> Answer:
        return visitor.post(f"{path}/check", {"consent": "yes"})

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(50)))
    assert {(answer.status, answer.location) for answer in answers} == {(303, f"/applied/{key_of(path)}")}
    assert applications() == [key_of(path)]
    assert len(world.applications.events(key_of(path))) == 1


def test_a_form_that_is_changed_after_sending_is_not_dropped_in_silence(
    visitor: Visitor, world: Home, path: str
) -> None:
    visitor.fill(path, form(email="wrong@becker-it.example"))
    for address in (path, f"{path}/check", f"{path}/later", f"{path}/people"):
        answer = visitor.get(address)
        answer = visitor.get(answer.location) if answer.status == 303 else answer
        assert "This form was sent" in answer.text
    answer = visitor.post(f"{path}/people", {"name": "Ann Becker", "email": "ann@becker-it.example"})
    assert answer.status == 409
    assert "What you typed now was not sent" in answer.text
    fields = {name: str(answer.value(name)) for name in ("key", "token", "name", "email")}
    copied = visitor.post(f"{path}/copy", fields)
    assert copied.status == 303
    assert copied.location != f"{path}/check"
    check = visitor.get(copied.location)
    assert "ann@becker-it.example" in check.text
    assert "Becker IT GmbH" in check.text
    assert visitor.post(copied.location, {"consent": "yes"}).status == 303
    assert len(applications()) == 2
    assert world.applications.case(key_of(path)).application.submission.applicant.email == "wrong@becker-it.example"


def test_getting_the_form_writes_nothing_and_preselects_nothing(visitor: Visitor, path: str) -> None:
    before = everything()
    for page in (visitor.get("/apply"), visitor.get(f"{path}/company"), visitor.get(f"{path}/questions")):
        assert "checked" not in page.body.split("</style>")[1]
    assert everything() == before
