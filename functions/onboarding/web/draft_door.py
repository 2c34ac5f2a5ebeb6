"""The way into a form that is being filled in: by its number and a token, read in one call."""

from dataclasses import dataclass, replace

from onboarding.domain.draft import Draft, Group, Typed, groups_of
from onboarding.domain.errors import NotFound
from onboarding.domain.ids import ApplicationId, is_application_id
from onboarding.domain.link import hash_of, is_token
from onboarding.domain.tracks import Track
from onboarding.world import World


@dataclass(frozen=True)
class Form:
    """A form with its track; `path` is its own address below BASE_URL."""

    draft: Draft
    track: Track
    path: str

    @property
    def groups(self) -> list[Group]:
        """Its pages."""
        return groups_of(self.track)

    @property
    def next(self) -> str:
        """Where to go on: the first page that nobody has filled in, or the last one."""
        left = [group for group in self.groups if group not in self.draft.answers]
        return f"{self.path}/{left[0].value if left else 'check'}"

    def with_page(self, group: Group, typed: Typed) -> "Form":
        """The same with one page filled in anew."""
        return replace(self, draft=replace(self.draft, answers={**self.draft.answers, group: typed}))


def read_form(world: World, application: str, token: str) -> Form:
    """The form behind an address; raises NotFound for whatever is none, or is none any more."""
    path = path_of(application, token)
    draft = world.drafts.find(ApplicationId(application))
    if not draft.opened_by(token) or (draft.expires <= world.clock.now() and draft.sent is None):
        raise NotFound("no form")
    return Form(draft, _track(world, draft.track), path)


def new_form(world: World, application: str, token: str, track: str) -> Form:
    """A form in which nothing is typed yet; raises NotFound for what can be none."""
    path = path_of(application, token)
    expires = world.clock.now() + world.program.retention.drafts
    draft = Draft(application=ApplicationId(application), track=track, author=hash_of(token), expires=expires)
    return Form(draft, _track(world, track), path)


def path_of(application: str, token: str) -> str:
    """The address of a form below BASE_URL; raises NotFound for what can be none."""
    if not (is_application_id(application) and is_token(token)):
        raise NotFound("no form")
    return f"/apply/{application}/{token}"


def _track(world: World, id: str) -> Track:
    found = next((track for track in world.program.open_tracks if track.id == id), None)
    if found is None:
        raise NotFound(f"nobody can apply as {id}")
    return found
