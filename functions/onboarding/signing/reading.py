"""Reading back from a provider outside: nothing that it pushes is believed, only what is read from it is."""

import hashlib
from datetime import datetime, timedelta

from onboarding.domain.answer import Answer
from onboarding.domain.decision import Decision
from onboarding.domain.errors import Gone, RateLimited, Rejected, Unavailable
from onboarding.domain.ids import ApplicationId, DecisionId
from onboarding.domain.live import is_live
from onboarding.domain.people import Role, person
from onboarding.domain.stages import Outcome
from onboarding.ports.provider import Found, RequestState, SignatureRequest, Standing
from onboarding.signing.asking import FIRST_LOOK, ask_anew, asked_already
from onboarding.signing.settling import failed, is_outside, settle
from onboarding.world import World

LONGEST_PAUSE = timedelta(hours=6)
"""Without a word from the provider it is read after 15, 30, 60 … minutes, and at least this often."""

GRACE = timedelta(days=2)
"""How long an expiry waits for a provider that is away: somebody may have signed there in time."""


def look(world: World, application: ApplicationId, decision: DecisionId) -> None:
    """Reads one request back and settles what came of it, or takes it back if nobody waits for it any more.

    Raises Unavailable where the provider is away; the next look is then due after a growing pause.
    """
    known = world.outbox.request(application, decision)
    if known is None or known.state is RequestState.OVER:
        return
    case = world.applications.case(application, decision)
    if case.decision is None or not is_live(case.application, case.decision):
        world.provider.cancel(known.request)
        world.outbox.close_request(known)
        return
    now = world.clock.now()
    pause = min(FIRST_LOOK * 2 ** min(known.looks, 8), LONGEST_PAUSE)
    try:
        if known.state is RequestState.LEAVING and ask_anew(world, case, known):
            return
        given = _read_back(world, case.decision, known)
    except Unavailable as away:
        seconds = away.seconds if isinstance(away, RateLimited) else 0
        world.outbox.looked(known, now + max(pause, timedelta(seconds=seconds)))
        raise
    if given is None:
        world.outbox.looked(known, now + pause)
        return
    settle(world, case.decision, given)
    world.outbox.close_request(known)


def last_look(world: World, decision: Decision, now: datetime) -> None:
    """Before the clock answers: what was signed in time counts. Raises Unavailable, for a while, to wait for it."""
    if not is_outside(decision):
        return
    try:
        look(world, decision.application, decision.id)
    except Unavailable:
        if now < decision.due + GRACE:
            raise


def _read_back(world: World, decision: Decision, known: SignatureRequest) -> Answer | None:
    try:
        found = world.provider.read(known.request)
        if found.standing is Standing.WAITING and known.looks == 0:
            found = asked_already(world, decision, found) or found
        if found.standing is Standing.SIGNED:
            return _signed(world, decision, found)
        if found.standing is Standing.WAITING and found.expires and found.expires < decision.due:
            world.provider.extend(found, decision.due)
    except Gone:
        return failed(world, "The request was cancelled or deleted at the provider.")
    except Rejected as refused:
        return failed(world, f"The provider refused: {refused}.")
    if found.standing is Standing.FAILED:
        return failed(world, f"The provider could not ask the signer: {found.note or 'it says no more'}.")
    if found.standing is Standing.DECLINED:
        by = person(found.signer.name, Role.SIGNER, found.signer.email)
        note = found.note or "No reason was given."
        return Answer(
            outcome=Outcome.DECLINED, by=by, at=world.clock.now(), note=note, evidence=_where(decision, found)
        )
    return None


def _signed(world: World, decision: Decision, found: Found) -> Answer:
    """A signature with its file; one by somebody who was not asked is a person's business in partner operations."""
    if found.signer.email.casefold() != decision.asked.email.casefold():
        return failed(world, f"Signed at the provider by {found.signer.email}, who was not asked to sign.")
    file = world.provider.file(found.id)
    evidence = {
        "consent": "yes",
        "authority": "yes",
        "title": "Authorised signatory, by the words of the request",
        "sha256": decision.about["sha256"],
        "version": decision.about["version"],
        "document_sha256": hashlib.sha256(file).hexdigest(),
        "signed_at": found.at.isoformat(timespec="seconds") if found.at else "",
        **_where(decision, found),
    }
    by = person(found.signer.name, Role.SIGNER, found.signer.email)
    return Answer(outcome=Outcome.SIGNED, by=by, at=world.clock.now(), evidence=evidence)


def _where(decision: Decision, found: Found) -> dict[str, str]:
    return {"provider": decision.about["provider"], "request": found.id[:100], "signature": found.signature[:100]}
