"""The door in front of the API, where a deployment has one (infra/front.py): nobody comes in around it."""

import hmac
from collections.abc import Mapping
from typing import Any

from onboarding.web.request import Unacceptable
from onboarding.world import World

KEY, VIEWER = "x-front-key", "x-viewer-address"
"""Headers that the front sets itself, whatever a visitor sent under these names."""


def passed(world: World, event: Mapping[str, Any]) -> Mapping[str, Any]:
    """The event as it would be without a front: its source is the visitor, not the front.

    Raises Unacceptable where a deployment has a front and the request did not come through it.
    """
    expected = world.settings.front_key
    if not expected:
        return event
    headers = {str(name).lower(): str(value) for name, value in (event.get("headers") or {}).items()}
    if not hmac.compare_digest(headers.get(KEY, "").encode(), expected.encode()):
        raise Unacceptable(
            403,
            "Please use the official address",
            f"These pages are at {world.settings.need('base_url')}. Nothing was changed.",
        )
    context = event["requestContext"]
    http = {**context["http"], "sourceIp": headers.get(VIEWER, "")}
    return {**event, "requestContext": {**context, "http": http}}
