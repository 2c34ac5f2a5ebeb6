"""One customer account in ops' hands: ask once more or somebody else, waive, lead back to it, end the relation."""

from datetime import datetime

from onboarding import case_words
from onboarding.asked import as_asked
from onboarding.deciding import decide
from onboarding.domain import accounts
from onboarding.domain.account import Account, AccountState
from onboarding.domain.application import Application, Case
from onboarding.domain.change import Change
from onboarding.domain.ending import end_relation, may_end
from onboarding.domain.errors import NotFound, Refused
from onboarding.domain.nudging import send_account_page
from onboarding.domain.people import Actor, Person, Role, person
from onboarding.domain.stages import Stage
from onboarding.ops.actions import Stale
from onboarding.ops.request import LONGEST, Request
from onboarding.templating import render
from onboarding.world import World

type Choice = tuple[str, str, str]

_AGAIN = ("again", "Ask once more", "sends the nominee a new link with new dates")
_REPLACE = ("replace", "Ask somebody else", "asks the person you name; the old link dies, and whoever had it is told")
_WAIVE = ("waive", "Waive", "lets the account go unproved: it counts no more, and nothing is taken from anybody")

_LINK = ("link", "Send a link", "mails the nominee a new link to the account's page, where the relation can be ended")
_END = (
    "end",
    "End the relation",
    "takes the account out of the case; the customer and the partner are told your reason",
)


def choices(application: Application, account: Account) -> list[Choice]:
    """What may be decided about the account now."""
    found: list[Choice] = []
    if accounts.may_change(application, account):
        found = [*([_AGAIN] if accounts.may_ask_again(application, account) else []), _REPLACE, _WAIVE]
    elif application.stage is Stage.ACTIVATION and application.held and account.state is AccountState.DONE:
        found = [_WAIVE]
    if may_end(application, account):
        found += [_LINK, _END] if account.settled else [_END]
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


def settle(world: World, request: Request) -> str:
    """Records what was decided, and says what was done.

    Raises Refused with the form's field, Moved, Stale, NotFound, Unavailable.
    """
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
        account = as_asked(world, account)
        if form.answer == "again":
            return accounts.ask_again(case.application, account, by, world.program, now)
        if form.answer == "replace":
            return accounts.replace_nominee(case, account, _nominee(request, case), by, world.program, now)
        if form.answer == "waive":
            return accounts.waive(case.application, account, by, form.reason, now)
        return _of_a_settled_one(world, case, account, request, by, now)

    change = decide(world.applications, lambda: world.applications.current(request.application), rule)
    if not change.accounts:
        return f"A new link is on its way to {change.messages[0].letter.to.name}."
    account = change.accounts[0]
    return f"Recorded. {account.customer} is {account.state} now; the case keeps who decided."


def _of_a_settled_one(world: World, case: Case, account: Account, request: Request, by: Actor, now: datetime) -> Change:
    answer, reason = request.form.answer, request.form.reason
    if answer not in ("link", "end"):
        raise Refused("Please choose one of the answers.", "answer")
    if not reason.strip():
        raise Refused("Please say why, in a sentence.", "note")
    if answer == "end":
        return end_relation(case.application, account, by, reason, now, world.program)
    decisions = world.applications.decisions(case.application.id)
    return send_account_page(case.application, account, decisions, by, reason, now)


def _nominee(request: Request, case: Case) -> Person:
    from onboarding import mailboxes  # noqa: PLC0415 - only whoever names somebody compares domains

    email = mailboxes.address(request.form.email)
    if not request.form.nominee or not email:
        raise Refused("Please give the new nominee's name and e-mail address.", "email")
    if mailboxes.is_partners(case.application, email):
        raise Refused("This mailbox is the partner's own. The admin must be somebody at the customer.", "email")
    return Person(request.form.nominee, email)
