"""The pages of the application form: which field is on which, and what of a request belongs to one."""

import re
from collections.abc import Mapping
from typing import Any

from onboarding.domain.applying import MOST_ACCOUNTS
from onboarding.domain.draft import Draft, Group, Typed
from onboarding.domain.marking import N_
from onboarding.typed_text import printable
from onboarding.web.request import Request

TITLES: Mapping[Group, str] = {
    Group.COMPANY: N_("Your company"),
    Group.PEOPLE: N_("You and your signer"),
    Group.QUESTIONS: N_("About your work"),
    Group.CUSTOMERS: N_("Customers you look after already"),
}
"""What the pages are called."""

FIRST_ROWS, MORE_ROWS = 3, 5
ROW = ("customer", "admin_name", "admin_email")
"""The fields of one row of customers; each has the row's number after it."""

_FIELDS: Mapping[str, Group] = {
    **dict.fromkeys(("company", "website", "country", "people", "services"), Group.COMPANY),
    **dict.fromkeys(("name", "email", "signer_name", "signer_email", "language"), Group.PEOPLE),
}
_ROW = re.compile(rf"(?:{'|'.join(ROW)})-([1-9][0-9]?)")


def group_of(field: str) -> Group | None:
    """The page that a field is on; None for what no page asks."""
    if field.startswith("answer-"):
        return Group.QUESTIONS
    row = _ROW.fullmatch(field)
    if row is not None and int(row[1]) <= MOST_ACCOUNTS:
        return Group.CUSTOMERS
    return _FIELDS.get(field)


def typed_on(request: Request, group: Group) -> dict[str, list[str]]:
    """What was typed on one page, and nothing that it does not ask; empty rows are left out."""
    typed = {name: list(values) for name, values in request.form.items() if group_of(name) is group}
    return {name: values for name, values in typed.items() if group is not Group.CUSTOMERS or any(values)}


def printed(typed: Typed) -> dict[str, list[str]]:
    """The same without the characters that cannot be shown."""
    return {name: [printable(one) for one in values] for name, values in typed.items()}


def rows_in(typed: Typed) -> dict[int, tuple[str, ...]]:
    """The rows of customers that are not empty, by number."""
    found: dict[int, tuple[str, ...]] = {}
    for number in range(1, MOST_ACCOUNTS + 1):
        row = tuple(next(iter(typed.get(f"{name}-{number}", ())), "") for name in ROW)
        if any(value.strip() for value in row):
            found[number] = row
    return found


def shown_rows(draft: Draft, wanted: int = 0) -> int:
    """How many rows the page has: all that are filled in, some empty ones, and never more than a form may carry."""
    filled = max(rows_in(draft.fields), default=0)
    return min(max(FIRST_ROWS, filled, wanted), MOST_ACCOUNTS)


def as_typed(draft: Draft) -> dict[str, Any]:
    """The draft as the templates' fields read it."""
    return {
        "typed": {name: next(iter(values), "") for name, values in draft.fields.items()},
        "services": list(draft.fields.get("services", ())),
    }
