"""Whoever doubts a mail finds out by its number whether it is ours."""

import re

import pytest

from onboarding.domain.messages import MessageState
from tests.support.journey import Journey, stream
from tests.support.world import Home
from tests.web.visitor import Visitor


def test_the_number_at_the_end_of_a_mail_says_when_and_to_whom_it_was_sent(visitor: Visitor, world: Home) -> None:
    Journey(world).to_customers()
    stream(world)
    mail = world.mailer.to("admin@customer1.example")[-1]
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    number = re.search(r"Number of this mail: (\S+)", " ".join(text.split()))
    assert number is not None
    assert text.strip().endswith(number[1])
    page = visitor.get(f"/mails?number={number[1]}")
    assert "Yes, we sent this mail" in page.text
    assert "Sent2 November 2026, 09:00 UTC" in page.text
    assert "a…@customer1.example" in page.text
    assert "admin@customer1.example" not in page.body


def test_a_number_that_is_not_ours_is_told_apart_from_a_page_without_one(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_distributor()
    for number in ("nonsense", "01KC0M2Q8M9V5X3T7R1N4B6Z8D-000002-0", f"{case.id}-000001-9", "<script>"):
        page = visitor.get(f"/mails?number={number}")
        assert page.status == 404
        assert "We know no mail with this number" in page.text
        assert "<script>" not in page.body
    assert visitor.get("/mails").status == 200


def test_a_mail_that_was_not_sent_yet_is_not_ours_yet(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_distributor()
    queued = world.applications.messages(case.id)[0]
    assert visitor.get(f"/mails?number={case.id}-{queued.id}").status == 404


@pytest.mark.parametrize("state", [MessageState.COMPLAINED, MessageState.BOUNCED])
def test_a_mail_that_somebody_called_spam_is_still_ours(visitor: Visitor, world: Home, state: MessageState) -> None:
    case = Journey(world).to_distributor()
    stream(world)
    mail = world.applications.messages(case.id)[0]
    world.outbox.settle(mail, state, world.clock.move(days=3))
    page = visitor.get(f"/mails?number={case.id}-{mail.id}")
    assert page.status == 200
    assert "Yes, we sent this mail" in page.text
    assert "Sent2 November 2026, 09:00 UTC" in page.text, "not when somebody complained"


def test_a_mail_of_whose_sending_nothing_was_heard_is_ours_and_being_sent(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_distributor()
    mail = world.applications.messages(case.id)[0]
    assert world.outbox.claim(case.id, mail.id, world.clock.now())
    page = visitor.get(f"/mails?number={case.id}-{mail.id}")
    assert page.status == 200
    assert "Yes, we are sending this mail" in page.text
    assert "Being sent since2 November 2026, 09:00 UTC" in page.text


@pytest.mark.parametrize("state", [MessageState.MOOT, MessageState.FAILED])
def test_a_mail_that_never_went_out_is_not_ours(visitor: Visitor, world: Home, state: MessageState) -> None:
    case = Journey(world).to_distributor()
    mail = world.applications.messages(case.id)[0]
    world.outbox.settle(mail, state, world.clock.now())
    assert visitor.get(f"/mails?number={case.id}-{mail.id}").status == 404
