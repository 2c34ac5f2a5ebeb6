"""Runbooks whose fault only a person ends: planted, shown by the command, decided on the dashboard, and gone."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from local.operations.__main__ import main
from local.operations.site import Deployed
from onboarding import mail_trouble
from onboarding.domain import questions
from onboarding.domain.decision import Kind
from onboarding.domain.ids import ApplicationId
from onboarding.domain.messages import Mail
from onboarding.domain.people import Role
from onboarding.domain.questions import Asker
from onboarding.domain.suspecting import suspected
from onboarding.ops import acting, widgets
from tests.operating.place import Place
from tests.operating.test_runbooks import AT_THE_DESK, BOOKS, followed, going
from tests.ops.conftest import Buttons, Desk, text_of
from tests.ops.test_screenings import HIT
from tests.support.deadlines import with_deadline
from tests.support.journey import home
from tests.support.lists import Desk as Lists
from tests.support.samples import ANN


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    with home() as world:
        for module in (widgets, acting):
            monkeypatch.setattr(module, "world", lambda: world)
        yield Place(world)


def asked(place: Place) -> None:
    """A question that nobody has answered for two days."""
    journey, world = going(place), place.world
    change = questions.ask(journey.now, "When?", Asker(ANN, Role.APPLICANT), world.program, world.clock.now())
    world.applications.commit(change)
    world.clock.move(days=2)


def missed(place: Place) -> None:
    """A partner whose date has passed."""
    with_deadline(place.world)
    going(place)
    place.world.clock.at = datetime(2027, 3, 2, 9, tzinfo=UTC)
    place.invoke("clock", {})


def hit(place: Place) -> None:
    """A partner whose name a list has."""
    journey, world = going(place), place.world
    world.applications.commit(suspected(journey.now, [HIT], world.program, world.clock.now()))


def bounced(place: Place) -> None:
    """The distributor's mailbox is no more."""
    journey, world = going(place), place.world
    mails = world.applications.messages(journey.id)
    accept = next(one for one in mails if one.letter.mail is Mail.ACCEPT_PARTNER)
    tags = {"application": [journey.id], "message": [accept.id]}
    bounce = {"eventType": "Bounce", "bounce": {"bounceType": "Permanent"}, "mail": {"tags": tags}}
    mail_trouble.take(world, {"detail": bounce})


def refused(place: Place) -> None:
    """A list without a column of names."""
    going(place)
    Lists(place.world).drop("us.csv", "name\nVolga Bank\n").work()
    Lists(place.world).drop("us.csv", "colour\nred\n").work()


def decide(kind: Kind, answer: str) -> Callable[[Place], None]:
    """“Decide” on the dashboard's list, with a reason and a name."""

    def act(place: Place) -> None:
        desk = Desk(place.world)
        found = next(one for one in place.world.applications.decisions(going_on(place)) if one.kind is kind)
        view = {"view": "task", "application": found.application, "decision": found.id}
        form = desk.press(Buttons(desk.look("tasks")).payload(**view))
        typed = {"reason": "We have seen to it.", "name": "Olga Ops", "date": "2027-06-30"}
        said = desk.press(Buttons(form).payload(action="decide"), **{**typed, "answer": answer})
        assert "by Olga Ops" in text_of(said), said

    return act


def going_on(place: Place) -> ApplicationId:
    (application,) = list(place.world.applications.waiting())
    return application.id


def drop_it_again(place: Place) -> None:
    Lists(place.world).drop("us.csv", "name\nVolga Bank\nOka Trading\n").work()


FAULTS: dict[str, tuple[Callable[[Place], None], str, Callable[[Place], None]]] = {
    "question-unanswered.md": (asked, "unanswered: 1 of 1", decide(Kind.QUESTION, "answered")),
    "deadline-missed.md": (missed, "missed: 1 partners", decide(Kind.MISSED, "waived")),
    "screening-hits.md": (hit, "hits: 1 partners", decide(Kind.SUSPICION, "cleared")),
    "mails-bounce.md": (bounced, "bounced: 1 mails", decide(Kind.TASK, "done")),
    "list-refused.md": (refused, "refused: us.csv:", drop_it_again),
}


def test_each_of_them_is_followed_here() -> None:
    assert set(FAULTS) == set(AT_THE_DESK)


@pytest.mark.parametrize("book", FAULTS)
def test_what_the_command_shows_is_gone_once_it_was_decided(
    place: Place, book: str, capsys: pytest.CaptureFixture[str]
) -> None:
    plant, line, decided = FAULTS[book]
    plant(place)
    assert line in followed(place, book, capsys)[-1]
    decided(place)
    assert main(["status"], place) == 0
    assert line.partition(":")[0] + ":" not in capsys.readouterr().out
    named = f"under `{line.partition(':')[0]}`"
    assert named in (BOOKS / book).read_text(encoding="utf-8")


def test_a_deployment_that_takes_no_replies_is_named_and_one_that_does_is_not(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["status"], place)
    assert "replies:" not in capsys.readouterr().out
    place.has_replies = False
    main(["status"], place)
    assert "replies: there is no replyDomain" in capsys.readouterr().out
    assert Deployed({"ReplyDomain": "replies.partners.example"}).replies
    assert not Deployed({}).replies
