"""One case as support people need it on the telephone: where it stands, who has it, what was sent, what to say."""

from onboarding import case_words
from onboarding.domain.application import Application
from onboarding.domain.decision import Kind
from onboarding.domain.inviting import unnamed
from onboarding.domain.live import is_live
from onboarding.domain.people import Role
from onboarding.domain.stages import FINAL
from onboarding.ops.pages import page
from onboarding.ops.request import Request
from onboarding.templating import day
from onboarding.web import progress
from onboarding.web.timeline import timeline
from onboarding.world import World

MAILS = 12
"""Mails shown, the newest first."""

_NO_NAMES = frozenset({"A", "You", "You:", "One"})
"""First words of a holder who has no name: small within a sentence."""


def support(world: World, request: Request) -> str:
    """Where the case stands, in the words that the applicant's own page uses, so that nobody tells another story."""
    application = world.applications.case(request.application).application
    decisions = world.applications.decisions(application.id)
    accounts = {one.id: one for one in world.applications.accounts(application.id)}
    standing = progress.standing(application, world.program, len(unnamed(list(accounts.values()))))
    messages = list(reversed(world.applications.messages(application.id)))
    current = next((one for one in decisions if one.id == application.decision), None)
    return page(
        "support",
        request,
        now=world.clock.now(),
        program=world.program,
        application=application,
        holder=case_words.holder(application, current, world.program),
        standing=standing,
        steps=timeline(application),
        say=in_a_sentence(application, standing),
        messages=messages[:MAILS],
        more=max(0, len(messages) - MAILS),
        asked=[
            one
            for one in decisions
            if one.role is not Role.OPS and is_live(application, one, accounts.get(one.account))
        ],
        questions=[one for one in reversed(decisions) if one.kind is Kind.QUESTION],
        known=world.program.known_at(application.stage),
    )


def in_a_sentence(application: Application, now: progress.Standing) -> str:
    """What the partner can be told."""
    if application.stage in FINAL and application.renewal is None:
        return f"“{now.headline}, since {day(application.since)}. {now.then}”"
    first, _, rest = now.holder.partition(" ")
    holder = f"{first.lower()} {rest}".strip() if first in _NO_NAMES else now.holder
    until = f", until {day(application.last_day(application.due))}" if application.due else ""
    return f"“{now.headline}: this is with {holder} since {day(application.since)}{until}. {now.otherwise}”"
