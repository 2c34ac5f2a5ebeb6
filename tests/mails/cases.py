"""Every mail as the rules themselves queue it: journeys walked with ordinary, minimal and hostile forms."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from typing import Any

from onboarding.domain import (
    accounts,
    activating,
    answering,
    applying,
    asking,
    asking_customers,
    assessing,
    checkins,
    inviting,
    nudging,
    proving,
    questions,
    returning,
    signing,
    suspecting,
)
from onboarding.domain.account import Grant, Level, Proof
from onboarding.domain.application import Case
from onboarding.domain.change import Change
from onboarding.domain.decision import ANSWERS, Kind
from onboarding.domain.distribution import Choice
from onboarding.domain.ids import AccountId, MessageId
from onboarding.domain.messages import APART, Letter, Mail, Message
from onboarding.domain.people import SYSTEM, Person, Role, person
from onboarding.domain.readiness import assess
from onboarding.domain.screening import Entry, Hit
from onboarding.domain.stages import Outcome
from onboarding.domain.team import Verdict
from onboarding.domain.tongues import speaks
from onboarding.mail_context import Addresses
from onboarding.mailing import compose
from tests.mails.deadline_cases import with_deadline, with_new_agreement
from tests.mails.forms import FORMS
from tests.support.samples import DOCUMENT, ID, NORTH, NOW, PROGRAM, STRICT, Walk, submission

BY_A_PERSON = replace(
    PROGRAM, vendor=replace(PROGRAM.vendor, countersigner=Person("Hanna Ruiz", "hanna@harbourlight.example"))
)
SENDER = "Harbourlight partner desk <notices@harbourlight.example>"
BASE = "https://partners.harbourlight.example"
TOKEN = "q7Yx0J2mB4tD6sE8rF1uG3vH5wI7xK9yL0zM2aN4bP6"
OUTSIDE = {**DOCUMENT, "provider": "dropbox_sign"}
CONSOLE = "https://console.aws.example/cloudwatch/home#dashboards/dashboard/PartnerOnboarding"


@dataclass
class Queued:
    """A message, and the case as the relay would read it just then."""

    message: Message
    case: Case
    now: datetime

    @property
    def mail(self) -> Mail:
        return self.message.letter.mail

    def in_language(self, language: str) -> "Queued":
        """The same for an addressee who chose this language."""
        letter = replace(self.message.letter, language=language)
        application = self.case.application
        chosen = replace(application, tongues=speaks(application, letter.to.email, language))
        return replace(self, message=replace(self.message, letter=letter), case=replace(self.case, application=chosen))

    def composed(self) -> EmailMessage:
        """The finished mail, read back from its bytes."""
        parsed = message_from_bytes(self.raw(), policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed

    def raw(self, now: datetime | None = None) -> bytes:
        """The finished mail as bytes, sent when it was queued or at another time."""
        addresses = addresses_of(self.message)
        case = None if self.mail in APART else self.case
        return compose(self.message, case, addresses, PROGRAM, SENDER, now or self.now)


@dataclass
class Watched(Walk):
    """A walk that keeps every message with the case as it was when it was queued."""

    queued: list[Queued] = field(default_factory=list)

    def _keep(self, change: Change) -> Change:
        super()._keep(change)
        for message in change.messages:
            about = message.letter.decision
            case = self.case(about) if about else Case(self.application)
            self.queued.append(Queued(message, case, self.at))
        return change

    def to_distributor(self) -> "Watched":
        """Assessed as ready, whatever the score."""
        self.to_readiness()
        self.do(assessing.assessed, replace(assess(self.application.submission, PROGRAM), ready=True))
        return self

    def to_review(self) -> "Watched":
        """Assessed as not ready, and the reviewer is asked."""
        self.to_readiness()
        self.do(assessing.assessed, replace(assess(self.application.submission, PROGRAM), ready=False))
        self.do(asking.ask_reviewer, PROGRAM)
        return self

    def to_business(self) -> "Watched":
        """A technology partner about whom business development is asked."""
        self.to_readiness()
        self.do(assessing.assessed, replace(assess(self.application.submission, PROGRAM), ready=True))
        self.do(asking.ask_business_development, PROGRAM)
        return self

    def remind(self, decision: str | None = None) -> None:
        """One reminder, at the next step of the ladder."""
        case = self.case(decision)
        assert case.decision is not None
        self.at = case.decision.ladder[0]
        self._keep(nudging.remind(case, self.at))

    def remind_all(self, decision: str | None = None) -> None:
        """Every reminder of the ladder."""
        while (asked := self.case(decision).decision) is not None and asked.ladder:
            self.remind(decision)

    def expire(self) -> None:
        """The clock answers what the case waits for."""
        case = self.case()
        assert case.decision is not None
        self.at = max(self.at, case.decision.due)
        self._keep(answering.expire(case, self.at))

    def hold(self, outcome: str, error: str = "") -> None:
        """Ops are asked, and reminded once."""
        self.do(asking.hold, outcome, error, PROGRAM)
        self.remind()


def begun(form: dict[str, Any]) -> Watched:
    """A case that has just been submitted."""
    walk = Watched.of(**form)
    assert isinstance(walk, Watched)
    return walk


def addresses_of(message: Message) -> Addresses:
    """The links that the relay would put into the mail."""
    letter, decision, page = message.letter, "", ""
    if letter.mail in APART:
        return Addresses(decision=f"{BASE}/queue/{TOKEN}", page="", home=BASE, console=CONSOLE)
    if letter.decision is not None and letter.role is not Role.OPS and letter.mail is not Mail.DEADLINE_NEAR:
        decision = f"{BASE}/d/{message.application}/{letter.decision}/{TOKEN}"
    if letter.role is Role.APPLICANT:
        page = f"{BASE}/a/{message.application}/{TOKEN[::-1]}"
    return Addresses(decision=decision, page=page, home=BASE, console=CONSOLE)


def _journey(form: dict[str, Any]) -> Watched:
    """To active: every mail of the good way, a silent distributor, a question, and all reminders."""
    walk = begun(form)
    note = f"See {form['company']} at https://evil.example/login\nor call."
    walk.do(asking.ask_for_confirmation, PROGRAM)
    walk.remind_all()
    walk.answer(Outcome.CONFIRMED, Role.APPLICANT)
    walk.do(assessing.assessed, replace(assess(walk.application.submission, PROGRAM), ready=False))
    walk.do(asking.ask_reviewer, PROGRAM)
    walk.remind_all()
    walk.answer(Outcome.APPROVED, Role.REVIEWER)
    walk.do(asking.ask_distributor, Choice(NORTH, {}), PROGRAM)
    walk.remind_all()
    walk.expire()
    walk.do(asking.ask_distributor, Choice(replace(NORTH, name=form["company"]), {}), PROGRAM)
    walk.answer(Outcome.ACCEPTED, Role.DISTRIBUTOR)
    walk.do(signing.ask_signer, DOCUMENT, PROGRAM)
    walk.remind_all()
    walk.answer(Outcome.REASSIGNED, Role.SIGNER, to_name=form["company"], to_email="boss@elsewhere.example")
    walk.do(signing.ask_signer, DOCUMENT, PROGRAM)
    walk.answer(Outcome.SIGNED, Role.SIGNER, consent="yes", authority="yes", title="Director")
    signed = walk.case(walk.application.signed).decision
    assert signed is not None
    walk.do(signing.ask_countersigner, signed, BY_A_PERSON)
    walk.remind_all()
    walk.answer(Outcome.SIGNED, Role.COUNTERSIGNER, consent="yes", authority="yes", title="Head of partners")
    walk.seal()
    asked = walk._keep(applying.ask_question(walk.application, note, PROGRAM, walk.at)).asked[0].id
    walk.remind_all(asked)
    answer = "Yes.\nSee https://help.harbourlight.example/partners for how."
    walk.answer(Outcome.ANSWERED, Role.OPS, asked, note=answer)
    walk._keep(questions.doubt(walk.application, note, form["applicant"], PROGRAM, walk.at, "mail-1"))
    walk.do(asking_customers.open_customer_gate, PROGRAM)
    walk.do(asking_customers.ask_customer_admins, list(walk.accounts.values()), PROGRAM)
    walk.remind_all("admin-1-1")
    for number in range(1, len(walk.accounts) + 1):
        walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, f"admin-{number}-1")
    walk.do(activating.activated, list(walk.accounts.values()), PROGRAM)
    walk.do(nudging.send_page)
    ops, account = person("Olga Ops", Role.OPS), walk.accounts[AccountId("1")]
    known = list(walk.decisions.values())
    walk._keep(nudging.send_account_page(walk.application, account, known, ops, "A call.", walk.at))
    return walk


def _rejected(form: dict[str, Any]) -> Watched:
    walk = begun(form)
    walk.to_review()
    walk.answer(Outcome.REJECTED, Role.REVIEWER, note=f"{form['company']} has no website yet.\nPlease come back.")
    return walk


def _screened(form: dict[str, Any]) -> Iterator[Watched]:
    """Like somebody on a list: compared by the reviewer, closed by ops once active."""
    entry = Entry(
        f"{form['company']} Trading", country="XX", source="Programme", list="us.csv", version="2026-11-02 ab"
    )
    hit = Hit(form["company"], entry, 91, ("trading",))
    walk = begun(form)
    walk.to_readiness()
    walk._keep(assessing.assessed(walk.application, assess(walk.application.submission, PROGRAM), walk.at, hits=[hit]))
    walk.do(asking.ask_reviewer, PROGRAM)
    walk.remind_all()
    walk.answer(Outcome.MATCHED, Role.REVIEWER, note="Same address")
    yield walk
    walk = begun(form)
    walk.to_active()
    walk.do(suspecting.suspected, [hit], PROGRAM)
    walk.answer(Outcome.MATCHED, Role.OPS, walk.changes[-1].asked[0].id, note="Same address")
    yield walk


def _withdrawn(form: dict[str, Any]) -> Watched:
    walk = begun(form)
    walk.do(asking.ask_for_confirmation, PROGRAM)
    who = form["applicant"]
    by = person(who.name, Role.APPLICANT, who.email)
    walk._keep(applying.withdraw(walk.application, by, walk.at, f"{form['company']} changed its plans."))
    return walk


def _held(form: dict[str, Any]) -> Iterator[Watched]:
    """Every way into ops' hands, and the one way out that writes to the applicant."""
    walk = begun(form)
    walk.do(asking.ask_for_confirmation, PROGRAM)
    walk.expire()
    walk.hold("expired")
    yield walk

    walk = begun(form)
    walk.to_distributor()
    walk.do(asking.ask_distributor, Choice(None, {"north": "declined"}), PROGRAM)
    walk.hold("nobody")
    walk.remind_all()
    walk.answer(Outcome.CLOSED, Role.OPS, note=f"No distributor takes {form['company']} on.")
    yield walk

    walk = begun(form)
    walk.to_agreement()
    walk.do(signing.ask_signer, OUTSIDE, PROGRAM)
    walk.remind()
    walk.answer(Outcome.DECLINED, Role.SIGNER, note="Not my task.")
    walk.hold("declined")
    yield walk

    walk = begun(form)
    walk.to_distributor()
    walk.hold("failed", f"Lambda.Unknown: {form['company']}\nTraceback: at https://evil.example")
    yield walk

    walk = begun(form)
    walk.to_customers()
    for number in range(1, len(walk.accounts) + 1):
        walk.answer(Outcome.REFUSED, Role.CUSTOMER, f"admin-{number}-1", note=f"Unknown: {form['company']}.")
    walk.hold("disputed")
    yield walk


