"""The inbox's pages: a list that refreshes itself, and one mail with its HTML kept in a sandboxed frame."""

import re
from collections.abc import Sequence
from email.utils import parseaddr
from html import escape

from local.mailbox import Mail

# The frame may open links in a new tab, where they are ordinary pages again; it runs no script and loads
# nothing from elsewhere. 'unsafe-inline' is for styles only: mails carry theirs in the document.
FRAME_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "style-src 'unsafe-inline'; img-src 'self' data:"
)
PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'self'"
REFRESH_SECONDS = 4

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --faint: #8881; --quiet: #6b7280; --link: #1d4ed8 }
@media (prefers-color-scheme: dark) { :root { --quiet: #9ca3af; --link: #93b4ff } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 64rem; padding: 1.5rem 1rem 3rem;
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
a { color: var(--link) }
h1 { font-size: 1.35rem; line-height: 1.3; margin: 0 0 1rem }
.quiet { color: var(--quiet); font-weight: 400 }
ol { list-style: none; margin: 0; padding: 0; border: 1px solid var(--line); border-radius: .6rem;
  overflow: hidden }
li + li { border-top: 1px solid var(--line) }
li a { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; padding: .65rem .9rem;
  color: inherit; text-decoration: none }
li a:hover, li a:focus-visible { background: var(--faint) }
li strong { flex-basis: 100%; font-weight: 600 }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 0 0 1rem }
dt { color: var(--quiet) } dd { margin: 0 }
iframe { width: 100%; height: 75vh; border: 1px solid var(--line); border-radius: .6rem; background: #fff;
  color-scheme: light; resize: vertical }
details { margin-top: 1rem } summary { cursor: pointer; font-weight: 600 }
pre { white-space: pre-wrap; background: var(--faint); border-radius: .6rem; padding: .9rem;
  margin: .5rem 0 0 }
nav { margin-bottom: 1rem }
"""


def list_page(mails: Sequence[Mail]) -> str:
    """Every mail in one line each, newest first."""
    rows = "".join(
        f'<li><a href="/mails/{mail.id}"><strong>{escape(mail.subject) or "(no subject)"}</strong>'
        f"<span>to {escape(', '.join(mail.recipients))} "
        f'<span class="quiet">from {escape(parseaddr(mail.sender)[0] or mail.sender)}</span></span>'
        f'<time class="quiet" datetime="{mail.date.isoformat()}">{mail.date:%d %b %Y %H:%M %Z}</time>'
        "</a></li>"
        for mail in mails
    )
    body = f"<ol>{rows}</ol>" if rows else "<p>No mail yet. This page refreshes itself.</p>"
    heading = f'<h1>Inbox <span class="quiet">{len(mails)} mail{"" if len(mails) == 1 else "s"}</span></h1>'
    refresh = f'<meta http-equiv="refresh" content="{REFRESH_SECONDS}">'
    return _page(f"Inbox ({len(mails)})", heading + body, refresh)


def mail_page(mail: Mail) -> str:
    """One mail: who, when, its HTML, its text, its attachments and its headers."""
    who = "".join(
        f"<dt>{name}</dt><dd>{escape(value)}</dd>"
        for name, value in (
            ("From", mail.sender),
            ("To", ", ".join(mail.recipients)),
            ("Reply to", dict(mail.headers).get("Reply-To", "")),
            ("Date", f"{mail.date:%A %d %B %Y %H:%M:%S %Z}"),
        )
        if value
    )
    files = "".join(
        f'<li><a href="/mails/{mail.id}/attachments/{index}"><strong>{escape(part.name)}</strong>'
        f'<span class="quiet">{escape(part.type)}, {len(part.content):,} bytes</span></a></li>'
        for index, part in enumerate(mail.attachments)
    )
    frame = (
        f'<iframe title="The mail as its reader sees it" src="/mails/{mail.id}/html"'
        ' sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>'
        if mail.html
        else ""
    )
    shown = "" if mail.html else " open"
    text = f"<details{shown}><summary>Text</summary><pre>{_linked(mail.text)}</pre></details>"
    headers = escape("\n".join(f"{name}: {value}" for name, value in mail.headers))
    return _page(
        mail.subject,
        f'<nav><a href="/">All mails</a></nav><h1>{escape(mail.subject) or "(no subject)"}</h1><dl>{who}</dl>'
        + (f"<ol>{files}</ol><br>" if files else "")
        + frame
        + (text if mail.text else "")
        + _reply_form(mail)
        + f"<details><summary>Headers</summary><pre>{headers}</pre></details>",
    )


def _reply_form(mail: Mail) -> str:
    """Answering the mail as its reader."""
    return (
        f'<details><summary>Reply</summary><form method="post" action="/mails/{mail.id}/reply">'
        '<p><label>Your reply<br><textarea name="text" rows="5" cols="60" required></textarea></label></p>'
        "<p><button>Send the reply</button></p></form></details>"
    )


def replied_page(mail: Mail, said: str) -> str:
    """What became of a reply."""
    back = f'<nav><a href="/mails/{mail.id}">Back to the mail</a></nav>'
    return _page("Reply", f"{back}<h1>{escape(mail.subject)}</h1><p>{escape(said)}</p>")


def framed_html(mail: Mail) -> str:
    """The mail's own HTML: links open a new tab, and images that it carries are found."""
    html = mail.html
    for index, part in enumerate(mail.attachments):
        if part.reference:
            html = html.replace(f"cid:{part.reference}", f"/mails/{mail.id}/attachments/{index}")
    base = '<base target="_blank">'
    opened = re.sub(r"(<head\b[^>]*>)", rf"\1{base}", html, count=1, flags=re.IGNORECASE)
    return opened if opened != html else base + html


def missing_page() -> str:
    """What a mail that is not there, or no longer, looks like."""
    return _page("Not found", '<nav><a href="/">All mails</a></nav><h1>This mail is not in the inbox</h1>')


def _linked(text: str) -> str:
    # Splitting by one group leaves the addresses at the odd places.
    pieces = re.split(r"(https?://[^\s<>\"]*[^\s<>\".,;:!?)])", text)
    return "".join(
        f'<a href="{escape(piece)}" target="_blank" rel="noopener">{escape(piece)}</a>' if index % 2 else escape(piece)
        for index, piece in enumerate(pieces)
    )


def _page(title: str, body: str, head: str = "") -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"{head}<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main>{body}</main></body></html>"
    )
