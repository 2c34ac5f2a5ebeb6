"""A partner's deadline in the words of its own page: the date, what is left, and that nothing is lost by it."""

from dataclasses import dataclass
from datetime import date, datetime

from onboarding.domain.application import Application
from onboarding.domain.calendars import city_of, local_day
from onboarding.domain.notices import NoticeState
from onboarding.speaking import say, say_many
from onboarding.world import World


@dataclass(frozen=True)
class Shown:
    """The date in the partner's zone; `notice` is the number of the published notice, or None."""

    date: date
    headline: str
    meaning: str
    notice: int | None


def own_deadline(world: World, application: Application) -> Shown | None:
    """What to show; None, without a call, where no deadline runs."""
    if application.deadline is None or application.deadline_at is None:
        return None
    zone, on = application.zone_for(application.deadline_at), application.last_day(application.deadline_at)
    headline, meaning = _words(application, on, world.clock.now(), zone, world.program.vendor.name)
    return Shown(on, headline, meaning, _published(world, application))


def _published(world: World, application: Application) -> int | None:
    term = world.program.deadlines.term(application.deadline_id)
    number = application.renewal.notice if application.renewal else term.notice if term else None
    notice = None if number is None else world.notices.find(number)
    return notice.id if notice is not None and notice.state is NoticeState.PUBLISHED else None


def _words(application: Application, on: date, now: datetime, zone: str, vendor: str) -> tuple[str, str]:
    city = city_of(zone)
    if application.renewal and application.idle:
        what = say(
            "A person at {vendor} decides what follows and tells you by e-mail; until then nothing changes.",
            vendor=vendor,
        )
        return say("The new agreement was not accepted."), what
    todo = (
        say("If the new agreement is not accepted then, a person looks at it with you.")
        if application.renewal
        else say("What is not finished then, a person looks at with you.")
    )
    if application.missed or (application.deadline_at is not None and now >= application.deadline_at):
        return (
            say("The date has passed."),
            say(
                "Nothing was taken from you. A person at {vendor} decides what follows and tells "
                "you by e-mail; you can still finish meanwhile.",
                vendor=vendor,
            ),
        )
    days = (on - local_day(now, zone)).days
    left = (
        say("Today is the last day.") if days == 0 else say_many("{count} day is left.", "{count} days are left.", days)
    )
    return left, (
        f"{say('It ends at midnight in your time zone ({city}).', city=city)} {todo} "
        f"{say('No customer account is taken by a date.')}"
    )
