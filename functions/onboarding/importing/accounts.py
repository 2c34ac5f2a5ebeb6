"""Rows that name customer accounts of partners who are there already."""

from collections.abc import Mapping
from dataclasses import dataclass

from onboarding import mailboxes
from onboarding.domain.inviting import NOBODY, KnownAccount
from onboarding.importing import cells
from onboarding.importing.cells import BadRow
from onboarding.importing.headers import plain
from onboarding.importing.partner_ids import PartnerIds, ids_of


@dataclass(frozen=True)
class AccountRow:
    """An account in a file, and the partner that it belongs to."""

    row: int
    partner: PartnerIds
    account: KnownAccount


def account(row: int, values: Mapping[str, str], secret: bytes) -> AccountRow:
    """A row read and checked; raises BadRow where it names no partner or no customer, or an admin by halves.

    The partner is named as in the partners' file: by the vendor's own number for it, or by its e-mail address.
    """
    named = values.get("partner", "").strip()
    if not plain(named):
        raise BadRow("the partner is missing")
    email = mailboxes.address(named)
    partner = ids_of("" if email else named, email, secret)
    customer = cells.line(values.get("customer", ""), "customer's name", cells.MOST_COMPANY)
    if not customer:
        raise BadRow("the customer's name is missing")
    nominee = NOBODY
    if values.get("admin_email", "").strip():
        nominee = cells.person(values.get("admin_name", ""), values["admin_email"], "admin")
        if email and mailboxes.same_company(nominee.email, email, ""):
            raise BadRow("the admin's mailbox is the partner's own; it must be somebody at the customer")
    id = plain(values.get("id", ""))
    key = f"id {id}" if id else f"name {plain(customer)}"
    return AccountRow(row, partner, KnownAccount(key, customer, nominee))
