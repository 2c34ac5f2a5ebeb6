"""One story, told through the doors that people use: the form, the mails, their links, the clock."""

import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from local.addresses import Addresses
from local.visitor import FIRST_ERROR, REFUSED, Inbox, Mail, Page, Visitor

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

PATIENCE_SECONDS = 90.0


class Refused(AssertionError):
    """A page did not take what a person sent; the message carries what it said."""


class Story:
    """A case from the outside. `pass_time` moves the local clock and lets the clock function work."""

    def __init__(self, addresses: Addresses, pass_time: Callable[[timedelta], None]) -> None:
        self.addresses = addresses
        self.visitor = Visitor()
        self.inbox = Inbox(addresses.inbox_api)
        self.move = pass_time
        self.case = ""
        self.email = ""

    def apply(self, customers: Sequence[tuple[str, str, str]] = (), track: str = "new", **typed: Any) -> Page:
        """Fills the form in (a good German shop unless told otherwise) and remembers the case."""
        shop = uuid4().hex[:8]  # the same company again would be a case for the reviewer
        values: dict[str, Any] = {
            "company": f"Okafor & Söhne IT {shop}",
            "website": f"okafor-it-{shop}.example",
            "country": "DE",
            "people": "4",
            "services": ["support", "security", "migration"],
            "name": "Mira Okafor",
            "email": f"mira@okafor-it-{shop}.example",
            "consent": "yes",
        }
        for number, (customer, admin, email) in enumerate(customers, start=1):
            row = {"customer": customer, "admin_name": admin, "admin_email": email}
            values |= {f"{name}-{number}": value for name, value in row.items()}
        values |= typed
        begun = self.visitor.submit(self.visitor.open(self.addresses.form), track=track)
        page = taken(self.visitor.fill_in(begun, "/applied/", **values))
        self.case, self.email = page.url.rstrip("/").rsplit("/", 1)[-1], values["email"]
        return page

    def mail(self, subject: str, to: str = "", count: int = 1) -> Mail:
        """The `count`-th mail of this case whose subject matches this pattern; waits for it."""
        return self.inbox.wait(to, subject, self.case, count=count, patience=PATIENCE_SECONDS)

    def open(self, asked: Mail) -> Page:
        """The decision's page behind a mail's link."""
        return self.visitor.open(asked.link(f"/d/{self.case}/"))

    def answer(self, asked: Mail, name: str, answer: str, **more: str) -> Page:
        """Follows a mail's link and answers; raises Refused where the answer is not taken."""
        page = self.open(asked)
        if not page.forms or page.forms[0].action.endswith("/fresh"):
            raise Refused(f"{page.url} asks nothing any more: {page.text[:600]}")
        typed: dict[str, Any] = {"answer": answer, "name": name, **more}
        return taken(self.visitor.submit(page, **typed))

    def sign(self) -> Page:
        """The applicant signs the agreement."""
        asked = self.mail("^Sign", to=self.email)
        return self.answer(asked, "Mira Okafor", "signed", consent="yes", authority="yes", title="Managing director")

    def page(self) -> Page:
        """The applicant's page, from the newest mail that leads to it."""
        mails = reversed(self.inbox.mails(self.case))
        mail = next(mail for mail in mails if self.email in mail.to and f"/a/{self.case}/" in mail.text)
        return self.visitor.open(mail.link(f"/a/{self.case}/"))

    def agreement(self) -> bytes:
        """The sealed agreement, downloaded from the applicant's page."""
        page = self.page()
        if f"{page.url}/agreement" not in page.html:
            raise Refused(f"there is no agreement to download: {page.text[:600]}")
        return self.visitor.download(f"{page.url}/agreement")

    def verify(self, document: bytes) -> Page:
        """What the page for checking says about a file."""
        return self.visitor.upload(self.addresses.form.removesuffix("/apply") + "/verify", "document", document)

    def heading(self) -> str:
        """What the applicant's page says first."""
        return self.page().heading


def taken(page: Page) -> Page:
    """The page, unless it is an error or wants something put right; raises Refused with what it said."""
    if page.status >= FIRST_ERROR or page.url.endswith(REFUSED):
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


def states(client: "SFNClient", machine: str, case: str) -> list[str]:
    """The states that a case's executions entered, generation by generation."""
    prefix = machine.replace(":stateMachine:", ":execution:")
    entered: list[str] = []
    for generation in range(1, 100):
        try:
            history = client.get_paginator("get_execution_history")
            pages = list(history.paginate(executionArn=f"{prefix}:{case}-{generation}"))
        except client.exceptions.ExecutionDoesNotExist:
            break
        for page in pages:
            found = (event.get("stateEnteredEventDetails") for event in page["events"])
            entered += [details["name"] for details in found if details]
    return entered
