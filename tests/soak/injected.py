"""Promise 22: nothing that people type becomes active: in mails, pages, exported tables, agreements and keys."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from infra import fonts
from local.operations import audit
from onboarding.documents import pages, wording
from onboarding.domain.application import Application
from onboarding.domain.decision import Kind
from tests.soak.corpus import ACTIVE, CORPUS
from tests.soak.journeys import KEY, form
from tests.soak.people import YES, Answering, Fields, People, opened
from tests.soak.town import Town, form_path, town
from tests.support.samples import PROGRAM

_KEY = re.compile(r"[A-Z]+(_[A-Z]+)?(#[A-Za-z0-9-]+)*")
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_DOING = frozenset({"/Annots", "/URI", "/JS", "/Launch", "/AA", "/OpenAction"})
"""What leads somewhere or runs in a PDF. An agreement has none of it."""

_PARTNERS = "partners.csv"


def check() -> str:
    """The figure: each hostile text in every field that a person can fill, in answers and in a file of partners."""
    refused = mails = looked = cells = agreements = 0
    with town() as here:
        for text in CORPUS:
            here.begin()
            taken = _played(here, text)
            refused, agreements = refused + (not taken), agreements + taken
            for raw in here.aws.sent:
                mails += 1
                _plain_mail(raw, text)
            for path in _looks(here):
                looked += 1
                assert not ACTIVE.search(here.send("GET", path)[1]), f"{text!r} is active on {path}"
            for found in _cells(here):
                cells += 1
                assert not found.lstrip(" \u00a0\u3000").startswith(_FORMULA), f"a formula in a table: {found[:80]}"
            doing = _names(_printed(here.application(KEY))) & _DOING
            assert not doing, f"{text!r} does something in an agreement: {sorted(doing)}"
            _inside(here)
    return (
        f"{len(CORPUS)} hostile texts, {refused} of which only a file can bring: in {mails} mails, on {looked} pages, "
        f"in {cells} cells of tables and {agreements} agreements 0 active"
    )


def _played(here: Town, text: str) -> bool:
    """A journey whose people all type this, and a partner of that name from a file; whether the form takes it."""
    typed = form(company=f"Shop {text}"[:90], name=f"Ann {text}"[:90], **{"customer-1": f"Kunde {text}"[:90]})
    typed |= {"admin_name-1": f"Jo {text}"[:90]}
    sent = _sendable(typed)
    here.filled_in(sent)
    for page in ("company", "people", "customers", "check"):  # before it is sent: then nothing of it is shown any more
        assert not ACTIVE.search(here.send("GET", f"{form_path(typed)}/{page}")[1]), f"{text!r} is active on the form"
    taken = here.apply(sent)
    assert taken or here.apply(form()), "an ordinary form is taken"
    people = People(here, _typing(text))
    while here.settle() | people.act():
        pass
    _brought(here, _sent(text))
    return taken


def _brought(here: Town, name: str) -> None:
    """A file with a partner of this name and a row that is wrong, checked and committed; the partner is invited."""
    out = io.StringIO()
    rows = [("company", "website", "e-mail", "name"), (name, "shop.example", "ann@shop.example", name), (name,) * 4]
    csv.writer(out).writerows(rows)
    for folder in ("check", "commit"):
        here.drop(f"{folder}/{_PARTNERS}", out.getvalue())
        here.settle()
    here.pass_by(hours=25)


def _typing(text: str) -> Answering:
    """Everybody agrees under this name and with this remark; where no form takes it, under their own.

    Whoever signs is called Ann, so that it may be her who types that.
    """
    name = f"Ann {text}"[:60]

    def answer(case: str, decision: str, kind: Kind) -> Fields | None:
        yes = YES.get(kind)
        return {**yes, "name": name, "note": name} if yes and name.isprintable() else yes

    return answer


def _sendable(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What a browser could send of it: no half characters."""
    return {name: _sent(value) if isinstance(value, str) else value for name, value in fields.items()}


def _sent(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _looks(here: Town) -> Iterator[str]:
    for raw in here.aws.sent:
        mail = opened(raw)
        yield from filter(None, (mail.asks[0] if mail.asks else "", mail.page))


def _plain_mail(raw: bytes, text: str) -> None:
    head = raw.split(b"\r\n\r\n" if b"\r\n\r\n" in raw else b"\n\n", 1)[0].decode("ascii")
    names = [line.partition(":")[0].lower() for line in head.splitlines() if line[:1].strip()]
    assert len(names) == len(set(names)), f"{text!r} doubles a header: {names}"
    assert not {"bcc", "x-injected", "cc"} & set(names), f"{text!r} is a header: {names}"
    body = opened(raw).text
    assert not re.search(r"(?<![\w/.])evil\.example", body), f"{text!r} is a link in a mail: {body}"
    assert not re.search("[\u202a-\u202e]", body), f"{text!r} turns the text of a mail"


def _cells(here: Town) -> Iterator[str]:
    """Of the exported audit, and of the reports about the file."""
    reports = [here.aws.objects[f"{folder}/{_PARTNERS}.report.csv"] for folder in ("check", "commit")]
    for table in (audit.csv(here.world.applications.events(KEY)), *(one.decode("utf-8-sig") for one in reports)):
        yield from (cell for row in csv.reader(io.StringIO(table)) for cell in row)


def _printed(application: Application) -> PdfFileReader:
    """The agreement of a case, as its signer is shown it."""
    number, at = f"{application.id}-4", application.submitted
    words = wording.wording(application, application.submission.customers, number, PROGRAM, at)
    return PdfFileReader(io.BytesIO(pages.render(words, number, PROGRAM, at, fonts=fonts.folder())))


def _names(pdf: PdfFileReader) -> set[str]:
    """Every name of every dictionary that can be reached from the document's root."""
    left: list[Any] = [pdf.root]
    seen, names = set[int](), set[str]()
    while left:
        value = left.pop()
        if isinstance(value, generic.IndirectObject):
            if value.idnum not in seen:
                seen.add(value.idnum)
                left.append(value.get_object())  # type: ignore[no-untyped-call]
        elif isinstance(value, generic.DictionaryObject):
            names.update(value)
            left += [value.raw_get(name) for name in value]
        elif isinstance(value, generic.ArrayObject):
            left += [value.raw_get(at) for at in range(len(value))]
    return names


def _inside(here: Town) -> None:
    """Keys are of our own making, and executions carry nothing that anybody typed."""
    for key in here.aws.table.items:
        assert all(_KEY.fullmatch(part) for part in key), f"a key of somebody's: {key}"
    for execution in here.machine.executions.values():
        assert set(execution.input) <= {"id", "stage", "outcome", "decision", "error"}, execution.input
