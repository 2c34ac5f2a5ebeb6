"""Addresses and what serves them: rules such as `/a/<application>/<token>`, compared part by part.

Thirty lines, where the resolver that came with our logger costs a page's cold start a quarter (bench/cold_start.py).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from onboarding.speaking import say
from onboarding.web.request import Unacceptable
from onboarding.web.responses import Reply

type Page = Callable[..., Reply]


@dataclass(frozen=True, kw_only=True)
class Route:
    """An address with what shows it and what a POST to it does; HEAD is GET without a body."""

    rule: str
    get: Page | None = None
    post: Page | None = None
    by_service: bool = False  # no person posts here, but a service with a form of its own

    @property
    def allow(self) -> str:
        """The value of the header `Allow`."""
        return ", ".join([*(["GET", "HEAD"] if self.get else []), *(["POST"] if self.post else [])])

    def page(self, method: str) -> Page:
        """What serves this method; raises Unacceptable where nothing does."""
        found = {"GET": self.get, "HEAD": self.get, "POST": self.post}.get(method)
        if found is None:
            raise Unacceptable(
                405,
                say("That cannot be done here"),
                say("Please open the link again, and use the form on its page."),
                {"Allow": self.allow},
            )
        return found

    def match(self, parts: list[str]) -> dict[str, str] | None:
        """What stands in the places of the rule's names, if it is an address of this rule; none of them is empty."""
        rule = self.rule.split("/")
        if len(rule) != len(parts):
            return None
        found: dict[str, str] = {}
        for expected, part in zip(rule, parts, strict=True):
            if expected.startswith("<") and part:
                found[expected[1:-1]] = part
            elif expected != part:
                return None
        return found


def find(routes: Iterable[Route], path: str) -> tuple[Route | None, Mapping[str, str]]:
    """The route of an address, with or without a slash at its end, and what its names stand for."""
    parts = (path.rstrip("/") or "/").split("/")
    for route in routes:
        found = route.match(parts)
        if found is not None:
            return route, found
    return None, {}
