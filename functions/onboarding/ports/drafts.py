"""What the pages need of the place where unfinished forms are kept, as a Protocol."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from onboarding.domain.draft import Draft, Group, Typed
from onboarding.domain.ids import ApplicationId
from onboarding.domain.limits import Limit


class Drafts(Protocol):
    """Forms that are being filled in. They belong to no case yet, so none of it is an audit event."""

    def find(self, application: ApplicationId) -> Draft:
        """The form, and whether it was sent, in one call; raises NotFound."""

    def keep(self, draft: Draft, groups: Mapping[Group, Typed], within: Sequence[Limit], now: datetime) -> None:
        """Writes these pages of a form, whether it is new or known, and leaves the others as they are.

        Raises TooMany where a limit is used up, and NotFound where the form is somebody else's.
        """

    def admit(self, application: ApplicationId, hash: str) -> None:
        """The token with this SHA-256 opens the form from now on, the one that was mailed before no more.

        Raises NotFound.
        """
