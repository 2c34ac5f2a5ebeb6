"""One customer account on the partner's side: ask the nominee once more, or somebody else."""

from collections.abc import Mapping
from dataclasses import replace

from onboarding.asked import as_asked
from onboarding.deciding import decide
from onboarding.domain import accounts
from onboarding.domain.application import Case
from onboarding.domain.change import Change
from onboarding.domain.errors import Moved, Refused
from onboarding.domain.people import Person, Role, person
from onboarding.domain.stages import FINAL
from onboarding.typed_text import printable
from onboarding.web.applicant import account_in_words
from onboarding.web.connect import partner
from onboarding.web.connect_page import Party
from onboarding.web.request import Request
from onboarding.web.responses import Reply, page, see_other
from onboarding.world import World


def show(world: World, request: Request, application: str, token: str, account: str) -> Reply:
    """Where the account stands, and what the partner can do about it."""
    return _page(world, partner(world, application, token, account))


def change(world: World, request: Request, application: str, token: str, account: str) -> Reply:
    """Asks once more (`do=again`), or somebody else."""
    from onboarding.web import account_forms, forms  # noqa: PLC0415 - pydantic: no GET pays for it

    parties: list[Party] = []
    again = request.typed("do") == "again"

    def read() -> Case:
        party = partner(world, application, token, account)
        parties.append(party)
        # Guarded by the version that was read before the account: whatever was written since is read again.
        return replace(world.applications.current(party.application.id), application=party.application)

    def rule(case: Case) -> Change:
        party = parties[-1]
        account = as_asked(world, party.account)
        if again:
            by = person(party.name, Role.APPLICANT, party.email)
            return accounts.ask_again(case.application, account, by, world.program, world.clock.now())
        form = account_forms.nominee(request, case.application)
        by, who = person(form.name, Role.APPLICANT, party.email), Person(form.admin_name, form.admin_email)
        return accounts.replace_nominee(case, account, who, by, world.program, world.clock.now())

    try:
        done = decide(world.applications, read, rule)
    except forms.Invalid as invalid:
        return _page(world, parties[-1], errors=invalid.errors, request=request, status=422)
    except Moved as moved:
        return _page(world, parties[-1], notice=moved.message, status=409)
    except Refused as refused:
        if refused.field == "again":
            return _page(world, parties[-1], notice=refused.message, status=429)
        field = {"email": "admin_email"}.get(refused.field, refused.field or "admin_email")
        return _page(world, parties[-1], errors={field: refused.message}, request=request, status=422)
    said = "once-more" if again else "asked" if done.asked else "named"
    return see_other(world, f"/a/{application}/{token}?said={said}")


def _page(
    world: World,
    party: Party,
    *,
    errors: Mapping[str, str] | None = None,
    request: Request | None = None,
    notice: str = "",
    status: int = 200,
) -> Reply:
    account, base = party.account, world.settings.need("base_url")
    return page(
        world,
        "account",
        status=status,
        application=party.application,
        account=account,
        state=account_in_words(account, asking=party.application.stage not in FINAL),
        may_change=accounts.may_change(party.application, account),
        may_ask=accounts.may_ask_again(party.application, account),
        connect=f"{base}{party.path}/connect" if party.may_connect else "",
        end=f"{base}{party.path}/end" if party.may_end else "",
        here=base + party.path.partition("/accounts/")[0],
        errors=errors or {},
        typed={name: printable(values[0]) for name, values in request.form.items()} if request else {},
        notice=notice,
    )
