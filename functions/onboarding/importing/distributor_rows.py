"""Distributors: written as the file says, the only kind of row that may change what is there."""

from collections.abc import Sequence
from dataclasses import replace

from onboarding.domain.company_names import comparable
from onboarding.domain.distribution import Distributor
from onboarding.importing.distributors import distributor
from onboarding.importing.rows import Row, claimed, parsed
from onboarding.importing.runs import Claim, Result, Run, What
from onboarding.world import World


def work(world: World, run: Run, rows: Sequence[Row]) -> list[Result]:
    """One result for each of these rows."""
    results: list[Result] = []
    present = world.applications.distributors()
    found = list(parsed(rows, lambda row: _kept(distributor(row.values, world.program), present), results))
    claims = [Claim(key, f"row {row.number}", row.number) for row, one in found for key in _keys(one)]
    holders = claimed(world, run.id, claims)
    for row, one in found:
        first = min(holders[key].row for key in _keys(one))
        if first != row.number:
            what, why = What.DUPLICATE, f"the same distributor is in row {first} of this file"
        else:
            what, why = _outcome(one, present)
            if run.commit and what in {What.CREATED, What.CHANGED}:
                world.applications.keep_distributor(one)
        results.append(Result(row=row.number, what=what, about=one.name, case=one.id, why=why))
    return results


def _kept(one: Distributor, present: Sequence[Distributor]) -> Distributor:
    """With what no file says: what ops have set, and the language that its contact reads."""
    known = next((each for each in present if each.id == one.id), None)
    return one if known is None else replace(one, webhook=known.webhook, language=known.language)


def _keys(one: Distributor) -> tuple[str, str]:
    return f"distributor {one.id}", f"distributor name {comparable(one.name)}"


def _outcome(one: Distributor, present: Sequence[Distributor]) -> tuple[What, str]:
    known = {each.id: each for each in present}
    if one.id in known:
        return (What.UNCHANGED, "") if known[one.id] == one else (What.CHANGED, "")
    alike = [each.id for each in present if comparable(each.name) == comparable(one.name)]
    if alike:
        return What.DUPLICATE, f"the distributor “{alike[0]}” has the same name"
    return What.CREATED, ""
