"""Customer accounts: added to their partners' cases, all of one partner's in one change."""

from collections import defaultdict
from collections.abc import Sequence

from onboarding import mailboxes
from onboarding.deciding import decide
from onboarding.domain.account import Account
from onboarding.domain.application import Application
from onboarding.domain.errors import Moved
from onboarding.domain.ids import ApplicationId
from onboarding.domain.inviting import add_accounts
from onboarding.importing.accounts import AccountRow, account
from onboarding.importing.partner_ids import PartnerIds, imported
from onboarding.importing.rows import Row, by, claimed, parsed
from onboarding.importing.runs import Claim, Result, Run, What
from onboarding.world import World

type _Found = list[tuple[Row, AccountRow]]


def work(world: World, run: Run, rows: Sequence[Row]) -> list[Result]:
    """One result for each of these rows."""
    results: list[Result] = []
    secret = world.imports.secret()
    found = list(parsed(rows, lambda row: account(row.number, row.values, secret), results))
    holders = claimed(world, run.id, [Claim(_key(one), f"row {one.row}", one.row) for _, one in found])
    of_partner: dict[PartnerIds, _Found] = defaultdict(list)
    for row, one in found:
        first = holders[_key(one)].row
        if first == one.row:
            of_partner[one.partner].append((row, one))
        else:
            why = f"the same customer of the same partner is in row {first} of this file"
            results.append(Result(row=row.number, what=What.DUPLICATE, about=row.about, why=why))
    for partner, its_rows in of_partner.items():
        results += _of_partner(world, run, partner, its_rows)
    return results


def _key(one: AccountRow) -> str:
    return f"account {one.partner.id} {one.account.key}"


def _of_partner(world: World, run: Run, ids: PartnerIds, found: _Found) -> list[Result]:
    application = imported(world, ids)
    if application is None:
        named = found[0][0].values.get("partner", "")[:80]
        return [row.refused(f"there is no partner “{named}”: import the partners first") for row, _ in found]
    partner = application.id
    own = [row.refused(_OWN) for row, one in found if _is_own(application, one)]
    taken = [(row, one) for row, one in found if not _is_own(application, one)]
    present = world.applications.accounts(partner)
    now = world.clock.now()
    accounts = [one.account for _, one in taken]
    try:
        add_accounts(application, accounts, present, by(run), now)
        if run.commit:
            decide(
                world.applications,
                lambda: world.applications.case(partner),
                lambda case: add_accounts(
                    case.application, accounts, world.applications.accounts(partner), by(run), world.clock.now()
                ),
            )
    except Moved as moved:
        return own + [_result(partner, row, one, present, moved) for row, one in taken]
    return own + [_result(partner, row, one, present) for row, one in taken]


_OWN = "the admin's mailbox is the partner's own; it must be somebody at the customer"


def _is_own(application: Application, one: AccountRow) -> bool:
    nominee = one.account.nominee
    return bool(nominee.email) and mailboxes.is_partners(application, nominee.email)


def _result(
    partner: ApplicationId, row: Row, one: AccountRow, present: Sequence[Account], moved: Moved | None = None
) -> Result:
    before = next((account for account in present if account.key == one.account.key), None)
    what, why = What.CREATED, "" if one.account.nominee.email else "the partner is asked to name an admin"
    if before is not None:
        names = not before.named and bool(one.account.nominee.email)
        what, why = (What.CHANGED, "an admin is named") if names else (What.UNCHANGED, "")
    if moved is not None and what is not What.UNCHANGED:
        what, why = What.REFUSED, moved.message
    return Result(row=row.number, what=what, about=row.about, case=partner, why=why)
