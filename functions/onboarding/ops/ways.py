"""The ways in which ops may step into a case under way, and which of them a case offers now."""

from dataclasses import dataclass

from onboarding.domain import intervening
from onboarding.domain.application import Application
from onboarding.domain.decision import Decision
from onboarding.domain.nudging import may_send_page
from onboarding.domain.stages import FINAL, Stage


@dataclass(frozen=True)
class Way:
    """One way to step in: its name on the button, what it does as the end of a sentence, and what was done."""

    id: str
    label: str
    effect: str
    done: str


_REISSUE = Way(
    "reissue",
    "Send a fresh link",
    "mails a new link to whoever is asked now; nothing else changes",
    "A fresh link is on its way to {asked}.",
)
_PAGE = Way(
    "page",
    "Send the page's link",
    "mails the applicant a new link to the case's own page; nothing else changes",
    "A new link to the page is on its way to {asked}.",
)
_PROLONG = Way(
    "prolong",
    "Give more time",
    "puts the date off and mails the new one to whoever is asked",
    "{asked} has until {until} now.",
)
_REASSIGN = Way(
    "reassign",
    "Ask another distributor",
    "asks the distributor that you choose; the old link dies, and whoever had it is told",
    "{asked} is asked now.",
)
_HAND_ON = Way(
    "hand_on",
    "Ask another signer",
    "asks the person that you name to sign for the partner; the old link dies, and whoever had it is told",
    "The person that you named is asked now.",
)
_RESTART = Way(
    "restart",
    "Start the workflow again",
    "grows a new execution at this stage; people and their links notice nothing",
    "A new execution is being started.",
)
_CLOSE = Way(
    "close",
    "Close the case",
    "ends the case; your reason is mailed to the applicant, who may submit again",
    "The case is closed.",
)

_END = Way(
    "end",
    "End the partnership",
    "ends the agreement, which stays as evidence; your reason is mailed to the partner, who may come back",
    "The partnership is ended.",
)

WAYS = {one.id: one for one in (_REISSUE, _PAGE, _PROLONG, _REASSIGN, _HAND_ON, _RESTART, _CLOSE, _END)}


def of_decision(application: Application, decision: Decision) -> list[Way]:
    """What may be done about one open decision."""
    found = [_REISSUE] if intervening.may_reissue(application, decision) else []
    return [*found, *([_PROLONG] if intervening.may_prolong(application, decision) else [])]


def of_case(application: Application) -> list[Way]:
    """What may be done about the whole case."""
    page = [_PAGE] if may_send_page(application) else []
    ended = [_END] if application.stage is Stage.ACTIVE else []
    if application.idle:
        return [*page, *ended]
    chosen = [_REASSIGN] if intervening.may_reassign(application) else []
    chosen += [_HAND_ON] if intervening.may_hand_on(application) else []
    return [*chosen, *page, _RESTART, *([] if application.stage in FINAL else [_CLOSE]), *ended]
