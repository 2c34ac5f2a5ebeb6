"""Whoever is asked asks back: by the same link, as a task for people with a clock on it."""

import pytest

from onboarding.domain.decision import Decision, Kind
from onboarding.domain.link import new_token
from onboarding.domain.people import Person, Role
from onboarding.domain.questions import AT_FIRST, asker_of
from onboarding.domain.stages import Outcome
from tests.support.journey import Journey, stream
from tests.support.samples import ANN, NORTH
from tests.support.world import Home
from tests.web.visitor import Visitor


def asked_of_us(world: Home, case: Journey) -> list[Decision]:
    return [one for one in world.applications.decisions(case.id) if one.kind is Kind.QUESTION]


@pytest.mark.parametrize(
    ("to", "role", "who"), [("to_distributor", Role.DISTRIBUTOR, NORTH.contact), ("to_signer", Role.SIGNER, ANN)]
)
def test_whoever_is_asked_asks_back_by_the_same_link_and_is_answered(
    visitor: Visitor, world: Home, to: str, role: Role, who: Person
) -> None:
    case = getattr(Journey(world), to)()
    link = visitor.asked(case)
    assert f'href="https://partners.example{link}/question"' in visitor.get(link).body
    form = visitor.get(f"{link}/question")
    assert "What you were asked stays as it is meanwhile." in form.text
    assert "Please write your question." in visitor.post(f"{link}/question", {"question": " "}).text
    sent = visitor.post(f"{link}/question", {"question": "Which agreement is it?"})
    assert sent.location == f"{link}/question?said=question"
    assert "Your question is with us." in visitor.get(sent.location).text
    (question,) = asked_of_us(world, case)
    asker = asker_of(case.now, question)
    assert (asker.role, asker.who) == (role, who)
    case.answer(Outcome.ANSWERED, Role.OPS, question.id, note="The one of this year.")
    stream(world)
    assert "has answered your question" in world.mailer.to(who.email)[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert case.now.waits_for is not None, "what is asked stays open"


def test_who_was_asked_before_asks_under_the_mailbox_of_the_link(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_customers()
    link = visitor.link(case.id, "admin-1-1", Role.CUSTOMER, "former@customer1.example")
    visitor.post(f"{link}/question", {"question": "Am I still asked?"})
    asker = asker_of(case.now, asked_of_us(world, case)[0])
    assert (asker.role, asker.who) == (Role.CUSTOMER, Person("former@customer1.example", "former@customer1.example"))


def test_questions_by_links_are_bounded_like_the_applicants_own(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_distributor()
    link = visitor.asked(case)
    for _ in range(AT_FIRST):
        assert visitor.post(f"{link}/question", {"question": "And now?"}).status == 303
    assert visitor.post(f"{link}/question", {"question": "And now?"}).status == 429
    assert visitor.get(f"/d/{case.id}/{case.waits_for()}/{new_token()}/question").status == 404
