"""Signing at a provider outside: asked through the outbox, read back when told or due, and settled like any answer.

Nothing that the provider pushes is believed: an event only says when to look. What is read back becomes an answer
through the same guarded change as everybody's, so webhook, poll, clock and ops race for one write.
"""

import hashlib
from datetime import datetime, timedelta

from aws_lambda_powertools import Logger

from onboarding.deciding import decide
from onboarding.domain.answering import Answer, answer
from onboarding.domain.application import Case
from onboarding.domain.asking import is_live
from onboarding.domain.decision import Decision
from onboarding.domain.errors import AlreadyDecided, Gone, Moved, RateLimited, Rejected, Unavailable
from onboarding.domain.ids import ApplicationId, DecisionId
from onboarding.domain.messages import Mail, Message
from onboarding.domain.people import SYSTEM, Role, person
from onboarding.domain.stages import Outcome
from onboarding.provider_port import Asking, Found, RequestState, SignatureRequest, Standing
from onboarding.signing_words import asking_words
from onboarding.world import World

logger = Logger()

FIRST_LOOK, LONGEST_PAUSE = timedelta(minutes=15), timedelta(hours=6)
"""Without a word from the provider it is asked after 15, 30, 60 … minutes, and at least every six hours."""

LONGEST_WAIT = timedelta(hours=1)
"""Between two attempts to ask a provider that is away."""

GRACE = timedelta(days=2)
"""How long an expiry waits for a provider that is away: somebody may have signed there in time."""

_SHORTEST_EXPIRY, _LONGEST_EXPIRY = timedelta(days=1), timedelta(days=89)
"""What the provider takes as an expiry date, with a day to spare; ours is the date that counts."""

_WORTH_KEEPING = frozenset({Standing.WAITING, Standing.SIGNED, Standing.DECLINED})

_BY_PROVIDER = frozenset({Mail.SIGN_AGREEMENT, Mail.REMINDER})


def is_outside(decision: Decision | None) -> bool:
    """Whether this decision is signed at a provider outside; it stays so whatever the program says later."""
    return decision is not None and bool(decision.about.get("provider"))


def ask_outside(world: World, message: Message, case: Case) -> bool:
    """Lets the provider ask, or remind, whom this message is for; False where it refuses for good.

    Raises Unavailable, with the message left to the clock for a growing while, where the provider is away.
    """
    decision = case.decision
    if decision is None or not is_outside(decision) or message.letter.mail not in _BY_PROVIDER:
        return True
    try:
        _ask(world, message, case, decision)
    except Unavailable as away:
        wait = min(timedelta(minutes=5) * 2 ** min(message.attempts - 1, 8), LONGEST_WAIT)
        if isinstance(away, RateLimited):
            wait = max(wait, timedelta(seconds=away.seconds))
        world.outbox.postpone(message, world.clock.now() + wait)
        raise
    except Rejected as refused:
        _settle(world, decision, _failed(world, f"The provider refused the request: {refused}."))
        return False
    return True


def _ask(world: World, message: Message, case: Case, decision: Decision) -> None:
    known = world.outbox.request(decision.application, decision.id)
    if known is None:
        _keep(world, decision, _asked_already(world, decision) or _send(world, case, decision))
    elif known.email.casefold() != decision.asked.email.casefold():
        _hand_on(world, case, decision, known)
    elif message.attempts == 1:
        world.provider.remind(known.request, decision.asked)


def _asked_already(world: World, decision: Decision, known: Found | None = None) -> Found | None:
    """The one request to keep of all that we asked there for this decision; others that still wait are taken back.

    What was answered comes first, then what we know of, then the oldest: an answer of the provider's may have been
    lost, and its search may have been too slow to tell of a request before we asked again.
    """
    asked = {one.id: one for one in world.provider.asked(decision.application, decision.id)}
    if known is not None:
        asked[known.id] = known
    found = [
        one
        for one in asked.values()
        if one.signer.email.casefold() == decision.asked.email.casefold() and one.standing in _WORTH_KEEPING
    ]
    answered = [one for one in found if one.standing is not Standing.WAITING]
    chosen = next(iter(answered), known) or next(iter(found), None)
    for one in found:
        if chosen is not None and one.id != chosen.id and one.standing is Standing.WAITING:
            world.provider.cancel(one.id)
    return chosen


