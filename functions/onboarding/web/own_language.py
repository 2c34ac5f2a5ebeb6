"""The applicant's own choice of the language in which we write: a button, because following a link changes nothing."""

from onboarding.deciding import decide
from onboarding.domain import tongues
from onboarding.domain.application import Case
from onboarding.domain.change import Change
from onboarding.domain.errors import NotFound
from onboarding.domain.people import person
from onboarding.speaking import go_over_to
from onboarding.web.door import Visits, read_page
from onboarding.web.request import Request
from onboarding.web.responses import Reply, see_other
from onboarding.world import World


def choose(world: World, request: Request, application: str, token: str) -> Reply:
    """Keeps the language with the case and shows the page in it; raises NotFound for one that is not offered."""
    language = request.typed("language")
    if language not in world.program.spoken:
        raise NotFound(language)
    go_over_to(language, wished=True)
    visits = Visits(lambda: read_page(world, application, token))

    def rule(case: Case) -> Change:
        who = case.application.submission.applicant
        by = person(who.name, visits.last.link.role, visits.last.link.email)
        return tongues.choose(case.application, by, language, world.clock.now())

    decide(world.applications, visits, rule)
    return see_other(world, f"{visits.last.path}?lang={language}")
