"""The small forms behind the applicant's page, read and checked."""

from typing import Annotated

from onboarding.domain.marking import N_
from onboarding.web.forms import Form, TypedName, check, some_lines
from onboarding.web.request import Request


class Withdrawal(Form):
    """A typed name, and a reason if one is given."""

    name: TypedName = ""
    reason: Annotated[str, some_lines(1000)] = ""


class Question(Form):
    """What somebody wants to know."""

    question: Annotated[str, some_lines(2000, N_("Please write your question."))] = ""


def withdrawal(request: Request) -> Withdrawal:
    """Raises Invalid with what is to be put right."""
    return check(Withdrawal, {"name": request.typed("name"), "reason": request.typed("reason")})


def question(request: Request) -> Question:
    """Raises Invalid with what is to be put right."""
    return check(Question, {"question": request.typed("question")})
