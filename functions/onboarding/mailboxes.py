"""Mailboxes and domains: which belong to the same company, as far as their names can tell."""

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

    from onboarding.domain.application import Application

PUBLIC_MAIL = frozenset(
    {
        "126.com", "139.com", "163.com", "a1.net", "alice.it", "aliyun.com", "aol.com", "aol.de", "aon.at", "arcor.de",
        "att.net", "bellsouth.net", "bigpond.com", "bk.ru", "bluewin.ch", "blueyonder.co.uk", "bol.com.br",
        "bredband.net", "btinternet.com", "centrum.cz", "charter.net", "chello.at", "comcast.net", "cox.net",
        "daum.net", "docomo.ne.jp", "earthlink.net", "eircom.net", "email.cz", "ezweb.ne.jp", "fastmail.com",
        "foxmail.com", "free.fr", "freemail.hu", "freenet.de", "get2net.dk", "gmail.com", "gmx.at", "gmx.ch", "gmx.com",
        "gmx.de", "gmx.net", "googlemail.com", "hanmail.net", "hetnet.nl", "hey.com", "hispeed.ch", "home.nl",
        "hotmail.be", "hotmail.co.jp", "hotmail.co.uk", "hotmail.com", "hotmail.de", "hotmail.es", "hotmail.fr",
        "hotmail.it", "hotmail.nl", "hushmail.com", "icloud.com", "inbox.ru", "interia.pl", "kpnmail.nl", "laposte.net",
        "libero.it", "list.ru", "live.be", "live.co.uk", "live.com", "live.de", "live.fr", "live.it", "live.nl",
        "mac.com", "mail.com", "mail.de", "mail.dk", "mail.ru", "mailbox.org", "me.com", "msn.com", "naver.com",
        "neuf.fr", "nifty.com", "ntlworld.com", "o2.pl", "ocn.ne.jp", "onet.pl", "online.de", "online.no",
        "optusnet.com.au", "orange.fr", "outlook.com", "outlook.de", "outlook.es", "outlook.fr", "outlook.it",
        "outlook.jp", "planet.nl", "pm.me", "posteo.de", "proton.me", "protonmail.com", "qq.com", "rambler.ru",
        "rediffmail.com", "rocketmail.com", "rogers.com", "sapo.pt", "sbcglobal.net", "seznam.cz", "sfr.fr", "shaw.ca",
        "sina.com", "sky.com", "skynet.be", "softbank.jp", "sohu.com", "sunrise.ch", "sympatico.ca", "t-online.de",
        "talktalk.net", "telefonica.net", "telenet.be", "telia.com", "telus.net", "terra.com.br", "tin.it",
        "tiscali.it", "tuta.io", "tutanota.com", "ukr.net", "unitybox.de", "uol.com.br", "upcmail.nl", "verizon.net",
        "videotron.ca", "virgilio.it", "virginmedia.com", "vodafone.de", "wanadoo.fr", "web.de", "wp.pl", "xs4all.nl",
        "xtra.co.nz", "yahoo.ca", "yahoo.co.in", "yahoo.co.jp", "yahoo.co.uk", "yahoo.com", "yahoo.com.au",
        "yahoo.com.br", "yahoo.de", "yahoo.es", "yahoo.fr", "yahoo.it", "yandex.com", "yandex.ru", "ymail.com",
        "ziggo.nl", "zoho.com",
    }
)  # fmt: skip
"""Domains in which strangers have mailboxes: sharing one says nothing, so whole addresses are compared."""

LONGEST_ADDRESS, _LONGEST_LOCAL = 254, 64
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9-]{2,63}")


@cache
def _suffixes() -> "PublicSuffixList":
    # Its list costs a cold start 44 ms, which only whoever compares domains should pay.
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415

    return PublicSuffixList()


