"""Questions of anybody whom a case concerns: each is one task for ops with a clock on it, and its answer is mailed."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from onboarding.domain.application import Application, Case
from onboarding.domain.asking import opened
from onboarding.domain.change import Change, change
from onboarding.domain.decision import Decision, Kind, Settlement
from onboarding.domain.errors import Refused
from onboarding.domain.ids import DecisionId
from onboarding.domain.messages import Letter, Mail
from onboarding.domain.people import SYSTEM, Actor, Person, Role, person
from onboarding.domain.program import Program

LONGEST = 2000
"""Characters of a question that are kept."""

SPAM = "spam"
"""What the mail service takes a mail for, as a task about it says what happened."""

AT_FIRST, A_DAY = 12, 4
"""Questions that a page takes about a case on its first day, and how many more on each day after it."""


@dataclass(frozen=True)
class Asker:
    """Who asks: as whom the case knows them, or nobody (`role`) where it does not."""

    who: Person
    role: Role

    @property
    def known(self) -> bool:
        """Whether the case knows the mailbox."""
        return self.role is not Role.NOBODY


def ask(
    application: Application, text: str, asker: Asker, program: Program, now: datetime, *, mail: str = ""
) -> Change:
    """Opens the task; the case itself goes on as it was. `mail` is the id of the mail that brought the question."""
    if not text.strip():
        raise Refused("Please write your question.", "question")
    ops = program.vendor.ops
    about = {
        "question": text.strip()[:LONGEST],
        "stage": application.stage.value,
        "from": asker.who.email,
        "name": asker.who.name,
        "role": asker.role.value,
    }
    id = of_mail(mail) if mail else None
    question = opened(application, Kind.QUESTION, Role.OPS, ops, program, now, about=about, id=id)
    return change(
        application,
        action="question asked",
        by=person(asker.who.name, asker.role, asker.who.email),
        now=now,
        details={"decision": question.id, **({"by": "mail"} if mail else {})},
        letters=[Letter(mail=Mail.ANSWER_QUESTION, to=ops, role=Role.OPS, decision=question.id)],
        asked=[question],
        decisions=application.decisions + 1,
        questions=application.questions + 1,
    )


def doubt(application: Application, text: str, who: Person, program: Program, now: datetime, mail: str) -> Change:
    """A mail to the case's own mailbox that the mail service takes for spam: a person looks, and nobody is answered."""
    ops = program.vendor.ops
    about = {"happened": SPAM, "note": text.strip()[:500], "from": who.email, "name": who.name}
    task = opened(application, Kind.TASK, Role.OPS, ops, program, now, about=about, id=of_mail(mail, Kind.TASK))
    return change(
        application,
        action="mail taken for spam",
        by=SYSTEM,
        now=now,
        details={"decision": task.id},
        letters=[Letter(mail=Mail.DECIDE_TASK, to=ops, role=Role.OPS, decision=task.id)],
        asked=[task],
    )


def page_rests(application: Application, now: datetime) -> datetime | None:
    """Until when the page takes no more questions: whoever has the link cannot bury the others' questions in ops' list.

    Mail is not bounded by it: none is dropped.
    """
    days = max(0, (now - application.submitted).days)
    if application.questions < AT_FIRST + A_DAY * days:
        return None
    return application.submitted + timedelta(days=days + 1)


def of_mail(mail: str, kind: Kind = Kind.QUESTION) -> DecisionId:
    """The id of the question in a mail, or of the task about it, always the same: handed in twice, it is asked once."""
    digest = hashlib.sha256(mail.encode()).digest()
    first, second = (1 + int.from_bytes(part) % 999_999 for part in (digest[:8], digest[8:16]))
    return DecisionId(f"{kind.value}-{first}-{second}")


def asker_of(application: Application, decision: Decision) -> Asker:
    """Who waits for the answer."""
    about = decision.about
    if not about.get("from"):
        return Asker(application.submission.applicant, Role.APPLICANT)
    return Asker(Person(about.get("name", ""), about["from"]), Role(about.get("role", Role.NOBODY)))


def answered(case: Case, decision: Decision, settled: Settlement, by: Actor, now: datetime) -> Change:
    """Mails the answer to whoever asked."""
    asker = asker_of(case.application, decision)
    facts = {"question": decision.about.get("question", ""), "answer": settled.note}
    letter = Letter(mail=Mail.QUESTION_ANSWERED, to=asker.who, role=asker.role, facts=facts)
    return change(
        case.application,
        action="question answered",
        by=by,
        now=now,
        details={"decision": decision.id},
        letters=[letter],
        settled=[settled],
    )
