"""What SES does with mail that comes in: stores it, then calls the function, with the receipt event's own shape."""

import secrets
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

import boto3

from local.addresses import REPLY_DOMAIN, read_outputs
from local.functions import invoke
from local.mailbox import Mail
from onboarding.adapters.incoming import PREFIX


def is_ours(recipient: str) -> bool:
    """Whether a mail to this mailbox is for the function that reads replies."""
    return recipient.rpartition("@")[2].casefold() == REPLY_DOMAIN


def hand_in(raw: bytes, recipients: list[str]) -> list[str]:
    """What became of the mail; raises NotRunning, FunctionFailed, ClientError."""
    id = secrets.token_hex(20)
    boto3.client("s3").put_object(Bucket=read_outputs()["MailsBucketName"], Key=f"{PREFIX}{id}", Body=raw)
    answer = invoke("InboundFunctionName", receipt(id, raw, recipients))
    return [str(one) for one in answer.get("done", [])] if isinstance(answer, dict) else []


def receipt(id: str, raw: bytes, recipients: list[str]) -> dict[str, Any]:
    """SES's event for one mail (SES developer guide, "Contents of notifications for receiving")."""
    mail = message_from_bytes(raw, policy=policy.default)
    passed = {"status": "PASS"}
    verdicts = dict.fromkeys(("spamVerdict", "virusVerdict", "spfVerdict", "dkimVerdict", "dmarcVerdict"), passed)
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {
        "Records": [
            {
                "eventSource": "aws:ses",
                "eventVersion": "1.0",
                "ses": {
                    "mail": {
                        "timestamp": now,
                        "source": parseaddr(str(mail["From"] or ""))[1],
                        "messageId": id,
                        "destination": recipients,
                        "headersTruncated": False,
                        "headers": [{"name": name, "value": str(value)} for name, value in mail.items()],
                        "commonHeaders": {"subject": str(mail["Subject"] or "")},
                    },
                    "receipt": {
                        "timestamp": now,
                        "processingTimeMillis": 1,
                        "recipients": recipients,
                        **verdicts,
                        "action": {"type": "Lambda", "functionArn": "", "invocationType": "Event"},
                    },
                },
            }
        ]
    }


def reply(mail: Mail, text: str) -> tuple[bytes, str]:
    """What a mail program sends when its reader answers, and to whom."""
    headers = dict(mail.headers)
    to = parseaddr(headers.get("Reply-To", mail.sender))[1]
    answer = EmailMessage()
    answer["From"] = headers.get("To", mail.recipients[0] if mail.recipients else "")
    answer["To"] = to
    answer["Subject"] = mail.subject if mail.subject.lower().startswith("re:") else f"Re: {mail.subject}"
    answer["In-Reply-To"] = headers.get("Message-ID", "")
    answer["References"] = f"{headers.get('References', '')} {headers.get('Message-ID', '')}".strip()
    quoted = "\n".join(f"> {line}" for line in mail.text.splitlines())
    answer.set_content(f"{text}\n\nOn {mail.date:%d %B %Y} {mail.sender} wrote:\n{quoted}\n")
    return answer.as_bytes(), to