def host(name: str) -> str:
    """A host name in ASCII, lower case; empty where it is none (no dot, only digits, bad characters)."""
    try:
        ascii_name = name.strip().rstrip(".").encode("idna").decode().lower()
    except UnicodeError:
        return ""
    return ascii_name if _HOST.fullmatch(ascii_name) else ""


def address(text: str) -> str:
    """An e-mail address, its domain in ASCII; empty where it is none (RFC 5321, no quoted local parts)."""
    local, _, domain = text.rpartition("@")
    ascii_domain = host(domain)
    whole = f"{local}@{ascii_domain}"
    fits = len(local) <= _LONGEST_LOCAL and len(whole) <= LONGEST_ADDRESS and _LOCAL.fullmatch(local)
    return whole if ascii_domain and fits else ""


def registrable(name: str) -> str:
    """The registrable domain of a host (`a.b.co.uk`: `b.co.uk`), or the host itself where it has none."""
    return _suffixes().privatesuffix(name) or name


def domain_of(email: str) -> str:
    """The registrable domain of an address."""
    return registrable(email.rpartition("@")[2])


def company_domain(host: str, email: str) -> str:
    """What tells one company from another: its website's domain, its mail domain, or its whole address."""
    if host:
        return registrable(host)
    mail = domain_of(email)
    return email.casefold() if mail in PUBLIC_MAIL else mail


def known_domains(domain: str, email: str) -> tuple[str, ...]:
    """What tells a company from others: its own `domain` (or address), and its mail's unless strangers have it too."""
    if email.casefold() == domain or email.casefold().endswith(f"@{domain}"):
        return (domain,)
    mail = domain_of(email.casefold())
    return (domain,) if mail in {domain, *PUBLIC_MAIL} else (domain, mail)


def canonical(email: str) -> str:
    """One spelling of a mailbox: no case, no `+tag`; with Google also no dots, and one of its two domains."""
    local, _, domain = email.strip().casefold().rpartition("@")
    local, domain = local.partition("+")[0] or local, host(domain) or domain
    if domain in {"gmail.com", "googlemail.com"}:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def is_public(email: str) -> bool:
    """Whether strangers have mailboxes in the same domain."""
    return domain_of(canonical(email)) in PUBLIC_MAIL


def same_company(email: str, other_email: str, other_host: str) -> bool:
    """Whether an address is in a company's domain, by its mail address and its website's host (or none)."""
    mine, theirs = canonical(email), canonical(other_email)
    if other_email and mine == theirs:
        return True
    here = mine.rpartition("@")[2]
    alike = [one for one in (theirs.rpartition("@")[2], other_host) if one and _may_share(here, one)]
    if not alike:
        return False
    domain = registrable(here)
    return domain not in PUBLIC_MAIL and domain in map(registrable, alike)


def _may_share(host: str, other: str) -> bool:
    """Whether two hosts may have one registrable domain: it has two labels at least, so most need no list to tell."""
    return host.split(".")[-2:] == other.split(".")[-2:]


def is_one_of(email: str, people: Iterable[str], host: str) -> bool:
    """Whether an address is in the company of any of these mailboxes, or of a website's host (or none)."""
    return any(same_company(email, person, host) for person in people)


def is_partners(application: "Application", email: str) -> bool:
    """Whether a mailbox is the partner's: its domains, subdomains and aliases, and those of whoever signs for it."""
    form = application.submission
    return is_one_of(email, (form.applicant.email, form.signer.email, application.signs.email), form.domain)


def website(text: str) -> tuple[str, str]:
    """A website's address with its scheme, and its host; two empty strings where it is none."""
    if not text:
        return "", ""
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        name, _ = host(parts.hostname or ""), parts.port
    except ValueError:
        return "", ""
    if parts.scheme.lower() not in {"http", "https"} or not name or parts.username or parts.password or " " in text:
        return "", ""
    port = f":{parts.port}" if parts.port else ""
    path = parts.path if parts.path != "/" else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme.lower()}://{name}{port}{path}{query}", name
