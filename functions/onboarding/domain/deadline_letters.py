"""Letters about deadlines: each rests on a published notice, or there is none."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from onboarding.domain.application import Application, Case
from onboarding.domain.calendars import city_of, is_weekend, local_day, zone_of
from onboarding.domain.decision import Decision
from onboarding.domain.messages import Letter, Mail
from onboarding.domain.notices import Notice, NoticeNumber, Unpublished, official
from onboarding.domain.people import Role
from onboarding.domain.stages import Outcome, Stage


def announcement(application: Application, decision: Decision, notice: Notice | None, now: datetime) -> Letter:
    """The mail before a date. Raises Unpublished unless the notice is published: nobody can build it otherwise."""
    days = (date.fromisoformat(decision.about["date"]) - local_day(now, zone(decision))).days
    facts = _facts(decision, notice) | {"days": str(days)}
    who = application.submission.applicant
    return Letter(mail=Mail.DEADLINE_NEAR, to=who, role=Role.APPLICANT, decision=decision.id, facts=facts)


def announced_to(application: Application, letter: Letter) -> list[Letter]:
    """Who gets the mail before a date; of a new agreement its signer, with the link to sign, and then the applicant."""
    if application.renewal is None:
        return [letter]
    signer, letters = application.signs, []
    if application.renewal.stage is Stage.AGREEMENT and application.decision_open and not application.held:
        asks = replace(letter, mail=Mail.ACCEPT_AGREEMENT, to=signer, role=Role.SIGNER, decision=application.decision)
        letters.append(asks)
    if not letters or signer.email.casefold() != letter.to.email.casefold():
        letters.append(letter)
    return letters


def may_go_out(letter: Letter, case: Case, notice: Notice | None, queued: datetime, now: datetime) -> bool:
    """Whether a queued mail about a deadline may still be sent: its notice stands.

    One that counts days, to the applicant or to the signer, is sent on its own day and on no weekend, or not at all.
    """
    try:
        official(notice, date.fromisoformat(letter.facts["announced"]))
    except Unpublished:
        return False
    if "days" not in letter.facts:
        return True
    country = case.application.submission.country
    there = zone_of(country, case.application.deadline_zone)
    day = local_day(now, there)
    return day == local_day(queued, there) and not is_weekend(day, country)


def decided_letter(
    application: Application, decision: Decision, outcome: Outcome, reason: str, notice: Notice | None, names: str = ""
) -> list[Letter]:
    """The mail that tells a partner what ops decided; none while the notice that it rests on is not published."""
    try:
        facts = _facts(decision, notice) | {"decided": outcome.value, "why": reason.strip(), "released": names}
    except Unpublished:
        return []
    return [Letter(mail=Mail.DEADLINE_DECIDED, to=application.submission.applicant, role=Role.APPLICANT, facts=facts)]


def zone(decision: Decision) -> str:
    """The IANA zone that a deadline is counted in."""
    return decision.about["zone"]


def notice_of(about: Mapping[str, str]) -> NoticeNumber:
    """The number of the notice that a deadline, or a mail about one, rests on."""
    return NoticeNumber(int(about["notice"]))


def _facts(decision: Decision, notice: Notice | None) -> dict[str, str]:
    about = decision.about
    wording = official(notice, date.fromisoformat(about["announced"])).wording
    return {
        "notice": about["notice"],
        "renewal": about.get("renewal", ""),
        "title": wording.title,
        "date": about["date"],
        "announced": about["announced"],
        "city": city_of(about["zone"]),
        "consequence": wording.consequence,
        "action": wording.action,
        "contact": wording.contact,
    }