def _proved(form: dict[str, Any]) -> Watched:
    """An account that is asked about anew, connected, proved at the second look, handed over, lost and ended."""
    walk = begun(form)
    walk.program = STRICT
    walk.to_customers()
    account = walk.accounts[AccountId("1")]
    ops, other = person("Olga Ops", Role.OPS), Person(form["company"], "other@elsewhere.example")
    walk._keep(accounts.replace_nominee(walk.case(), account, other, ops, STRICT, walk.at))
    walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-2")
    walk.remind_all("proof-1-2")
    grant = Grant(sealed="-", team="5f" * 32, by=form["company"], role=Role.CUSTOMER, given=walk.at)
    by = person(form["company"], Role.CUSTOMER, other.email)
    account = walk.accounts[AccountId("1")]
    walk._keep(proving.connected(walk.application, account, grant, hand_over=True, by=by, program=STRICT))
    proof = Proof(seen=walk.at, admin="o…@elsewhere.example", admin_hash="-", team="5f" * 32, admins=2, members=9)
    no = Verdict(None, f"No admin of the customer’s own was found: the admin’s mailbox is one of {form['company']}.")
    for verdict in (no, Verdict(proof), no):
        account = walk.accounts[AccountId("1")]
        walk._keep(proving.looked(walk.application, account, verdict, STRICT, walk.at))
        if walk.accounts[AccountId("1")].level is Level.VERIFIED:
            done = walk.accounts[AccountId("1")]
            walk._keep(proving.handed_over(walk.application, done, lowered=1, now=walk.at))
    walk.remind_all("drift-1-1")
    walk.answer(Outcome.ENDED, Role.OPS, "drift-1-1", note=f"{form['company']} has gone.")
    return walk


