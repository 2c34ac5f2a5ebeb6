"""The way back from the provider: one address, which shows first and connects only by a person's click."""

from onboarding import mailboxes, proving
from onboarding.deciding import decide
from onboarding.domain.account import Account, Grant
from onboarding.domain.application import Application, Case
from onboarding.domain.change import Change
from onboarding.domain.connection import Begun, same_browser
from onboarding.domain.errors import Disconnected, Moved, NotFound, Refused, Unavailable
from onboarding.domain.link import hash_of, is_token
from onboarding.domain.marking import N_
from onboarding.domain.people import Role, person
from onboarding.domain.proving import connected
from onboarding.speaking import say
from onboarding.web.connect import COOKIE
from onboarding.web.request import Request
from onboarding.web.responses import Reply, page, problem
from onboarding.world import World

_LONGEST_CODE = 512


def show(world: World, request: Request) -> Reply:
    """What the provider sent back, as a form: a prefetcher that comes here connects nothing."""
    code, state = _first(request, "code"), _first(request, "state")
    if _first(request, "error") or not code:
        return problem(
            world,
            200,
            say("You did not connect the account"),
            f"{say('Nothing was read and nothing was changed.')} {say(_AGAIN)}",
        )
    if not is_token(state) or len(code) > _LONGEST_CODE:
        raise NotFound("no such connection")
    return page(world, "connecting", code=code, state=state)


def finish(world: World, request: Request) -> Reply:
    """Connects, looks at once, and says what was seen."""
    state, code = request.typed("state"), request.typed("code")
    if not is_token(state) or not code or len(code) > _LONGEST_CODE:
        raise NotFound("no such connection")
    try:
        begun = world.connections.take(hash_of(state), world.clock.now())
    except NotFound:
        return _refused(world, f"{say('It was finished already, or took too long.')} {say(_AGAIN)}")
    if not same_browser(begun, request.cookies.get(COOKIE, "")):
        return _refused(world, f"{say('It was begun in another browser.')} {say(_AGAIN)}")
    try:
        return _connect(world, begun, code)
    except (Disconnected, Refused, Moved) as refused:
        return _refused(world, f"{say(str(refused))} {say(_AGAIN)}")


_AGAIN = N_("To try again, open the link in the mail once more.")


def _first(request: Request, name: str) -> str:
    return (request.query.get(name) or [""])[0]


def _refused(world: World, why: str) -> Reply:
    return problem(world, 409, say("The account was not connected"), why)


def _connect(world: World, begun: Begun, code: str) -> Reply:
    case = world.applications.account(begun.application, begun.account)
    account = _still_theirs(case, begun)
    given = world.directory.connect(account, code, begun.verifier)
    if "applicant" not in world.program.connects and mailboxes.is_partners(case.application, given.admin):
        raise Refused("An admin of the partner has opened the team, where somebody of the customer’s own must.")
    now = world.clock.now()
    grant = Grant(sealed=given.sealed, team=given.team, by=begun.name, role=begun.role, given=now)

    def rule(case: Case) -> Change:
        by, here = person(begun.name, begun.role, begun.email), _still_theirs(case, begun)
        return connected(case.application, here, grant, hand_over=begun.hand_over, by=by, program=world.program)

    decide(world.applications, lambda: world.applications.account(begun.application, begun.account), rule)
    return _looked(world, case.application, account)


def _still_theirs(case: Case, begun: Begun) -> Account:
    account = case.account
    if account is None or (begun.role is Role.CUSTOMER and account.nominee.email != begun.email):
        raise Moved("Somebody else is asked about this account now.")
    return account


def _looked(world: World, application: Application, account: Account) -> Reply:
    """The result; where the provider is away just now, the clock looks in some minutes."""
    try:
        account, away = proving.look(world, application.id, account.id, world.clock.now()), False
    except Unavailable:
        away = True
    submission = application.submission
    return page(world, "connected", application=application, submission=submission, account=account, away=away)
