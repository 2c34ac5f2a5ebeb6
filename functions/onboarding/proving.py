"""Reading outside truth about customer accounts, and writing what it shows."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime

from onboarding import mailboxes
from onboarding.deciding import decide
from onboarding.domain.account import Account, HandOver, Level
from onboarding.domain.application import Application, Case
from onboarding.domain.change import Change
from onboarding.domain.errors import Disconnected, LastAdmin, Moved
from onboarding.domain.ids import AccountId, ApplicationId
from onboarding.domain.people import Role
from onboarding.domain.proving import handed_over, looked
from onboarding.domain.team import ELSEWHERE, PARTNERS_OWN, PUBLIC, Objection, Team, Verdict, judge
from onboarding.world import World

AT_ONCE = 8
"""Teams that are read side by side."""


def objection(application: Application, account: Account) -> Objection:
    """Says of a mailbox why it is not one of the customer's own; empty where it is.

    A mailbox among strangers' counts only as the nominee's own, who has proved it by the link. Where the partner made
    the connection, the admin must be in the nominee's company: it could have shown us a team of its own.
    """
    form, nominee = application.submission, account.nominee.email
    by_partner = account.grant is not None and account.grant.role is not Role.CUSTOMER

    def why_not(email: str) -> str:
        if mailboxes.is_partners(application, email):
            return PARTNERS_OWN.format(company=form.company)
        if mailboxes.canonical(email) == mailboxes.canonical(nominee):
            return ""
        if mailboxes.is_public(email):
            return PUBLIC
        if by_partner and not mailboxes.same_company(email, nominee, ""):
            return ELSEWHERE
        return ""

    return why_not


def read(world: World, application: Application, account: Account, now: datetime) -> tuple[Verdict, Team | None]:
    """One look; raises Unavailable where the provider is away, so that nothing is concluded from that."""
    try:
        team = world.directory.team(account)
    except Disconnected as gone:
        return Verdict(None, str(gone), lost=True), None
    return judge(team, account, objection(application, account), now), team


def look(world: World, application: ApplicationId, account: AccountId, now: datetime) -> Account:
    """Reads one account's team and writes what it shows; hands over where the customer wants that.

    Raises Moved where nobody looks at it any more, Unavailable where the provider is away.
    """
    case = world.applications.account(application, account)
    before = case.account
    if before is None or before.grant is None or not before.counted:
        raise Moved("Nobody looks at this account any more.")
    verdict, team = read(world, case.application, before, now)

    def rule(now_case: Case) -> Change:
        here = now_case.account
        if here is None or here.grant != before.grant:
            raise Moved("The account was connected anew meanwhile.")
        return looked(now_case.application, here, verdict, world.program, now)

    change = decide(world.applications, lambda: world.applications.account(application, account), rule)
    after = change.accounts[0]
    if after.level is Level.VERIFIED and after.hand_over is HandOver.AGREED and team is not None:
        after = _hand_over(world, change.application, after, team, now)
    return after


def _hand_over(world: World, application: Application, account: Account, team: Team, now: datetime) -> Account:
    """Lowers the partner's admins, unless nobody of the customer's own would be left to act."""
    own = objection(application, account)
    partners = [one for one in team.admins if mailboxes.is_partners(application, one.email)]
    lowered = 0
    if partners and any(one.acts and not own(one.email) for one in team.admins):
        try:
            lowered = world.directory.lower(account, partners)
        except (LastAdmin, Disconnected):
            lowered = 0

    def rule(case: Case) -> Change:
        if case.account is None:
            raise Moved("There is no such account.")
        return handed_over(case.application, case.account, lowered=lowered, now=now)

    read_again = lambda: world.applications.account(application.id, account.id)  # noqa: E731 - a reader in passing
    return decide(world.applications, read_again, rule).accounts[0]


def as_of_now(world: World, application: Application, accounts: Sequence[Account], now: datetime) -> list[Account]:
    """The accounts with what can be proved of each just now; raises Unavailable where a provider is away."""
    proven = [account for account in accounts if account.level is Level.VERIFIED and account.counted]
    if not proven:
        return list(accounts)

    def level(account: Account) -> Level:
        verdict, _ = read(world, application, account, now)
        return Level.VERIFIED if verdict.proof else Level.ATTESTED

    with ThreadPoolExecutor(AT_ONCE) as readers:
        found = dict(zip((account.id for account in proven), readers.map(level, proven), strict=True))
    return [replace(account, level=found.get(account.id, account.level)) for account in accounts]
