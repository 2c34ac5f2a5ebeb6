"""Beginning a connection: who it is, what they agree to, and the way to the provider's own page."""

import hashlib

from onboarding.domain.connection import LIFE, Begun, challenge_of, new_verifier
from onboarding.domain.errors import NotFound
from onboarding.domain.ids import AccountId, is_account_id
from onboarding.domain.link import hash_of, new_token
from onboarding.domain.people import Role
from onboarding.speaking import say
from onboarding.typed_text import printable
from onboarding.web.connect_page import Party, connect_page, party_of
from onboarding.web.door import read_decision, read_page
from onboarding.web.request import Request
from onboarding.web.responses import Reply, may_lead_to, problem
from onboarding.world import World

COOKIE = "connect"
"""Names the browser that began, so that nobody can finish with somebody else's approval."""


def show(world: World, request: Request, application: str, decision: str, token: str) -> Reply:
    """The customer's page."""
    return _shown(world, customer(world, application, decision, token))


def begin(world: World, request: Request, application: str, decision: str, token: str) -> Reply:
    """The customer goes on to the provider."""
    return _begun(world, request, customer(world, application, decision, token))


def show_partner(world: World, request: Request, application: str, token: str, account: str) -> Reply:
    """The partner's page, where the program lets partners connect."""
    return _shown(world, partner(world, application, token, account))


def begin_partner(world: World, request: Request, application: str, token: str, account: str) -> Reply:
    """The partner goes on to the provider."""
    return _begun(world, request, partner(world, application, token, account))


def customer(world: World, application: str, decision: str, token: str) -> Party:
    """The customer's side of an account; raises NotFound."""
    return party_of(world, read_decision(world, application, decision, token))


def partner(world: World, application: str, token: str, account: str) -> Party:
    """The partner's side of an account; raises NotFound."""
    visit = read_page(world, application, token)
    if not is_account_id(account):
        raise NotFound("no account")
    case = world.applications.account(visit.case.application.id, AccountId(account))
    if case.account is None:
        raise NotFound("no account")
    who = case.application.submission.applicant
    path = f"{visit.path}/accounts/{account}"
    return Party(case.application, case.account, Role.APPLICANT, who.name, visit.link.email, path, world.program)


def _shown(world: World, party: Party) -> Reply:
    return connect_page(world, party) if party.may_connect else _not_now(world)


def _not_now(world: World) -> Reply:
    return problem(
        world,
        409,
        say("This account needs no connection now"),
        say("It is settled, or somebody else is asked about it. Nothing was changed."),
    )


def _begun(world: World, request: Request, party: Party) -> Reply:
    from onboarding.web import account_forms, forms  # noqa: PLC0415 - pydantic: no GET pays for it

    if not party.may_connect:
        return _not_now(world)
    try:
        form = account_forms.connection(request)
    except forms.Invalid as invalid:
        typed = {name: printable(values[0]) for name, values in request.form.items()}
        return connect_page(world, party, errors=invalid.errors, typed=typed, status=422)
    lower = form.hand_over == "yes" and world.program.hand_over and party.role is Role.CUSTOMER
    state, browser, verifier = new_token(), new_token(), new_verifier()
    begun = Begun(
        application=party.application.id,
        account=party.account.id,
        verifier=verifier,
        browser=hashlib.sha256(browser.encode()).hexdigest(),
        role=party.role,
        name=form.name,
        email=party.email,
        hand_over=lower,
        expires=world.clock.now() + LIFE,
    )
    world.connections.begin(hash_of(state), begun)
    away = world.directory.authorize(state, challenge_of(verifier), lower=lower)
    headers = {
        **may_lead_to(world, world.settings.directory_site),
        "Location": away,
        "Set-Cookie": _cookie(world, browser),
    }
    return Reply(status=303, headers=headers)


def _cookie(world: World, value: str) -> str:
    secure = "; Secure" if world.settings.need("base_url").startswith("https:") else ""
    return f"{COOKIE}={value}; Path=/; Max-Age={int(LIFE.total_seconds())}; HttpOnly; SameSite=Lax{secure}"
