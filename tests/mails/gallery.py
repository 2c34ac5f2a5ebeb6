"""`make mails`: every mail in every language, with ordinary, long and hostile data, as pages to be looked at."""

import sys
from email.message import EmailMessage
from html import escape
from pathlib import Path

from infra.words import compile_all
from onboarding.domain.languages import SPOKEN
from tests.mails.cases import Queued, gallery
from tests.mails.forms import FORMS

FOLDER = Path("build") / "mails"
_HEADERS = ("Subject", "From", "To", "Reply-To", "List-Id", "References", "Auto-Submitted")
_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;margin:1rem}section{display:flex;flex-wrap:wrap;gap:1.5rem}"
    "article{width:22rem}iframe{width:320px;height:30rem;border:1px solid #888}h3{font-size:1rem;margin:0}"
    "small{display:block;overflow-wrap:anywhere}:root{color-scheme:light dark}"
)


def kinds(form: str) -> dict[str, Queued]:
    """The newest mail of each kind, and of what it asks for, by its name."""
    found = {}
    for queued in gallery(form):
        decision = queued.case.decision
        about = f"-{decision.kind.value}" if decision and queued.message.letter.decision else ""
        found[f"{queued.mail.value}{about}"] = queued
    return found


def part(mail: EmailMessage, kind: str) -> str:
    """The text or the HTML of a mail."""
    body = mail.get_body((kind,))
    return str(body.get_content()) if body is not None else ""


def write(folder: Path) -> int:
    """Writes the pages and their index; gives how many mails there are. The catalogues are compiled if need be."""
    compile_all()
    folder.mkdir(parents=True, exist_ok=True)
    sections, count = [], 0
    for language, form in ((language, form) for language in SPOKEN for form in FORMS):
        articles = []
        for name, queued in sorted(kinds(form).items()):
            file = f"{language}-{form.replace(' ', '-')}-{name}"
            articles.append(_article(folder, file, name, queued.in_language(language).composed()))
            count += 1
        sections.append(f"<h2>{SPOKEN[language]}: {escape(form)}</h2><section>{''.join(articles)}</section>")
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Mails</title><style>{_STYLE}</style>'
    (folder / "index.html").write_text(f"{head}<h1>{count} mails</h1>{''.join(sections)}", encoding="utf-8")
    return count


def _article(folder: Path, file: str, name: str, mail: EmailMessage) -> str:
    (folder / f"{file}.html").write_text(part(mail, "html"), encoding="utf-8")
    (folder / f"{file}.txt").write_text(part(mail, "plain"), encoding="utf-8")
    headers = "".join(f"<small><b>{one}:</b> {escape(str(mail[one]))}</small>" for one in _HEADERS if mail[one])
    links = f'<a href="{file}.html">HTML</a> · <a href="{file}.txt">text</a>'
    frame = f'<iframe src="{file}.html" sandbox loading="lazy" title="{escape(name)}"></iframe>'
    return f"<article><h3>{escape(name)}</h3>{headers}<p>{links}</p>{frame}</article>"


if __name__ == "__main__":
    print(f"{write(FOLDER)} mails in {FOLDER / 'index.html'}", file=sys.stderr)
