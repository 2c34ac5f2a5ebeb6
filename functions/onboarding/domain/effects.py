"""What an answer does beside moving the case on: the mails that follow, and what the case remembers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from onboarding.domain.answer import Answer
from onboarding.domain.application import Application
from onboarding.domain.decision import Decision, Kind
from onboarding.domain.messages import Letter, Mail
from onboarding.domain.people import Person, Role
from onboarding.domain.returning import returning_at
from onboarding.domain.stages import Outcome, Stage
from onboarding.domain.suspecting import cleared, closing

type Effect = tuple[Sequence[Letter], Mapping[str, Any]]


def nothing_more(application: Application, decision: Decision, given: Answer) -> Effect:
    """Where moving on is all."""
    return (), {}


def _to_applicant(application: Application, mail: Mail) -> Letter:
    return Letter(mail=mail, to=application.submission.applicant, role=Role.APPLICANT)


def _confirmed(application: Application, decision: Decision, given: Answer) -> Effect:
    return [_to_applicant(application, Mail.EMAIL_CONFIRMED)], {}


def _rejected(application: Application, decision: Decision, given: Answer) -> Effect:
    letter = _to_applicant(application, Mail.APPLICATION_REJECTED)
    return [letter], {"closed_as": Outcome.REJECTED, "reason": given.note.strip()}


def _not_yet(application: Application, decision: Decision, given: Answer) -> Effect:
    letter = _to_applicant(application, Mail.NOT_READY_YET)
    return [letter], {**returning_at(given.evidence, given.at), "reason": given.note.strip()}


def _accepted(application: Application, decision: Decision, given: Answer) -> Effect:
    fields = {"distributor": decision.distributor, "distributor_name": decision.about.get("name", "")}
    return [_to_applicant(application, Mail.DISTRIBUTOR_FOUND)], fields


def _declined(application: Application, decision: Decision, given: Answer) -> Effect:
    return (), {"declined": (*application.declined, decision.distributor)}


def _signed(application: Application, decision: Decision, given: Answer) -> Effect:
    return (), {"signed": decision.id}


def _countersigned(application: Application, decision: Decision, given: Answer) -> Effect:
    return (), {"countersigned": decision.id}


def _reassigned(application: Application, decision: Decision, given: Answer) -> Effect:
    named = Person(given.evidence["to_name"].strip(), given.evidence["to_email"].strip())
    facts = {"by": given.by.name, "named": named.name}
    letter = replace(_to_applicant(application, Mail.SIGNER_NAMED), facts=facts)
    return [letter], {"signer": named}


def _closed(application: Application, decision: Decision, given: Answer) -> Effect:
    letters = [] if application.stage is Stage.EMAIL else [_to_applicant(application, Mail.CASE_CLOSED)]
    fields: dict[str, Any] = {"closed_as": Outcome.CLOSED, "reason": given.note.strip()}
    if application.stage is Stage.ACTIVE:  # held over a new agreement: what is closed is a partnership
        fields |= {"closed_as": Outcome.ENDED, "look_at": None}
    return letters, fields


def _retried(application: Application, decision: Decision, given: Answer) -> Effect:
    return (), {"silent": ()}


def _skipped(application: Application, decision: Decision, given: Answer) -> Effect:
    return (), {"waived": True} if application.stage is Stage.CUSTOMERS else {}


def _somebody_else(application: Application, decision: Decision, given: Answer) -> Effect:
    # Assessed anew: the score may let it go on by itself now.
    return (), {**cleared(application, decision), "score": None, "reasons": ()}


def _same_party(application: Application, decision: Decision, given: Answer) -> Effect:
    return [_to_applicant(application, Mail.CASE_CLOSED)], closing(application, decision)


EFFECTS: Mapping[tuple[Kind, Outcome], Callable[[Application, Decision, Answer], Effect]] = {
    (Kind.CONFIRMATION, Outcome.CONFIRMED): _confirmed,
    (Kind.INVITATION, Outcome.CONFIRMED): _confirmed,
    (Kind.SCREENING, Outcome.CLEARED): _somebody_else,
    (Kind.SCREENING, Outcome.MATCHED): _same_party,
    (Kind.REVIEW, Outcome.REJECTED): _rejected,
    (Kind.BUSINESS, Outcome.REJECTED): _rejected,
    (Kind.REVIEW, Outcome.NOT_YET): _not_yet,
    (Kind.BUSINESS, Outcome.NOT_YET): _not_yet,
    (Kind.DISTRIBUTOR, Outcome.ACCEPTED): _accepted,
    (Kind.DISTRIBUTOR, Outcome.DECLINED): _declined,
    (Kind.AGREEMENT, Outcome.SIGNED): _signed,
    (Kind.AGREEMENT, Outcome.REASSIGNED): _reassigned,
    (Kind.COUNTERSIGNATURE, Outcome.SIGNED): _countersigned,
    (Kind.HOLD, Outcome.CLOSED): _closed,
    (Kind.HOLD, Outcome.RETRY): _retried,
    (Kind.HOLD, Outcome.SKIP): _skipped,
}
