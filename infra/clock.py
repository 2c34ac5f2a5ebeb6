"""The clock: reminders, expiries and whatever the stream left undone, every five minutes."""

from collections.abc import Sequence

from constructs import Construct

from infra.factory import Factory
from infra.functions import CLOCK
from infra.journey import Journey
from infra.listeners import Listeners
from infra.mail import Mail
from infra.permissions import Permission, allow
from infra.schedule import every
from infra.signing import Signing

EVERY = 5  # minutes


class Clock(Construct):
    """The clock function and its schedule."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        factory: Factory,
        journey: Journey,
        listeners: Listeners,
        mail: Mail,
        proof: Permission,
        signing: Signing,
        documents: Sequence[Permission],
    ) -> None:
        super().__init__(scope, name)
        self.function = factory.make(
            CLOCK,
            *mail.may_send(),
            listeners.may_tell(),
            allow("states:SendTaskSuccess", journey.machine_arn),
            *journey.may_start(),
            *signing.permissions,
            *documents,
            proof,
        )
        self.schedule = every(EVERY, self.function, scope=self)
