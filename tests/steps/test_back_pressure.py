"""The mail service takes so many mails a second and a day: the rest waits, in order, and nothing is lost or doubled."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from onboarding import clock
from onboarding.adapters.mailer import SesMailer
from onboarding.domain.errors import RateLimited, Rejected, Unavailable
from onboarding.domain.messages import Message
from tests.support.journey import Journey, home, stream
from tests.support.world import Home, Mailbox

CASES = 12


class Metered(Mailbox):
    """Takes so many mails until it is given more."""

    left = 0
    asked = 0

    def send(self, raw: bytes, sender: str, to: str) -> None:
        self.asked += 1
        if not self.left:
            raise RateLimited("Throttling")
        self.left -= 1
        super().send(raw, sender, to)


@pytest.fixture
def world() -> Iterator[Home]:
    with home() as here:
        here.__dict__["mailer"] = Metered()
        yield here


def queued(world: Home) -> Metered:
    """A dozen applicants who apply minute by minute, and each is owed a mail that nobody has sent yet."""
    from onboarding.steps import ask_for_confirmation  # noqa: PLC0415

    for _ in range(CASES):
        ask_for_confirmation.run(world, Journey(world).event)
        world.clock.at += timedelta(minutes=1)
    assert isinstance(world.mailer, Metered)
    return world.mailer


def test_after_the_first_refusal_nobody_knocks_again_and_all_stays_queued(world: Home) -> None:
    mailer = queued(world)
    mailer.left = 5
    stream(world)
    assert (len(mailer.sent), mailer.asked) == (5, 6)
    assert all(message.state in {"queued", "sending", "sent"} for message in messages(world))


def test_the_clock_sends_the_rest_the_oldest_first_and_each_once(world: Home) -> None:
    mailer = queued(world)
    for _ in range(10):
        world.clock.at += timedelta(minutes=5)
        mailer.left = 4
        clock.run(world, world.clock.at)
    to = [str(mail["To"]) for mail in mailer.sent]
    assert len(to) == CASES
    assert len(set(to)) == CASES


def test_those_that_have_waited_longest_go_first(world: Home) -> None:
    mailer = queued(world)
    world.clock.at += timedelta(minutes=5)
    mailer.left = 3
    clock.run(world, world.clock.at)
    oldest = sorted(messages(world), key=lambda message: message.queued_at)[:3]
    assert [str(mail["To"]) for mail in mailer.sent] != []
    assert {message.state.value for message in oldest} == {"sent"}


def test_a_pass_sends_so_many_mails_and_says_how_many_it_held_back(
    world: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailer = queued(world)
    mailer.left = CASES
    monkeypatch.setattr(clock, "MOST_MAILS", 7)
    world.clock.at += timedelta(minutes=5)
    done = clock.run(world, world.clock.at)
    assert (done["sent"], done["held back"]) == (7, CASES - 7)
    assert clock.run(world, world.clock.at)["sent"] == CASES - 7


UNKNOWN = "Email address is not verified. The following identities failed the check in region EU-WEST-1: "


@pytest.mark.parametrize(
    ("code", "says", "kind"),
    [
        ("Throttling", "Maximum sending rate exceeded.", RateLimited),
        ("AccountSendingPausedException", "Email sending is disabled for your account.", RateLimited),
        ("ConfigurationSetSendingPausedException", "Email sending is disabled.", RateLimited),
        ("MailFromDomainNotVerifiedException", "The MX record could not be read.", RateLimited),
        ("MessageRejected", f"{UNKNOWN}a@b.example", RateLimited),
        ("MessageRejected", f"{UNKNOWN}a@b.example, c@d.example", RateLimited),
        ("MessageRejected", f"{UNKNOWN}C@d.example", Unavailable),
        ("InternalFailure", "", Unavailable),
        ("MessageRejected", "Address blacklisted.", Rejected),
        ("InvalidParameterValue", "Illegal address", Rejected),
    ],
)
def test_what_ses_will_take_another_time_waits_and_what_it_never_takes_is_refused(
    code: str, says: str, kind: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    mailer = SesMailer()

    def refuse(**_: object) -> None:
        raise ClientError({"Error": {"Code": code, "Message": says}}, "SendRawEmail")

    monkeypatch.setattr(mailer._client, "send_raw_email", refuse)
    with pytest.raises(kind) as raised:
        mailer.send(b"", "a@b.example", "c@d.example")
    assert type(raised.value) is kind


def test_the_client_for_mail_repeats_nothing_by_itself() -> None:
    config: Any = SesMailer()._client.meta.config
    assert config.retries == {"total_max_attempts": 1, "mode": "legacy"}


def messages(world: Home) -> list[Message]:
    """Every message of every case."""
    waiting = list(world.applications.waiting())
    return [message for one in waiting for message in world.applications.messages(one.id)]