def _apart(form: dict[str, Any]) -> list[Queued]:
    """What somebody asks for without a case: a form's link, and a queue of one or many requests."""
    case, to = Case(begun(form).application), form["applicant"]
    told = [(Mail.RESUME_FORM, {}), *((Mail.OPEN_QUEUE, {"waiting": waiting}) for waiting in ("1", "12"))]
    letters = [
        Letter(mail=mail, to=to, role=Role.DISTRIBUTOR, facts={"until": "2026-11-03", **facts}) for mail, facts in told
    ]
    return [
        Queued(Message(id=MessageId(f"apart-{at}"), application=ID, letter=letter, queued_at=NOW), case, NOW)
        for at, letter in enumerate(letters)
    ]


@cache
def gallery(form: str) -> tuple[Queued, ...]:
    """Every mail of every journey, filled in with one of FORMS."""
    filled = FORMS[form]()
    walks = [
        _journey(filled),
        _technology(filled),
        *_not_yet(filled),
        _active(filled),
        _rejected(filled),
        *_screened(filled),
        _withdrawn(filled),
        _proved(filled),
        _invited(filled),
        *_held(filled),
        *with_deadline(begun, filled),
        *with_new_agreement(begun, filled),
    ]
    walks += [_journey_without_customers(filled)]
    return (*(queued for walk in walks for queued in walk.queued), *_apart(filled))


