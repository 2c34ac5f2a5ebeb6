"""The applicant's page: whose move it is, since when, until when, what comes next, what can be done."""

from onboarding.domain import tongues
from onboarding.domain.account import Account, AccountState, Level
from onboarding.domain.application import Application
from onboarding.domain.decision import Decision, Kind
from onboarding.domain.inviting import unnamed
from onboarding.domain.languages import SPOKEN
from onboarding.domain.marking import N_
from onboarding.domain.people import Role
from onboarding.domain.questions import asker_of
from onboarding.domain.stages import FINAL, Outcome, Stage
from onboarding.speaking import say, spoken
from onboarding.templating import day
from onboarding.web import progress
from onboarding.web.door import Visit, read_page
from onboarding.web.own_deadline import own_deadline
from onboarding.web.request import Request
from onboarding.web.responses import Reply, page
from onboarding.web.timeline import timeline
from onboarding.world import World

_SAID = {
    "named": N_("Thank you. Whoever you named is asked as soon as it is their turn."),
    "question": N_("Your question is with us. A person answers by e-mail, and the answer is shown here, too."),
    "asked": N_("The person you named has been asked, and whoever was asked before has been told."),
    "once-more": N_("The person has been asked once more, with a new link and new dates."),
    "ended": N_("The relation has ended. The customer and our people have been told."),
    "again": N_("Your application has been submitted again, as the same case."),
}


def show(world: World, request: Request, application: str, token: str) -> Reply:
    """The page: one read for the case, one for its customer accounts and one for its notice where it has them."""
    visit = read_page(world, application, token)
    return case_page(world, visit, notice=_SAID.get(request.said(), ""))


def case_page(world: World, visit: Visit, *, notice: str = "", status: int = 200) -> Reply:
    """The page of a case that has been read."""
    application = visit.case.application
    accounts = (
        world.applications.accounts(application.id)
        if application.accounts_total or application.submission.customers or application.invited
        else []
    )
    missing, asking = len(unnamed(accounts)), application.stage not in FINAL
    standing = progress.standing(application, world.program, missing)
    told = [(one, account_in_words(one, asking=asking)) for one in accounts if one.state is not AccountState.WAIVED]
    return page(
        world,
        "applicant",
        status=status,
        application=application,
        submission=application.submission,
        standing=standing,
        late=progress.late(application, standing, world.clock.now()),
        steps=timeline(application),
        deadline=own_deadline(world, application),
        questions=_questions(world, application),
        accounts=told,
        here=f"{world.settings.need('base_url')}{visit.path}",
        unnamed=missing if application.stage is not Stage.CLOSED else 0,
        under_way=application.stage not in FINAL,
        closed=application.stage is Stage.CLOSED,
        gaps=application.gaps if application.closed_as is Outcome.NOT_YET else (),
        written_in=_written_in(world, visit),
        notice=notice,
    )


def _written_in(world: World, visit: Visit) -> str:
    """The language of our mails to them, by its own name; empty where it is that of the page."""
    language = tongues.of(visit.case.application, visit.link.email, Role.APPLICANT, world.program)
    return "" if language == spoken() else SPOKEN[language]


def _questions(world: World, application: Application) -> list[Decision]:
    """What the applicant has asked, the newest first; read only where anybody asked anything."""
    if not application.questions:
        return []
    asked = [one for one in world.applications.decisions(application.id) if one.kind is Kind.QUESTION]
    return [one for one in reversed(asked) if asker_of(application, one).role is Role.APPLICANT]


def account_in_words(account: Account, *, asking: bool = True) -> str:
    """Where one customer account stands, in the partner's words; nobody is `asking` by itself where a case is over."""
    if account.state is AccountState.ENDED:
        return say("relation ended by {who}", who=account.settled_by)
    if account.state is AccountState.DONE:
        return _done(account)
    if account.state is AccountState.RELEASED:
        return say("released by {who}: no longer yours", who=account.settled_by)
    if account.state is AccountState.REFUSED:
        return say("refused by {who}", who=account.settled_by)
    if account.level is Level.NONE and account.named and not asking:
        return say("{who} was not asked", who=account.nominee.name)
    return {
        Level.NONE: say("{who} will be asked", who=account.nominee.name)
        if account.named
        else say("nobody is named yet"),
        Level.INVITED: say("{who} has been asked and has not answered yet", who=account.nominee.name),
    }.get(account.level, say("confirmed by {who}, still to be verified", who=account.settled_by))


def _done(account: Account) -> str:
    if account.level is Level.VERIFIED and account.proof is not None:
        return say("verified on {day}: {admin} is admin", day=day(account.proof.seen), admin=account.proof.admin)
    if account.drift:
        return say("confirmed by {who}, verified before; a person is looking at it", who=account.settled_by)
    return say("confirmed by {who}", who=account.settled_by)
