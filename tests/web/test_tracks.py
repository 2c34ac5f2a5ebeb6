"""Tracks at the public door: the choice, their own questions, the business review, not yet, check-ins, resellers."""

from onboarding import clock
from onboarding.domain.ids import ApplicationId
from onboarding.domain.people import Role
from onboarding.domain.stages import Outcome, Stage
from onboarding.steps import (
    activate,
    ask_business_development,
    ask_for_confirmation,
    ask_signer,
    assess_readiness,
    seal_agreement,
)
from tests.support.journey import Journey, stream
from tests.support.samples import customers
from tests.support.table import everything
from tests.support.world import Home
from tests.web.visitor import Visitor, form

ANSWERS = {
    "answer-benefit": "Shops that use both see their stock in one place and order once.",
    "answer-overlap": "completes",
    "answer-shared": "1 200",
    "answer-asking": "Fischer Möbel\nHotel Sonne",
    "answer-connected": "yes",
}


def technology(world: Home) -> Journey:
    """A technology partner about whom business development is asked."""
    answers = {"benefit": "word " * 12, "overlap": "completes", "shared": "7", "asking": "Hotel Sonne"}
    journey = Journey(world, track="technology", customers=(), answers=answers)
    ask_for_confirmation.run(world, journey.event)
    journey.answer(Outcome.CONFIRMED, Role.APPLICANT)
    assert assess_readiness.run(world, journey.event)["outcome"] == "ready"
    assert ask_business_development.run(world, journey.event)["stage"] == "business"
    return journey


def test_it_is_asked_first_on_which_track_and_none_is_offered_that_is_by_invitation(visitor: Visitor) -> None:
    page = visitor.get("/apply")
    assert 'name="track" value="new"' in page.body
    assert 'name="track" value="technology"' in page.body
    assert "existing" not in page.body
    assert "checked" not in page.body.split("</style>")[1]
    assert 'value="technology" checked' in visitor.get("/apply?track=technology").body
    answer = visitor.post("/apply", {"track": "existing"})
    assert answer.status == 422
    assert answer.error_at("track")


def test_a_tracks_form_has_its_own_questions_and_pages_and_no_others(visitor: Visitor) -> None:
    channel, technology = visitor.begin("new"), visitor.begin("technology")
    assert 'name="answer-certified"' in visitor.get(f"{channel}/questions").body
    assert 'name="answer-benefit"' not in visitor.get(f"{channel}/questions").body
    assert 'name="answer-benefit"' in visitor.get(f"{technology}/questions").body
    assert 'name="customer-1"' in visitor.get(f"{channel}/customers").body
    assert visitor.get(f"{technology}/customers").status == 404


def test_answers_are_kept_as_words_of_the_program(visitor: Visitor, world: Home) -> None:
    path = visitor.begin("technology")
    rows = {"customer-1": "Not asked here", "admin_name-1": "X", "admin_email-1": "x@customer.example"}
    assert visitor.fill(path, form(**ANSWERS, **rows)).status == 303
    application = world.applications.case(ApplicationId(path.split("/")[2])).application
    assert application.submission.answers == {
        "benefit": ANSWERS["answer-benefit"],
        "overlap": "completes",
        "shared": "1200",
        "asking": "Fischer Möbel\nHotel Sonne",
        "connected": "yes",
    }
    assert application.submission.customers == ()
    assert Stage.BUSINESS in application.path


def test_every_wrong_answer_is_named_at_its_question(visitor: Visitor) -> None:
    wrong = {"answer-overlap": "magic", "answer-shared": "some", "answer-connected": ""}
    answer = visitor.apply(form(**{**ANSWERS, **wrong, "answer-benefit": " "}), track="technology")
    assert answer.wrong
    for field in ("answer-benefit", "answer-overlap", "answer-shared", "answer-connected"):
        assert answer.error_at(field), field
        assert f'id="{field}"' in answer.body
    assert not answer.error_at("answer-asking")
    assert "Fischer Möbel" in answer.body


def test_business_development_sees_the_answers_and_a_yes_needs_no_distributor(visitor: Visitor, world: Home) -> None:
    journey = technology(world)
    link = visitor.asked(journey)
    page = visitor.get(link)
    for words in ("It adds what ours does not do", "Hotel Sonne", "word word", "points"):
        assert words in page.text, words
    assert 'name="answer" value="approved"' in page.body
    assert " checked>" not in page.body
    assert visitor.post(link, {"answer": "approved", "name": "Bea Dev"}).status == 303
    assert ask_signer.run(world, journey.event)["stage"] == "agreement"
    journey.answer(Outcome.SIGNED, Role.SIGNER, consent="yes", authority="yes", title="Managing director")
    seal_agreement.run(world, journey.event)
    assert journey.now.stage is Stage.ACTIVATION
    assert activate.run(world, journey.event)["outcome"] == "activated"
    stream(world)
    shown = visitor.get(visitor.page_of(journey)).text
    assert "active partner" in shown
    assert "Business development" in shown
    assert "Distributor" not in shown


