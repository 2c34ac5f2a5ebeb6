"""Deadlines as ops see them: which partners are at risk, and what if today were the date."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from onboarding import case_words
from onboarding.csv_safe import table
from onboarding.domain.account import Account
from onboarding.domain.application import Application
from onboarding.domain.calendars import last_day, local_day, zone_of
from onboarding.domain.deadline_terms import Term
from onboarding.domain.deadlines import joined_after
from onboarding.domain.releasing import at_risk
from onboarding.ops.notice_desk import silent_terms
from onboarding.ops.pages import ROWS, page, pages_of
from onboarding.ops.request import Request
from onboarding.world import World

_A_DAY = timedelta(days=1)
"""Somewhere it is tomorrow already."""

NAMES = 10
"""Partners without a date that are named; the others are counted."""

EXPORT = 500
"""Partners in one page of the export: each costs one read, and a widget's answer is at most 6 MB."""


@dataclass(frozen=True)
class Partner:
    """A partner whose deadline runs or was missed: its date in its own zone, and the days that are left there."""

    application: Application
    on: date
    days: int

    @property
    def in_question(self) -> int:
        """Customer accounts without an admin of their own."""
        return self.application.accounts_total - self.application.accounts_done


def partners(world: World) -> list[Partner]:
    """All partners with a deadline, those with the fewest days left first."""
    now = world.clock.now()
    dated = (one for one in world.applications.under_way() if one.deadline)
    found = [partner(one, now) for one in world.applications.in_full(dated) if one.deadline and one.deadline_at]
    return sorted(found, key=lambda one: (one.days, one.application.submission.company.casefold()))


def too_late(world: World) -> list[tuple[Application, Term]]:
    """Partners under way who came only after the last date of their track, with that date: none runs for them."""
    now, program = world.clock.now(), world.program
    over = {track for track in program.tracks if program.deadlines.last_passed(track, now.date() + _A_DAY)}
    if not over:
        return []
    listed = (one for one in world.applications.under_way() if not one.deadline)
    undated = (one for one in listed if one.track in over or not one.track)
    found = [(one, joined_after(one, program, now)) for one in world.applications.in_full(undated)]
    return [(one, term) for one, term in found if term is not None]


def partner(application: Application, now: datetime) -> Partner:
    """One partner whose deadline runs or was missed."""
    zone = zone_of(application.submission.country, application.deadline_zone)
    ends = application.deadline_at or now
    on = last_day(ends, zone)
    return Partner(application, on, (on - local_day(now, zone)).days)


def risk(world: World, request: Request) -> str:
    """Partners with a deadline by days left, a page at a time."""
    found, late = partners(world), too_late(world)
    return page(
        "risk",
        request,
        partners=_page_of(found, request, ROWS),
        count=len(found),
        missed=sum(one.application.missed for one in found),
        in_question=sum(one.in_question for one in found),
        silent=silent_terms(world, world.notices.listed()),
        late=late[:NAMES],
        program=world.program,
        too_late=len(late),
        pages=pages_of(len(found)),
    )


def what_if(world: World, request: Request) -> str:
    """The accounts that would be in question if today were everybody's date, by name, a page at a time."""
    found = partners(world)
    shown = [(one, at_risk(world.applications.accounts(one.application.id))) for one in _page_of(found, request, ROWS)]
    return page(
        "whatif",
        request,
        rows=shown,
        count=sum(one.in_question > 0 for one in found),
        in_question=sum(one.in_question for one in found),
        today=world.clock.now(),
        pages=pages_of(len(found)),
    )


def export(world: World, request: Request) -> str:
    """The same as CSV, one row an account, so many partners at a time; no cell of it is executed."""
    found = partners(world)
    rows = [
        row
        for one in _page_of(found, request, EXPORT)
        for row in _rows(one, at_risk(world.applications.accounts(one.application.id)))
    ]
    text = table(_HEADER, rows)
    address = "data:text/csv;charset=utf-8;base64," + base64.b64encode(b"\xef\xbb\xbf" + text.encode()).decode()
    return page("whatif_csv", request, text=text, address=address, rows=len(rows), pages=-(-len(found) // EXPORT) or 1)


_HEADER = (
    "partner",
    "application",
    "track",
    "country",
    "distributor",
    "stage",
    "deadline",
    "days left",
    "customer account",
    "account number",
    "state",
    "proof",
    "nominee",
    "nominee e-mail",
)


def _rows(partner: Partner, accounts: Sequence[Account]) -> list[tuple[object, ...]]:
    one = partner.application
    form = one.submission
    start = (form.company, one.id, form.track, form.country, one.distributor_name, case_words.stage(one))
    return [
        (
            *start,
            partner.on,
            partner.days if partner.days >= 0 else f"{-partner.days} days past",
            account.customer,
            account.id,
            account.state.value,
            account.level.value,
            account.nominee.name,
            account.nominee.email,
        )
        for account in accounts
    ]


def _page_of(found: Sequence[Partner], request: Request, rows: int) -> Sequence[Partner]:
    return found[(request.page - 1) * rows : request.page * rows]
