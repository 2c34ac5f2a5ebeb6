"""Asking at a provider outside: when the relay delivers the mail to the signer, and never before the commit."""

from datetime import timedelta

from aws_lambda_powertools import Logger

from onboarding.domain.application import Case
from onboarding.domain.decision import Decision
from onboarding.domain.errors import Gone, RateLimited, Rejected, Unavailable
from onboarding.domain.messages import Mail, Message
from onboarding.ports.provider import Asking, Found, SignatureRequest, Standing
from onboarding.signing.settling import failed, is_outside, settle
from onboarding.signing.words import asking_words
from onboarding.world import World

logger = Logger()

FIRST_LOOK = timedelta(minutes=15)
"""After this long without a word from the provider it is asked."""

LONGEST_WAIT = timedelta(hours=1)
"""Between two attempts to ask a provider that is away."""

_SHORTEST_EXPIRY, _LONGEST_EXPIRY = timedelta(days=1), timedelta(days=89)
"""What the provider takes as an expiry date, with a day to spare; ours is the date that counts."""

_WORTH_KEEPING = frozenset({Standing.WAITING, Standing.SIGNED, Standing.DECLINED})

_BY_PROVIDER = frozenset({Mail.SIGN_AGREEMENT, Mail.ACCEPT_AGREEMENT, Mail.REMINDER})


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
        settle(world, decision, failed(world, f"The provider refused the request: {refused}."))
        return False
    return True


def _ask(world: World, message: Message, case: Case, decision: Decision) -> None:
    known = world.outbox.request(decision.application, decision.id)
    if known is None:
        _keep(world, decision, asked_already(world, decision) or _send(world, case, decision))
    elif known.email.casefold() != decision.asked.email.casefold():
        _hand_on(world, case, decision, known)
    elif message.attempts == 1:
        world.provider.remind(known.request, decision.asked)


def asked_already(world: World, decision: Decision, known: Found | None = None) -> Found | None:
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


def ask_anew(world: World, case: Case, known: SignatureRequest) -> bool:
    """Asks once more where we took a request back ourselves and then broke off; False where it still stands there."""
    decision = case.decision
    if decision is None:
        return False
    try:
        world.provider.read(known.request)
    except Gone:
        again = asked_already(world, decision) or _send(world, case, decision)
        _keep(world, decision, again, instead_of=known.request)
        return True
    return False


def _send(world: World, case: Case, decision: Decision) -> Found:
    now, words = world.clock.now(), asking_words(case, decision, world.program)
    name, file = _document(world, decision)
    in_range = _SHORTEST_EXPIRY <= decision.due - now <= _LONGEST_EXPIRY
    return world.provider.ask(
        Asking(
            application=decision.application,
            decision=decision.id,
            signer=decision.asked,
            subject=words.subject,
            message=words.message,
            file_name=name,
            file=file,
            expires=decision.due if in_range else None,
            test=world.program.signature_test_mode,
        )
    )


def _document(world: World, decision: Decision) -> tuple[str, bytes]:
    """Exactly what the decision's hash is over, under the name that the signer sees."""
    return f"agreement-{decision.about['number']}.pdf", world.documents.read(decision.about["key"])


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
        found = asked_already(world, decision) or _send(world, case, decision)
    _keep(world, decision, found, instead_of=known.request)
