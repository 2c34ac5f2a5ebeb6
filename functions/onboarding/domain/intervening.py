"""What ops do with a case under way, each for a reason and under a name: they step in, and everybody is told."""

from dataclasses import replace
from datetime import datetime, timedelta

from onboarding.domain.answer import Answer
from onboarding.domain.answering import answer
from onboarding.domain.application import Application, Case
from onboarding.domain.asking import asking_letter, opened, tongues_with
from onboarding.domain.change import Change, change
from onboarding.domain.decision import Decision, Kind, Settlement
from onboarding.domain.distribution import Distributor, Own, objection
from onboarding.domain.errors import Moved, Refused
from onboarding.domain.live import is_live
from onboarding.domain.messages import Letter, Mail
from onboarding.domain.nudging import no_longer_asked, send_fresh_link, send_page
from onboarding.domain.parting import parted
from onboarding.domain.people import Actor, Person, Role
from onboarding.domain.program import Program
from onboarding.domain.regrowing import regrown
from onboarding.domain.signing import check_named
from onboarding.domain.stages import FINAL, Outcome, Stage
from onboarding.domain.stopping import stopped

LONGEST = timedelta(days=180)
"""How far ahead a later date may be: longer than that a workflow does not wait."""

LAST_WORD = timedelta(days=2)
"""How long before its later date somebody is reminded once more."""


def may_prolong(application: Application, decision: Decision) -> bool:
    """Whether the decision has a date that the clock would act upon."""
    return is_live(application, decision) and decision.expires and decision.kind is not Kind.CHECKIN


def may_reissue(application: Application, decision: Decision) -> bool:
    """Whether somebody outside ops holds a link to the decision."""
    return is_live(application, decision) and decision.role is not Role.OPS and bool(decision.answers)


def may_reassign(application: Application) -> bool:
    """Whether the case is about finding a distributor, asked, between two, or held."""
    return application.stage is Stage.DISTRIBUTOR


def reissue(case: Case, by: Actor, reason: str, now: datetime) -> Change:
    """Mails a new link to whoever is asked; raises Moved where nobody is, Refused within ten minutes of the last."""
    _signed(by, reason)
    decision = case.decision
    if decision is None or not may_reissue(case.application, decision):
        raise Moved("Nobody holds a link to this now.")
    return send_fresh_link(case, now, by, reason)


def lead_back(case: Case, by: Actor, reason: str, now: datetime) -> Change:
    """Mails the applicant a new link to the case's page; raises as `nudging.send_page`."""
    _signed(by, reason)
    return send_page(case.application, now, by, reason)


def prolong(case: Case, until: datetime, by: Actor, reason: str, now: datetime) -> Change:
    """Gives whoever is asked until a later time (UTC), with one more reminder before it, and mails the new date.

    Raises Moved where no clock runs, and Refused at the field `until` for a time that is not later.
    """
    _signed(by, reason)
    application, decision = case.application, case.decision
    if decision is None or not may_prolong(application, decision):
        raise Moved("No date runs here that could be put off.")
    if until <= max(decision.due, now):
        raise Refused("The new date must be later than the present one.", "until")
    if until > now + LONGEST:
        raise Refused(f"The new date may be at most {LONGEST.days} days ahead.", "until")
    ahead = {at for at in (*decision.ladder, until - LAST_WORD) if at > now}
    later = replace(decision, due=until, ladder=tuple(sorted(ahead)))
    waited_for = decision.id == application.decision
    return change(
        application,
        action="date put off",
        by=by,
        now=now,
        details={"decision": decision.id, "until": until.isoformat(timespec="seconds"), "note": reason},
        letters=[asking_letter(later)] if later.answers else [],
        reminded=[later],
        due=until if waited_for else application.due,
    )


