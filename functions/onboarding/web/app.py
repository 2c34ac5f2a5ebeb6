"""The public door: every route to its page, every reply with its headers, every error with words."""

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from onboarding.domain.errors import NotFound, Unavailable
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
    partner,
    question,
    queue,
    resubmit,
    start,
    withdraw,
)
from onboarding.web.request import Request, Unacceptable, request_of
from onboarding.web.responses import Reply, broken, not_found, refused, security_headers, unavailable
from onboarding.world import World, world

type Page = Callable[..., Reply]

logger = Logger()
app = APIGatewayHttpResolver()


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
        found = {"GET": self.get, "POST": self.post}.get(method)
        if found is None:
            raise Unacceptable(
                405,
                "That cannot be done here",
                "Please open the link again, and use the form on its page.",
                {"Allow": self.allow},
            )
        return found


ROUTES = (
    Route(rule="/", get=start.show),
    Route(rule="/healthz", get=health.show),
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
    Route(rule="/d/<application>/<decision>/<token>/document", get=document.of_decision),
    Route(rule="/a/<application>/<token>", get=applicant.show),
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


def handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """One request; whatever happens, the answer is a page."""
    http = event["requestContext"]["http"]
    head = http["method"] == "HEAD"
    # The resolver knows three methods: what is shown, what acts, and one for all that nothing answers to.
    method = "GET" if head else http["method"] if http["method"] in {"GET", "POST"} else "PUT"
    path = str(event.get("rawPath") or "/").rstrip("/") or "/"
    known = {
        **event,
        "rawPath": path,
        "requestContext": {**event["requestContext"], "http": {**http, "method": method}},
    }
    answer = app.resolve(known, context)
    return {**answer, "body": "", "isBase64Encoded": False} if head else answer


def _serve(route: Route) -> Callable[..., Response[str]]:
    def serve(**path: str) -> Response[str]:
        event, id = app.current_event.raw_event, str(app.lambda_context.aws_request_id)
        here = world()
        reply = _reply(here, route, event, id, path)
        # The rule, never the path: a path can hold a link's token.
        method = event["requestContext"]["http"]["method"]
        logger.info("page", extra={"route": route.rule, "method": method, "status": reply.status, "request": id})
        return _response(here, reply)

    return serve


def _reply(here: World, route: Route, event: Mapping[str, Any], id: str, path: Mapping[str, str]) -> Reply:
    request = Request(method="")
    try:
        serve = route.page(event["requestContext"]["http"]["method"])
        request = request_of(event, id, by_service=route.by_service)
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


def _response(here: World, reply: Reply) -> Response[str]:
    headers: dict[str, str | list[str]] = {**security_headers(here.program.vendor.colour), **reply.headers}
    return Response(
        status_code=reply.status,
        content_type=reply.content_type,
        body=reply.body,
        headers=headers,
        # What services are answered is compared by the letter.
        compress=reply.content_type.startswith("text/html"),
    )


@app.not_found
def _nowhere(error: Exception) -> Response[str]:
    here = world()
    logger.info("page", extra={"route": "none", "status": 404})
    return _response(here, not_found(here))


for _route in ROUTES:
    app.route(_route.rule, ["GET", "POST", "PUT"])(_serve(_route))
