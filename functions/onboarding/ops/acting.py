"""The CloudWatch custom widgets for those who may act: every action, and the views to which its buttons lead back.

It is a function of its own, so that IAM can tell who may look from who may act.
"""

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger

from onboarding.domain.errors import AlreadyDecided, Moved, Refused
from onboarding.observing import observed
from onboarding.ops import accounts, dropped, extending, notice_desk, pages, screenings, stepping_in
from onboarding.ops.actions import Stale, decide_task
from onboarding.ops.request import Request, read
from onboarding.ops.widgets import Context, Page, answered, view
from onboarding.world import World, world

logger = Logger()


@observed
def handler(event: Mapping[str, Any], context: Context) -> str:
    """HTML that says what the action of the event did, or the view that it names."""
    request = read(event, context.invoked_function_arn, context.invoked_function_arn)
    if request.action:
        return answered(world(), request, ACTIONS, request.action, "action")
    return view(world(), request)


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
        done = accounts.settle(world, request)
    except Refused as refused:
        logger.info("account not settled", extra={**about, "why": refused.message})
        return accounts.view(world, request, refused)
    logger.info("account settled by ops", extra={**about, "answer": request.form.answer, "by": request.form.name})
    return pages.message(request, done)


ACTIONS: Mapping[str, Page] = {
    "decide": _decide,
    "step_in": stepping_in.act,
    "account": _act_on_account,
    "commit": dropped.commit,
    "screen_again": screenings.again,
    "save_notice": notice_desk.save,
    "publish_notice": notice_desk.publish,
    "withdraw_notice": notice_desk.withdraw,
    "extend_look": extending.look,
    "extend": extending.extend,
}
