"""Nudging whoever is asked: a reminder, a fresh link, or the word that the answer is not needed any more."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from onboarding.domain.account import Account
from onboarding.domain.application import Application, Case
from onboarding.domain.asking import asking_mail
from onboarding.domain.change import Change, change
from onboarding.domain.decision import Decision, Kind
from onboarding.domain.ending import may_end
from onboarding.domain.errors import Moved, Refused
from onboarding.domain.live import live
from onboarding.domain.messages import Letter, Mail
from onboarding.domain.people import CLOCK, SYSTEM, Actor, Role
from onboarding.domain.stages import Stage

TOLD = frozenset({Role.DISTRIBUTOR, Role.SIGNER, Role.REVIEWER, Role.COUNTERSIGNER})
"""Who hears at once that an answer is not needed any more; customers' nominees hear it by the clock."""

FRESH_EVERY = timedelta(minutes=10)
"""A fresh link can be asked for this often."""


def remind(case: Case, now: datetime) -> Change:
    """One reminder to whoever is asked; raises Moved where nobody waits for this answer any more.

    Whoever has been asked anew since is reminded of the new question only; an answer to either counts.
    """
    decision = live(case)
    if _asked_anew(case.account, decision):
        about = {"decision": decision.id, "why": "asked anew since"}
        quiet = replace(decision, ladder=())
        return change(case.application, action="reminders ended", by=CLOCK, now=now, details=about, reminded=[quiet])
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


def _asked_anew(account: Account | None, decision: Decision) -> bool:
    return (
        account is not None
        and decision.kind in (Kind.ADMIN, Kind.PROOF)
        and decision.id != account.asked_by(decision.kind)
    )


def send_fresh_link(case: Case, now: datetime, by: Actor = SYSTEM, reason: str = "") -> Change:
    """Mails a new link to whoever is asked now, and to nobody else; at most one in ten minutes.

    Raises Moved where nobody is asked, Refused where one was sent just now.
    """
    decision = live(case)
    mail = asking_mail(decision)
    if mail is None:
        raise Moved("Nobody is asked here.")
    _not_a_moment_ago(case.application.fresh_at, now)
    letter = Letter(mail=mail, to=decision.asked, role=decision.role, decision=decision.id)
    return _linked(case.application, letter, {"decision": decision.id}, now, by, reason, fresh_at=now)


def may_send_page(application: Application) -> bool:
    """Whether an applicant can be led to the case's page: not before the mailbox is proved, nor after an erasure."""
    proved = any(one.stage not in (Stage.EMAIL, Stage.CLOSED) for one in application.reached)
    return proved and application.erased is None


def send_page(application: Application, now: datetime, by: Actor = SYSTEM, reason: str = "") -> Change:
    """Mails the applicant a new link to the case's page, whatever stage it is at; at most one in ten minutes.

    Raises Moved where there is nobody to mail it to, Refused where one was sent just now.
    """
    if not may_send_page(application):
        raise Moved("Nobody can be led to the page of this case: its mailbox was not proved, or it is erased.")
    _not_a_moment_ago(application.page_at, now)
    who, facts = application.submission.applicant, {"customer": ""}
    letter = Letter(mail=Mail.OPEN_PAGE, to=who, role=Role.APPLICANT, facts=facts)
    return _linked(application, letter, {"page": "case"}, now, by, reason, page_at=now)


def send_account_page(
    application: Application, account: Account, decisions: Sequence[Decision], by: Actor, reason: str, now: datetime
) -> Change:
    """Mails a settled account's nominee a new link to it, where the relation can be ended.

    `decisions` are the case's own. Raises Moved where the relation is over or still asked about, or this nominee was
    never asked.
    """
    asked = [one for one in decisions if _was_asked(account, one)]
    if not asked or not account.settled or not may_end(application, account):
        raise Moved("Nobody can be led to this account: its nominee was never asked, or the relation is over.")
    last = max(asked, key=lambda one: one.asked_at)
    facts = {"customer": account.customer}
    letter = Letter(mail=Mail.OPEN_PAGE, to=account.nominee, role=Role.CUSTOMER, decision=last.id, facts=facts)
    return _linked(application, letter, {"decision": last.id, "account": account.id}, now, by, reason)


def _was_asked(account: Account, decision: Decision) -> bool:
    about_it = decision.kind in (Kind.ADMIN, Kind.PROOF) and decision.account == account.id
    return about_it and decision.asked.email.casefold() == account.nominee.email.casefold()


def _not_a_moment_ago(sent: datetime | None, now: datetime) -> None:
    if sent and now - sent < FRESH_EVERY:
        raise Refused("A fresh link was sent a moment ago. Please look into the mailbox, also among the spam.")


def _linked(
    application: Application,
    letter: Letter,
    about: Mapping[str, str],
    now: datetime,
    by: Actor,
    reason: str,
    **fields: Any,
) -> Change:
    details = {**about, **({"note": reason} if reason else {})}
    return change(application, action="link sent again", by=by, now=now, details=details, letters=[letter], **fields)


def no_longer_asked(decision: Decision | None) -> list[Letter]:
    """The mail to a distributor, signer, reviewer or countersigner whose answer is not needed any more."""
    if decision is None or not decision.open or decision.role not in TOLD:
        return []
    return [Letter(mail=Mail.NO_LONGER_ASKED, to=decision.asked, role=decision.role, facts={"customer": ""})]
