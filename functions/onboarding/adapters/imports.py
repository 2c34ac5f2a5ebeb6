"""Imports in DynamoDB: a checkpoint, counts, and the results of fifty rows in one small item each."""

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from secrets import token_bytes
from typing import Any

from onboarding import keys
from onboarding.adapters import items
from onboarding.adapters.codec import decode, encode, stamp
from onboarding.adapters.table import Put, Table, Update
from onboarding.domain.errors import Conflict, NotFound, Unavailable
from onboarding.importing.runs import Claim, Result, Run, What

KEPT = timedelta(days=30)
"""How long results of rows, and the note that a file was checked, are kept; the report itself stays in the bucket."""

CLAIMED = timedelta(days=1)
"""How long a claim holds: long after that, the identity index shows the application itself."""

_AT_ONCE = 90
_SECRET_BYTES = 32
_COUNT = "n_"


class DynamoImports:
    """The port `Imports` on the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def begin(self, run: Run) -> bool:
        """One PutItem."""
        try:
            self._table.put(Put(_run_item(run)))
        except Conflict:
            return False
        return True

    def run(self, id: str) -> Run:
        """One BatchGetItem."""
        (found,) = self._table.get([keys.importing(id)])
        if found is None:
            raise NotFound(id)
        return _run_of(found)

    def runs(self) -> Iterator[Run]:
        """One Query (and page) on the stage index, and one BatchGetItem for a hundred."""
        partition = {"pk": keys.stage_partition(keys.IMPORT_STAGE)}
        return map(_run_of, self._table.whole(self._table.query("stage_pk = :pk", partition, keys.STAGE)))

    def advance(self, before: Run, after: Run) -> None:
        """One UpdateItem, guarded by the checkpoint that was read."""
        fields = ("state", "dialect", "offset", "row", "parts", "rows")
        self._table.update(
            Update(
                keys.importing(before.id),
                {name: value for name, value in encode(after).items() if name in fields},
                condition="#offset = :before AND #state = :was",
                values={"before": before.offset, "was": before.state.value},
            )
        )

    def record(self, run: Run, part: int, results: Sequence[Result], at: datetime) -> bool:
        """One transaction: the part's item, if it is new, and the counts of the import."""
        counts: dict[str, int] = {"parts_done": 1, "rows_done": len(results)}
        for one in results:
            counts[_COUNT + one.what.value] = counts.get(_COUNT + one.what.value, 0) + 1
        packed = zlib.compress(json.dumps([encode(one) for one in results], ensure_ascii=False).encode())
        item = {**keys.import_part(run.id, part), "kind": "PART", "results": packed, keys.TTL: _until(at, KEPT)}
        try:
            self._table.write([Put(item), Update(keys.importing(run.id), {}, add=counts)])
        except Conflict:
            if self._table.get([keys.import_part(run.id, part)]) == [None]:
                raise
            return False
        return True

    def results(self, run: Run) -> Iterator[Result]:
        """One Query, page by page."""
        values = {"pk": keys.importing(run.id)[keys.PK], "sk": "PART#"}
        for item in self._table.query("PK = :pk AND begins_with(SK, :sk)", values):
            for one in json.loads(zlib.decompress(bytes(item["results"]))):
                yield decode(Result, one)

    def end(self, run: Run) -> None:
        """One UpdateItem; for a dry run that could be read, one PutItem as well."""
        done: dict[str, Any] = {"state": run.state.value, "problem": run.problem}
        if run.ended is not None:
            done["ended"] = stamp(run.ended)
            if not run.commit and not run.problem:
                note = {**keys.checked_file(run.file.content), "kind": "CHECKED"}
                self._table.put(Put({**note, keys.TTL: _until(run.ended, KEPT)}, condition=""))
        self._table.update(Update(keys.importing(run.id), done))

    def checked(self, content: str) -> bool:
        """One BatchGetItem."""
        return self._table.get([keys.checked_file(content)]) != [None]

    def secret(self) -> bytes:
        """One BatchGetItem; before the first import also a PutItem, of which one wins, and a second read."""
        place = keys.import_secret()
        (found,) = self._table.get([place])
        if found is None:
            with suppress(Conflict):
                self._table.put(Put({**place, "kind": "SECRET", "secret": token_bytes(_SECRET_BYTES)}))
            (found,) = self._table.get([place])
        if found is None:
            raise Unavailable("the secret of the imports was not kept")
        return bytes(found["secret"])

    def claim(self, scope: str, claims: Sequence[Claim], at: datetime) -> Mapping[str, Claim]:
        """One transaction for ninety claims; where somebody else has one, a read tells who, and the rest go again."""
        taken: dict[str, Claim] = {}
        for first in range(0, len(claims), _AT_ONCE):
            taken |= self._claim_some(scope, claims[first : first + _AT_ONCE], at)
        return taken

    def _claim_some(self, scope: str, claims: Sequence[Claim], at: datetime) -> Mapping[str, Claim]:
        left = list({one.identity: one for one in reversed(claims)}.values())
        taken = {one.identity: one for one in left}
        while left:
            try:
                self._table.write([_claim_put(scope, one, at) for one in left])
            except Conflict:
                found = self._table.get([keys.claim(scope, one.identity) for one in left])
                others = {
                    one.identity: Claim(one.identity, item["owner"], int(item["row"]))
                    for one, item in zip(left, found, strict=True)
                    if item is not None and item["owner"] != one.owner
                }
                if not others:
                    raise
                taken |= others
                left = [one for one in left if one.identity not in others]
            else:
                break
        return taken


def _claim_put(scope: str, claim: Claim, at: datetime) -> Put:
    item = {**keys.claim(scope, claim.identity), "kind": "CLAIM", "owner": claim.owner, "row": claim.row}
    free = "attribute_not_exists(PK) OR #owner = :owner"
    return Put({**item, keys.TTL: _until(at, CLAIMED)}, free, {"owner": claim.owner})


def _until(at: datetime, length: timedelta) -> int:
    return int((at + length).timestamp())


def _run_item(run: Run) -> items.Item:
    encoded = {name: value for name, value in encode(run).items() if name != "counts"}
    listed = keys.stage(keys.IMPORT_STAGE, stamp(run.started), run.id)
    return {**keys.importing(run.id), **encoded, **listed, "kind": "IMPORT"}


def _run_of(item: Mapping[str, Any]) -> Run:
    counts = {what.value: int(item[_COUNT + what]) for what in What if _COUNT + what in item}
    return replace(decode(Run, {name: value for name, value in item.items() if name != "kind"}), counts=counts)
