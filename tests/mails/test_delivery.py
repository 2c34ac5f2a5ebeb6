"""From the outbox to a server's door: the envelope's address, and what happens where no way leads to it."""

from onboarding.domain.people import Person
from onboarding.steps import ask_for_confirmation
from tests.support.journey import Journey, home, replay, stream
from tests.support.table import everything
from tests.support.world import Home


def asked(world: Home, email: str) -> list[str]:
    """The states of all messages after a case with this mailbox was asked to confirm it."""
    journey = Journey(world, applicant=Person("Jörg", email))
    ask_for_confirmation.run(world, journey.event)
    stream(world)
    return [item["state"] for item in everything().values() if item["kind"] == "MESSAGE"]


def test_a_mailbox_on_an_international_domain_gets_its_mail() -> None:
    with home() as world:
        assert asked(world, "info@bücher.example") == ["sent"]
        assert len(world.mailer.to("info@xn--bcher-kva.example")) == 1


def test_a_mailbox_that_no_mail_can_reach_is_given_up_at_once_and_ops_are_told() -> None:
    with home() as world:
        assert asked(world, "jörg@x.example") == ["failed", "queued"]
        world.clock.move(days=1)
        replay(world)
        assert [str(mail["To"]) for mail in world.mailer.sent] == [
            "Partner operations <partner-ops@harbourlight.example>"
        ]
