"""A missed deadline as ops see it: everything that is needed to decide on one screen, and what follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from onboarding.domain import deadlines, renewing
from onboarding.domain.account import Account
from onboarding.domain.answer import Answer
from onboarding.domain.answering import checked
from onboarding.domain.application import Application, Case
from onboarding.domain.change import Change
from onboarding.domain.deadline_letters import notice_of
from onboarding.domain.decision import Decision, Kind
from onboarding.domain.errors import Refused
from onboarding.domain.ids import AccountId
from onboarding.domain.messages import Message, MessageState
from onboarding.domain.notices import Notice
from onboarding.domain.people import Actor
from onboarding.domain.releasing import at_risk, release
from onboarding.domain.stages import Outcome
from onboarding.ops.request import Request
from onboarding.world import World


@dataclass(frozen=True)
class Evidence:
    """What stands on the screen beside the form."""

    on: date
    notice_number: int
    notice: Notice | None
    accounts: Sequence[Account]
    in_question: int
    mails: Sequence[Message]
    questions: Sequence[Decision]
    extensions: Sequence[Decision]


def evidence(world: World, application: Application, decision: Decision) -> Evidence:
    """The partner's accounts, what was sent to it and when, what it asked, and what was agreed before."""
    accounts = world.applications.accounts(application.id)
    decisions = world.applications.decisions(application.id)
    mails = [one for one in world.applications.messages(application.id) if one.state is not MessageState.QUEUED]
    theirs = [one for one in mails if one.letter.to.email == application.submission.applicant.email]
    number = notice_of(decision.about)
    return Evidence(
        on=date.fromisoformat(decision.about["date"]),
        notice_number=number,
        notice=world.notices.find(number),
        accounts=accounts,
        in_question=len(at_risk(accounts)),
        mails=list(reversed(theirs)),
        questions=[one for one in decisions if one.kind is Kind.QUESTION],
        extensions=[one for one in decisions if one.outcome is Outcome.EXTENDED],
    )


def follows(world: World, case: Case, given: Answer, request: Request) -> Change:
    """The change that ops' answer makes; raises as `answering.answer` does."""
    decision = checked(case, given)
    notice = world.notices.find(notice_of(decision.about))
    if given.outcome is Outcome.EXTENDED:
        until = day(request.typed.get("until", ""))
        return later(world, case, until, given.by, given.note, given.at)
    if given.outcome is Outcome.WAIVED:
        waive = renewing.waive if case.application.renewal else deadlines.waive
        return waive(case, given.by, given.note, notice, given.at)
    if given.outcome is Outcome.ENDED:
        return renewing.end(case, given.by, given.note, given.at)
    named = {AccountId(one) for one in request.typed.get("accounts", "").replace(",", " ").split()}
    id = case.application.id
    accounts, decisions = world.applications.accounts(id), world.applications.decisions(id)
    return release(case, given, named, accounts, decisions, notice)


def later(world: World, case: Case, until: date, by: Actor, reason: str, now: datetime) -> Change:
    """A later date for one partner, for its enrolment or for accepting a new agreement; raises Moved, Refused."""
    application, decision = case.application, case.decision
    notice = None if decision is None else world.notices.find(notice_of(decision.about))
    if application.renewal is None:
        return deadlines.extend(case, until, by, reason, notice, world.program, now)
    asked = world.applications.case(application.id, application.decision).decision
    return renewing.extend(case, asked, until, by, reason, notice, world.program, now)


def day(text: str) -> date:
    """A date as typed, such as 2027-06-30; raises Refused at the field `until`."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("Please give the new date as year-month-day, such as 2027-06-30.", "until") from None
