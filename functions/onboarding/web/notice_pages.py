"""The vendor's official notices: their list, and one by its number, so that anybody can check a mail."""

import re
from email.utils import parseaddr

from onboarding.domain.calendars import over_everywhere
from onboarding.domain.notices import Notice, NoticeNumber, NoticeState
from onboarding.speaking import say
from onboarding.templating import render
from onboarding.web.request import Request
from onboarding.web.responses import Reply, page
from onboarding.world import World

_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


def show_all(world: World, request: Request) -> Reply:
    """What has been published, newest first; what was withdrawn stays, marked. Drafts are not told."""
    found = [one for one in world.notices.listed() if one.public]
    return page(world, "notices", notices=list(reversed(found)))


def show(world: World, request: Request, number: str) -> Reply:
    """One notice, and how mails about it look; a draft and an unknown number get the same page."""
    found = world.notices.find(NoticeNumber(int(number))) if _NUMBER.fullmatch(number) else None
    if found is None or not found.public:
        return page(world, "no_notice", status=404)
    return page(
        world,
        "notice",
        notice_item=found,
        wording=found.wording,
        withdrawn=found.state is NoticeState.WITHDRAWN,
        past=over_everywhere(found.wording.date, world.clock.now()),
        sender=parseaddr(world.settings.need("sender"))[1],
        subject=_subject(world, found),
    )


def _subject(world: World, notice: Notice) -> str:
    """How the subject of a mail about it reads: by the mail's own template."""
    renews = any(one.notice == notice.id for one in world.program.renewals)
    facts = {"renewal": renews, "date": notice.wording.date.isoformat(), "notice": notice.id}
    return render("mails/deadline_near/subject.txt", facts=facts, company=say("(your company)"), short=str)
