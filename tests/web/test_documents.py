"""Downloads: a link made on demand, for whoever was asked, of what was shown and later of what was sealed."""

from onboarding.domain.people import Person, Role
from onboarding.domain.stages import Outcome
from onboarding.steps import ask_signer, seal_agreement
from tests.support.journey import Journey
from tests.support.world import Home
from tests.web.visitor import Visitor

BO = {"answer": "reassigned", "name": "Ann Becker", "to_name": "Bo Chef", "to_email": "bo@becker-it.example"}


def test_the_signer_downloads_what_is_shown_and_after_the_seal_what_is_sealed(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_signer()
    link = visitor.asked(case)
    assert "Download the PDF" in visitor.get(link).text
    before = visitor.get(f"{link}/document")
    assert before.status == 303
    assert before.headers["Location"].startswith("https://documents.example/prepared/")
    case.answer(Outcome.SIGNED, Role.SIGNER, consent="yes", authority="yes", title="Owner")
    seal_agreement.run(world, case.event)
    assert visitor.get(f"{link}/document").headers["Location"].startswith("https://documents.example/sealed/")
    assert "Download the sealed agreement" in visitor.get(link).text


def test_the_applicant_downloads_the_sealed_agreement_and_nothing_before(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_seal()
    page = visitor.page_of(case)
    assert visitor.get(f"{page}/agreement").status == 404
    assert "/agreement" not in visitor.get(page).body
    seal_agreement.run(world, case.event)
    assert f"{page}/agreement" in visitor.get(page).body
    assert visitor.get(f"{page}/agreement").headers["Location"].startswith("https://documents.example/sealed/")


def test_nobody_else_downloads_anything(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_signer()
    assert visitor.get(visitor.asked(case, "distributor-2") + "/document").status == 404
    assert visitor.get(f"/d/{case.id}/{case.waits_for()}/{'A' * 43}/document").status == 404


def test_a_signer_who_may_not_sign_names_who_may_and_the_old_link_is_dead(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_signer()
    link = visitor.asked(case)
    fields = {**BO, "sha256": str(visitor.get(link).value("sha256"))}
    assert visitor.post(link, {**fields, "to_email": "nowhere"}).error_at("to_email")
    assert visitor.post(link, {**fields, "to_name": ""}).error_at("to_name")
    assert visitor.post(link, {**fields, "to_email": "partners@harbourlight.example"}).error_at("to_email")
    assert visitor.post(link, fields).status == 303
    assert "Somebody else is asked to sign" in visitor.get(link).text
    ask_signer.run(world, case.event)
    assert case.now.signs == Person("Bo Chef", "bo@becker-it.example")
    sign = {**fields, "answer": "signed", "title": "Owner", "authority": "yes", "consent": "yes"}
    assert visitor.post(link, sign).status == 409
    assert "Bo Chef" in visitor.get(visitor.asked(case)).text