def test_not_yet_wants_a_date_and_shows_the_gaps_to_the_applicant(visitor: Visitor, world: Home) -> None:
    journey = technology(world)
    link = visitor.asked(journey)
    typed = {"answer": "not_yet", "name": "Bea Dev", "note": "Ask when it works together."}
    assert visitor.post(link, typed).error_at("back")
    assert visitor.post(link, {**typed, "back": "2026-01-01"}).error_at("back")
    assert visitor.post(link, {**typed, "back": "2027-02-01"}).status == 303
    assert "not ready yet" in visitor.get(link).text
    page = visitor.get(visitor.page_of(journey)).text
    for words in ("1 February 2027", "Works with ours already", "Ask when it works together.", "come back"):
        assert words in page, words


def test_at_the_date_the_clock_invites_once_with_a_link_to_the_filled_form(visitor: Visitor, world: Home) -> None:
    journey = technology(world)
    journey.answer(Outcome.NOT_YET, Role.REVIEWER, note="Later.", back="2026-12-01")
    clock.run(world, world.clock.move(days=20))
    stream(world)
    assert not [mail for mail in world.mailer.sent if "Come back" in str(mail["Subject"])]
    for _ in range(3):
        clock.run(world, world.clock.move(days=20))
        stream(world)
    (invitation,) = [mail for mail in world.mailer.sent if "Come back" in str(mail["Subject"])]
    body = invitation.get_body(("plain",))
    assert body is not None
    link = next(word for word in body.get_content().split() if word.endswith("/again"))
    again = visitor.get(link.removeprefix("https://partners.example"))
    assert again.status == 200
    assert 'value="completes" id="answer-overlap" checked' in again.body
    assert [key for key, item in everything().items() if "due_sk" in item] == []


def test_a_reseller_id_leads_to_a_page_that_says_only_what_may_be_known(visitor: Visitor, world: Home) -> None:
    journey = Journey(world, customers=customers(1)).to_active()
    id = str(journey.now.reseller)
    page = visitor.get(f"/partners/{id}")
    assert page.status == 200
    for words in ("Becker IT GmbH", "Germany", "Nordhafen Distribution", "2 November 2026", "is an active partner"):
        assert words in page.text, words
    for secret in ("ann@", "Ann Becker", "Customer 1", journey.id):
        assert secret not in page.body
    assert visitor.get(f"/partners/{id[:3].lower()}-{id[3:]}").status == 200
    unknown = visitor.get("/partners/2222227" if id != "2222227" else "/partners/3333334")
    nowhere = visitor.get("/nowhere")
    assert (unknown.status, unknown.text) == (404, nowhere.text)
    assert visitor.get("/partners/ABC").text == nowhere.text


def test_a_check_in_is_answered_by_its_link_and_a_bad_one_reaches_ops(visitor: Visitor, world: Home) -> None:
    journey = Journey(world, customers=()).to_signer()
    journey.answer(Outcome.SIGNED, Role.SIGNER, consent="yes", authority="yes", title="Managing director")
    seal_agreement.run(world, journey.event)
    activate.run(world, journey.event)
    clock.run(world, world.clock.move(days=30))
    asked = next(one for one in world.applications.decisions(journey.id) if one.kind == "checkin")
    link = visitor.asked(journey, asked.id)
    assert "How is it going" in visitor.get(link).text
    assert visitor.post(link, {"answer": "bad", "name": "Ann"}).error_at("note")
    assert visitor.post(link, {"answer": "bad", "name": "Ann", "note": "No prices."}).status == 303
    assert "A person in partner operations reads" in visitor.get(link).text
    (task,) = world.applications.questions()
    assert task.about["note"] == "No prices."


def test_a_silent_partner_is_somebodys_task(world: Home) -> None:
    journey = Journey(world, customers=()).to_signer()
    journey.answer(Outcome.SIGNED, Role.SIGNER, consent="yes", authority="yes", title="Managing director")
    seal_agreement.run(world, journey.event)
    activate.run(world, journey.event)
    clock.run(world, world.clock.move(days=30))
    clock.run(world, world.clock.move(days=14))
    assert [task.about["happened"] for task in world.applications.questions()] == ["silent"]
    assert journey.now.stage is Stage.ACTIVE
