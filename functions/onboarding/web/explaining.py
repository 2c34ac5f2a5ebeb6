"""What became of a decision, in words: the outcome, who decided, and what happens next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from onboarding.domain.account import AccountState
from onboarding.domain.application import Application
from onboarding.domain.decision import Decision, Kind
from onboarding.domain.people import ActorKind, Role
from onboarding.domain.program import Program
from onboarding.domain.stages import Outcome, Stage
from onboarding.web.door import OF_ACCOUNTS, Visit

ROLES: Mapping[Role, str] = {
    Role.APPLICANT: "applicant",
    Role.REVIEWER: "reviewer",
    Role.DISTRIBUTOR: "distributor",
    Role.SIGNER: "signer",
    Role.COUNTERSIGNER: "signing for the vendor",
    Role.CUSTOMER: "customer’s admin",
    Role.OPS: "partner operations",
    Role.VENDOR: "automatic",
    Role.NOBODY: "nobody",
}

_TITLES: Mapping[tuple[Kind, Outcome], str] = {
    (Kind.CONFIRMATION, Outcome.CONFIRMED): "Your address is confirmed",
    (Kind.INVITATION, Outcome.CONFIRMED): "You have joined: thank you",
    (Kind.REVIEW, Outcome.APPROVED): "The application was approved",
    (Kind.REVIEW, Outcome.REJECTED): "The application was rejected",
    (Kind.REVIEW, Outcome.NOT_YET): "The applicant is not ready yet",
    (Kind.BUSINESS, Outcome.NOT_YET): "The applicant is not ready yet",
    (Kind.SCREENING, Outcome.CLEARED): "It is somebody else",
    (Kind.SCREENING, Outcome.MATCHED): "It is the same party",
    (Kind.CHECKIN, Outcome.GOOD): "Thank you: good to hear",
    (Kind.CHECKIN, Outcome.BAD): "Thank you for telling us",
    (Kind.CHECKIN, Outcome.EXPIRED): "This question is closed",
    (Kind.BUSINESS, Outcome.APPROVED): "The partnership was approved",
    (Kind.BUSINESS, Outcome.REJECTED): "The application was rejected",
    (Kind.DISTRIBUTOR, Outcome.ACCEPTED): "The partner was taken on",
    (Kind.DISTRIBUTOR, Outcome.DECLINED): "The partner was declined",
    (Kind.AGREEMENT, Outcome.SIGNED): "The agreement is signed",
    (Kind.AGREEMENT, Outcome.DECLINED): "The agreement was not signed",
    (Kind.AGREEMENT, Outcome.REASSIGNED): "Somebody else is asked to sign",
    (Kind.COUNTERSIGNATURE, Outcome.SIGNED): "The agreement is signed",
    (Kind.COUNTERSIGNATURE, Outcome.DECLINED): "The agreement was not signed",
    (Kind.ADMIN, Outcome.CONFIRMED): "The admin role is accepted",
    (Kind.ADMIN, Outcome.REFUSED): "The admin role was refused",
    (Kind.PROOF, Outcome.VERIFIED): "Your admin role has been verified",
}

_COMES_BACK = "The applicant has been told the gaps, and is invited again at the date."

_NEXT: Mapping[tuple[Kind, Outcome], str] = {
    (Kind.CONFIRMATION, Outcome.CONFIRMED): (
        "We look at your answers now. You need not wait here: every step comes by e-mail, with a link to your own page."
    ),
    (Kind.INVITATION, Outcome.CONFIRMED): (
        "A distributor is found for you next. You keep all access. Every step comes by e-mail, with your page’s link."
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
    (Kind.CHECKIN, Outcome.GOOD): "Nothing more is asked of you. You can write to us at any time.",
    (Kind.CHECKIN, Outcome.BAD): "A person in partner operations reads your words now and gets in touch.",
    (Kind.CHECKIN, Outcome.EXPIRED): "A person in partner operations gets in touch. You can write to us at any time.",
    (Kind.BUSINESS, Outcome.APPROVED): "The partner’s signer now gets the agreement.",
    (
        Kind.BUSINESS,
        Outcome.REJECTED,
    ): "The applicant has been told the reason and may submit the same case again.",
    (
        Kind.DISTRIBUTOR,
        Outcome.ACCEPTED,
    ): "The partner’s signer now gets the agreement. You need not do anything more here.",
    (
        Kind.DISTRIBUTOR,
        Outcome.DECLINED,
    ): "Another distributor is asked. You will not be asked about this partner again.",
    (
        Kind.AGREEMENT,
        Outcome.SIGNED,
    ): "Both sides’ signatures are put into one sealed document, which you can download here. The applicant is told.",
    (Kind.AGREEMENT, Outcome.REASSIGNED): "They have a link of their own; yours cannot sign any more.",
    (Kind.COUNTERSIGNATURE, Outcome.SIGNED): "The document is sealed, and the partner gets it.",
    (Kind.COUNTERSIGNATURE, Outcome.DECLINED): "Partner operations read the reason and decide how the case goes on.",
    (Kind.AGREEMENT, Outcome.DECLINED): "A person in partner operations reads the reason and gets in touch.",
    (Kind.ADMIN, Outcome.CONFIRMED): "The partner has been told. You need not do anything more here.",
    (Kind.ADMIN, Outcome.REFUSED): "The partner has been told the reason. Nothing changes in your account.",
    (Kind.PROOF, Outcome.VERIFIED): "The partner has been told. We look again from time to time, and only read.",
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
            following = "One step is left: connect the account, so that we can see your admin role. A mail says how."
        return Explanation(title, "", _who(decision), decision.decided_at, decision.note, following)
    if decision.outcome is Outcome.WITHDRAWN:
        return Explanation(
            "The application was withdrawn",
            "The applicant has withdrawn it, so no answer is needed any more.",
            _who(decision),
            decision.decided_at,
            "",
            "Nothing more happens, unless the applicant submits it again.",
        )
    if decision.kind in OF_ACCOUNTS:
        return _settled_otherwise(visit, program)
    what = "Nobody answered by the date, so the question was passed on. Nothing is lost."
    if decision.outcome is not Outcome.EXPIRED:
        what = f"{program.vendor.ops.name} had to look at this case, so this question was taken back."
    return Explanation(
        "This question was passed on",
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
        Outcome.REPLACED: "Somebody else at your company is asked instead, and has a link of their own.",
        Outcome.RETRY: "You were asked once more, with a new link and new dates.",
        Outcome.WAIVED: f"{program.vendor.ops.name} settled this account without an answer.",
    }.get(decision.outcome or Outcome.OVERTAKEN, "The account was settled in another way.")
    return Explanation(
        "You are not asked this any more",
        what,
        _who(decision),
        decision.decided_at,
        decision.note,
        "Nothing changes in your account.",
    )


def now_in_words(application: Application, program: Program) -> str:
    """Where the case stands, in a sentence that anybody who was asked about it may read."""
    if application.stage is Stage.CLOSED:
        return "The case is closed."
    if application.stage is Stage.ACTIVE:
        whose = f", with {application.distributor_name} as its distributor" if application.distributor_name else ""
        return f"The partner is active{whose}."
    if application.held:
        return f"{program.vendor.ops.name} are looking at the case now."
    with_distributor = {Stage.AGREEMENT, Stage.SEAL, Stage.CUSTOMERS, Stage.ACTIVATION}
    if application.distributor_name and application.stage in with_distributor:
        return f"The partner is with {application.distributor_name} now, and the case goes on."
    if application.stage is Stage.DISTRIBUTOR:
        return "Another distributor is asked now." if application.decision_open else "The next is being chosen."
    return "The case goes on without this answer."


def _not_decided(visit: Visit, program: Program) -> Explanation:
    if not visit.addressed:
        title, what = (
            "This question was handed on",
            "Somebody else is asked now, and has a link of their own.",
        )
    else:
        title, what = "This question is not asked any more", "The case has gone on, so no answer is needed."
    return Explanation(title, what, "", None, "", now_in_words(visit.case.application, program))


def _who(decision: Decision) -> str:
    by = decision.decided_by
    if by is None:
        return ""
    if by.kind is ActorKind.CLOCK:
        return "Nobody: the date passed"
    if by.kind is ActorKind.SYSTEM:
        return "Nobody: done automatically"
    return f"{by.name}, {ROLES[by.role]}"
