"""The public door as an OpenAPI 3.1 document, read from its routes and forms; `python -m infra.openapi` writes it.

It is a description for testers and firewalls: people use the pages, and no other program is meant to.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from onboarding.domain.decision import ANSWERS
from onboarding.web.account_forms import Connection, Ending, Nominee
from onboarding.web.app import ROUTES
from onboarding.web.applicant_forms import Question, Withdrawal
from onboarding.web.application_form import ApplicationForm
from onboarding.web.decision_form import DecisionForm
from onboarding.web.forms import Form
from onboarding.web.routing import Route

FILE = Path(__file__).resolve().parent.parent / "docs" / "openapi.json"

FORMS: Mapping[str, type[Form]] = {
    "/apply/<application>/<token>/<group>": ApplicationForm,
    "/a/<application>/<token>/again": ApplicationForm,
    "/a/<application>/<token>/withdraw": Withdrawal,
    "/a/<application>/<token>/question": Question,
    "/a/<application>/<token>/accounts/<account>": Nominee,
    "/a/<application>/<token>/accounts/<account>/connect": Connection,
    "/a/<application>/<token>/accounts/<account>/end": Ending,
    "/d/<application>/<decision>/<token>": DecisionForm,
    "/d/<application>/<decision>/<token>/question": Question,
    "/d/<application>/<decision>/<token>/connect": Connection,
    "/d/<application>/<decision>/<token>/end": Ending,
}
"""What each page's form sends; the others' fields are numbered, or there are none."""

_SHAPES: Mapping[str, str] = {
    "application": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$",
    "decision": "^[a-z]{1,20}(-[1-9][0-9]{0,5}){1,2}$",
    "token": "^[A-Za-z0-9_-]{43}$",
    "account": "^[1-9][0-9]{0,5}$",
    "group": "^(company|people|questions|customers)$",
}

_ANSWERS: Mapping[str, str] = {
    "200": "The page",
    "303": "Done; look there",
    "400": "The form could not be read",
    "404": "No such page; the same for a wrong link and for a case that never was",
    "405": "That cannot be done here",
    "409": "Somebody was faster, or the case has moved on",
    "413": "Too much text",
    "415": "Not a form",
    "422": "Something is to be put right; the page says what",
    "429": "Once more a little later",
    "503": "A service was away; nothing was changed",
}


def document() -> dict[str, Any]:
    """The whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Partner onboarding",
            "version": "1",
            "description": "Pages and forms. GET and HEAD change nothing; a POST with a link's token decides once.",
        },
        "paths": {re.sub(r"<(\w+)>", r"{\1}", route.rule): _path(route) for route in ROUTES},
    }


def _path(route: Route) -> dict[str, Any]:
    names = re.findall(r"<(\w+)>", route.rule)
    found: dict[str, Any] = {"parameters": [_parameter(name) for name in names]} if names else {}
    if route.get is not None:
        found["get"] = {"responses": _responses()}
    if route.post is not None:
        kind = "multipart/form-data" if route.by_service else "application/x-www-form-urlencoded"
        content = {kind: {"schema": _schema(route)}}
        found["post"] = {"requestBody": {"required": True, "content": content}, "responses": _responses()}
    return found


def _parameter(name: str) -> dict[str, Any]:
    schema = {"type": "string", **({"pattern": _SHAPES[name]} if name in _SHAPES else {})}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _schema(route: Route) -> dict[str, Any]:
    """Every field is text: what it may say is checked with words for people, and not here."""
    form = FORMS.get(route.rule)
    fields = {name: {"type": "string"} for name in (form.model_fields if form else {})}
    if "answer" in fields:
        known = {answer.value for answers in ANSWERS.values() for answer in answers}
        fields["answer"] = {"type": "string", "enum": sorted(known)}  # type: ignore[dict-item]
    return {"type": "object", "properties": fields, "additionalProperties": {"type": "string"}}


def _responses() -> dict[str, Any]:
    return {status: {"description": words} for status, words in _ANSWERS.items()}


def text() -> str:
    """The document as it lies in docs."""
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
