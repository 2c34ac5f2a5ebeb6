"""Every alarm's runbook: the fault is planted, its commands are run as they stand, and the trouble is over."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from local.operations.__main__ import main
from local.post_office import receipt
from onboarding.domain.decision import Kind
from onboarding.domain.errors import Unavailable
from onboarding.domain.messages import Mail, MessageState
from onboarding.domain.people import Role
from onboarding.domain.stages import Outcome
from tests.operating.place import Place
from tests.support.journey import Journey, home, stream

BOOKS = Path(__file__).parents[2] / "docs" / "runbooks"
COMMAND = re.compile(r'^    make operate DO="([^"]+)"$', re.MULTILINE)


@pytest.fixture
def place() -> Iterator[Place]:
    with home() as world:
        yield Place(world)


def going(place: Place) -> Journey:
    """A healthy case that waits for its distributor, its mails sent, its execution running."""
    journey = Journey(place.world).to_distributor()
    stream(place.world)
    return journey


def followed(place: Place, book: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What each command of a runbook prints; the last of them is what counts."""
    said = []
    for words in COMMAND.findall((BOOKS / book).read_text(encoding="utf-8")):
        assert main(words.split(), place) == 0, words
        said.append(capsys.readouterr().out)
    return said


TROUBLE = re.compile(r"^(rings|stopped|failed|hangs|late|unanswered|missed):", re.MULTILINE)


def test_every_runbook_is_short_and_each_of_its_commands_is_explained() -> None:
    for book in BOOKS.glob("[a-z]*.md"):
        text = book.read_text(encoding="utf-8")
        commands = COMMAND.findall(text)
        assert 1 <= len(commands) <= 5, book.name
        assert len(re.findall(r"^\d\. ", text, re.MULTILINE)) == len(commands), book.name


def test_every_runbook_is_followed_here() -> None:
    assert {book.name for book in BOOKS.glob("[a-z]*.md")} == set(FAULTS) | set(AT_THE_DESK)


def lost_execution(place: Place) -> None:
    going(place)
    place.world.workflow.lose_all()


def stuck(place: Place) -> None:
    """The workflow's turn for two hours: its execution was lost, and the wake-up with it."""
    journey = going(place)
    journey.answer(Outcome.ACCEPTED, Role.DISTRIBUTOR)
    place.world.workflow.lose_all()
    place.world.clock.move(hours=2)


def overdue(place: Place) -> None:
    """The clock has not run while dates passed."""
    going(place)
    place.world.clock.move(days=8)


def clock_off(place: Place) -> None:
    overdue(place)
    place.off.add("clock")


def relay_off(place: Place) -> None:
    Journey(place.world).to_distributor()
    place.world.clock.move(hours=1)
    place.off.add("relay")


def given_up(place: Place) -> None:
    Journey(place.world).to_distributor()
    place.world.clock.move(hours=1)
    place.queues["relay"] = [{"DDBStreamBatchInfo": {"shardId": "shardId-1", "batchSize": 3}}]


def mail_service_was_away(place: Place) -> None:
    journey = Journey(place.world).to_distributor()
    place.world.mailer.refusing = Unavailable("away")
    stream(place.world)
    place.world.mailer.refusing = None
    place.world.clock.move(hours=1)
    place.log["clock"] = [f"sent failed {journey.id}"]


def events_lost(place: Place) -> None:
    journey = going(place)
    mail = b"From: ann@becker-it.example\r\nSubject: Hello\r\n\r\nWhen?\r\n"

    class Bucket:
        def read(self, id: str) -> bytes:
            return mail

    place.world.__dict__["incoming"] = Bucket()
    accept = next(
        one for one in place.world.applications.messages(journey.id) if one.letter.mail is Mail.ACCEPT_PARTNER
    )
    bounced = {
        "detail": {
            "eventType": "Bounce",
            "bounce": {"bounceType": "Permanent"},
            "mail": {"tags": {"application": [journey.id], "message": [accept.id]}},
        }
    }
    reply = receipt("mail-1", mail, [f"case-{journey.id}@replies.partners.example"])
    place.queues["mails"] = [
        {"requestContext": {"functionArn": "arn:aws:lambda:::function:x-inbound-1"}, "requestPayload": reply},
        {"requestContext": {"functionArn": "arn:aws:lambda:::function:x-mailtrouble-1"}, "requestPayload": bounced},
    ]