def reassign(
    case: Case, chosen: Distributor, by: Actor, reason: str, program: Program, now: datetime, *, own: Own
) -> Change:
    """Asks the distributor that ops chose, in the place of whoever is asked or of the hold; the old link dies.

    `case` has the decision that the workflow waits for. Raises Moved where no distributor is being found, and Refused
    at the field `distributor` for one who declined, is asked already, or may not serve this partner.
    """
    _signed(by, reason)
    application, current = case.application, case.decision
    if not may_reassign(application) or current is None:
        raise Moved("This case is not looking for a distributor.")
    if current.open and current.distributor == chosen.id:
        raise Refused(f"{chosen.name} is asked already.", "distributor")
    # Ops may ask a silent one again; nobody asks one who said no.
    why_not = objection(replace(application, silent=()), chosen, own)
    if why_not:
        raise Refused(f"{chosen.name}: {why_not}.", "distributor")
    about = {"distributor": chosen.id, "name": chosen.name}
    asked = opened(application, Kind.DISTRIBUTOR, Role.DISTRIBUTOR, chosen.contact, program, now, about=about)
    return change(
        application,
        action="distributor reassigned",
        by=by,
        now=now,
        details={"decision": asked.id, "distributor": chosen.id, "instead of": current.distributor, "note": reason},
        letters=[asking_letter(asked), *no_longer_asked(current)],
        asked=[asked],
        settled=[Settlement(current.id, Outcome.REASSIGNED, by, now, reason)] if current.open else [],
        decision=asked.id,
        decision_open=True,
        decisions=application.decisions + 1,
        holder=Role.DISTRIBUTOR,
        due=asked.due,
        held=False,
        silent=tuple(one for one in application.silent if one != chosen.id),
        tongues=tongues_with(application, chosen),
    )


def may_hand_on(application: Application) -> bool:
    """Whether the partner's signature is what the case is about: asked, or held because it did not come."""
    return application.works_at is Stage.AGREEMENT and application.decision_open


def hand_on(case: Case, to: Person, by: Actor, reason: str, program: Program, now: datetime) -> Change:
    """Asks somebody else to sign for the partner; the old link dies. Where the case is held, it goes on with that.

    Raises Moved where no signature is waited for, and Refused at the fields `to_name` and `to_email`.
    """
    _signed(by, reason)
    application, decision = case.application, case.decision
    if decision is None or not may_hand_on(application):
        raise Moved("Nobody is asked to sign just now.")
    evidence = {"to_name": to.name, "to_email": to.email}
    given = Answer(outcome=Outcome.REASSIGNED, by=by, at=now, note=reason, evidence=evidence)
    if decision.kind is Kind.AGREEMENT:
        return answer(case, given, program)
    check_named(to, program)
    return answer(
        replace(case, application=replace(application, signer=to)), replace(given, outcome=Outcome.RETRY), program
    )


def close(case: Case, by: Actor, reason: str, now: datetime) -> Change:
    """Closes a case under way; the applicant, who may submit it again, and whoever is asked just now are told.

    Raises Moved where there is nothing left to close.
    """
    _signed(by, reason)
    application = case.application
    if application.stage in FINAL:
        raise Moved("This case is not under way, so there is nothing to close.")
    applicant = application.submission.applicant
    letters = [one for one in no_longer_asked(case.decision) if one.to != applicant]
    if application.stage is not Stage.EMAIL:  # an address that was never confirmed is not written to
        letters.insert(0, Letter(mail=Mail.CASE_CLOSED, to=applicant, role=Role.APPLICANT))
    return stopped(application, Outcome.CLOSED, by, now, reason=reason, letters=letters)


def end(case: Case, by: Actor, reason: str, now: datetime) -> Change:
    """Ends the partnership of an active partner; the applicant is told why, and the sealed agreement is kept as ended.

    Raises Moved where there is no partnership.
    """
    _signed(by, reason)
    application = case.application
    if application.stage is not Stage.ACTIVE:
        raise Moved("This is no active partner, so there is no partnership to end.")
    date = application.deadline  # of a new agreement, which nobody need accept any more
    settled = [Settlement(date, Outcome.ENDED, by, now, reason.strip())] if date else []
    return parted(application, by, reason, now, details={}, settled=settled)


def restart(case: Case, by: Actor, reason: str, now: datetime) -> Change:
    """A new execution at the stage where the case stands, in the place of the old one; raises Moved at a case's end."""
    _signed(by, reason)
    return regrown(case.application, now, by, reason)


def _signed(by: Actor, reason: str) -> None:
    if not reason.strip():
        raise Refused("Please say why, in a sentence.", "reason")
    if not by.name.strip():
        raise Refused("Please type your name.", "name")
