"""Partners: a case for each, or the reason why not."""

from collections.abc import Mapping, Sequence

from onboarding.domain.application import Application
from onboarding.domain.company_names import comparable
from onboarding.domain.errors import Conflict
from onboarding.domain.inviting import invite
from onboarding.importing.partner_ids import imported
from onboarding.importing.partners import PartnerRow, partner
from onboarding.importing.rows import Row, by, claimed, parsed
from onboarding.importing.runs import Claim, Result, Run, What
from onboarding.world import World

_COMPARED = ("company", "website", "country", "people")


def work(world: World, run: Run, rows: Sequence[Row]) -> list[Result]:
    """One result for each of these rows."""
    results: list[Result] = []
    secret = world.imports.secret()
    found = list(parsed(rows, lambda row: partner(row.number, row.values, world.program, secret), results))
    holders = claimed(world, run.scope, [claim for _, one in found for claim in _claims(run, one)])
    for row, one in found:
        first = holders[_key(run, one)].row
        if first == one.row:
            what, case, why = _outcome(world, run, one, holders)
        else:
            what, case, why = What.DUPLICATE, "", f"the same partner is in row {first} of this file"
        results.append(Result(row=row.number, what=what, about=row.about, case=case, why=why))
    return results


def _claims(run: Run, one: PartnerRow) -> list[Claim]:
    """That nobody else is it: in this file by its key, among all that is imported by what it is known by."""
    alike = [identity for what, identity in one.identities if not one.distinct or what == "e-mail"]
    return [Claim(_key(run, one), f"row {one.row}", one.row), *(Claim(each, one.id, one.row) for each in alike)]


def _key(run: Run, one: PartnerRow) -> str:
    return f"{run.id} partner {one.id}"


def _outcome(world: World, run: Run, one: PartnerRow, holders: Mapping[str, Claim]) -> tuple[What, str, str]:
    present = imported(world, one.ids)
    if present is not None:
        return _there_already(run, one, present)
    alike = _alike(world, run, one, holders)
    if alike:
        return What.DUPLICATE, "", f"{alike}; if it is another company, say “yes” in a column “import anyway”"
    if run.commit:
        now = world.clock.now()
        invited = world.program.invited_at(run.started, one.row)
        try:
            world.applications.commit(invite(one.id, one.submission, world.program, by(run), now, invited=invited))
        except Conflict:
            present = imported(world, one.ids)
            if present is None:
                raise
            return _there_already(run, one, present)
    return What.CREATED, one.id, f"the partner is asked for: {', '.join(one.missing)}" if one.missing else ""


def _there_already(run: Run, one: PartnerRow, present: Application) -> tuple[What, str, str]:
    """Nothing is written over: since the invitation, the data is the partner's own."""
    if run.commit and present.submitted >= run.started:
        return What.CREATED, present.id, ""  # this very import made it, and did not live to say so
    differs = [name for name in _COMPARED if _differs(getattr(one.submission, name), getattr(present.submission, name))]
    return (
        What.UNCHANGED,
        present.id,
        f"kept as it is, though the file says otherwise: {', '.join(differs)}" if differs else "",
    )


def _differs(said: object, known: object) -> bool:
    return bool(said) and said != known


def _alike(world: World, run: Run, one: PartnerRow, holders: Mapping[str, Claim]) -> str:
    """Who is like it, and in what; empty where nobody is."""
    company = comparable(one.submission.company)
    same = world.applications.same(one.domains, one.submission.applicant.email, company)
    for what, identity in one.identities:
        if one.distinct and what != "e-mail":
            continue
        others = [id for id in same.get(what, ()) if id != one.id]
        if others:
            return f"case {others[0]} has the same {what}"
        holder = holders.get(identity)
        if holder is not None and holder.owner != one.id:
            return f"row {holder.row} of {'this' if not run.commit else 'this or another'} file has the same {what}"
    return ""
