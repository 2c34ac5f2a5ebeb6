"""Other systems: an event bus on which every stage change is, and what may be played again of it."""

from aws_cdk import Duration
from aws_cdk import aws_events as events
from constructs import Construct

from infra.permissions import Permission, allow
from infra.settings import Settings
from onboarding.adapters.event_bus import SOURCE

KEPT = Duration.days(365)


class Listeners(Construct):
    """The bus, and the archive from which EventBridge replays."""

    def __init__(self, scope: Construct, name: str, *, settings: Settings) -> None:
        super().__init__(scope, name)
        self.bus = events.EventBus(self, "Bus", description="Partner onboarding: every stage change (docs/events)")
        if not settings.local:
            self.bus.archive(
                "Archive",
                description="Partner onboarding: every stage change of a year, to be replayed",
                event_pattern=events.EventPattern(source=[SOURCE]),
                retention=KEPT,
            )

    def may_tell(self) -> Permission:
        """Put events on the bus."""
        return allow("events:PutEvents", self.bus.event_bus_arn)
