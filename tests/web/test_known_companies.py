"""A company that seems to be known: a person judges with the evidence, and the applicant is told nothing."""

from typing import Any

import pytest

from onboarding.domain.people import Person, Role
from onboarding.domain.stages import Outcome, Stage
from onboarding.steps import ask_for_confirmation, ask_reviewer, assess_readiness
from tests.support.journey import Journey, stream
from tests.support.samples import ANN
from tests.support.world import Home
from tests.web.visitor import Visitor

OTHER = {
    "company": "Ganz Andere OHG",
    "domain": "ganz-andere.example",
    "applicant": Person("Udo Fremd", "udo@ganz-andere.example"),
}
SAME: dict[str, dict[str, Any]] = {
    "domain": {"domain": "becker-it.example"},
    "e-mail": {"applicant": Person("Udo Fremd", "ANN@becker-it.example")},
    "company name": {"company": "BECKER I.T."},
}


def assessed(world: Home, **changes: Any) -> Journey:
    """Another application, as far as its readiness."""
    journey = Journey(world, **{**OTHER, **changes})
    ask_for_confirmation.run(world, journey.event)
    journey.answer(Outcome.CONFIRMED, Role.APPLICANT)
    assess_readiness.run(world, journey.event)
    return journey


@pytest.mark.parametrize("same", SAME)
def test_whatever_is_the_same_brings_a_good_application_to_the_reviewer(
    visitor: Visitor, world: Home, same: str
) -> None:
    first = Journey(world, applicant=ANN)
    journey = assessed(world, **SAME[same])
    assert journey.now.stage is Stage.READINESS
    (twin,) = journey.now.twins
    assert (twin.application, twin.company) == (first.id, "Becker IT GmbH")
    assert same in twin.same
    ask_reviewer.run(world, journey.event)
    page = visitor.get(visitor.asked(journey)).text
    assert "Becker IT GmbH" in page
    assert first.id in page
    assert same in page


def test_the_applicant_sees_and_reads_the_same_as_anybody_under_review(visitor: Visitor, world: Home) -> None:
    low = assessed(world, people=1, website="", services=(), customers=())
    Journey(world, company="Becker IT GmbH", domain="becker-it.example", applicant=ANN)
    known = assessed(world, company="Becker IT", domain="neu.example", customers=())
    pages, mails = [], []
    for case in (low, known):
        ask_reviewer.run(world, case.event)
        stream(world)
        page = visitor.get(visitor.page_of(case)).text
        pages.append(page.replace(case.id, "").replace(case.now.submission.company, ""))
        sent = [mail for mail in world.mailer.to("udo@") if case.id in str(mail["References"])]
        mails.append([str(mail["Subject"]).replace(case.now.submission.company, "") for mail in sent])
    assert pages[0] == pages[1]
    assert mails[0] == mails[1]
    assert len(mails[0]) == 1


def test_a_company_of_its_own_goes_on_by_itself(world: Home) -> None:
    Journey(world, applicant=ANN)
    journey = assessed(world)
    assert (journey.now.stage, journey.now.twins) == (Stage.DISTRIBUTOR, ())


def test_a_mailbox_of_a_known_company_is_seen_behind_another_website(world: Home) -> None:
    first = Journey(world, applicant=ANN)
    journey = assessed(world, domain="acme-group.example", applicant=Person("Bob", "bob@becker-it.example"))
    assert [(twin.application, twin.same) for twin in journey.now.twins] == [(first.id, ("domain",))]
    again = assessed(
        world, company="Noch Eine AG", domain="else.example", applicant=Person("C", "c@acme-group.example")
    )
    assert [(twin.application, twin.same) for twin in again.now.twins] == [(journey.id, ("domain",))]


def test_a_mail_domain_that_is_not_the_websites_is_known_too(world: Home) -> None:
    first = Journey(world, domain="acme-group.example", applicant=Person("Bob", "bob@acme.example"))
    journey = assessed(world, domain="acme.example", applicant=Person("Cid", "cid@cid.example"))
    assert [(twin.application, twin.same) for twin in journey.now.twins] == [(first.id, ("domain",))]


def test_websites_of_two_who_share_a_public_mail_provider_are_not_the_same(world: Home) -> None:
    Journey(world, domain="one.example", applicant=Person("One", "one@web.de"))
    journey = assessed(world, domain="two.example", applicant=Person("Two", "two@web.de"))
    assert journey.now.twins == ()


def test_two_strangers_with_mailboxes_of_a_public_provider_are_not_the_same(world: Home) -> None:
    Journey(world, domain="one@web.de", applicant=Person("One", "one@web.de"))
    journey = assessed(world, domain="two@web.de", applicant=Person("Two", "two@web.de"))
    assert journey.now.twins == ()
