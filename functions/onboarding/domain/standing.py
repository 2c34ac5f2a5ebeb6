"""Where a case stands: the little of an application that says whether it goes on, and by when."""

from dataclasses import dataclass
from datetime import datetime

from onboarding.domain.ids import ApplicationId, DecisionId
from onboarding.domain.notices import NoticeNumber
from onboarding.domain.people import Role
from onboarding.domain.stages import FINAL, Stage


@dataclass(frozen=True, kw_only=True)
class Renewal:
    """A new version of the agreement that an active partner is asked to accept; `notice` is what announces it.

    `stage` is that of the work: agreement while the signer is asked, seal once signed, active while ops decide.
    """

    version: str
    notice: NoticeNumber
    stage: Stage = Stage.AGREEMENT


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Who holds the case since when, and what it waits for.

    `decision` is what the workflow waits for, and `decision_open` whether it still does; `held` says that ops must look
    first; `generation` is the number of its execution. `deadline` is the open decision about the partner's deadline,
    `deadline_at` when that is over in its own zone. `invited` is when the invitation of a partner whom ops imported may
    go out, and None for the others. `renewal` is a new version that an active partner is asked to accept.
    """

    id: ApplicationId
    stage: Stage
    holder: Role
    since: datetime
    due: datetime | None = None
    generation: int = 1
    decision: DecisionId | None = None
    decision_open: bool = False
    held: bool = False
    accounts_total: int = 0
    accounts_done: int = 0
    renewal: Renewal | None = None
    deadline: DecisionId | None = None
    deadline_at: datetime | None = None
    invited: datetime | None = None

    @property
    def waits_for(self) -> DecisionId | None:
        """The decision that is waited for; None where it is taken, and the workflow goes on."""
        return self.decision if self.decision_open else None

    @property
    def missed(self) -> bool:
        """Whether its deadline has passed and ops have not decided yet what follows."""
        return self.deadline is not None and self.deadline.startswith("missed-")

    @property
    def works_at(self) -> Stage:
        """The stage whose work is to be done: a new agreement is signed and sealed while the partner stays active."""
        return self.renewal.stage if self.renewal else self.stage

    @property
    def idle(self) -> bool:
        """Whether a workflow has nothing to do: the case is closed, or active and not busy with a new agreement."""
        return self.works_at in FINAL

    def uninvited(self, now: datetime) -> bool:
        """Whether the time of its invitation is still to come: until then no execution is started."""
        return self.invited is not None and now < self.invited


@dataclass(frozen=True, kw_only=True)
class Listed(Standing):
    """A case as it is listed by its stage, with its track; `track` is empty where an older version listed it."""

    track: str = ""
