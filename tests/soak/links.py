"""Promises 5, 6 and 10: a link works once, scanners are harmless, and a late answer is honoured or explained."""

from collections.abc import Mapping
from typing import Any

from onboarding.domain.decision import Kind
from onboarding.domain.ids import ApplicationId, DecisionId
from onboarding.domain.link import LIFE, Link, hash_of, new_token
from onboarding.domain.people import Role
from tests.soak.journeys import JOURNEYS, Journey, travelled
from tests.soak.outcome import violations
from tests.soak.people import YES
from tests.soak.scenes import Asked, brought_to, filled
from tests.soak.town import Town, town

_ASKED = (Kind.CONFIRMATION, Kind.REVIEW, Kind.DISTRIBUTOR, Kind.BUSINESS, Kind.AGREEMENT, Kind.ADMIN)
_NO = {Kind.REVIEW: "rejected", Kind.DISTRIBUTOR: "declined", Kind.AGREEMENT: "declined", Kind.ADMIN: "refused"}
_DAYS_PAST = (15, 46, 120)


def replays(links: int, times: int) -> str:
    """Links whose decision is made are answered again and again, alike and otherwise: nothing happens twice."""
    done = 0
    with town() as here:
        while done < links:
            for journey in JOURNEYS[:5]:
                here.begin(journey.program, journey.distributors)
                people = travelled(here, journey)
                used = [Asked(*mail.asks) for mail in people.mails if mail.asks and mail.asks[1] in YES]
                for asked in used[: links - done]:
                    done += 1
                    _nothing_more(here, asked, times)
    return f"{done} used links answered {times} times more: 0 second effects"


def _nothing_more(here: Town, asked: Asked, times: int) -> None:
    before = dict(here.aws.table.items)
    alike = {**YES[asked.kind]}
    otherwise = {**alike, "answer": _NO.get(asked.kind, "confirmed"), "note": "After all.", "name": "Eve"}
    for at in range(times):
        status, _ = here.send("POST", asked.path, otherwise if at % 2 else alike)
        assert here.aws.table.items == before, f"{asked.kind}: a used link changed something"
        assert status in {303, 409}, f"{asked.kind}: a used link is answered with {status}"


def scanners(links: int) -> str:
    """Every open link is looked at by HEAD and GET, and its form is sent as it is: nothing is decided or used up."""
    looked = 0
    with town() as here:
        for kind in _ASKED:
            asked = brought_to(here, _journey(kind), kind)
            assert "outcome" not in here.item(asked.case, f"DECISION#{asked.decision}"), (
                f"{kind}: a look has decided it"
            )
            share = links // len(_ASKED) + 1
            paths = [asked.path, *(_another(here, asked) for _ in range(share - 1))]
            before = dict(here.aws.table.items)
            for path in paths:
                looked += 1
                assert here.send("HEAD", path) == (200, "")
                page = here.send("GET", path)[1]
                assert here.aws.table.items == before, f"{kind}: looking at a link changed something"
                assert " checked" not in page, f"{kind}: an answer is chosen beforehand"
                status, _ = here.send("POST", path, _untouched(here, Asked(path, kind)))
                assert here.aws.table.items == before, f"{kind}: a form sent as it was changed something"
                assert status == 422, f"{kind}: a form sent as it was is answered with {status}"
            assert here.send("POST", paths[-1], filled(here, Asked(paths[-1], kind)))[0] == 303, "it still works"
    return f"{looked} links by HEAD, GET and untouched form: 0 decisions, 0 links used up"


def late(answers: int) -> str:
    """Answers that come after the date: honoured where the case still waits, and else explained."""
    honoured = explained = 0
    with town() as here:
        while honoured + explained < answers:
            for kind in _ASKED:
                for days in _DAYS_PAST:
                    asked = brought_to(here, _journey(kind), kind)
                    here.pass_by(days=days)
                    taken = _late_answer(here, asked)
                    honoured, explained = honoured + taken, explained + (not taken)
    return f"{honoured + explained} late answers: {honoured} honoured, {explained} explained, 0 dropped silently"


def _late_answer(here: Town, asked: Asked) -> bool:
    before = here.item(asked.case, f"DECISION#{asked.decision}").get("outcome")
    status, page = here.send("POST", asked.path, filled(here, asked))
    after = here.item(asked.case, f"DECISION#{asked.decision}").get("outcome")
    assert not violations(here), violations(here)
    if status == 303:
        assert before is None, "what was decided is not decided again"
        assert after == YES[asked.kind]["answer"], (asked.kind, after)
        return True
    assert status == 409, (asked.kind, status)
    assert after == before
    assert "was not taken" in page, f"{asked.kind}: a late answer was dropped in silence"
    return False


def _journey(kind: Kind) -> Journey:
    name = {Kind.REVIEW: "review", Kind.BUSINESS: "technology"}.get(kind, "new")
    return next(one for one in JOURNEYS if one.name == name)


def _another(here: Town, asked: Asked) -> str:
    """One more link to the same decision, as another mail about it would bring."""
    token, decision = new_token(), here.item(asked.case, f"DECISION#{asked.decision}")
    here.world.outbox.keep_link(
        Link(
            hash=hash_of(token),
            application=ApplicationId(asked.case),
            decision=DecisionId(asked.decision),
            role=Role(decision["role"]),
            email=decision["asked"]["email"],
            expires=here.world.clock.now() + LIFE,
        )
    )
    return f"/d/{asked.case}/{asked.decision}/{token}"


def _untouched(here: Town, asked: Asked) -> Mapping[str, Any]:
    """What a scanner sends that submits a form as it stands: what is hidden in it."""
    return {name: value for name, value in filled(here, asked).items() if name not in YES[asked.kind]}
