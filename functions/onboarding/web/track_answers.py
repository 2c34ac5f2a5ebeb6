"""The answers to a track's own questions, read from a form and checked, each at its field."""

from typing import Annotated

from pydantic import AfterValidator

from onboarding.domain.marking import N_
from onboarding.domain.tracks import Answering, Question, Track
from onboarding.speaking import say
from onboarding.web.forms import Errors, Form, Invalid, check, one_line, some_lines, wrong
from onboarding.web.request import Request

_LONGEST_TEXT, _MOST_DIGITS = 1500, 9


def _number(value: str) -> str:
    digits = value.replace(" ", "")
    if digits and not (digits.isdecimal() and digits.isascii() and len(digits) <= _MOST_DIGITS):
        raise wrong("Please give a whole number in digits, 0 or more.")
    return str(int(digits)) if digits else ""


class _Text(Form):
    answer: Annotated[str, some_lines(_LONGEST_TEXT)] = ""


class _Number(Form):
    answer: Annotated[str, one_line(20), AfterValidator(_number)] = ""


class _Chosen(Form):
    answer: Annotated[str, one_line(40)] = ""


_FORMS: dict[Answering, type[_Text] | type[_Number] | type[_Chosen]] = {
    Answering.TEXT: _Text,
    Answering.NUMBER: _Number,
    Answering.CHOICE: _Chosen,
    Answering.YES_NO: _Chosen,
}

_MISSING = {
    Answering.TEXT: N_("Please answer in a few words: “{question}”"),
    Answering.NUMBER: N_("Please give a number: “{question}”"),
    Answering.CHOICE: N_("Please choose an answer: “{question}”"),
    Answering.YES_NO: N_("Please answer with yes or no: “{question}”"),
}


def read(request: Request, track: Track, errors: Errors) -> dict[str, str]:
    """The answers by question, without those that were left empty; what is wrong is added to `errors`."""
    answers = {}
    for question in track.questions:
        try:
            answer = _answer(request.typed(question.field), question)
        except Invalid as invalid:
            errors[question.field] = invalid.errors["answer"]
            continue
        if answer:
            answers[question.id] = answer
    return answers


def _answer(typed: str, question: Question) -> str:
    answer: str = check(_FORMS[question.type], {"answer": typed}).answer
    if (question.required and not answer) or (answer and question.options and answer not in question.options):
        raise Invalid({"answer": say(_MISSING[question.type], question=say(question.label))})
    return answer
