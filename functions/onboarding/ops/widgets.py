"""The CloudWatch custom widgets as everybody may see them: documentation and views; nothing here changes anything."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from aws_lambda_powertools import Logger

from onboarding.domain.errors import NotFound, Refused, Unavailable
from onboarding.observing import observed
from onboarding.ops import (
    accounts,
    at_risk,
    dropped,
    extending,
    finding,
    notice_desk,
    pages,
    screenings,
    stepping_in,
    support,
)
from onboarding.ops.request import Request, read
from onboarding.templating import render
from onboarding.world import World, world

logger = Logger()

type Page = Callable[[World, Request], str]


class Context(Protocol):
    """What is used of the Lambda context."""

    invoked_function_arn: str


@observed
def handler(event: Mapping[str, Any], context: Context) -> str:
    """Markdown for `{"describe": true}`, else HTML for the view that the event names."""
    if event.get("describe"):
        return render("ops/describe.md")
    home = world()
    request = read(event, context.invoked_function_arn, home.settings.need("ops_acts"))
    if request.action:
        return pages.message(request, "This function only shows. Whoever may act calls another one.")
    return view(home, request)


def view(world: World, request: Request) -> str:
    """The HTML of the view that is asked for."""
    return answered(world, request, VIEWS, request.view, "view")


def answered(world: World, request: Request, known: Mapping[str, Page], name: str, what: str) -> str:
    """The HTML of one of the known pages; what is refused is said in words, and a bug raises."""
    page = known.get(name)
    if page is None:
        there_are = ", ".join(f"“{one}”" for one in known)
        return pages.message(request, f"There is no {what} “{name}”. There are {there_are}.")
    try:
        html = page(world, request)
    except NotFound:
        return pages.message(request, "There is no such application or decision.")
    except Unavailable:
        return pages.message(
            request, "A service did not answer. Look before you repeat it: what was recorded is shown as decided."
        )
    except Refused as refused:
        return pages.message(request, refused.message)
    logger.info(f"widget {what}", extra={what: name})
    return html


VIEWS: Mapping[str, Page] = {
    "waiting": pages.waiting,
    "tasks": pages.tasks,
    "task": pages.form,
    "find": finding.find,
    "support": support.support,
    "case": pages.case,
    "step_in": stepping_in.form,
    "account": accounts.view,
    "imports": dropped.imports,
    "lists": screenings.lists,
    "notices": notice_desk.listed,
    "notice": notice_desk.one,
    "notice_form": notice_desk.form,
    "risk": at_risk.risk,
    "whatif": at_risk.what_if,
    "whatif_csv": at_risk.export,
    "extend": extending.form,
}
