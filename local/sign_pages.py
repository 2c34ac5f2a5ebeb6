"""The stand-in's pages: what Dropbox Sign would show a signer, as plainly as it can be said."""

from html import escape

from local.sign_requests import DECLINED, OPEN, SIGNED, Asked

PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'"

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --faint: #8881; --quiet: #6b7280; --wrong: #b3261e }
@media (prefers-color-scheme: dark) { :root { --quiet: #9ca3af; --wrong: #f2b8b5 } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 46rem; padding: 1.5rem 1rem 3rem; font: 1rem/1.5 system-ui, sans-serif;
  overflow-wrap: anywhere }
h1 { font-size: 1.35rem; line-height: 1.3; margin: 0 0 1rem }
.quiet { color: var(--quiet) } .wrong { color: var(--wrong); font-weight: 600 }
pre { white-space: pre-wrap; background: var(--faint); border-radius: .6rem; padding: .9rem; max-height: 24rem;
  overflow: auto }
fieldset { border: 1px solid var(--line); border-radius: .6rem; margin: 0 0 1rem } legend { font-weight: 600 }
label { display: block; margin: .4rem 0 } input[type=text] { width: 100%; font: inherit; padding: .5rem }
button { font: inherit; padding: .6rem 1.2rem }
"""

_OVER = {SIGNED: "You have signed", DECLINED: "You have declined"}


def sign_page(asked: Asked, problem: str = "") -> str:
    """The document with its form, or what became of the request."""
    title = escape(asked.title)
    if asked.status != OPEN:
        over = _OVER.get(asked.status, "This request is over")
        return _page(over, f'<h1>{over}</h1><p>{title}</p><p class="quiet">You can close this page.</p>')
    wrong = f'<p class="wrong" role="alert">{escape(problem)}</p>' if problem else ""
    return _page(
        title,
        f'<p class="quiet">A stand-in for Dropbox Sign, for this machine only</p><h1>{title}</h1>'
        f"<p>{escape(asked.message)}</p>{_document(asked)}{wrong}"
        '<form method="post"><fieldset><legend>Your answer</legend>'
        '<label><input type="radio" name="answer" value="signed"> I agree to sign electronically, and sign</label>'
        '<label><input type="radio" name="answer" value="declined"> I decline</label></fieldset>'
        '<label>Your full name <input type="text" name="name" autocomplete="name"></label>'
        '<label>Reason, if you decline <input type="text" name="note" autocomplete="off"></label>'
        "<p><button>Send</button></p></form>",
    )


def missing_page() -> str:
    """What a link that was cancelled, or never was, looks like."""
    return _page("Not found", "<h1>There is nothing to sign here</h1><p>It may have been cancelled.</p>")


def _document(asked: Asked) -> str:
    content = asked.content()
    if content.startswith(b"%PDF"):
        return f'<p class="quiet">{escape(asked.file_name)}, {len(content)} bytes</p>'
    return f'<pre tabindex="0" aria-label="{escape(asked.file_name)}">{escape(content.decode(errors="replace"))}</pre>'


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body><main>{body}</main></body></html>"
    )
