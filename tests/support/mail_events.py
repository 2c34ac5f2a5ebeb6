"""What SES tells of a mail by way of EventBridge (SES developer guide, “Examples of event data”)."""

from collections.abc import Mapping
from typing import Any

BOUNCE: Mapping[str, Any] = {
    "bounceType": "Permanent",
    "bounceSubType": "General",
    "bouncedRecipients": [{"emailAddress": "a@b.example", "diagnosticCode": "smtp; 550 5.1.1 user unknown"}],
}
SUPPRESSED: Mapping[str, Any] = {
    "bounceType": "Permanent",
    "bounceSubType": "OnAccountSuppressionList",
    "bouncedRecipients": [],
}
FAILURES: Mapping[str, Mapping[str, Any]] = {
    "bounced": {"bounce": BOUNCE},
    "suppressed": {"bounce": SUPPRESSED},
    "complained": {"complaint": {"complaintFeedbackType": "abuse"}},
    "refused": {"reject": {"reason": "Bad content"}},
}
"""Each way not to arrive, by what we call it."""


def mail_event(application: str, message: str, **what: Any) -> dict[str, Any]:
    """One event about a message of the outbox; `what` is its kind in SES's words, with what belongs to that kind."""
    kind = next(iter(what))
    return {
        "version": "0",
        "source": "aws.ses",
        "detail-type": "Email Bounced",
        "detail": {
            "eventType": kind.capitalize(),
            "mail": {
                "messageId": "0000014644fe5ef6-9a483358",
                "destination": ["somebody@elsewhere.example"],
                "tags": {
                    "ses:configuration-set": ["Configuration"],
                    "application": [application],
                    "message": [message],
                },
            },
            **what,
        },
    }
