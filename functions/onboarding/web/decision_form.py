"""A decider's form read and checked: the answer, the typed name, and the reason or evidence it needs."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, ValidationInfo

from onboarding.domain.answering import Answer
from onboarding.domain.decision import REASON_REQUIRED, Decision, Kind
from onboarding.domain.people import Actor, ActorKind
from onboarding.domain.stages import Outcome
from onboarding.web.door import Visit
from onboarding.web.forms import Form, TypedName, check, known, one_line, some_lines, wrong
from onboarding.web.request import Request
from onboarding.web.text import printable


class WrongDocument(Exception):
    """What was signed is not what is asked for now."""


def _answer(value: str, info: ValidationInfo) -> str:
    decision = known(info, Decision)
    if value not in [outcome.value for outcome in decision.answers]:
        one = "Please tick the box." if len(decision.answers) == 1 else "Please choose one of the answers."
        raise wrong(one)
    if value == Outcome.SIGNED and decision.about.get("provider"):
        raise wrong("You sign this in the mail that the signature provider sent to you, not here.")
    return value


def _note(value: str, info: ValidationInfo) -> str:
    answer = info.data.get("answer")
    if answer and Outcome(answer) in REASON_REQUIRED and not value:
        raise wrong("Please say why, in a sentence. It is passed on as you write it.")
    return value


def _title(value: str, info: ValidationInfo) -> str:
    if info.data.get("answer") == Outcome.SIGNED and not value:
        raise wrong("Please say in which position you sign, such as “owner” or “managing director”.")
    return value


def _consent(value: str, info: ValidationInfo) -> str:
    if info.data.get("answer") == Outcome.SIGNED and value != "yes":
        raise wrong("Please tick the box: signing by your typed name needs your consent.")
    return value


def _back(value: str, info: ValidationInfo) -> str:
    if info.data.get("answer") == Outcome.NOT_YET and not value:
        raise wrong("Please give the date from which the applicant may come back.")
    return value


class DecisionForm(Form):
    """What every decision page sends; only agreements ask for `title`, `consent` and `sha256`, reviews for `back`."""

    answer: Annotated[str, AfterValidator(_answer)] = ""
    note: Annotated[str, some_lines(1000), AfterValidator(_note)] = ""
    back: Annotated[str, one_line(10), AfterValidator(_back)] = ""
    title: Annotated[str, one_line(100), AfterValidator(_title)] = ""
    consent: Annotated[str, AfterValidator(_consent)] = ""
    name: TypedName = ""


def read(request: Request, visit: Visit, now: datetime) -> Answer:
    """The answer in a form; raises Invalid with what to put right, WrongDocument for an older text."""
    decision = visit.decision
    if decision.kind is Kind.AGREEMENT and request.typed("sha256") != decision.about.get("sha256"):
        raise WrongDocument
    fields = {name: request.typed(name) for name in DecisionForm.model_fields}
    form = check(DecisionForm, fields, decision)
    return Answer(
        outcome=Outcome(form.answer),
        by=Actor(ActorKind.PERSON, form.name, visit.link.role, visit.link.email),
        at=now,
        note=form.note,
        evidence=_evidence(request, form, decision),
    )


def _evidence(request: Request, form: DecisionForm, decision: Decision) -> dict[str, str]:
    """What stands behind a signature: position, consent, the document's hash, its origin; of a not-yet, the date."""
    if form.answer == Outcome.NOT_YET:
        return {"back": form.back}
    if decision.kind is not Kind.AGREEMENT or form.answer != Outcome.SIGNED:
        return {}
    return {
        "title": form.title,
        "consent": form.consent,
        "sha256": decision.about["sha256"],
        "version": decision.about["version"],
        "user_agent": printable(request.user_agent)[:300],
        "source_ip": request.source_ip,
    }
