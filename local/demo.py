"""A whole journey by itself, through the doors that people use: the form, the mails, their links, and the clock."""

import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import boto3

from local.addresses import Addresses, NotRunning, read_outputs
from local.clock import move
from local.functions import FunctionFailed, invoke
from local.started import local_cloud
from local.visitor import Inbox, Mail, NothingCame, Page, Visitor

APPLICANT, EMAIL = "Mira Okafor", "mira@okafor-it.example"
COMPANY = "Okafor & Söhne IT"
CUSTOMERS = (
    ("Bäckerei Sommer", "Jonas Sommer", "jonas@baeckerei-sommer.example"),
    ("Praxis Dr. Aydın", "Elif Aydın", "elif@praxis-aydin.example"),
)
PATIENCE_SECONDS = 90.0


class Refused(AssertionError):
    """A page did not take what a person sent; the message carries what it said."""


class Demo:
    """One partner's way home."""

    def __init__(self, addresses: Addresses) -> None:
        self.addresses = addresses
        self.visitor = Visitor()
        self.inbox = Inbox(addresses.inbox_api)
        self.case = ""
        self.applicants_page = ""
        self.day = 0

    def play(self) -> None:
        """The journey; raises NothingCame or Refused where it does not go on."""
        self.apply()
        self.confirm()
        silent = self.mail("Accept or decline")
        self.keep_silent(silent)
        self.accept(self.mail("Accept or decline", count=2))
        self.sign()
        self.customers()
        self.wait_until_active()

    def apply(self) -> None:
        """Fills the form in."""
        form = self.visitor.open(self.addresses.form)
        typed: dict[str, Any] = {
            "company": COMPANY,
            "website": "okafor-it.example",
            "country": "DE",
            "people": "4",
            "services": ["support", "security", "migration"],
            "name": APPLICANT,
            "email": EMAIL,
            "consent": "yes",
        }
        for number, (customer, admin, email) in enumerate(CUSTOMERS, start=1):
            typed |= {
                f"customer-{number}": customer,
                f"admin_name-{number}": admin,
                f"admin_email-{number}": email,
            }
        page = _taken(self.visitor.submit(form, **typed))
        self.case = page.url.rstrip("/").rsplit("/", 1)[-1]
        self.say(f"{APPLICANT} of {COMPANY} applies: case {self.case}")

    def confirm(self) -> None:
        """The applicant proves the mailbox."""
        self.decide(
            self.mail("Confirm your e-mail", to=EMAIL), APPLICANT, "confirmed", "confirms the mailbox"
        )

    def keep_silent(self, asked: Mail) -> None:
        """A distributor does not answer: it is reminded, and then the next one is asked."""
        self.say(f"{asked.to} is asked to take the partner, and does not answer")
        self.pass_time(3)
        self.heard(self.mail("Reminder 1", to=asked.to))
        self.pass_time(2)
        self.heard(self.mail("Last reminder", to=asked.to))
        self.pass_time(3)
        self.say(f"{asked.to} has let the date pass; the request goes to the next distributor")
        self.look()

    def accept(self, asked: Mail) -> None:
        """The next distributor accepts."""
        self.decide(asked, "Paula Reiter", "accepted", "accepts the partner")

    def sign(self) -> None:
        """The signer reads the agreement and signs."""
        asked = self.mail("Sign", to=EMAIL)
        self.decide(
            asked, APPLICANT, "signed", "signs the agreement", consent="yes", title="Managing director"
        )

    def customers(self) -> None:
        """One customer's admin confirms at once, the other one late, after a reminder."""
        (first, jonas, jonas_mail), (second, elif_, elif_mail) = CUSTOMERS
        self.decide(
            self.mail("account admin", to=jonas_mail), jonas, "confirmed", f"confirms to be admin of {first}"
        )
        self.look()
        self.pass_time(8)
        reminder = self.mail("Reminder 1", to=elif_mail)
        self.heard(reminder)
        self.decide(reminder, elif_, "confirmed", f"confirms, late, to be admin of {second}")

    def wait_until_active(self) -> None:
        """The partner is told, and the page says so."""
        self.heard(self.mail("active partner", to=EMAIL))
        self.look()

    def mail(self, subject: str, to: str = "", count: int = 1) -> Mail:
        """Waits for a mail of this case."""
        return self.inbox.wait(to, subject, self.case, count=count, patience=PATIENCE_SECONDS)

    def decide(self, asked: Mail, name: str, answer: str, words: str, **more: str) -> None:
        """Follows a mail's link and answers."""
        page = self.visitor.open(asked.link(f"/d/{self.case}/"))
        _taken(self.visitor.submit(page, answer=answer, name=name, **more))
        self.say(f"{name} {words}")

    def heard(self, mail: Mail) -> None:
        """Tells of a mail that needs no answer here."""
        self.say(f"mail to {mail.to}: {mail.subject}")

    def look(self) -> None:
        """The applicant looks at the page from the newest mail."""
        mail = next(m for m in reversed(self.inbox.mails(self.case)) if EMAIL in m.to and "/a/" in m.text)
        page = self.visitor.open(mail.link(f"/a/{self.case}/"))
        heading = page.html.split("<h1", 1)[-1].split(">", 1)[-1].split("</h1>", 1)[0]
        self.say(f"the applicant's page says: {' '.join(heading.split())}")

    def pass_time(self, days: int) -> None:
        """Moves the local clock and lets the clock function work."""
        self.day += days
        move(timedelta(days=days))
        invoke("ClockFunctionName")
        self.say(f"{days} days pass")

    def say(self, words: str) -> None:
        """One line of the journey."""
        print(f"  day {self.day:3}  {words}", flush=True)

    def outcome(self) -> tuple[bool, int, int]:
        """Whether the case's execution ended in *Active*, with the transitions of all its executions and its mails."""
        states = until(lambda: _states(self.case), lambda found: found[-1:] == ["Active"])
        return states[-1:] == ["Active"], len(states), len(self.inbox.mails(self.case))