def _send(world: World, case: Case, decision: Decision) -> Found:
    now, words = world.clock.now(), asking_words(case, decision, world.program)
    in_range = _SHORTEST_EXPIRY <= decision.due - now <= _LONGEST_EXPIRY
    return world.provider.ask(
        Asking(
            application=decision.application,
            decision=decision.id,
            signer=decision.asked,
            subject=words.subject,
            message=words.message,
            file_name=f"agreement-{decision.about['version']}.txt",
            file=decision.about["text"].encode(),
            expires=decision.due if in_range else None,
            test=world.program.signature_test_mode,
        )
    )


def _keep(world: World, decision: Decision, found: Found, *, instead_of: str = "") -> None:
    asked = SignatureRequest(
        application=decision.application, decision=decision.id, request=found.id, email=found.signer.email
    )
    # Whatever was there before we came may have been answered before we came.
    wait = FIRST_LOOK if found.standing is Standing.WAITING else timedelta()
    if not world.outbox.keep_request(asked, world.clock.now() + wait, instead_of=instead_of):
        known = world.outbox.request(decision.application, decision.id)
        if known is not None and known.request != found.id:
            world.provider.cancel(found.id)
        return
    extra = {"application": decision.application, "decision": decision.id, "request": found.id}
    logger.info("signature asked for outside", extra=extra)


def _hand_on(world: World, case: Case, decision: Decision, known: SignatureRequest) -> None:
    try:
        found = world.provider.hand_on(world.provider.read(known.request), decision.asked)
    except (Rejected, Gone):
        world.provider.cancel(known.request)
        found = _asked_already(world, decision) or _send(world, case, decision)
    _keep(world, decision, found, instead_of=known.request)


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
        given = _read_back(world, case.decision, known)
    except Unavailable as away:
        seconds = away.seconds if isinstance(away, RateLimited) else 0
        world.outbox.looked(known, now + max(pause, timedelta(seconds=seconds)))
        raise
    if given is None:
        world.outbox.looked(known, now + pause)
        return
    _settle(world, case.decision, given)
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
            found = _asked_already(world, decision, found) or found
        if found.standing is Standing.SIGNED:
            return _signed(world, decision, found)
        if found.standing is Standing.WAITING and found.expires and found.expires < decision.due:
            world.provider.extend(found, decision.due)
    except Gone:
        return _failed(world, "The request was cancelled or deleted at the provider.")
    except Rejected as refused:
        return _failed(world, f"The provider refused: {refused}.")
    if found.standing is Standing.FAILED:
        return _failed(world, f"The provider could not ask the signer: {found.note or 'it says no more'}.")
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
        return _failed(world, f"Signed at the provider by {found.signer.email}, who was not asked to sign.")
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


def _failed(world: World, why: str) -> Answer:
    return Answer(outcome=Outcome.DECLINED, by=SYSTEM, at=world.clock.now(), note=why)


def _settle(world: World, decision: Decision, given: Answer) -> None:
    """The same guarded change as everybody's; whoever was first has won."""
    extra = {"application": decision.application, "decision": decision.id, "outcome": given.outcome.value}
    try:
        decide(
            world.applications,
            lambda: world.applications.case(decision.application, decision.id),
            lambda case: answer(case, given, world.program),
        )
        logger.info("settled outside", extra=extra)
    except (AlreadyDecided, Moved) as late:
        logger.warning("settled outside, but too late", extra={**extra, "why": late.message})
