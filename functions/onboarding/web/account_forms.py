"""The small forms about one customer account, read and checked."""

from typing import Annotated

from pydantic import AfterValidator, ValidationInfo

from onboarding import mailboxes
from onboarding.domain.application import Application
from onboarding.domain.marking import N_
from onboarding.web.application_form import checked_email
from onboarding.web.forms import Form, TypedName, check, known, one_line, some_lines, wrong
from onboarding.web.request import Request


def _at_the_customer(value: str, info: ValidationInfo) -> str:
    if value and mailboxes.is_partners(known(info, Application), value):
        raise wrong("This mailbox is the partner’s own. The admin must be somebody at the customer.")
    return value


class Nominee(Form):
    """Who is to be asked instead, and who says so."""

    admin_name: Annotated[str, one_line(100, N_("Please name the person who is to be the admin."))] = ""
    admin_email: Annotated[
        str,
        one_line(254, N_("Please give the person’s e-mail address.")),
        AfterValidator(checked_email),
        AfterValidator(_at_the_customer),
    ] = ""
    name: TypedName = ""


class Connection(Form):
    """Who connects, and whether the partner's admin role is to be lowered."""

    hand_over: str = ""
    name: TypedName = ""


class Ending(Form):
    """Who ends the relation, and a reason if one is given."""

    reason: Annotated[str, some_lines(1000)] = ""
    name: TypedName = ""


def nominee(request: Request, application: Application) -> Nominee:
    """Raises Invalid with what is to be put right."""
    return check(Nominee, {name: request.typed(name) for name in Nominee.model_fields}, application)


def connection(request: Request) -> Connection:
    """Raises Invalid with what is to be put right."""
    return check(Connection, {name: request.typed(name) for name in Connection.model_fields})


def ending(request: Request) -> Ending:
    """Raises Invalid with what is to be put right."""
    return check(Ending, {name: request.typed(name) for name in Ending.model_fields})
