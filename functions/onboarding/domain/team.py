"""A customer's team as its provider shows it, and the rule that finds an admin of the customer's own in it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from onboarding.domain.account import Account, Proof
from onboarding.domain.marking import N_

ACTIVE, INVITED = "active", "invited"
OTHERWISE = (N_("suspended"), N_("removed"))
"""What else a provider calls a member; another word than these is shown as it came."""

ANOTHER_TEAM = N_("The connection now leads to another team than before.")
NO_ADMIN = N_("No admin was found in the team.")
NOBODY_OF_THEIRS = N_("No admin of the customer’s own was found: {why}.")
NOT_JOINED = N_("The admin {who} has been invited and has not accepted yet.")
NOT_ACTIVE = N_("The admin {who} is {status}.")
NOT_VERIFIED = N_("The admin {who} has not verified the mailbox yet.")

PARTNERS_OWN = N_("the admin’s mailbox is one of {company}")
PUBLIC = N_("the admin’s mailbox is in a public mail domain, and not the one that was asked")
ELSEWHERE = N_("the admin’s mailbox is not in the company of the person who was asked")

FINDINGS = (
    ANOTHER_TEAM,
    NO_ADMIN,
    NOBODY_OF_THEIRS,
    NOT_JOINED,
    NOT_ACTIVE,
    NOT_VERIFIED,
    PARTNERS_OWN,
    PUBLIC,
    ELSEWHERE,
)
"""What a look may find that has names in it: the account keeps it with the names filled in."""


@dataclass(frozen=True, kw_only=True)
class Member:
    """One member: `status` is the provider's word (`active`, `invited`, `suspended`, `removed`)."""

    id: str
    email: str
    verified: bool
    status: str
    admin: bool

    @property
    def acts(self) -> bool:
        """Whether this person can use the role today: joined, not suspended, mailbox verified."""
        return self.admin and self.status == ACTIVE and self.verified


@dataclass(frozen=True)
class Team:
    """Everybody in a team; `id` is the SHA-256 of the provider's id, which says which team and nothing else."""

    id: str
    members: tuple[Member, ...]

    @property
    def admins(self) -> list[Member]:
        """Who has the admin role, whether they can use it or not."""
        return [one for one in self.members if one.admin]


@dataclass(frozen=True)
class Verdict:
    """What one look gave: the proof, or in `finding` why there is none."""

    proof: Proof | None
    finding: str = ""
    lost: bool = False
    """Whether the provider does not answer for this connection any more, so that it must be made again."""


type Objection = Callable[[str], str]
"""Why a mailbox is not one of the customer's own; empty where it is."""


def judge(team: Team, account: Account, objection: Objection, now: datetime) -> Verdict:
    """Looks for an active admin with a verified mailbox of the customer's own; the nominee first."""
    if account.grant is not None and account.grant.team != team.id:
        return Verdict(None, ANOTHER_TEAM)
    admins = sorted(team.admins, key=lambda one: (one.email.casefold() != account.nominee.email.casefold(), one.id))
    good = [one for one in admins if one.acts and not objection(one.email)]
    if good:
        found = Proof(
            seen=now,
            admin=redacted(good[0].email),
            admin_hash=hash_of_mailbox(good[0].email),
            team=team.id,
            admins=len(admins),
            members=len(team.members),
        )
        return Verdict(found)
    return Verdict(None, _why_not(admins, objection))


def _why_not(admins: list[Member], objection: Objection) -> str:
    if not admins:
        return NO_ADMIN
    own = [one for one in admins if not objection(one.email)]
    if not own:
        why = dict.fromkeys(objection(one.email) for one in admins)
        return NOBODY_OF_THEIRS.format(why="; ".join(why))
    first = own[0]
    if first.status == INVITED:
        return NOT_JOINED.format(who=redacted(first.email))
    if first.status != ACTIVE:
        return NOT_ACTIVE.format(who=redacted(first.email), status=first.status)
    return NOT_VERIFIED.format(who=redacted(first.email))


def redacted(email: str) -> str:
    """`j…@baeckerei.example`: enough to recognise, too little to write to."""
    local, _, domain = email.rpartition("@")
    return f"{local[:1]}…@{domain}"


def hash_of_mailbox(email: str) -> str:
    """SHA-256 (hex) of a mailbox, to see whether it is still the same one."""
    return hashlib.sha256(email.casefold().encode()).hexdigest()
