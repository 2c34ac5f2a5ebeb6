"""A desk: cases on moto's table, and the widget called with the console's own event."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from json import loads
from typing import Any

import pytest

from onboarding.domain import applying, asking, signing
from onboarding.domain.application import Application
from onboarding.domain.distribution import Choice
from onboarding.domain.ids import new_application_id
from onboarding.domain.people import Role
from onboarding.domain.stages import Outcome
from onboarding.ops import acting, widgets
from tests.support.samples import PROGRAM, Walk, submission
from tests.support.table import empty_table
from tests.support.world import Home

ARN = "arn:aws:lambda:us-east-1:123456789012:function:ops"
ACTS = "arn:aws:lambda:us-east-1:123456789012:function:ops-act"


@dataclass
class Context:
    """What the handler uses of Lambda's context."""

    invoked_function_arn: str = ARN


class Buttons(HTMLParser):
    """Reads a widget's HTML as a browser does: its tags, its `cwdb-action` elements, its form fields."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.actions: list[tuple[dict[str, str | None], str]] = []
        self.fields: dict[str, dict[str, str | None]] = {}
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._inside = tag == "cwdb-action"
        if self._inside:
            self.actions.append((dict(attrs), ""))
        if tag in {"input", "select", "textarea"}:
            self.fields[str(dict(attrs)["name"])] = dict(attrs)

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "cwdb-action"

    def handle_data(self, data: str) -> None:
        if self._inside:
            attributes, text = self.actions[-1]
            self.actions[-1] = (attributes, text + data)

    def payload(self, **wanted: object) -> dict[str, Any]:
        """What the first button sends that has these values."""
        payloads: list[dict[str, Any]] = [loads(text) for _, text in self.actions]
        return next(one for one in payloads if wanted.items() <= one.items())


class Desk:
    """Somebody in ops in front of the dashboard."""

    def __init__(self, home: Home) -> None:
        self.home = home

    def look(self, view: str, theme: str = "light", **parameters: object) -> str:
        """What a widget made for this view shows."""
        return self.press({"view": view, **parameters}, theme=theme, made_for=view)

    def press(self, payload: dict[str, Any], theme: str = "light", made_for: str = "tasks", **typed: str) -> str:
        """What comes back from a button; `typed` is what stands in the form's fields."""
        event = _event(payload, theme, made_for, typed)
        return acting.handler(event, Context(ACTS)) if "action" in payload else widgets.handler(event, Context())

    def call_the_one_that_shows(self, payload: dict[str, Any], **typed: str) -> str:
        """What somebody gets who may only look, and sends something else than the buttons do."""
        return widgets.handler(_event(payload, "light", "waiting", typed), Context())

    def decide(self, shown: str, answer: str = "", reason: str = "", name: str = "") -> str:
        """Fills in the form that is shown and presses its button."""
        payload = Buttons(shown).payload(action="decide")
        return self.press(payload, answer=answer, reason=reason, name=name)

    def keep(self, walk: Walk) -> Application:
        """Writes a walked case into the table."""
        for change in walk.changes:
            self.home.applications.commit(change)
        walk.changes.clear()
        return walk.application

    def walk(self, **changes: object) -> Walk:
        """A new case with an id of its own."""
        now = self.home.clock.now()
        first = applying.submit(new_application_id(now), submission(**changes), PROGRAM, now)
        walk = Walk(first.application, at=now)
        walk.do(lambda *_: first)
        return walk

    def held(self, **changes: object) -> Walk:
        """A case for which no distributor was left, in the table, with what ops are asked."""
        walk = self.walk(**changes).to_distributor()
        walk.do(asking.ask_distributor, Choice(None, {"north": "declined"}), PROGRAM)
        walk.do(asking.hold, Outcome.NOBODY.value, "", PROGRAM)
        self.keep(walk)
        return walk

    def declined_by_signer(self, reason: str) -> Walk:
        """A case whose signer said no, in the table and held."""
        walk = self.walk().to_agreement()
        document = {"version": "1", "sha256": "ab" * 32, "text": "The agreement."}
        walk.do(signing.ask_signer, document, PROGRAM)
        walk.answer(Outcome.DECLINED, Role.SIGNER, note=reason)
        walk.do(asking.hold, Outcome.DECLINED.value, "", PROGRAM)
        self.keep(walk)
        return walk

    def task(self, walk: Walk) -> str:
        """The form for what the case waits for, reached as ops do: from the list."""
        button = Buttons(self.look("tasks")).payload(view="task", application=walk.application.id)
        return self.press(button)


def _event(payload: dict[str, Any], theme: str, made_for: str, typed: dict[str, str]) -> dict[str, Any]:
    context = {
        "dashboardName": "PartnerOnboarding",
        "widgetId": "widget-1",
        "theme": theme,
        "forms": {"all": typed},
        "params": {"view": made_for},
    }
    return {**payload, "widgetContext": context}


def text_of(html: str) -> str:
    """What a reader sees of a widget, without its style sheet and its buttons' data."""
    html = re.sub(r"<style>.*?</style>|<cwdb-action.*?</cwdb-action>", " ", html, flags=re.DOTALL)
    html = re.sub(r"</?(bdi|strong|span)\b[^>]*>", "", html)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Ops in front of an empty table."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with empty_table():
        home = Home()
        for module in (widgets, acting):
            monkeypatch.setattr(module, "world", lambda: home)
        yield Desk(home)
