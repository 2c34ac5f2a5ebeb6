"""One answer: what somebody said, and whether it will do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from onboarding.domain.application import Case
from onboarding.domain.decision import REASON_REQUIRED, Decision, Kind, Settlement
from onboarding.domain.errors import AlreadyDecided, Moved, Refused
from onboarding.domain.live import is_live
from onboarding.domain.marking import N_
from onboarding.domain.people import Actor
from onboarding.domain.stages import Outcome


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What was answered, by whom (the typed name), when, why, and with what evidence (title, consent …).

    `own` says that whoever answers has a mailbox in the company of one of the partner's own people.
    """

    outcome: Outcome
    by: Actor
    at: datetime
    note: str = ""
    evidence: Mapping[str, str] = field(default_factory=dict)
    own: bool = False


def answerable(case: Case) -> Decision:
    """The decision that an answer is to; raises AlreadyDecided, or Moved where nobody waits for it any more."""
    decision = case.decision
    if decision is None:
        raise Moved("Nobody was asked this.")
    if not decision.open:
        raise AlreadyDecided("This has been decided already.")
    if not is_live(case.application, decision, case.account):
        raise Moved("Nobody waits for this answer any more.")
    return decision


_NOT_THEIR_OWN = frozenset({Kind.REVIEW, Kind.SCREENING, Kind.BUSINESS, Kind.DISTRIBUTOR, Kind.ADMIN})

_YES = {Kind.DISTRIBUTOR: Outcome.ACCEPTED, Kind.ADMIN: Outcome.CONFIRMED}
_OWN_COMPANY = {
    Kind.DISTRIBUTOR: N_(
        "People of this partner have their mailboxes in your company, and nobody takes on their own. "
        "Please decline: then the next distributor is asked."
    ),
    Kind.ADMIN: N_(
        "Your mailbox is in the partner’s own company, or its signer’s. Only somebody with a mailbox at the "
        "customer can confirm: please say no, and whom to ask."
    ),
}
INDEPENDENT = frozenset(_YES)
"""Whose yes counts only from outside the partner's own company; a no may come from anybody who was asked."""


def check(case: Case, decision: Decision, given: Answer) -> None:
    """Raises Refused, with the form's field, where the answer itself will not do."""
    if given.outcome not in decision.answers:
        raise Refused("Please choose one of the answers.", "answer")
    if not given.by.name.strip():
        raise Refused("Please type your name.", "name")
    if given.outcome in REASON_REQUIRED and not given.note.strip():
        raise Refused("Please say why, in a sentence.", "note")
    own = case.application.submission.applicant.email.casefold()
    if decision.kind in _NOT_THEIR_OWN and given.by.email.casefold() == own:
        raise Refused("Nobody decides on their own application.", "answer")
    if given.own and given.outcome is _YES.get(decision.kind):
        raise Refused(_OWN_COMPANY[decision.kind], "answer")


def settlement(decision: Decision, given: Answer) -> Settlement:
    """What is written onto the decision."""
    return Settlement(decision.id, given.outcome, given.by, given.at, given.note.strip(), dict(given.evidence))