def _taken(page: Page) -> Page:
    if page.status >= 400:  # noqa: PLR2004 - every HTTP error
        raise Refused(f"{page.url} answered {page.status}: {page.text[:600]}")
    return page


def until[T](read: Callable[[], T], good: Callable[[T], bool], patience: float = PATIENCE_SECONDS) -> T:
    """Reads until it is good or patience ends; gives what was read last."""
    deadline = time.monotonic() + patience
    found = read()
    while not good(found) and time.monotonic() < deadline:
        time.sleep(0.3)
        found = read()
    return found


def _states(case: str) -> list[str]:
    """The states that this case's executions entered, generation by generation."""
    client = boto3.client("stepfunctions")
    prefix = read_outputs()["StateMachineArn"].replace(":stateMachine:", ":execution:")
    entered: list[str] = []
    for generation in range(1, 100):
        try:
            pages = client.get_paginator("get_execution_history").paginate(
                executionArn=f"{prefix}:{case}-{generation}"
            )
            events = [event for page in pages for event in page["events"]]
        except client.exceptions.ExecutionDoesNotExist:
            break
        entered += [
            event["stateEnteredEventDetails"]["name"]
            for event in events
            if "stateEnteredEventDetails" in event
        ]
    return entered


def main() -> int:
    """Plays on the running local cloud, or on one that is started and stopped for it."""
    try:
        with local_cloud() as addresses:
            demo = Demo(addresses)
            demo.play()
            active, transitions, mails = demo.outcome()
    except (NothingCame, Refused, NotRunning, FunctionFailed) as error:
        print(f"the journey ended early: {error}", file=sys.stderr)
        return 1
    if not active:
        print("the journey did not end active", file=sys.stderr)
        return 1
    print(f"ACTIVE {demo.case} {transitions} transitions {mails} mails")
    return 0


if __name__ == "__main__":
    sys.exit(main())
