"""Decision pages: what is asked, what may be answered, and what every link shows afterwards."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from onboarding import clock, keys
from onboarding.adapters.items import account_item, distributor_item
from onboarding.adapters.table import Put, Update
from onboarding.domain.answering import expire
from onboarding.domain.ids import DistributorId
from onboarding.domain.link import LIFE
from onboarding.domain.people import Person, Role
from onboarding.domain.stages import Outcome, Stage
from onboarding.steps import ask_distributor, ask_for_confirmation, ask_reviewer, assess_readiness
from tests.support.journey import Journey
from tests.support.samples import NORTH, customers
from tests.support.table import everything, table
from tests.support.world import Home
from tests.web.visitor import Answer, Visitor

SOUTH = replace(
    NORTH, id=DistributorId("south"), name="Südhandel", contact=Person("Sami", "partners@suedhandel.example")
)
YES = {"answer": "accepted", "name": "Nora Lindqvist"}


@pytest.fixture
def two_distributors(world: Home) -> None:
    table().put(Put(distributor_item(SOUTH)))


def audited(journey: Journey) -> list[str]:
    return [event.action for event in journey.world.applications.events(journey.id)]


def at_review(world: Home) -> Journey:
    journey = Journey(world, people=1, services=(), website="", customers=())
    ask_for_confirmation.run(world, journey.event)
    journey.answer(Outcome.CONFIRMED, Role.APPLICANT)
    assess_readiness.run(world, journey.event)
    ask_reviewer.run(world, journey.event)
    return journey


def test_every_decision_page_has_nothing_preselected_and_asks_for_a_typed_name(visitor: Visitor, world: Home) -> None:
    new = Journey(world)
    ask_for_confirmation.run(world, new.event)
    customer = Journey(world).to_customers()
    links = [
        visitor.asked(new),
        visitor.asked(at_review(world)),
        visitor.asked(Journey(world).to_distributor()),
        visitor.asked(Journey(world).to_signer()),
        visitor.asked(customer, "admin-1-1"),
    ]
    for link in links:
        page = visitor.get(link)
        form = page.body.split("</style>")[1]
        assert page.status == 200
        assert 'name="answer"' in form
        assert "checked" not in form
        assert 'name="name"' in form
        assert "Joe" not in form
        assert page.size < 10 * 1024


def test_get_and_head_of_every_page_change_nothing(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_distributor()
    links = [visitor.asked(case), visitor.asked(case, "confirmation-1"), visitor.page_of(case)]
    paths = [
        "/",
        "/apply",
        f"/applied/{case.id}",
        *links,
        *(f"{links[-1]}/{one}" for one in ("withdraw", "question", "again")),
    ]
    before = everything()
    for path in paths:
        assert visitor.get(path).status == visitor.head(path).status == 200
    assert everything() == before


def test_confirming_the_address_takes_the_case_on(visitor: Visitor, world: Home) -> None:
    case = Journey(world)
    ask_for_confirmation.run(world, case.event)
    link = visitor.asked(case)
    assert "ann@becker-it.example" in visitor.get(link).text
    unticked = visitor.post(link, {"name": "Ann Becker"})
    assert (unticked.status, unticked.error_at("answer")) == (422, "Please tick the box.")
    done = visitor.post(link, {"answer": "confirmed", "name": "Ann Becker"})
    assert (done.status, done.location) == (303, link)
    assert case.now.stage is Stage.READINESS
    assert "Ann Becker, applicant" in visitor.get(link).text


def test_the_reviewer_sees_the_score_with_its_reasons(visitor: Visitor, world: Home) -> None:
    case = at_review(world)
    link = visitor.asked(case)
    page = visitor.get(link).text
    assert f"scored {case.now.score} points" in page
    assert all(reason.why in page for reason in case.now.reasons)
    missing = visitor.post(link, {"answer": "rejected", "name": "Rita"})
    assert missing.error_at("note")
    assert 'value="rejected" checked' in missing.body
    assert missing.value("name") == "Rita"
    assert visitor.post(link, {"answer": "rejected", "name": "Rita", "note": "Too small.\r\nYet."}).status == 303
    assert case.now.stage is Stage.CLOSED
    assert case.now.reason == "Too small.\nYet."


def test_a_distributor_decides_by_one_form_and_the_link_then_explains(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_distributor()
    link = visitor.asked(case)
    page = visitor.get(link).text
    for fact in (
        "Becker IT GmbH",
        "Germany",
        "3 people, 1 customer account",
        "Security and back-up",
        "80 points",
    ):
        assert fact in page
    assert visitor.post(link, YES).location == link
    after = visitor.get(link)
    assert after.status == 200
    assert "The partner was taken on" in after.text
    assert "Nora Lindqvist, distributor" in after.text
    assert "2 November 2026, 09:00 UTC" in after.text
    assert "signer now gets the agreement" in after.text
    assert "fresh" not in after.body.split("</style>")[1]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"answer": "accepted"},
        {"answer": "signed", "name": "N"},
        {"answer": "withdrawn", "name": "N"},
        {"answer": "expired", "name": "N"},
        {"answer": "declined", "name": "N"},
        {"answer": "accepted", "name": "N\r\nBcc: x"},
        {"answer": "accepted", "name": "\u202eN"},
        {"answer": "accepted", "name": "x" * 300},
        {"answer": "declined", "name": "N", "note": "x" * 1001},
        {"answer": ["nonsense", "accepted"], "name": "N"},
    ],
)
def test_an_answer_that_will_not_do_changes_nothing(visitor: Visitor, world: Home, fields: Any) -> None:
    case = Journey(world).to_distributor()
    link, before = visitor.asked(case), everything()
    refused = visitor.post(link, fields)
    assert refused.status == 422
    assert refused.title.startswith("Error")
    assert everything() == before


def test_nobody_decides_on_their_own_application(visitor: Visitor, world: Home) -> None:
    case = Journey(world)
    ask_for_confirmation.run(world, case.event)
    case.answer(Outcome.CONFIRMED, Role.APPLICANT)
    assess_readiness.run(world, case.event)
    ask_distributor.run(world, case.event)
    own = {"name": "Ann Becker", "email": "ann@becker-it.example"}
    table().update(Update(keys.decision(case.id, case.waits_for()), {"asked": own}))
    answer = visitor.post(visitor.asked(case), YES)
    assert (answer.status, answer.error_at("answer")) == (422, "Nobody decides on their own application.")


def test_a_colleague_of_the_applicant_cannot_take_it_on_for_a_distributor_and_can_decline(
    visitor: Visitor, world: Home
) -> None:
    case = Journey(world).to_distributor()
    colleague = {"name": "Bo Holm", "email": "partners@mail.becker-it.example"}
    table().update(Update(keys.decision(case.id, case.waits_for()), {"asked": colleague}))
    link = visitor.asked(case)
    assert "nobody takes on their own" in visitor.post(link, YES).error_at("answer")
    assert visitor.post(link, {"answer": "declined", "note": "Our own.", "name": "Bo Holm"}).status == 303


def test_a_colleague_of_the_partners_signer_cannot_confirm_as_a_customers_admin(visitor: Visitor, world: Home) -> None:
    case = Journey(world, signer=Person("Bo Boss", "bo@holding.example")).to_customers()
    (account,) = world.applications.accounts(case.id)
    table().put(Put(account_item(replace(account, nominee=Person("Ole", "ole@holding.example"))), ""))
    mine = {"asked": {"name": "Ole", "email": "ole@holding.example"}}
    table().update(Update(keys.decision(case.id, "admin-1-1"), mine))
    link = visitor.asked(case, "admin-1-1")
    assert "say no, and whom to ask" in visitor.post(link, {"answer": "confirmed", "name": "Ole"}).error_at("answer")
    assert visitor.post(link, {"answer": "refused", "note": "Ask Ada.", "name": "Ole"}).status == 303


def test_who_repeats_the_same_answer_is_shown_it_and_who_changes_it_is_told(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_distributor()
    link = visitor.asked(case)
    assert visitor.post(link, YES).status == 303
    before = everything()
    assert visitor.post(link, YES).location == link
    changed = visitor.post(link, {"answer": "declined", "name": "Nora Lindqvist", "note": "No."})
    assert changed.status == 409
    assert "Your answer was not taken" in changed.text
    assert "Nora Lindqvist, distributor" in changed.text
    assert everything() == before


@pytest.mark.parametrize("world", ["memory", "moto"], indirect=True)
def test_sixteen_answers_at_once_are_one_decision_and_fifteen_explanations(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_distributor()
    link = visitor.asked(case)

    def send(number: int) -> Answer:
        if number % 2:
            return visitor.post(link, {"answer": "accepted", "name": f"Decider {number}"})
        return visitor.post(link, {"answer": "declined", "name": f"Decider {number}", "note": "No."})

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(send, range(16)))
    assert sorted(answer.status for answer in answers) == [303] + [409] * 15
    winner = next(number for number, answer in enumerate(answers) if answer.status == 303)
    assert all(f"Decider {winner}, distributor" in answer.text for answer in answers if answer.status == 409)
    assert [action for action in audited(case) if action in {"distributor accepted", "distributor declined"}] == [
        "distributor accepted" if winner % 2 else "distributor declined"
    ]


def test_an_answer_after_the_clocks_is_explained(visitor: Visitor, world: Home, two_distributors: None) -> None:
    case = Journey(world).to_distributor()
    link = visitor.asked(case)
    world.clock.move(days=8)
    found = world.applications.case(case.id, case.waits_for())
    world.applications.commit(expire(found, world.clock.now()))
    late = visitor.post(link, YES)
    assert late.status == 409
    assert "This question was passed on" in late.text
    assert "Nobody: the date passed" in late.text
    assert "Send a fresh link" not in late.text
    ask_distributor.run(world, case.event)
    stale = visitor.get(link)
    assert stale.status == 200
    assert "Another distributor is asked now." in stale.text
    assert "Send a fresh link" in stale.text


def test_a_stale_link_sends_a_fresh_one_to_whoever_is_asked_now_and_never_says_to_whom(
    visitor: Visitor, world: Home, two_distributors: None
) -> None:
    case = Journey(world).to_distributor()
    link, first = visitor.asked(case), case.waits_for()
    world.clock.move(days=8)
    clock.run(world, world.clock.now())
    ask_distributor.run(world, case.event)
    now_asked = world.applications.case(case.id, case.waits_for()).decision
    assert now_asked is not None
    assert now_asked.id != first
    count = len(world.applications.messages(case.id))
    sent = visitor.post(f"{link}/fresh")
    assert (sent.status, sent.location) == (303, f"{link}?said=sent")
    queued = world.applications.messages(case.id)[count:]
    assert [message.letter.to for message in queued] == [now_asked.asked]
    page = visitor.get(sent.location)
    assert "A fresh link is on its way" in page.text
    assert now_asked.asked.email not in page.body
    assert now_asked.asked.name not in page.body
    again = visitor.post(f"{link}/fresh")
    assert (again.status, again.headers["Retry-After"]) == (429, "600")
    assert len(world.applications.messages(case.id)) == count + 1


def test_a_fresh_link_is_sent_to_nobody_where_nobody_of_that_role_is_asked(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_signer()
    link = visitor.asked(case, "distributor-2")
    before = everything()
    answer = visitor.post(f"{link}/fresh")
    assert answer.status == 409
    assert everything() == before


def test_a_question_that_was_handed_to_somebody_else_shows_so_and_takes_no_answer(
    visitor: Visitor, world: Home
) -> None:
    case = Journey(world).to_distributor()
    link = visitor.link(case.id, case.waits_for(), Role.DISTRIBUTOR, "somebody.before@nordhafen.example")
    page = visitor.get(link)
    assert "handed on" in page.text
    assert "Send a fresh link" in page.text
    assert visitor.post(link, YES).status == 409
    assert case.now.decision_open


def test_a_signature_under_a_name_that_the_agreement_does_not_know_is_told_what_to_do(
    visitor: Visitor, world: Home
) -> None:
    case = Journey(world, signer=Person("Chef Becker", "boss@becker-it.example")).to_signer()
    link = visitor.asked(case)
    sign = {"answer": "signed", "title": "Owner", "authority": "yes", "consent": "yes"}
    sign["sha256"] = str(visitor.get(link).value("sha256"))
    eve = visitor.post(link, {**sign, "name": "Eve Adams"})
    assert eve.status == 422
    assert "names Chef Becker as the one who signs" in eve.error_at("name")
    assert "Somebody else must sign" in eve.error_at("name")
    assert visitor.post(link, {**sign, "name": "becker, chef"}).status == 303


def test_a_link_past_its_life_is_a_page_that_is_not_there(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_distributor()
    link = visitor.asked(case)
    world.clock.at += LIFE + timedelta(seconds=1)
    assert visitor.get(link).status == visitor.post(link, YES).status == 404


def test_the_agreement_is_in_the_page_and_its_evidence_is_kept(visitor: Visitor, world: Home) -> None:
    case = Journey(world, signer=Person("Chef Becker", "boss@becker-it.example")).to_signer()
    link, decision = visitor.asked(case), world.applications.case(case.id, case.waits_for()).decision
    assert decision is not None
    text = decision.about["text"]
    page = visitor.get(link)
    assert " ".join(text.split()) in page.text
    assert hashlib.sha256(world.documents.read(decision.about["key"])).hexdigest() == page.value("sha256")
    assert str(page.value("sha256")) in page.text
    sign = {"answer": "signed", "name": "Chef Becker", "sha256": str(page.value("sha256"))}
    missing = visitor.post(link, sign)
    assert missing.error_at("title")
    assert missing.error_at("authority")
    assert missing.error_at("consent")
    assert visitor.post(link, {**sign, "title": "Owner", "authority": "yes", "consent": "yes"}).status == 303
    signed = world.applications.case(case.id, decision.id).decision
    assert signed is not None
    assert signed.evidence == {
        "title": "Owner",
        "authority": "yes",
        "consent": "yes",
        "sha256": page.value("sha256"),
        "version": "2026-11",
        "user_agent": "Test/1.0",
        "source_ip": "192.0.2.7",
    }
    after = visitor.get(link)
    assert "Owner" in after.text
    assert " ".join(text.split()) in after.text


@pytest.mark.parametrize("sha256", ["", "0" * 64])
def test_another_text_than_the_one_on_the_page_is_not_signed(visitor: Visitor, world: Home, sha256: str) -> None:
    case = Journey(world).to_signer()
    answer = visitor.post(
        visitor.asked(case),
        {"answer": "signed", "name": "A", "title": "Owner", "authority": "yes", "consent": "yes", "sha256": sha256},
    )
    assert answer.status == 409
    assert "not the one that was on your page" in answer.text
    assert case.now.stage is Stage.AGREEMENT
    assert case.now.decision_open


def test_not_signing_asks_for_a_reason_only(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_signer()
    link = visitor.asked(case)
    fields = {"answer": "declined", "name": "A", "sha256": str(visitor.get(link).value("sha256"))}
    assert visitor.post(link, fields).error_at("note")
    assert visitor.post(link, {**fields, "note": "Clause 7."}).status == 303
    assert case.now.held


def test_the_customer_sees_who_asks_why_and_until_when_before_saying_yes(visitor: Visitor, world: Home) -> None:
    case = Journey(world, customers=customers(2)).to_customers()
    link = visitor.asked(case, "admin-1-1")
    page = visitor.get(link).text
    for fact in (
        "Becker IT GmbH",
        "Ann Becker",
        "Customer 1",
        "Nominee 1",
        "17 December 2026",
        "What changes",
        "password",
    ):
        assert fact in page
    assert "Customer 2" not in page
    world.clock.move(days=60)
    clock.run(world, world.clock.now())
    assert "your answer still counts" in visitor.get(link).text
    assert visitor.post(link, {"answer": "confirmed", "name": "Nominee 1"}).status == 303
    assert world.applications.accounts(case.id)[0].settled_by == "Nominee 1"
    assert "The admin role is accepted" in visitor.get(link).text


def test_a_withdrawn_case_says_so_on_the_link_of_whoever_was_asked(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_distributor()
    link = visitor.asked(case)
    visitor.post(f"{visitor.page_of(case)}/withdraw", {"name": "Ann Becker"})
    assert "The application was withdrawn" in visitor.get(link).text
    assert visitor.post(link, YES).status == 409


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "x" * 120, "שלום \u200f& Co", "{{ 7*7 }}", "'\"><img src=x>"]
)
def test_hostile_names_are_text_on_every_page(visitor: Visitor, world: Home, name: str) -> None:
    who = Person(name, "ann@becker-it.example")
    case = Journey(world, company=name, applicant=who, signer=who).to_distributor()
    for link in (visitor.asked(case), visitor.asked(case, "confirmation-1"), visitor.page_of(case)):
        page = visitor.get(link)
        assert page.status == 200
        assert "<script" not in page.body
        assert "<img" not in page.body
        assert " ".join(name.split()) in page.text
        assert "<bdi>" in page.body


def test_a_website_can_only_be_a_web_address_in_a_link(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_distributor()
    assert (
        'href="https://becker-it.example" rel="noopener noreferrer nofollow"' in visitor.get(visitor.asked(case)).body
    )
