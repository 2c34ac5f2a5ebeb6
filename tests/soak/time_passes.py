"""Promises 9, 11 and 12: whatever time passes nothing is forfeited; lost executions and lost wake-ups come back."""

from collections.abc import Sequence

from onboarding import reconcile
from onboarding.adapters.items import application_of
from onboarding.domain.decision import Kind
from tests.soak.journeys import JOURNEYS, Journey, form, undelivered
from tests.soak.outcome import stranded, violations
from tests.soak.people import YES, Fields, People
from tests.soak.scenes import brought_to
from tests.soak.town import SOUTH, Town, id_for, town
from tests.support.samples import NORTH

_LEAPS: Sequence[dict[str, float]] = (
    {"hours": 1},
    {"days": 1},
    {"days": 7},
    {"days": 14},
    {"days": 30},
    {"days": 60},
    {"days": 90},
    {"days": 200},
)
"""One after the other: the last is more than 400 days after the beginning."""


def silence(journeys: Sequence[Journey] = JOURNEYS) -> str:
    """At every wait of every journey everybody falls silent, for an hour up to 400 days."""
    waits = 0
    with town() as here:
        for journey in journeys:
            seen: list[str] = []

            def fall_silent(seen: list[str] = seen) -> None:
                if not here.items("APPLICATION"):
                    return
                place = str(here.items("APPLICATION")[0].get("decision", ""))
                if place in seen:
                    return
                seen.append(place)
                back = here.remembered()
                _wait(here)
                back()

            brought_to(here, journey, None, before=fall_silent)
            waits += len(seen)
    return f"{waits} waits × {len(_LEAPS)} leaps of the clock up to 402 days: 0 forfeited without a person"


def _wait(here: Town) -> None:
    for leap in _LEAPS:
        here.pass_by(**leap)
        here.pass_by()
        for item in here.items("APPLICATION"):
            assert item["stage"] != "closed", f"closed by nobody after {leap}"
            if application_of(item).uninvited(here.world.clock.now()):
                continue  # an imported partner's invitation has its time
            assert item["stage"] == "active" or item["decision_open"], f"nobody is asked after {leap}: {item['stage']}"
        assert {item["state"] for item in here.items("ACCOUNT")} <= {"waiting", "done"}
        assert not violations(here), violations(here)


def mass_loss(cases: int) -> str:
    """Every execution is lost at once; all come back, nobody is mailed again, and old links work."""
    with town() as here:
        people, ids = _waiting(here, cases)
        mails = len(here.aws.sent)
        lost = here.machine.lose()
        assert lost == cases, lost
        reconcile.run(here.world)
        here.settle()
        assert not stranded(here), stranded(here)[:5]
        assert len(here.aws.sent) == mails, f"{len(here.aws.sent) - mails} mails went out again"
        _all_finish(here, people, ids)
    return f"{cases} waiting executions lost at once: all back in one pass, 0 mails again, every old link worked"


def lost_wake_ups(cases: int) -> str:
    """For an hour no stream record arrives while everybody answers; one pass of the clock makes up for it."""
    with town() as here:
        people, _ = _waiting(here, cases)
        here.streaming = False
        while people.act():
            here.settle()
        here.world.clock.move(minutes=60)
        asleep = len(undelivered(here))
        assert asleep >= cases
        here.streaming = True
        here.aws.table.changed.clear()
        here.pass_by()
        assert not undelivered(here), undelivered(here)[:5]
        assert not stranded(here), stranded(here)[:5]
    return f"{asleep} deliveries lost within an hour: 0 left after one pass"


def _waiting(here: Town, cases: int) -> tuple[People, list[str]]:
    """That many cases whose people have an unanswered link in their inbox, at different stages."""
    stop_at = (Kind.CONFIRMATION, Kind.DISTRIBUTOR, Kind.AGREEMENT, Kind.ADMIN)
    here.begin(distributors=(NORTH, SOUTH))
    ids = [id_for(f"waiting {at}") for at in range(cases)]
    stops = {id: stop_at[at % len(stop_at)] for at, id in enumerate(ids)}
    awake: list[bool] = []

    def answer(case: str, decision: str, kind: Kind) -> Fields | None:
        return None if not awake and stops.get(case) is kind else YES.get(kind)  # type: ignore[call-overload]

    people = People(here, answer)
    for at, id in enumerate(ids):
        name = f"waiting-{at}"
        own = {"company": f"{name} IT", "website": f"{name}.example", "email": f"ann@{name}.example", "key": id}
        assert here.apply(form(**own))
    while here.settle() | people.act():
        pass
    awake.append(True)
    people.waiting = _unanswered(people)
    return people, list(ids)


def _unanswered(people: People) -> list[tuple[str, Kind, str]]:
    town = people.town
    asked = [(mail, *mail.asks) for mail in people.mails if mail.asks]
    return [
        (path, kind, mail.to)
        for mail, path, kind in asked
        if "outcome" not in town.item(path.split("/")[2], f"DECISION#{path.split('/')[3]}")
    ]


def _all_finish(here: Town, people: People, ids: Sequence[str]) -> None:
    while here.settle() | people.act():
        pass
    stages = {here.item(id, "APPLICATION")["stage"] for id in ids}
    assert stages == {"active"}, stages
