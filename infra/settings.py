"""What a deployment is told through the CDK's context (`-c name=value`), read once and checked."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from constructs import Node

# The provider of customers' teams: its API, and the site on which an admin approves a connection.
TEAM_API, TEAM_SITE = "https://api.dropboxapi.com", "https://www.dropbox.com"
LOCAL_SENDER = "onboarding@partners.example"


class SettingsError(ValueError):
    """The context lacks something that a deployment needs; the message says which `-c` to add."""


@dataclass(frozen=True, slots=True)
class Settings:
    """A deployment's choices; `local`, `sender` and the provider's addresses are always there."""

    local: bool
    sender: str  # the address that all mails come from
    base_url: str | None = None  # what links in mails start with, without a trailing slash
    console_url: str | None = None  # where ops look; the AWS dashboard's address where absent
    domain_name: str | None = None  # serves the pages and sends the mails
    certificate_arn: str | None = None  # for domain_name; made and validated by DNS where absent
    alarm_email: str | None = None
    slack_workspace: str | None = None  # with slack_channel: alarms are told there, too
    slack_channel: str | None = None
    front: bool = False  # CloudFront and a firewall before the API
    web_acl: str | None = None  # with front: the ARN of a firewall made in us-east-1, where the stack is elsewhere
    reply_domain: str | None = None  # where replies to mails arrive; its MX record leads to SES
    clock_file: str | None = None  # local only: a file with the local clock's offset in seconds
    timestamp_url: str | None = None  # a time-stamp authority (RFC 3161) for the seal
    object_lock: bool = True  # documents cannot be deleted before their time
    team_app_key: str | None = None  # public key of our app at the provider of customers' teams
    team_api: str = TEAM_API
    team_site: str = TEAM_SITE
    dropbox_sign_url: str | None = None  # local only: the stand-in's address
    program: Path | None = None  # a program.toml to ship instead of the one in the sources
    agreements: Path | None = None  # a folder with texts of agreements to ship beside those in the sources
    table_name: str | None = None  # a table restored from a backup, to be used in the place of the stack's own
    table_stream: str | None = None  # the ARN of its stream
    bundle: Path | None = None  # a directory to ship instead of building one

    @classmethod
    def read(cls, node: Node) -> Self:
        """Read an app's context. Raises SettingsError where AWS would not know which address to mail from."""
        local = _text(node, "local") == "true"
        domain_name = _text(node, "domainName")
        sender = _text(node, "sender") or (f"onboarding@{domain_name}" if domain_name else None)
        if sender is None and not local:
            raise SettingsError("AWS needs -c domainName=… (or -c sender=…, an address that SES has verified)")
        if (_text(node, "tableName") is None) != (_text(node, "tableStream") is None):
            raise SettingsError("a restored table needs both -c tableName=… and -c tableStream=… (its stream's ARN)")
        front = _text(node, "front") == "true" and not local
        if front and domain_name and not _text(node, "certificateArn"):
            raise SettingsError("a front with a domain needs -c certificateArn=… of a certificate in us-east-1")
        reply_domain = _text(node, "replyDomain")
        if domain_name and reply_domain and not f".{reply_domain}".endswith(f".{domain_name}") and not local:
            raise SettingsError(
                f"-c replyDomain=… must be {domain_name} or end in .{domain_name}: "
                "SES receives only for a domain that is verified, and this is the one that is"
            )
        bundle, program, agreements = (_text(node, name) for name in ("bundle", "program", "agreements"))
        return cls(
            local=local,
            sender=sender or LOCAL_SENDER,
            base_url=_without_slash(_text(node, "baseUrl")),
            console_url=_text(node, "consoleUrl"),
            domain_name=domain_name,
            certificate_arn=_text(node, "certificateArn"),
            alarm_email=_text(node, "alarmEmail"),
            slack_workspace=_text(node, "slackWorkspace"),
            slack_channel=_text(node, "slackChannel"),
            front=front,
            web_acl=_text(node, "webAcl"),
            reply_domain=reply_domain,
            clock_file=_text(node, "clockFile"),
            timestamp_url=_text(node, "timestampUrl"),
            team_app_key=_text(node, "teamAppKey"),
            team_api=_without_slash(_text(node, "teamApi")) or TEAM_API,
            team_site=_without_slash(_text(node, "teamSite")) or TEAM_SITE,
            dropbox_sign_url=_text(node, "dropboxSignUrl"),
            program=Path(program) if program else None,
            agreements=Path(agreements) if agreements else None,
            table_name=_text(node, "tableName"),
            table_stream=_text(node, "tableStream"),
            bundle=Path(bundle) if bundle else None,
        )


def _text(node: Node, name: str) -> str | None:
    value = node.try_get_context(name)
    return str(value).strip() or None if value is not None else None


def _without_slash(address: str | None) -> str | None:
    return address.rstrip("/") if address else None
