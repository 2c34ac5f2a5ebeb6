"""The CloudWatch custom widget: answers the console with documentation, a view, or what an action did."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from aws_lambda_powertools import Logger

from onboarding.domain.errors import AlreadyDecided, Moved, NotFound, Refused, Unavailable
from onboarding.ops import accounts, at_risk, denied, dropped, extending, notice_desk, pages
from onboarding.ops.actions import Stale, decide_task
from onboarding.ops.request import Request, read
from onboarding.templating import render
from onboarding.world import World, world

logger = Logger()


class Context(Protocol):
    """What is used of the Lambda context."""

    invoked_function_arn: str


def handler(event: Mapping[str, Any], context: Context) -> str:
    """Markdown for `{"describe": true}`, else HTML for the view or the action that the event names."""
    if event.get("describe"):
        return render("ops/describe.md")
    return respond(world(), read(event, context.invoked_function_arn))


def respond(world: World, request: Request) -> str:
    """The HTML for one call; what is refused is said in words, and a bug raises."""
    try:
        if request.action:
            return _act(world, request)
        view = _VIEWS.get(request.view)
        if view is None:
            known = ", ".join(f"“{name}”" for name in _VIEWS)
            return pages.message(request, f"There is no view “{request.view}”. There are {known}.")
        html = view(world, request)
    except NotFound:
        return pages.message(request, "There is no such application or decision.")
    except Unavailable:
        return pages.message(
            request, "AWS did not answer. Look before you repeat it: what was recorded is shown as decided."
        )
    except Refused as refused:
        return pages.message(request, refused.message)
    logger.info("widget shown", extra={"view": request.view})
    return html


def _act(world: World, request: Request) -> str:
    act = _ACTIONS.get(request.action)
    if act is None:
        known = ", ".join(f"“{name}”" for name in _ACTIONS)
        return pages.message(request, f"There is no action “{request.action}”. There are {known}.")
    return act(world, request)


def _decide(world: World, request: Request) -> str:
    about = {"application": request.application, "decision": request.decision, "version": request.version}
    try:
        done = decide_task(world, request)
    except (AlreadyDecided, Moved) as refused:
        logger.info("nothing to decide", extra={**about, "why": refused.message})
        return pages.over(world, request)
    except Refused as refused:
        logger.info("not decided", extra={**about, "why": refused.message})
        return pages.form(world, request, refused, stale=isinstance(refused, Stale))
    logger.info("decided by ops", extra={**about, "outcome": done.outcome.value, "by": done.by})
    return pages.recorded(world, request, done)


def _act_on_account(world: World, request: Request) -> str:
    about = {"application": request.application, "account": request.account, "version": request.version}
    try:
        account = accounts.settle(world, request)
    except Refused as refused:
        logger.info("account not settled", extra={**about, "why": refused.message})
        return accounts.view(world, request, refused)
    logger.info("account settled by ops", extra={**about, "answer": request.form.answer, "by": request.form.name})
    return pages.message(request, f"Recorded. {account.customer} is {account.state} now; the case keeps who decided.")


_VIEWS: Mapping[str, Callable[[World, Request], str]] = {
    "waiting": pages.waiting,
    "tasks": pages.tasks,
    "task": pages.form,
    "case": pages.case,
    "account": accounts.view,
    "imports": dropped.imports,
    "lists": denied.lists,
    "notices": notice_desk.listed,
    "notice": notice_desk.one,
    "notice_form": notice_desk.form,
    "risk": at_risk.risk,
    "whatif": at_risk.what_if,
    "whatif_csv": at_risk.export,
    "extend": extending.form,
}

_ACTIONS: Mapping[str, Callable[[World, Request], str]] = {
    "decide": _decide,
    "account": _act_on_account,
    "commit": dropped.commit,
    "screen_again": denied.again,
    "save_notice": notice_desk.save,
    "publish_notice": notice_desk.publish,
    "withdraw_notice": notice_desk.withdraw,
    "extend_look": extending.look,
    "extend": extending.extend,
}
