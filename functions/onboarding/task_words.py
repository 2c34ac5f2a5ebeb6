"""What a task is about, in words: a check-in that went badly or silently, a mail that came back or looks like spam."""

from collections.abc import Mapping

from onboarding.domain.decision import Decision
from onboarding.domain.questions import SPAM
from onboarding.domain.undelivered import Failure

UNDELIVERED: Mapping[str, str] = {
    Failure.BOUNCED: "came back",
    Failure.COMPLAINED: "was reported as spam by its reader, who gets no more mail of ours",
    Failure.SUPPRESSED: "was not sent: this mailbox bounced or complained before",
    Failure.REFUSED: "was refused by the mail service, for good",
}
"""What became of a mail that its reader has not read."""


def mail_name(mail: str) -> str:
    """A mail's name as people in ops read it."""
    return mail.replace("_", " ").capitalize()


def task(decision: Decision) -> str:
    """Why ops have it, in a sentence or two."""
    about, days = decision.about, decision.about.get("days", "")
    if about.get("mail"):
        what = UNDELIVERED.get(about.get("happened", ""), "did not arrive")
        said = f" The mail service says: {about['note']}" if about.get("note") else ""
        return f"The mail “{mail_name(about['mail'])}” to {about.get('name', '')} ({about.get('to', '')}) {what}.{said}"
    if about.get("happened") == SPAM:
        return (
            f"A mail to this case's mailbox from {about.get('name', '')} ({about.get('from', '')}) looks like spam. "
            f"Nobody was answered; if it is genuine, write to them. It says: {about.get('note', '')}"
        )
    if decision.about.get("happened") == "bad":
        return f"After {days} days as a partner it is not going well. In their words: {decision.about.get('note', '')}"
    return f"The partner has not answered the check-in after {days} days. Please get in touch."
