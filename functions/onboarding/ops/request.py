"""One call by the CloudWatch console: which view or action, for whom, in which theme, with what was typed.

The event's shape is the console's (CloudWatch user guide, "Details about custom widgets"): the parameters of
the widget or of the clicked `cwdb-action` at the top, and beside them `widgetContext` with `theme`, with the
widget's own parameters as `params`, and with all named form fields of the widget as `forms.all`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from onboarding.domain.errors import Refused
from onboarding.domain.ids import AccountId, ApplicationId, DecisionId, is_account_id, is_application_id, is_decision_id

LONGEST = 2000
"""Characters that ops may write in one field."""


@dataclass(frozen=True)
class Form:
    """What was typed into a decision's form; empty strings where it was not."""

    answer: str = ""
    reason: str = ""
    name: str = ""
    back: str = ""
    nominee: str = ""
    email: str = ""


@dataclass(frozen=True)
class Request:
    """A call, checked for shape only.

    `endpoint` is the ARN of the function that is called and draws, `acts` that of the one which may change something:
    its buttons call no others. `home` is the view that the widget was made for, to which its buttons lead back.
    `number` is a notice's, `typed` all form fields, `chosen` what a button carries of a cohort and its new date, or
    of what is to be done.
    """

    endpoint: str
    acts: str
    theme: str
    home: str
    view: str
    action: str
    page: int
    version: int
    form: Form
    import_: str
    _application: str
    _decision: str
    number: int = 0
    typed: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[str, str] = field(default_factory=dict)
    _account: str = ""

    @property
    def about_one(self) -> bool:
        """Whether the call names an application."""
        return bool(self._application)

    @property
    def about_decision(self) -> bool:
        """Whether the call names a decision."""
        return bool(self._decision)

    @property
    def application(self) -> ApplicationId:
        """The application that is meant; raises Refused unless it is shaped like an id."""
        if not is_application_id(self._application):
            raise Refused("That is not the id of an application.")
        return ApplicationId(self._application)

    @property
    def decision(self) -> DecisionId:
        """The decision that is meant; raises Refused unless it is shaped like an id."""
        if not is_decision_id(self._decision):
            raise Refused("That is not the id of a decision.")
        return DecisionId(self._decision)

    @property
    def account(self) -> AccountId:
        """The customer account that is meant; raises Refused unless it is shaped like one."""
        if not is_account_id(self._account):
            raise Refused("That is not the number of a customer account.")
        return AccountId(self._account)


_CHOSEN = ("track", "country", "distributor", "tier", "announced", "until", "count", "do")


def read(event: Mapping[str, Any], endpoint: str, acts: str) -> Request:
    """The request in an event; whatever is missing or of another type counts as not given."""
    context = _mapping(event, "widgetContext")
    typed = _mapping(_mapping(context, "forms"), "all")
    return Request(
        endpoint=endpoint,
        acts=acts,
        theme="dark" if context.get("theme") == "dark" else "light",
        home=_text(_mapping(context, "params"), "view") or "waiting",
        view=_text(event, "view") or "waiting",
        action=_text(event, "action"),
        page=max(1, _number(event, "page")),
        version=_number(event, "version"),
        form=Form(*(_text(typed, field) for field in ("answer", "reason", "name", "back", "nominee", "email"))),
        import_=_text(event, "import"),
        _application=_text(event, "application"),
        _decision=_text(event, "decision"),
        number=max(0, _number(event, "notice")),
        typed={str(name): _text(typed, name)[: LONGEST * 2] for name in typed},
        chosen={name: _text(event, name) for name in _CHOSEN},
        _account=_text(event, "account"),
    )


def _mapping(holder: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = holder.get(key)
    return value if isinstance(value, Mapping) else {}


def _text(holder: Mapping[str, Any], key: str) -> str:
    value = holder.get(key)
    return value.strip() if isinstance(value, str) else ""


def _number(holder: Mapping[str, Any], key: str) -> int:
    value = holder.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
