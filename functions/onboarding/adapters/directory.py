"""Customer admins by their own word: no provider is connected, so what the nominee attested is all that is known."""

from typing import NoReturn

from onboarding.domain.errors import Disconnected
from onboarding.domain.marking import N_


class AttestedDirectory:
    """The port `AdminDirectory` where there is no provider: it proves nothing."""

    connects = False

    def _nobody(self, *_: object, **__: object) -> NoReturn:
        """Raises Disconnected."""
        raise Disconnected(N_("No provider is connected to this program."))

    authorize = connect = team = lower = _nobody
