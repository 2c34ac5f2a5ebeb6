"""Plays a whole journey by itself and prints it as it happens."""

import sys
from datetime import timedelta

import boto3

from local.addresses import STATE, NotRunning, read_outputs
from local.clock import move
from local.functions import FunctionFailed, invoke
from local.started import local_cloud
from local.story import Refused, Story, states, until
from local.visitor import Mail, NothingCame

AGREEMENT = STATE / "demo" / "agreement.pdf"
APPLICANT = "Mira Okafor"
CUSTOMERS = (
    ("Bäckerei Sommer", "Jonas Sommer", "jonas@baeckerei-sommer.example"),
    ("Praxis Dr. Aydın", "Elif Aydın", "elif@praxis-aydin.example"),
)


class Demo:
    """The story of a partner whose first distributor keeps silent and whose second customer is late."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.day = 0

    def play(self) -> None:
        """The journey; raises NothingCame or Refused where it does not go on."""
        story = self.story
        story.apply(CUSTOMERS)
        self.say(f"{APPLICANT} of Okafor & Söhne IT applies: case {story.case}")
        self.answer(story.mail("^Confirm", to=story.email), APPLICANT, "confirmed", "confirms the mailbox")
        self.keep_silent(story.mail("^Accept or decline"))
        asked = story.mail("^Accept or decline", count=2)
        self.look()
        self.answer(asked, "Paula Reiter", "accepted", f"of {asked.to} accepts the partner")
        story.sign()
        self.say(f"{APPLICANT} signs the agreement")
        self.hear(story.mail("^Agreement signed", to=story.email))
        self.keep(story.agreement())
        self.customers()
        self.hear(story.mail("active partner", to=story.email))
        self.look()

    def keep_silent(self, asked: Mail) -> None:
        """A distributor does not answer: it is reminded, and then the next one is asked."""
        self.say(f"{asked.to} is asked to take the partner, and does not answer")
        self.pass_time(3)
        self.hear(self.story.mail("^Reminder 1", to=asked.to))
        self.pass_time(2)
        self.hear(self.story.mail("^Last reminder", to=asked.to))
        self.pass_time(3)
        self.hear(self.story.mail("^Passed on", to=asked.to))

    def customers(self) -> None:
        """One customer's admin confirms at once, the other one late, after a reminder."""
        (bakery, jonas, jonas_mail), (practice, elif_, elif_mail) = CUSTOMERS
        asked = self.story.mail("^Answer by", to=jonas_mail)
        self.answer(asked, jonas, "confirmed", f"confirms to be admin of {bakery}")
        self.look()
        self.pass_time(8)
        reminder = self.story.mail("^Reminder 1", to=elif_mail)
        self.hear(reminder)
        self.answer(reminder, elif_, "confirmed", f"confirms, late, to be admin of {practice}")

    def keep(self, document: bytes) -> None:
        """Puts the sealed agreement where a person finds it, and asks the public page about it."""
        AGREEMENT.parent.mkdir(parents=True, exist_ok=True)
        AGREEMENT.write_bytes(document)
        self.say(f"the sealed agreement is in {AGREEMENT.parent.name}/{AGREEMENT.name}: {len(document) // 1024} KB")
        self.say(f"the verify page says: {self.story.verify(document).heading}")

    def answer(self, asked: Mail, name: str, answer: str, words: str) -> None:
        """Somebody follows a mail's link and answers."""
        self.story.answer(asked, name, answer)
        self.say(f"{name} {words}")

    def hear(self, mail: Mail) -> None:
        """Tells of a mail."""
        self.say(f"mail to {mail.to}: {mail.subject}")

    def look(self) -> None:
        """The applicant looks at the page."""
        self.say(f"the applicant's page says: {self.story.heading()}")

    def pass_time(self, days: int) -> None:
        """Days pass."""
        self.day += days
        self.story.move(timedelta(days=days))
        self.say(f"{days} days pass")

    def say(self, words: str) -> None:
        """One line of the journey."""
        print(f"  day {self.day:3}  {words}", flush=True)


def pass_time(length: timedelta) -> None:
    """Moves the local clock and lets the clock function work."""
    move(length)
    invoke("ClockFunctionName")


def main() -> int:
    """Plays on the running local cloud, or on one that is started and stopped for it."""
    try:
        with local_cloud() as addresses:
            story = Story(addresses, pass_time)
            Demo(story).play()
            client, machine = boto3.client("stepfunctions"), read_outputs()["StateMachineArn"]
            entered = until(lambda: states(client, machine, story.case), lambda found: found[-1:] == ["Active"])
            mails = story.inbox.mails(story.case)
    except (NothingCame, Refused, NotRunning, FunctionFailed) as error:
        print(f"the journey ended early: {error}", file=sys.stderr)
        return 1
    if entered[-1:] != ["Active"]:
        print(f"the journey did not end active but went {entered}", file=sys.stderr)
        return 1
    print(f"ACTIVE {story.case} {len(entered)} transitions {len(mails)} mails")
    return 0


if __name__ == "__main__":
    sys.exit(main())
