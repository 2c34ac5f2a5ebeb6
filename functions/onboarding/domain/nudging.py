"""Nudging whoever is asked: a reminder, a fresh link, or the word that the answer is not needed any more."""

from datetime import datetime, timedelta

from onboarding.domain.application import Case
from onboarding.domain.asking import asking_mail
from onboarding.domain.change import Change, change
from onboarding.domain.decision import Decision
from onboarding.domain.errors import Moved, Refused
from onboarding.domain.live import live
from onboarding.domain.messages import Letter, Mail
from onboarding.domain.people import CLOCK, SYSTEM, Actor, Role

TOLD = frozenset({Role.DISTRIBUTOR, Role.SIGNER, Role.REVIEWER, Role.COUNTERSIGNER})
"""Who hears at once that an answer is not needed any more; customers' nominees hear it by the clock."""

FRESH_EVERY = timedelta(minutes=10)
"""A fresh link can be asked for this often."""


def remind(case: Case, now: datetime) -> Change:
    """One reminder to whoever is asked; raises Moved where nobody waits for this answer any more."""
    decision = live(case)
    after_it = decision.reminded_at(now)
    number = str(after_it.reminded)
    return change(
        case.application,
        action=f"{decision.role.value} reminded",
        by=CLOCK,
        now=now,
        details={"decision": decision.id, "number": number},
        letters=[
            Letter(
                mail=Mail.REMINDER,
                to=decision.asked,
                role=decision.role,
                decision=decision.id,
                facts={"number": number},
            )
        ],
        reminded=[after_it],
    )


def send_fresh_link(case: Case, now: datetime, by: Actor = SYSTEM, reason: str = "") -> Change:
    """Mails a new link to whoever is asked now, and to nobody else; at most one in ten minutes.

    Raises Moved where nobody is asked, Refused where one was sent just now.
    """
    application, decision = case.application, live(case)
    mail = asking_mail(decision)
    if mail is None:
        raise Moved("Nobody is asked here.")
    if application.fresh_at and now - application.fresh_at < FRESH_EVERY:
        raise Refused("A fresh link was sent a moment ago. Please look into the mailbox, also among the spam.")
    return change(
        application,
        action="link sent again",
        by=by,
        now=now,
        details={"decision": decision.id, **({"note": reason} if reason else {})},
        letters=[Letter(mail=mail, to=decision.asked, role=decision.role, decision=decision.id)],
        fresh_at=now,
    )


def no_longer_asked(decision: Decision | None) -> list[Letter]:
    """The mail to a distributor, signer, reviewer or countersigner whose answer is not needed any more."""
    if decision is None or not decision.open or decision.role not in TOLD:
        return []
    return [Letter(mail=Mail.NO_LONGER_ASKED, to=decision.asked, role=decision.role, facts={"customer": ""})]
