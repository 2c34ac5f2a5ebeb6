"""How often something may be done by one source, or to one mailbox, before we ask to slow down."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from onboarding.domain.checked import need, only

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_IPV6_HOME = 64


class TooMany(Exception):
    """A limit is used up; nothing was changed. `until` is when the next window begins."""

    def __init__(self, until: datetime) -> None:
        super().__init__("a limit is used up")
        self.until = until


@dataclass(frozen=True)
class Limit:
    """`what` may be done `most` times `within` a window that begins at full hours or days (UTC), by or to `whom`."""

    what: str
    whom: str
    most: int
    within: timedelta

    def window(self, now: datetime) -> datetime:
        """When the present window began."""
        return now - (now - datetime.min.replace(tzinfo=UTC)) % self.within

    def ends(self, now: datetime) -> datetime:
        """When the present window ends."""
        return self.window(now) + self.within


@dataclass(frozen=True)
class Limits:
    """The program's figures: forms and requests an hour from one source, mails a day to one mailbox nobody proved."""

    per_source: int
    per_mailbox: int

    def source(self, what: str, address: str) -> list[Limit]:
        """The limit of one internet address; none for this machine itself, from which only a local cloud is used."""
        source = _source(address)
        return [Limit(what, source, self.per_source, HOUR)] if source else []

    def mailbox(self, what: str, email: str) -> list[Limit]:
        """The limit of one mailbox; none where no address was given."""
        return [Limit(what, email.casefold(), self.per_mailbox, DAY)] if email else []


def limits(table: Mapping[str, Any]) -> Limits:
    """The section `limits`; raises ProgramError naming the key that is wrong."""
    only(table, {"per_source", "per_mailbox"}, "limits")
    return Limits(need(table, "per_source", int, "limits"), need(table, "per_mailbox", int, "limits"))


def _source(address: str) -> str:
    """One household or office: an IPv4 address, or the network of an IPv6 one, which has addresses without end."""
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    if ip.is_loopback:
        return ""
    return str(ip_network((ip, _IPV6_HOME), strict=False)) if isinstance(ip, IPv6Address) else str(ip)
