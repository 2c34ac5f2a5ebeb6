"""What became of a decision, in words: the outcome, who decided, and what happens next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from onboarding.domain.account import AccountState
from onboarding.domain.application import Application
from onboarding.domain.decision import Decision, Kind
from onboarding.domain.marking import N_
from onboarding.domain.people import ActorKind, Role
from onboarding.domain.program import Program
from onboarding.domain.stages import Outcome, Stage
from onboarding.speaking import isolated, say
from onboarding.web.door import OF_ACCOUNTS, Visit

ROLES: Mapping[Role, str] = {
    Role.APPLICANT: N_("applicant"),
    Role.REVIEWER: N_("reviewer"),
    Role.DISTRIBUTOR: N_("distributor"),
    Role.SIGNER: N_("signer"),
    Role.COUNTERSIGNER: N_("signing for the vendor"),
    Role.CUSTOMER: N_("customer’s admin"),
    Role.OPS: N_("partner operations"),
    Role.VENDOR: N_("automatic"),
    Role.NOBODY: N_("nobody"),
}

_TITLES: Mapping[tuple[Kind, Outcome], str] = {
    (Kind.CONFIRMATION, Outcome.CONFIRMED): N_("Your address is confirmed"),
    (Kind.INVITATION, Outcome.CONFIRMED): N_("You have joined: thank you"),
    (Kind.REVIEW, Outcome.APPROVED): "The application was approved",
    (Kind.REVIEW, Outcome.REJECTED): "The application was rejected",
    (Kind.REVIEW, Outcome.NOT_YET): "The applicant is not ready yet",
    (Kind.BUSINESS, Outcome.NOT_YET): "The applicant is not ready yet",
    (Kind.SCREENING, Outcome.CLEARED): "It is somebody else",
    (Kind.SCREENING, Outcome.MATCHED): "It is the same party",
    (Kind.CHECKIN, Outcome.GOOD): N_("Thank you: good to hear"),
    (Kind.CHECKIN, Outcome.BAD): N_("Thank you for telling us"),
    (Kind.CHECKIN, Outcome.EXPIRED): N_("This question is closed"),
    (Kind.BUSINESS, Outcome.APPROVED): "The partnership was approved",
    (Kind.BUSINESS, Outcome.REJECTED): "The application was rejected",
    (Kind.DISTRIBUTOR, Outcome.ACCEPTED): N_("The partner was taken on"),
    (Kind.DISTRIBUTOR, Outcome.DECLINED): N_("The partner was declined"),
    (Kind.AGREEMENT, Outcome.SIGNED): N_("The agreement is signed"),
    (Kind.AGREEMENT, Outcome.DECLINED): N_("The agreement was not signed"),
    (Kind.AGREEMENT, Outcome.REASSIGNED): N_("Somebody else is asked to sign"),
    (Kind.COUNTERSIGNATURE, Outcome.SIGNED): "The agreement is signed",
    (Kind.COUNTERSIGNATURE, Outcome.DECLINED): "The agreement was not signed",
    (Kind.ADMIN, Outcome.CONFIRMED): N_("The admin role is accepted"),
    (Kind.ADMIN, Outcome.REFUSED): N_("The admin role was refused"),
    (Kind.PROOF, Outcome.VERIFIED): N_("Your admin role has been verified"),
}

_COMES_BACK = "The applicant has been told the gaps, and is invited again at the date."

_NEXT: Mapping[tuple[Kind, Outcome], str] = {
    (Kind.CONFIRMATION, Outcome.CONFIRMED): (
        N_(
            "We look at your answers now. You need not wait here: every step comes by e-mail, with a link "
            "to your own page."
        )
    ),
    (Kind.INVITATION, Outcome.CONFIRMED): (
        N_(
            "A distributor is found for you next. You keep all access. Every step comes by e-mail, with "
            "your page’s link."
        )
    ),
    (Kind.REVIEW, Outcome.APPROVED): "The case goes on; you need not do anything more here.",
    (
        Kind.REVIEW,
        Outcome.REJECTED,
    ): "The applicant has been told the reason and may submit the same case again.",
    (Kind.REVIEW, Outcome.NOT_YET): _COMES_BACK,
    (Kind.SCREENING, Outcome.CLEARED): "Readiness is assessed next; you need not do anything more here.",
    (Kind.SCREENING, Outcome.MATCHED): "The case is closed. The applicant has been told that, and not why.",
    (Kind.BUSINESS, Outcome.NOT_YET): _COMES_BACK,
    (Kind.CHECKIN, Outcome.GOOD): N_("Nothing more is asked of you. You can write to us at any time."),
    (Kind.CHECKIN, Outcome.BAD): N_("A person in partner operations reads your words now and gets in touch."),
    (Kind.CHECKIN, Outcome.EXPIRED): N_(
        "A person in partner operations gets in touch. You can write to us at any time."
    ),
    (Kind.BUSINESS, Outcome.APPROVED): "The partner’s signer now gets the agreement.",
    (
        Kind.BUSINESS,
        Outcome.REJECTED,
    ): "The applicant has been told the reason and may submit the same case again.",
    (
        Kind.DISTRIBUTOR,
        Outcome.ACCEPTED,
    ): N_("The partner’s signer now gets the agreement. You need not do anything more here."),
    (
        Kind.DISTRIBUTOR,
        Outcome.DECLINED,
    ): N_("Another distributor is asked. You will not be asked about this partner again."),
    (
        Kind.AGREEMENT,
        Outcome.SIGNED,
    ): N_(
        "Both sides’ signatures are put into one sealed document, which you can download here. The applicant is told."
    ),
    (Kind.AGREEMENT, Outcome.REASSIGNED): N_("They have a link of their own; yours cannot sign any more."),
    (Kind.COUNTERSIGNATURE, Outcome.SIGNED): "The document is sealed, and the partner gets it.",
    (Kind.COUNTERSIGNATURE, Outcome.DECLINED): "Partner operations read the reason and decide how the case goes on.",
    (Kind.AGREEMENT, Outcome.DECLINED): N_("A person in partner operations reads the reason and gets in touch."),
    (Kind.ADMIN, Outcome.CONFIRMED): N_("The partner has been told. You need not do anything more here."),
    (Kind.ADMIN, Outcome.REFUSED): N_("The partner has been told the reason. Nothing changes in your account."),
    (Kind.PROOF, Outcome.VERIFIED): N_("The partner has been told. We look again from time to time, and only read."),
}


@dataclass(frozen=True)
class Explanation:
    """What a stale or used link shows; `who` and `when` are missing where nobody has decided."""

    title: str
    what: str
    who: str
    when: datetime | None
    note: str
    next: str


def explained(visit: Visit, program: Program) -> Explanation:
    """The state of a decision that this link cannot (or can no longer) answer."""
    decision, application = visit.decision, visit.case.application
    if decision.outcome is None:
        return _not_decided(visit, program)
    title = _TITLES.get((decision.kind, decision.outcome))
    if title is not None:
        following = _NEXT[decision.kind, decision.outcome]
        if _to_be_proved(visit):
            following = say(
                "One step is left: connect the account, so that we can see your admin role. A mail says how."
            )
        return Explanation(title, "", _who(decision), decision.decided_at, decision.note, following)
    if decision.outcome is Outcome.WITHDRAWN:
        return Explanation(
            say("The application was withdrawn"),
            say("The applicant has withdrawn it, so no answer is needed any more."),
            _who(decision),
            decision.decided_at,
            "",
            say("Nothing more happens, unless the applicant submits it again."),
        )
    if decision.kind in OF_ACCOUNTS:
        return _settled_otherwise(visit, program)
    what = say("Nobody answered by the date, so the question was passed on. Nothing is lost.")
    if decision.outcome is not Outcome.EXPIRED:
        what = say("{ops} had to look at this case, so this question was taken back.", ops=program.vendor.ops.name)
    return Explanation(
        say("This question was passed on"),
        what,
        _who(decision),
        decision.decided_at,
        "",
        now_in_words(application, program),
    )


def _to_be_proved(visit: Visit) -> bool:
    """Whether a nominee has confirmed in a program where the word alone does not count."""
    account = visit.case.account
    confirmed = visit.decision.kind is Kind.ADMIN and visit.decision.outcome is Outcome.CONFIRMED
    return confirmed and account is not None and account.state is AccountState.WAITING


def _settled_otherwise(visit: Visit, program: Program) -> Explanation:
    """A customer's question that was settled without an answer to it: somebody else is asked, or nobody need be."""
    decision = visit.decision
    what = {
        Outcome.REPLACED: say("Somebody else at your company is asked instead, and has a link of their own."),
        Outcome.RETRY: say("You were asked once more, with a new link and new dates."),
        Outcome.WAIVED: say("{ops} settled this account without an answer.", ops=program.vendor.ops.name),
    }.get(decision.outcome or Outcome.OVERTAKEN, say("The account was settled in another way."))
    return Explanation(
        say("You are not asked this any more"),
        what,
        _who(decision),
        decision.decided_at,
        decision.note,
        say("Nothing changes in your account."),
    )


