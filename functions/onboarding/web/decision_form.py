"""A decider's form read and checked: the answer, the typed name, and the reason or evidence it needs."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, ValidationInfo

from onboarding import mailboxes
from onboarding.domain.answer import INDEPENDENT, Answer
from onboarding.domain.decision import REASON_REQUIRED, Decision, Kind
from onboarding.domain.marking import N_
from onboarding.domain.people import Actor, ActorKind
from onboarding.domain.same_name import may_be_same
from onboarding.domain.stages import Outcome
from onboarding.speaking import say
from onboarding.typed_text import printable
from onboarding.web.door import Visit
from onboarding.web.forms import Form, TypedName, check, known, one_line, some_lines, wrong
from onboarding.web.request import Request

_SIGNATURES = frozenset({Kind.AGREEMENT, Kind.COUNTERSIGNATURE})


_PASSED_ON = N_("It is passed on as you write it.")


class WrongDocument(Exception):
    """What was signed is not what is asked for now."""


def _answer(value: str, info: ValidationInfo) -> str:
    decision = known(info, Decision)
    if value not in [outcome.value for outcome in decision.answers]:
        one = say("Please tick the box.") if len(decision.answers) == 1 else say("Please choose one of the answers.")
        raise wrong(one)
    if value == Outcome.SIGNED and decision.about.get("provider"):
        raise wrong("You sign this in the mail that the signature provider sent to you, not here.")
    return value


def _note(value: str, info: ValidationInfo) -> str:
    answer = info.data.get("answer")
    if answer and Outcome(answer) in REASON_REQUIRED and not value:
        kept = say("Only the audit keeps it.") if known(info, Decision).kind is Kind.SCREENING else _PASSED_ON
        raise wrong(f"{say('Please say why, in a sentence.')} {say(kept)}")
    return value


def _title(value: str, info: ValidationInfo) -> str:
    if _signs(info) and not value:
        raise wrong("Please say in which position you sign, such as “owner” or “managing director”.")
    return value


def _authority(value: str, info: ValidationInfo) -> str:
    if _signs(info) and value != "yes":
        raise wrong("Please tick the box, or name the person who may sign.")
    return value


def _to_name(value: str, info: ValidationInfo) -> str:
    if info.data.get("answer") == Outcome.REASSIGNED and not value:
        raise wrong("Please name the person who may sign.")
    return value


def _to_email(value: str, info: ValidationInfo) -> str:
    if info.data.get("answer") != Outcome.REASSIGNED:
        return ""
    address = mailboxes.address(value)
    if not address:
        raise wrong("Please give that person’s e-mail address, such as name@company.com.")
    return address


def _signs(info: ValidationInfo) -> bool:
    return info.data.get("answer") == Outcome.SIGNED


def _consent(value: str, info: ValidationInfo) -> str:
    if _signs(info) and value != "yes":
        raise wrong("Please tick the box: signing by your typed name needs your consent.")
    return value


def _signer(value: str, info: ValidationInfo) -> str:
    decision = known(info, Decision)
    if _signs(info) and decision.kind is Kind.AGREEMENT and not may_be_same(value, decision.asked.name):
        raise wrong(
            say(
                "The agreement names {who} as the one who signs. If that is you, please type the name as it stands "
                "there. If not, please choose “Somebody else must sign” and name that person: it may be yourself.",
                who=decision.asked.name,
            )
        )
    return value


def _back(value: str, info: ValidationInfo) -> str:
    if info.data.get("answer") == Outcome.NOT_YET and not value:
        raise wrong("Please give the date from which the applicant may come back.")
    return value


class DecisionForm(Form):
    """What every decision page sends; only agreements ask for more than a reason and a name, reviews for `back`."""

    answer: Annotated[str, AfterValidator(_answer)] = ""
    note: Annotated[str, some_lines(1000), AfterValidator(_note)] = ""
    back: Annotated[str, one_line(10), AfterValidator(_back)] = ""
    title: Annotated[str, one_line(100), AfterValidator(_title)] = ""
    authority: Annotated[str, AfterValidator(_authority)] = ""
    consent: Annotated[str, AfterValidator(_consent)] = ""
    to_name: Annotated[str, one_line(100), AfterValidator(_to_name)] = ""
    to_email: Annotated[str, one_line(254), AfterValidator(_to_email)] = ""
    name: Annotated[TypedName, AfterValidator(_signer)] = ""


def read(request: Request, visit: Visit, now: datetime) -> Answer:
    """The answer in a form; raises Invalid with what to put right, WrongDocument for an older text."""
    decision = visit.decision
    if decision.kind in _SIGNATURES and request.typed("sha256") != decision.about.get("sha256"):
        raise WrongDocument
    fields = {name: request.typed(name) for name in DecisionForm.model_fields}
    form = check(DecisionForm, fields, decision)
    return Answer(
        outcome=Outcome(form.answer),
        by=Actor(ActorKind.PERSON, form.name, visit.link.role, visit.link.email),
        at=now,
        note=form.note,
        own=decision.kind in INDEPENDENT and mailboxes.is_partners(visit.case.application, visit.link.email),
        evidence=_evidence(request, form, decision),
    )


def _evidence(request: Request, form: DecisionForm, decision: Decision) -> dict[str, str]:
    """What stands behind a signature: position, consent, the document's hash, its origin; of a not-yet, the date."""
    if form.answer == Outcome.NOT_YET:
        return {"back": form.back}
    if form.answer == Outcome.REASSIGNED:
        return {"to_name": form.to_name, "to_email": form.to_email}
    if decision.kind not in _SIGNATURES or form.answer != Outcome.SIGNED:
        return {}
    return {
        "title": form.title,
        "authority": form.authority,
        "consent": form.consent,
        "sha256": decision.about["sha256"],
        "version": decision.about["version"],
        "user_agent": printable(request.user_agent)[:300],
        "source_ip": request.source_ip,
    }
