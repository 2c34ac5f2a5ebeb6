"""One customer account in ops' hands: ask once more, ask somebody else, waive, for a reason and under a name."""

from onboarding import case_words
from onboarding.deciding import decide
from onboarding.domain import accounts
from onboarding.domain.account import Account, AccountState
from onboarding.domain.application import Application, Case
from onboarding.domain.change import Change
from onboarding.domain.errors import NotFound, Refused
from onboarding.domain.people import Person, Role, person
from onboarding.domain.stages import Stage
from onboarding.ops.actions import Stale
from onboarding.ops.request import LONGEST, Request
from onboarding.templating import render
from onboarding.world import World

type Choice = tuple[str, str, str]

_AGAIN = ("again", "Ask once more", "sends the nominee a new link with new dates")
_REPLACE = ("replace", "Ask somebody else", "asks the person you name; the old link dies, and whoever had it is told")
_WAIVE = ("waive", "Waive", "lets the account go unproved: it counts no more, and nothing is taken from anybody")


def choices(application: Application, account: Account) -> list[Choice]:
    """What may be decided about the account now."""
    found: list[Choice] = []
    if accounts.may_change(application, account):
        found = [*([_AGAIN] if accounts.may_ask_again(application, account) else []), _REPLACE, _WAIVE]
    elif application.stage is Stage.ACTIVATION and application.held and account.state is AccountState.DONE:
        found = [_WAIVE]
    return found


def view(world: World, request: Request, refused: Refused | None = None) -> str:
    """The account with its form."""
    case = world.applications.account(request.application, request.account)
    if case.account is None:
        raise NotFound("no account")
    return render(
        "ops/account.html",
        request=request,
        words=case_words,
        application=case.application,
        account=case.account,
        can=choices(case.application, case.account),
        refused=refused,
    )


def settle(world: World, request: Request) -> Account:
    """Records what was decided; raises Refused with the form's field, Moved, Stale, NotFound, Unavailable."""
    form = request.form
    if not form.name:
        raise Refused("Please type your name.", "name")
    if max(len(form.reason), len(form.name)) > LONGEST:
        raise Refused(f"Please keep it under {LONGEST} characters.", "note")
    by, now = person(form.name, Role.OPS), world.clock.now()

    def rule(case: Case) -> Change:
        account = world.applications.account(request.application, request.account).account
        if account is None:
            raise NotFound("no account")
        if case.application.version != request.version:
            raise Stale("The case has changed since you looked. This is how it stands now; please decide again.")
        if form.answer == "again":
            return accounts.ask_again(case.application, account, by, world.program, now)
        if form.answer == "replace":
            return accounts.replace_nominee(case, account, _nominee(request, case), by, world.program, now)
        if form.answer == "waive":
            return accounts.waive(case.application, account, by, form.reason, now)
        raise Refused("Please choose one of the answers.", "answer")

    change = decide(world.applications, lambda: world.applications.current(request.application), rule)
    return change.accounts[0]


def _nominee(request: Request, case: Case) -> Person:
    from onboarding import mailboxes  # noqa: PLC0415 - only whoever names somebody compares domains

    email = mailboxes.address(request.form.email)
    if not request.form.nominee or not email:
        raise Refused("Please give the new nominee's name and e-mail address.", "email")
    if mailboxes.is_partners(case.application, email):
        raise Refused("This mailbox is the partner's own. The admin must be somebody at the customer.", "email")
    return Person(request.form.nominee, email)