def now_in_words(application: Application, program: Program) -> str:
    """Where the case stands, in a sentence that anybody who was asked about it may read."""
    if application.stage is Stage.CLOSED:
        return say("The case is closed.")
    if application.stage is Stage.ACTIVE:
        if application.distributor_name:
            return say(
                "The partner is active, with {distributor} as its distributor.",
                distributor=application.distributor_name,
            )
        return say("The partner is active.")
    if application.held:
        return say("{ops} are looking at the case now.", ops=program.vendor.ops.name)
    with_distributor = {Stage.AGREEMENT, Stage.SEAL, Stage.CUSTOMERS, Stage.ACTIVATION}
    if application.distributor_name and application.stage in with_distributor:
        return say(
            "The partner is with {distributor} now, and the case goes on.",
            distributor=application.distributor_name,
        )
    if application.stage is Stage.DISTRIBUTOR:
        return (
            say("Another distributor is asked now.") if application.decision_open else say("The next is being chosen.")
        )
    return say("The case goes on without this answer.")


def _not_decided(visit: Visit, program: Program) -> Explanation:
    if not visit.addressed:
        title, what = (
            say("This question was handed on"),
            say("Somebody else is asked now, and has a link of their own."),
        )
    else:
        title, what = say("This question is not asked any more"), say("The case has gone on, so no answer is needed.")
    return Explanation(title, what, "", None, "", now_in_words(visit.case.application, program))


def _who(decision: Decision) -> str:
    by = decision.decided_by
    if by is None:
        return ""
    if by.kind is ActorKind.CLOCK:
        return say("Nobody: the date passed")
    if by.kind is ActorKind.SYSTEM:
        return say("Nobody: done automatically")
    return f"{isolated(by.name)}{say(', ')}{say(ROLES[by.role])}"
