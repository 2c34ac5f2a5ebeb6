"""Stage changes for other systems, on an EventBridge bus of their own."""

import json
from functools import cached_property
from typing import TYPE_CHECKING

from onboarding.adapters.botocore_errors import translated
from onboarding.adapters.clients import client
from onboarding.domain.errors import Unavailable
from onboarding.domain.stage_change import StageChange, published

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient

SOURCE = "partner-onboarding"
DETAIL_TYPE = "Stage changed"


class EventBus:
    """The port `Listeners` on EventBridge."""

    def __init__(self, bus: str) -> None:
        self._bus = bus

    @cached_property
    def _client(self) -> "EventBridgeClient":
        return client("events")

    def tell(self, change: StageChange) -> None:
        """One PutEvents, which answers 200 also where it refused the event."""
        with translated():
            answer = self._client.put_events(
                Entries=[
                    {
                        "EventBusName": self._bus,
                        "Source": SOURCE,
                        "DetailType": DETAIL_TYPE,
                        "Time": change.at,
                        "Detail": json.dumps(published(change)),
                    }
                ]
            )
        for entry in answer["Entries"]:
            if "ErrorCode" in entry:
                raise Unavailable(entry["ErrorCode"])
