"""What a case leaves behind in the table. No role may delete an item: it is emptied, and the table drops the shell."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime

from onboarding import keys
from onboarding.adapters import items
from onboarding.adapters.codec import stamp
from onboarding.adapters.items import Item
from onboarding.adapters.table import Put, Table, Update
from onboarding.domain.application import Application
from onboarding.domain.erasing import ACTION
from onboarding.domain.ids import ApplicationId
from onboarding.domain.stages import Stage


class DynamoRemains:
    """The port `Remains` on the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def of(self, application: ApplicationId) -> Mapping[str, int]:
        """Two Queries and a read."""
        return Counter(str(item["kind"]) for item in self._personal(application))

    def forget(self, application: ApplicationId, now: datetime) -> None:
        """One write an item, the links first, so that nobody comes in while the rest goes."""
        found = sorted(self._personal(application), key=lambda item: item["kind"] != "LINK")
        for item in found:
            key = {keys.PK: item[keys.PK], keys.SK: item[keys.SK]}
            if item["kind"] == "EVENT":
                self._table.update(Update(key, {}, [items.TOLD]))
            else:
                self._table.put(Put({**key, "kind": keys.EMPTIED, keys.TTL: int(now.timestamp())}, condition=""))
        self._table.update(
            Update(keys.application(application), keys.stage(keys.ERASED_STAGE, stamp(now), application))
        )

    def ended(self, before: datetime) -> Iterator[Application]:
        """One Query (and page) on the stage index, and one BatchGetItem for a hundred: nobody else is read."""
        values = {"pk": keys.stage_partition(Stage.CLOSED), "before": stamp(before)}
        found = self._table.query("stage_pk = :pk AND stage_sk <= :before", values, keys.STAGE)
        return map(items.application_of, self._table.whole(found))

    def _personal(self, application: ApplicationId) -> Iterator[Item]:
        """Everything but the case's own item, events that say nothing of anybody, and those of the erasure."""
        partition = keys.application(application)[keys.PK]
        erasing = False
        for item in self._table.query("PK = :pk", {"pk": partition}):
            if item["kind"] == "EVENT":
                erasing = erasing or item["action"] == ACTION
                if items.TOLD in item and not erasing:
                    yield item
            elif item["kind"] != "APPLICATION":
                yield item
        for link in self._table.query("identity_pk = :pk", {"pk": keys.links_of(application)}, keys.IDENTITY):
            yield {**link, "kind": "LINK"}
        yield from (item for item in self._table.get([keys.draft(application)]) if item is not None)
