"""The public door: every route to its page, every reply with its headers, every error with words."""

import traceback
from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger

from onboarding.domain.errors import NotFound, Unavailable
from onboarding.observing import about, observed
from onboarding.web import (
    account,
    applicant,
    apply,
    connect,
    connected,
    decision,
    document,
    dropbox_sign,
    ending,
    filled,
    filling,
    fresh,
    health,
    later,
    mail_check,
    nominees,
    notice_pages,
    own_language,
    partner,
    question,
    queue,
    resubmit,
    start,
    withdraw,
)
from onboarding.web.front import passed
from onboarding.web.request import Request, Unacceptable, request_of
from onboarding.web.responses import Reply, broken, not_found, on_the_wire, refused, unavailable
from onboarding.web.routing import Route, find
from onboarding.web.tongue import spoken_to
from onboarding.world import World, world

logger = Logger()

ROUTES = (
    Route(rule="/", get=start.show),
    Route(rule="/healthz", get=health.show),
    Route(rule="/robots.txt", get=health.robots),
    Route(rule="/notices", get=notice_pages.show_all),
    Route(rule="/notices/<number>", get=notice_pages.show),
    Route(rule="/apply", get=apply.show, post=apply.begin),
    Route(rule="/apply/<application>/<token>", get=filling.resume),
    Route(rule="/apply/<application>/<token>/check", get=filled.show, post=filled.send),
    Route(rule="/apply/<application>/<token>/copy", post=filled.copy),
    Route(rule="/apply/<application>/<token>/later", get=later.show, post=later.mail),
    Route(rule="/apply/<application>/<token>/<group>", get=filling.show, post=filling.send),
    Route(rule="/applied/<application>", get=apply.sent),
    Route(rule="/mails", get=mail_check.show),
    Route(rule="/queue", get=queue.ask, post=queue.send),
    Route(rule="/queue/<token>", get=queue.show),
    Route(rule="/partners/<reseller>", get=partner.show),
    Route(rule="/d/<application>/<decision>/<token>", get=decision.show, post=decision.answer),
    Route(rule="/d/<application>/<decision>/<token>/fresh", post=fresh.send),
    Route(rule="/d/<application>/<decision>/<token>/question", get=question.show_asked, post=question.send_asked),
    Route(rule="/d/<application>/<decision>/<token>/document", get=document.of_decision),
    Route(rule="/a/<application>/<token>", get=applicant.show),
    Route(rule="/a/<application>/<token>/language", post=own_language.choose),
    Route(rule="/a/<application>/<token>/agreement", get=document.of_applicant),
    Route(rule="/a/<application>/<token>/withdraw", get=withdraw.show, post=withdraw.confirm),
    Route(rule="/a/<application>/<token>/question", get=question.show, post=question.send),
    Route(rule="/a/<application>/<token>/admins", get=nominees.show, post=nominees.send),
    Route(rule="/a/<application>/<token>/again", get=resubmit.show, post=resubmit.send),
    Route(rule="/a/<application>/<token>/accounts/<account>", get=account.show, post=account.change),
    Route(
        rule="/a/<application>/<token>/accounts/<account>/connect",
        get=connect.show_partner,
        post=connect.begin_partner,
    ),
    Route(rule="/a/<application>/<token>/accounts/<account>/end", get=ending.show_partner, post=ending.end_partner),
    Route(rule="/d/<application>/<decision>/<token>/connect", get=connect.show, post=connect.begin),
    Route(rule="/d/<application>/<decision>/<token>/end", get=ending.show, post=ending.end),
    Route(rule="/connected", get=connected.show, post=connected.finish),
    Route(rule="/webhooks/dropbox-sign", post=dropbox_sign.receive, by_service=True),
)


@observed
def handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """One request of API Gateway (payload 2.0); whatever happens, the answer is a page."""
    here, id, method = world(), str(context.aws_request_id), str(event["requestContext"]["http"]["method"])
    route, path = find(ROUTES, str(event.get("rawPath") or "/"))
    about(path.get("application", ""))
    with spoken_to(event, here.program):
        reply = not_found(here) if route is None else _reply(here, route, event, id, path)
    # The rule, never the path: a path can hold a link's token.
    rule = route.rule if route else "none"
    logger.info("page", extra={"route": rule, "method": method, "status": reply.status})
    return on_the_wire(here, reply, event)


def _reply(here: World, route: Route, event: Mapping[str, Any], id: str, path: Mapping[str, str]) -> Reply:
    request = Request(method="")
    try:
        serve = route.page(event["requestContext"]["http"]["method"])
        request = request_of(passed(here, event), id, by_service=route.by_service)
        return serve(here, request, **path)
    except Unacceptable as error:
        return refused(here, error)
    except NotFound:
        return not_found(here)
    except Unavailable as error:
        logger.warning("a service is away", extra={"route": route.rule, "why": str(error)})
        return unavailable(here, request)
    except Exception as error:  # noqa: BLE001 - a person is waiting: whatever broke, they get a page
        # Where it broke, not what it said: a message can quote what somebody typed.
        where = [f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
        logger.error(  # noqa: TRY400 - without the message, see above
            "page broke", extra={"route": route.rule, "error_type": type(error).__name__, "where": where}
        )
        return broken(here, id)