def _not_yet(form: dict[str, Any]) -> Iterator[Watched]:
    """Not ready yet, by either judge; the date comes, and the applicant is invited again."""
    for business in (False, True):
        walk = begun(form).to_review()
        if business:
            walk = begun({**form, "track": "technology"}).to_business()
        back = (walk.at + timedelta(days=60)).date().isoformat()
        walk.answer(Outcome.NOT_YET, Role.REVIEWER, note=f"{form['company']} works alone.\nAsk again.", back=back)
        walk.pass_time(days=61)
        walk.do(returning.invited_back)
        yield walk


def _active(form: dict[str, Any]) -> Watched:
    """An active partner who is asked how it is going: once it is bad, once there is silence."""
    walk = begun({**form, "customers": ()})
    walk.to_customers()
    walk.do(activating.activated, [], PROGRAM)
    walk.pass_time(days=30)
    walk.do(checkins.check_in, PROGRAM)
    asked = walk.changes[-1].asked[0].id
    walk.remind_all(asked)
    walk.answer(Outcome.BAD, Role.APPLICANT, asked, note=f"{form['company']} waits for prices.\nNobody answers.")
    walk.remind_all(walk.changes[-1].asked[0].id)
    walk.pass_time(days=60)
    walk.do(checkins.check_in, PROGRAM)
    asked = walk.changes[-1].asked[0].id
    walk.pass_time(days=14)
    walk._keep(checkins.unanswered(walk.case(asked), PROGRAM, walk.at))
    return walk