def import_given_up(place: Place) -> None:
    going(place)
    place.queues["imports"] = [{"do": "rows"}]


def screening_given_up(place: Place) -> None:
    going(place)
    place.queues["screenings"] = [{"do": "screen"}]


def webhook_given_up(place: Place) -> None:
    going(place)
    place.queues["webhooks"] = [{"detail-type": "Stage changed"}]
    place.log["tell_distributor"] = ["WARNING distributor not told yet: the distributor's system answered 503"]


def web_off(place: Place) -> None:
    going(place)
    place.off.add("web")
    place.log["web"] = ["ERROR Rate exceeded"]


FAULTS: dict[str, Callable[[Place], None]] = {
    "execution-failed.md": lost_execution,
    "execution-timed-out.md": lost_execution,
    "reconcile-error.md": lost_execution,
    "cases-hang.md": stuck,
    "stage-too-old.md": overdue,
    "clock-error.md": overdue,
    "clock-stopped.md": clock_off,
    "due-not-done.md": mail_service_was_away,
    "relay-error.md": relay_off,
    "stream-behind.md": relay_off,
    "relay-gave-up.md": given_up,
    "mail-event-lost.md": events_lost,
    "import-gave-up.md": import_given_up,
    "pages-fail.md": web_off,
    "screening-gave-up.md": screening_given_up,
    "webhook-gave-up.md": webhook_given_up,
}
AT_THE_DESK = (
    "mails-bounce.md",
    "question-unanswered.md",
    "deadline-missed.md",
    "screening-hits.md",
    "list-refused.md",
)
"""What only a person's decision ends: test_at_the_desk.py."""


@pytest.mark.parametrize("book", FAULTS)
def test_whoever_follows_the_runbook_is_out_of_trouble(
    place: Place, book: str, capsys: pytest.CaptureFixture[str]
) -> None:
    FAULTS[book](place)
    if book == "relay-error.md":
        place.off.clear()  # it crashes, but it is on
    main(["status"], place)
    before = capsys.readouterr().out
    said = followed(place, book, capsys)
    if book in {"execution-failed.md", "execution-timed-out.md", "reconcile-error.md"}:
        assert place.world.workflow.alive
    else:
        assert TROUBLE.search(before), before
    assert not TROUBLE.search(said[-1]), said
    # Whatever was due has been done, and nothing that the workflow waits for is left to nobody.
    messages = [
        one
        for case in place.world.applications.everyone()
        for one in place.world.applications.messages(case.id)
        if one.state is MessageState.QUEUED
    ]
    due_now = [one for one in messages if one.queued_at < place.world.clock.now()]
    assert due_now == []


def test_replies_that_were_lost_are_questions_afterwards_and_bounces_tasks(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    events_lost(place)
    followed(place, "mail-event-lost.md", capsys)
    kinds = [one.kind for one in place.world.applications.questions()]
    assert sorted(kinds) == [Kind.QUESTION, Kind.TASK]


def test_a_case_is_shown_with_its_execution_and_whether_it_hangs(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    journey = going(place)
    assert main(["show", journey.id.lower()], place) == 0
    said = capsys.readouterr().out
    assert f"execution {journey.id}-1" in said
    assert "It does not hang." in said


@pytest.mark.parametrize(
    ("words", "code"), [([], 0), (["nonsense"], 2), (["redrive"], 2), (["redrive", "x"], 1), (["show", "x"], 1)]
)
def test_what_is_typed_wrong_is_said_and_does_nothing(place: Place, words: list[str], code: int) -> None:
    assert main(words, place) == code


def test_a_function_that_fails_again_is_reported(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    place.broken["clock"] = RuntimeError("KeyError: 'x'")
    assert main(["clock"], place) == 1
    assert "KeyError" in capsys.readouterr().err
