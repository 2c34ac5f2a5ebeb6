"""Calls to AWS behind a page and behind a form, counted over a whole onboarding (`python -m bench.calls`)."""

import re
import sys
from collections import Counter
from collections.abc import Iterator

from bench.journey import OTHER, Journey, answer, apply, get, play, post
from bench.measures import Line, table
from bench.rehearsal import BASE, Rehearsal, rehearsal
from tests.support.samples import NORTH

HOW = "python -m bench.run calls"
BEYOND = {
    "/a": "a link is read by its hash, the customers' accounts by the case that it leads to",
    "/queue": "the link says whose queue it is, an index which cases are in it, and then they are read themselves",
}
"""Pages that take more, and why."""


def counted() -> Counter[tuple[str, str]]:
    """The most calls of a request, by method and kind of page."""
    most: Counter[tuple[str, str]] = Counter()
    with rehearsal() as cloud:
        play(cloud, Journey())
        apply(cloud, 1, **OTHER)
        answer(cloud, "^Confirm", {"answer": "confirmed", "name": "Eva Auer"})
        post(cloud, "/queue", {"email": NORTH.contact.email})
        for kind in ("a", "queue"):
            get(cloud, _link(cloud, kind))
        for one in cloud.invocations:
            if one.function == "web":
                request = (one.event["requestContext"]["http"]["method"], f"/{one.event['rawPath'].split('/')[1]}")
                most[request] = max(most[request], len(one.calls))
    return most


def _link(cloud: Rehearsal, kind: str) -> str:
    """A link of this kind in a mail."""
    texts = [str(part.get_content()) for mail in cloud.mails() if (part := mail.get_body(("plain",)))]
    return next(found[1] for text in texts if (found := re.search(rf"{re.escape(BASE)}(/{kind}/[^\s>]+)", text)))


def measure() -> Iterator[Line]:
    """Two lines for what everybody opens and sends, and one for each page that takes more."""
    most = counted()
    for method, limit in (("GET", 1), ("POST", 2)):
        usual = max(calls for (asked, page), calls in most.items() if asked == method and page not in BEYOND)
        yield _line(f"calls: {method}", f"at most {limit}", usual, limit)
    for page, why in BEYOND.items():
        calls = most["GET", page]
        yield _line(f"calls: GET {page}/…", "at most 1", calls, calls, why)


def _line(measure: str, goal: str, calls: int, limit: int, missed: str = "") -> Line:
    return Line(measure=measure, goal=goal, how=HOW, unit="calls", ours=calls, limit=limit, count=True, missed=missed)


if __name__ == "__main__":
    sys.stdout.write("\n".join(f"{method:5} {page:10} {calls}" for (method, page), calls in counted().items()) + "\n")
    print(table(measure()))
