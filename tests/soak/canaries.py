"""Promise 25: what people are called, write and hold stays in the table and in mails to those whom it concerns."""

import io
import json
import logging
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from local.faults.door import Fault
from onboarding import clock, reconcile
from tests.soak.bad_days import WAYS
from tests.soak.journeys import JOURNEYS, Journey, travelled
from tests.soak.people import YES, opened
from tests.soak.town import Town, town

_SERVICE = os.environ.get("POWERTOOLS_SERVICE_NAME", "service_undefined")
_LINK = re.compile(r"/[da]/[\w/-]*?([\w-]{43})(?![\w-])")
_SHARE = 0.03

_WORDS = {
    "company": "Canarycompany IT",
    "website": "canarysite.example",
    "name": "Canaryname Becker",
    "email": "canarymail@canarysite.example",
    "customer-1": "Canarycustomer Ltd",
    "admin_name-1": "Canaryadmin Sommer",
    "admin_email-1": "canarynominee@canarycustomer.example",
}
_NOTES = {"note": "Canarynote for nobody else", "title": "Canarytitle of signing"}
CANARY = re.compile(r"canary[a-z]+", re.IGNORECASE)


class _Everything(logging.Handler):
    """Keeps all of every record: its words, its extras and its traceback."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        formatted = logging.Formatter().format(record)
        self.seen.append(f"{record.__dict__} {formatted}")


def check(rounds: int) -> str:
    """The figure: journeys with a canary in every field, with faults, so that errors are logged too."""
    lines = links = 0
    with town() as here:
        for journey in [one for one in JOURNEYS if not one.file][:5]:
            for number in range(rounds):
                with listening() as heard:
                    tokens = _played(here, journey, number)
                links += len(tokens)
                lines += len(heard)
                for where, text in _elsewhere(here, heard):
                    found = CANARY.search(text)
                    assert found is None, f"{found[0] if found else ''} in {where}: {text[:400]}"
                    assert not any(token in text for token in tokens), f"a link's token in {where}: {text[:200]}"
                stored = json.dumps(list(here.aws.table.items.values()), default=str)
                assert not any(token in stored for token in tokens), "a link's token in the table"
    assert lines, "nothing was logged: nothing has been shown"
    where = "log records, executions, queue, metrics, events and names of objects"
    return f"canaries in every field, {links} links: 0 in {lines} {where}"


def _played(here: Town, journey: Journey, number: int) -> set[str]:
    here.begin(journey.program, journey.distributors)
    here.door.seed = number
    here.door.begin([Fault(what=way, share=_SHARE / len(WAYS), times=10**6) for way in WAYS] if number else [])
    travelled(here, marked(journey))
    here.invoked(_count)
    here.send("GET", "/d/" + "x" * 26 + "/distributor-1/" + "y" * 43)
    return {token for raw in here.aws.sent for token in _LINK.findall(opened(raw).text)}


def marked(journey: Journey) -> Journey:
    """The same journey with a canary in every field."""
    typed = {name: value for name, value in _WORDS.items() if journey.form.get(name)}
    answers = {**{kind.value: {**yes, **_NOTES} for kind, yes in YES.items()}, **journey.answers}
    file, mailbox = (_in_words_of_canaries(text) for text in (journey.file, journey.mailbox))
    return replace(journey, form={**journey.form, **typed}, answers=answers, file=file, mailbox=mailbox)


def _in_words_of_canaries(text: str) -> str:
    for typed, word in (
        ("ann@becker-it.example", _WORDS["email"]),
        ("becker-it.example", _WORDS["website"]),
        ("Becker IT GmbH", _WORDS["company"]),
        ("Ann Becker", _WORDS["name"]),
    ):
        text = text.replace(typed, word)
    return text


def _count() -> None:
    """The two functions that count say what they counted."""
    clock.handler({}, None)
    reconcile.handler({}, None)


def _elsewhere(here: Town, heard: list[str]) -> Iterator[tuple[str, str]]:
    """Everything that is neither the table nor a mail."""
    yield from (("the log", text) for text in heard)
    for one in here.machine.executions.values():
        yield f"execution {one.name}", json.dumps([one.begun, one.input, one.entered])
    yield "the queue", json.dumps(here.aws.queue)
    yield "events for other systems", json.dumps(here.aws.told)
    yield "the names of objects", " ".join(here.aws.objects)


@contextmanager
def listening() -> Iterator[list[str]]:
    """Every log record at its most talkative, and whatever is printed as metrics."""
    everything, printed, before = _Everything(), io.StringIO(), sys.stdout
    loggers = [log for log in logging.root.manager.loggerDict.values() if isinstance(log, logging.Logger)]
    ours = [log for log in loggers if hasattr(log, "powertools_handler") or log.name.startswith(_SERVICE)]
    levels = [(log, log.level) for log in ours]
    writers = [one for log in ours for one in log.handlers if type(one) is logging.StreamHandler]
    streams = [(one, one.stream) for one in writers]
    sys.stdout = printed
    try:
        for log in ours:
            log.setLevel(logging.DEBUG)
            log.addHandler(everything)
        for one, _ in streams:
            one.setStream(printed)
        yield everything.seen
        everything.seen.append(printed.getvalue())
    finally:
        sys.stdout = before
        for log, level in levels:
            log.setLevel(level)
            log.removeHandler(everything)
        for one, stream in streams:
            one.setStream(stream)
