"""What ops may answer, in their words: each answer, and what it does."""

from collections.abc import Mapping

from onboarding.domain.application import Application
from onboarding.domain.decision import Decision, Kind
from onboarding.domain.stages import Outcome, Stage

_ANSWERS: Mapping[tuple[Kind, Outcome], str] = {
    (Kind.HOLD, Outcome.RETRY): "Try again",
    (Kind.HOLD, Outcome.SKIP): "Skip this stage",
    (Kind.HOLD, Outcome.CLOSED): "Close the case",
    (Kind.REVIEW, Outcome.APPROVED): "Approve",
    (Kind.REVIEW, Outcome.NOT_YET): "Not ready yet",
    (Kind.REVIEW, Outcome.REJECTED): "Reject",
    (Kind.BUSINESS, Outcome.APPROVED): "Approve",
    (Kind.BUSINESS, Outcome.NOT_YET): "Not ready yet",
    (Kind.BUSINESS, Outcome.REJECTED): "Reject",
    (Kind.TASK, Outcome.DONE): "Done",
    (Kind.QUESTION, Outcome.ANSWERED): "Answer",
    (Kind.MISSED, Outcome.EXTENDED): "Extend",
    (Kind.MISSED, Outcome.WAIVED): "Waive",
    (Kind.MISSED, Outcome.RELEASED): "Release accounts",
    (Kind.MISSED, Outcome.ENDED): "End the partnership",
    (Kind.DRIFT, Outcome.RETRY): "Look again",
    (Kind.DRIFT, Outcome.SKIP): "Leave it",
    (Kind.DRIFT, Outcome.ENDED): "End the relation",
    (Kind.SCREENING, Outcome.CLEARED): "Somebody else",
    (Kind.SCREENING, Outcome.MATCHED): "The same party",
    (Kind.SUSPICION, Outcome.CLEARED): "Somebody else",
    (Kind.SUSPICION, Outcome.MATCHED): "The same party",
}

_RETRIES: Mapping[Stage, str] = {
    Stage.EMAIL: "asks the applicant to confirm the e-mail address again, with new dates",
    Stage.READINESS: "assesses the application again",
    Stage.DISTRIBUTOR: "asks distributors again, the silent ones too, but none who declined",
    Stage.BUSINESS: "asks business development again, with new dates",
    Stage.AGREEMENT: "sends the signer the agreement again, with new dates",
    Stage.SEAL: "goes on with signing for us and sealing; the partner is not asked again",
    Stage.CUSTOMERS: "asks the customers that have not confirmed again, with new dates",
    Stage.ACTIVATION: "checks the customer accounts again",
}

_SKIPS: Mapping[Stage, str] = {
    Stage.READINESS: "goes on without a judgement",
    Stage.CUSTOMERS: "goes on without the missing customer admins; nothing is taken from anybody",
}

_COMES_BACK = "closes the case with the gaps; at the date the applicant is invited to come back"

_SOMEBODY_ELSE = "lets the case go on; these entries are not asked about again for these names"
_SAME_PARTY = "closes the case; the partner is told that it is closed, and not why"

_EFFECTS: Mapping[tuple[Kind, Outcome], str] = {
    (
        Kind.HOLD,
        Outcome.CLOSED,
    ): "ends the case; your reason is mailed to the applicant, who may submit again",
    (Kind.REVIEW, Outcome.APPROVED): "lets the case go on",
    (Kind.BUSINESS, Outcome.APPROVED): "sends the signer the agreement",
    (
        Kind.REVIEW,
        Outcome.REJECTED,
    ): "closes the case for now; your reason is mailed, and the applicant may submit again",
    (
        Kind.BUSINESS,
        Outcome.REJECTED,
    ): "closes the case; your reason is mailed, and the applicant may submit again",
    (Kind.REVIEW, Outcome.NOT_YET): _COMES_BACK,
    (Kind.BUSINESS, Outcome.NOT_YET): _COMES_BACK,
    (Kind.QUESTION, Outcome.ANSWERED): "mails your words to whoever asked",
    (Kind.MISSED, Outcome.EXTENDED): "gives the partner a later date, with the same mails before it",
    (Kind.MISSED, Outcome.WAIVED): "lets the deadline go; the partner keeps everything and goes on",
    (
        Kind.MISSED,
        Outcome.RELEASED,
    ): "takes the accounts that you name from the partner and lets the deadline go for all others",
    (Kind.MISSED, Outcome.ENDED): (
        "closes the case and ends the agreement, which is kept as evidence; your reason is mailed to the partner"
    ),
    (Kind.DRIFT, Outcome.RETRY): "reads the team again within minutes",
    (Kind.DRIFT, Outcome.SKIP): "leaves the account as it is; the next look comes at its usual time",
    (Kind.DRIFT, Outcome.ENDED): "takes the account out of the case; the customer and the partner are told your reason",
    (Kind.SCREENING, Outcome.CLEARED): _SOMEBODY_ELSE,
    (Kind.SCREENING, Outcome.MATCHED): _SAME_PARTY,
    (Kind.SUSPICION, Outcome.CLEARED): _SOMEBODY_ELSE,
    (Kind.SUSPICION, Outcome.MATCHED): _SAME_PARTY,
    (Kind.TASK, Outcome.DONE): "takes it off the list; the case keeps what you write, and nobody is mailed",
}


_OF_A_RENEWAL: Mapping[Outcome, str] = {
    Outcome.EXTENDED: "gives a later date; the signer's link stays good, and after a no the signer is asked once more",
    Outcome.WAIVED: "leaves the partner on the agreement that it has; it is not asked for this version again",
}


def answer(decision: Decision, outcome: Outcome) -> str:
    """One possible answer, as the list of choices shows it."""
    return _ANSWERS.get((decision.kind, outcome), outcome.value.capitalize())


def effect(application: Application, decision: Decision, outcome: Outcome) -> str:
    """What an answer does, as the end of a sentence that begins with the answer."""
    if (decision.kind, outcome) in _EFFECTS and decision.kind is Kind.DRIFT:
        return _EFFECTS[decision.kind, outcome]
    if decision.kind is Kind.MISSED and "renewal" in decision.about and outcome in _OF_A_RENEWAL:
        return _OF_A_RENEWAL[outcome]
    if outcome is Outcome.RETRY:
        return _RETRIES.get(application.works_at, "goes on where the case stands")
    if outcome is Outcome.SKIP:
        return _SKIPS.get(application.stage, "goes on without this stage")
    if outcome is Outcome.CLOSED and application.stage is Stage.ACTIVE:
        return _EFFECTS[Kind.MISSED, Outcome.ENDED]
    if outcome is Outcome.CLOSED and application.stage is Stage.EMAIL:
        return "ends the case; nobody is mailed, as the address was never confirmed"
    return _EFFECTS.get((decision.kind, outcome), "")
