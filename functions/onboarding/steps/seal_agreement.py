"""Seals what both sides have signed, the vendor by a person where the program names one.

A crash at any point is safe: the sealed document has one place, which is written once, and whoever comes later
takes what lies there; the table then says so in one guarded change.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from onboarding.domain.application import Agreement, Application, Case
from onboarding.domain.change import Change
from onboarding.domain.decision import Decision
from onboarding.domain.errors import Moved, NotFound, Unavailable
from onboarding.domain.ids import DecisionId
from onboarding.domain.signing import sealed
from onboarding.domain.stages import Outcome, Stage
from onboarding.observing import observed
from onboarding.steps import step
from onboarding.world import World, world


@observed
def handler(event: Mapping[str, Any], context: object) -> step.Payload:
    """The step as the workflow calls it."""
    return run(world(), event)


def run(world: World, event: Mapping[str, Any]) -> step.Payload:
    """Seals; the outcome is `sealed`, or `unsigned` where a person must sign for the vendor first."""
    unsigned: list[DecisionId] = []

    def rule(case: Case) -> Change:
        application = case.application
        if application.works_at is not Stage.SEAL or application.held or application.signed is None:
            raise Moved(f"the case stands at {application.place}")
        if world.program.vendor.countersigner is not None and application.countersigned is None:
            unsigned.append(application.signed)
            raise Moved("nobody has signed for the vendor")
        decision = world.applications.case(application.id, application.signed).decision
        if decision is None:
            raise Moved("nobody has signed")
        return sealed(application, _agreement(world, application, decision), world.clock.now())

    payload = step.run(world, event, rule, outcome=Outcome.SEALED.value)
    return payload | {"outcome": "unsigned"} if unsigned and payload["outcome"] == "moved" else payload


def _agreement(world: World, application: Application, decision: Decision) -> Agreement:
    """The sealed document, which lies in its place afterwards."""
    about, now = decision.about, world.clock.now()
    key = f"sealed/{about['number']}.pdf"
    try:
        document = world.documents.read(key)
    except NotFound:
        events = world.applications.events(application.id)
        signed = world.signatures.signed(Case(application, decision), events, world.program)
        world.documents.keep(key, world.seal.seal(signed, about["number"], now))
        document = _read_back(world, key)
    return Agreement(
        number=about["number"],
        version=about["version"],
        language=about["language"],
        decision=decision.id,
        key=key,
        sha256=hashlib.sha256(document).hexdigest(),
        sealed=now,
    )


def _read_back(world: World, key: str) -> bytes:
    """What really lies there, which may be somebody else's; raises Unavailable where the write was lost."""
    try:
        return world.documents.read(key)
    except NotFound:
        raise Unavailable("the sealed document was not stored") from None