def _technology(form: dict[str, Any]) -> Watched:
    """A technology partner, judged by business development and not taken."""
    benefit = f"{form['company']} saves time.\nSee https://evil.example"
    answers = {"benefit": benefit, "overlap": "completes", "shared": "12"}
    walk = begun({**form, "track": "technology", "customers": (), "answers": answers})
    walk.to_business()
    walk.remind_all()
    walk.answer(Outcome.REJECTED, Role.REVIEWER, note=f"{form['company']} takes the place of ours.")
    return walk


def _invited(form: dict[str, Any]) -> Watched:
    """An existing partner, imported with an account for which nobody is named."""
    first = inviting.invite(ID, submission(**form), PROGRAM, SYSTEM, NOW, invited=NOW)
    walk = Watched(first.application)
    walk._keep(first)
    account = inviting.KnownAccount("id 1", str(form["company"]))
    walk._keep(inviting.add_accounts(walk.application, [account], [], SYSTEM, walk.at))
    walk.do(asking.ask_for_confirmation, PROGRAM)
    walk.remind_all()
    walk.answer(Outcome.CONFIRMED, Role.APPLICANT)
    walk.do(asking.ask_distributor, Choice(NORTH, {}), PROGRAM)
    walk.answer(Outcome.ACCEPTED, Role.DISTRIBUTOR)
    walk.do(signing.ask_signer, DOCUMENT, PROGRAM)
    walk.answer(Outcome.SIGNED, Role.SIGNER, consent="yes", authority="yes", title="Director")
    walk.seal()
    walk._keep(asking_customers.open_customer_gate(walk.application, PROGRAM, walk.at, unnamed=1))
    return walk


def _journey_without_customers(form: dict[str, Any]) -> Watched:
    walk = begun({**form, "customers": ()})
    walk.to_customers()
    walk.do(activating.activated, [], PROGRAM)
    return walk


def newest(form: str, mail: Mail) -> Queued:
    """The last of that kind."""
    return [queued for queued in gallery(form) if queued.mail is mail][-1]


ASKED_AS = {
    Kind.CONFIRMATION: Role.APPLICANT,
    Kind.INVITATION: Role.APPLICANT,
    Kind.REVIEW: Role.REVIEWER,
    Kind.DISTRIBUTOR: Role.DISTRIBUTOR,
    Kind.BUSINESS: Role.REVIEWER,
    Kind.AGREEMENT: Role.SIGNER,
    Kind.COUNTERSIGNATURE: Role.COUNTERSIGNER,
    Kind.CUSTOMERS: Role.CUSTOMER,
    Kind.ADMIN: Role.CUSTOMER,
    Kind.HOLD: Role.OPS,
    Kind.QUESTION: Role.OPS,
    Kind.MISSED: Role.OPS,
    Kind.CHECKIN: Role.APPLICANT,
    Kind.TASK: Role.OPS,
    Kind.PROOF: Role.CUSTOMER,
    Kind.DRIFT: Role.OPS,
    Kind.SCREENING: Role.REVIEWER,
    Kind.SUSPICION: Role.OPS,
}


def every_kind_reminded() -> Iterator[Queued]:
    """A reminder about each kind of decision, also of kinds whose ladder the program leaves empty."""
    sample = newest("ordinary", Mail.REMINDER)
    account = newest("ordinary", Mail.CONFIRM_ADMIN).case.account
    assert sample.case.decision is not None
    for kind, role in ASKED_AS.items():
        decision = replace(sample.case.decision, kind=kind, role=role, answers=ANSWERS[kind], reminded=1)
        letter = replace(sample.message.letter, role=role)
        case = replace(sample.case, decision=decision, account=account)
        yield Queued(replace(sample.message, letter=letter), case, sample.now)
