"""Forms that are being filled in, as items that expire; each page of a form is an attribute of its own."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from onboarding import keys
from onboarding.adapters import limits
from onboarding.adapters.codec import decode
from onboarding.adapters.table import Table, Update
from onboarding.domain.draft import Draft, Group, Typed
from onboarding.domain.errors import Conflict, NotFound
from onboarding.domain.ids import ApplicationId
from onboarding.domain.limits import Limit

_MINE = "attribute_not_exists(PK) OR #author = :author"


class DynamoDrafts:
    """The port `Drafts` on the table."""

    def __init__(self, table: Table, life: timedelta) -> None:
        self._table, self._life = table, life

    def find(self, application: ApplicationId) -> Draft:
        """One BatchGetItem, of the form and of the case that it may have become."""
        found, case = self._table.get([keys.draft(application), keys.application(application)])
        if found is None:
            raise NotFound("no such form")
        answers = {group: found[group.value] for group in Group if group.value in found}
        expires = datetime.fromtimestamp(int(found[keys.TTL]), UTC).isoformat()
        sent = {"sent": case["submitted"]} if case else {}
        return decode(Draft, {**found, "application": application, "answers": answers, "expires": expires, **sent})

    def keep(self, draft: Draft, groups: Mapping[Group, Typed], within: Sequence[Limit], now: datetime) -> None:
        """One transaction; two devices that fill in different pages do not overwrite each other."""
        pages = {group.value: {name: list(values) for name, values in typed.items()} for group, typed in groups.items()}
        until = {keys.TTL: int((now + self._life).timestamp())}
        whole = {"kind": "DRAFT", "track": draft.track, "author": draft.author, **until, **pages}
        kept = Update(keys.draft(draft.application), whole, condition=_MINE, values={"author": draft.author})
        try:
            limits.write(self._table, [kept], within, now)
        except Conflict:
            raise NotFound("the form is somebody else's") from None

    def admit(self, application: ApplicationId, hash: str) -> None:
        """One UpdateItem."""
        try:
            self._table.update(Update(keys.draft(application), {"mailed": hash}))
        except Conflict:
            raise NotFound("no such form") from None
