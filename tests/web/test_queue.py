"""A distributor's whole queue: by a fresh link, to the mailbox that is asked, and to nobody else."""

from datetime import timedelta

import pytest

from onboarding.domain.link import QUEUE_LIFE, new_token
from onboarding.domain.people import Role
from onboarding.domain.stages import Outcome
from tests.support.journey import Journey, stream
from tests.support.samples import NORTH
from tests.support.table import everything
from tests.support.world import Home
from tests.web.visitor import Visitor

DESK = NORTH.contact.email


def queue_of(visitor: Visitor, email: str = DESK) -> str:
    """Asks for the link and takes it from the mail."""
    assert visitor.post("/queue", {"email": email}).location == "/queue?said=sent"
    stream(visitor.world)
    texts = [mail.get_body(("plain",)).get_content() for mail in visitor.world.mailer.to(email)]  # type: ignore[union-attr]
    links = [word for text in texts for word in text.split() if "/queue/" in word]
    return str(links[-1]).removeprefix("https://partners.example")


@pytest.mark.parametrize("world", ["memory", "moto"], indirect=True)
def test_everything_that_waits_is_on_one_page_and_is_answered_from_there(visitor: Visitor, world: Home) -> None:
    first = Journey(world).to_distributor()
    world.clock.move(days=2)
    second = Journey(world).to_distributor()
    path = queue_of(visitor)
    page = visitor.get(path)
    assert "2 requests wait for you" in page.text
    assert page.text.index(first.now.submission.company) < page.text.index(second.now.submission.company)
    assert page.size < 10 * 1024
    link = f"/d/{first.id}/{first.waits_for()}/{path.rpartition('/')[2]}"
    assert f'href="https://partners.example{link}"' in page.body
    assert visitor.get(link).status == 200
    assert visitor.post(link, {"answer": "accepted", "name": "Nora"}).status == 303
    decided = visitor.get(link)
    assert "Nora, distributor" in decided.text
    assert f'href="https://partners.example{path}"' in decided.body
    page = visitor.get(path)
    assert "1 request waits for you" in page.text
    assert first.id not in page.body


def test_the_reply_is_the_same_whether_anything_waits_for_a_mailbox_or_not(visitor: Visitor, world: Home) -> None:
    Journey(world).to_distributor()
    replies = [visitor.post("/queue", {"email": email}) for email in (DESK, "nobody@elsewhere.example")]
    assert replies[0].headers == replies[1].headers
    assert replies[0].body == replies[1].body
    stream(world)
    assert any("Answer 1 request" in str(mail["Subject"]) for mail in world.mailer.to(DESK))
    assert not world.mailer.to("nobody@elsewhere.example")


def test_the_link_opens_nobody_elses_requests_and_ends_after_a_day(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_distributor()
    signer = Journey(world).to_signer()
    path = queue_of(visitor)
    token = path.rpartition("/")[2]
    assert visitor.get(f"/d/{signer.id}/{signer.waits_for()}/{token}").status == 404
    assert visitor.get(f"/d/{case.id}/confirmation-1/{token}").status == 404
    assert visitor.get(f"/a/{case.id}/{token}").status == 404
    assert visitor.get(f"/queue/{new_token()}").status == 404
    assert visitor.get(f"/queue/{visitor.asked(case).rpartition('/')[2]}").status == 404
    world.clock.move(seconds=QUEUE_LIFE.total_seconds())
    assert visitor.get(path).status == 404
    assert visitor.get(f"/d/{case.id}/{case.waits_for()}/{token}").status == 404


def test_what_is_settled_otherwise_leaves_the_queue(visitor: Visitor, world: Home) -> None:
    case, other = Journey(world).to_distributor(), Journey(world).to_distributor()
    path = queue_of(visitor)
    case.answer(Outcome.DECLINED, Role.DISTRIBUTOR, note="Too far away.")
    visitor.post(f"{visitor.page_of(other)}/withdraw", {"name": "Ann"})
    assert "Nothing waits for you" in visitor.get(path).text


def test_a_late_request_says_so(visitor: Visitor, world: Home) -> None:
    Journey(world).to_distributor()
    world.clock.move(days=8)
    assert "Was due on" in visitor.get(queue_of(visitor)).text


def test_a_mistyped_address_is_put_right_and_many_requests_are_slowed_down(visitor: Visitor, world: Home) -> None:
    answer = visitor.post("/queue", {"email": "partners@"})
    assert (answer.status, answer.value("email")) == (422, "partners@")
    for _ in range(world.program.limits.per_mailbox):
        assert visitor.post("/queue", {"email": DESK}).status == 303
    assert visitor.post("/queue", {"email": DESK}).status == 429


def test_asking_leaves_nothing_behind_for_long(visitor: Visitor, world: Home) -> None:
    visitor.post("/queue", {"email": DESK})
    asked = [item for item in everything().values() if item["kind"] == "MESSAGE"]
    assert [item["expires"] for item in asked] == [int((world.clock.now() + timedelta(days=7)).timestamp())]


def pages_in(world: Home, email: str) -> list[str]:
    """The addresses of applicants' pages in the mails to a mailbox that lead to nothing else."""
    mails = [one for one in world.mailer.to(email) if ": your new link" in str(one["Subject"])]
    texts = [one.get_body(("plain",)).get_content() for one in mails]  # type: ignore[union-attr]
    return [word.removeprefix("https://partners.example") for text in texts for word in text.split() if "/a/" in word]


def test_an_applicant_whose_links_have_ended_asks_for_a_new_one(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_active()
    old = visitor.page_of(case)
    world.clock.move(days=401)
    gone, never = visitor.get(old), visitor.get(f"/a/{case.id}/{new_token()}")
    assert (gone.status, gone.body, gone.headers) == (404, never.body, never.headers)
    assert 'href="https://partners.example/queue"' in gone.body
    email = case.now.submission.applicant.email
    assert visitor.post("/queue", {"email": email.upper()}).location == "/queue?said=sent"
    stream(world)
    stream(world)
    (page,) = pages_in(world, email)
    assert visitor.get(page).status == 200
    visitor.post("/queue", {"email": email})
    stream(world)
    stream(world)
    assert len(pages_in(world, email)) == 1, "one in ten minutes"


def test_a_mailbox_that_was_never_proved_is_led_to_no_page(visitor: Visitor, world: Home) -> None:
    case = Journey(world)
    email = case.now.submission.applicant.email
    visitor.post("/queue", {"email": email})
    stream(world)
    stream(world)
    assert pages_in(world, email) == []
    assert case.now.version == 1


def test_an_applicant_with_several_cases_gets_a_link_to_each(visitor: Visitor, world: Home) -> None:
    first = Journey(world).to_distributor()
    email = first.now.submission.applicant
    second = Journey(world, applicant=email).to_distributor()
    visitor.post("/queue", {"email": email.email})
    stream(world)
    stream(world)
    assert {page.split("/")[2] for page in pages_in(world, email.email)} == {first.id, second.id}
