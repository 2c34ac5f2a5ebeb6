"""The ids of partners that files name: always the same for the same partner, and nobody else can compute them."""

from typing import NamedTuple

from onboarding.domain.application import Application
from onboarding.domain.errors import NotFound
from onboarding.domain.ids import ApplicationId, application_id_for, open_application_id_for
from onboarding.importing.headers import plain
from onboarding.world import World


class PartnerIds(NamedTuple):
    """The id of a partner's case, and the one that it has if it was imported before 2026-11-22."""

    id: ApplicationId
    before: ApplicationId


def ids_of(number: str, email: str, secret: bytes) -> PartnerIds:
    """By what a file knows a partner: the vendor's own number for it, else its mailbox."""
    key = f"partner id {plain(number)}" if plain(number) else f"partner e-mail {email.casefold()}"
    return PartnerIds(application_id_for(key, secret), open_application_id_for(key))


def imported(world: World, ids: PartnerIds) -> Application | None:
    """The partner's case, if a file has brought it.

    One that began with the form is another's: whoever sends a form may choose its number, also one that used to be
    an import's.
    """
    for id in ids:
        try:
            found = world.applications.case(id).application
        except NotFound:
            continue
        if found.invited is not None:
            return found
    return None
