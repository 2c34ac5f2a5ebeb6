"""Signatures: who is asked for them, who may sign for which side, and the seal that ends the signing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from onboarding.domain.application import Agreement, Application
from onboarding.domain.asking import ask, opened
from onboarding.domain.change import Change, change
from onboarding.domain.decision import Decision, Kind
from onboarding.domain.errors import Moved, Refused
from onboarding.domain.messages import Letter, Mail
from onboarding.domain.people import SYSTEM, Actor, Person, Role
from onboarding.domain.program import Program
from onboarding.domain.same_name import may_be_same
from onboarding.domain.stages import Outcome, Stage, after
from onboarding.domain.standing import Renewal


def ask_signer(application: Application, document: Mapping[str, str], program: Program, now: datetime) -> Change:
    """Asks the partner's signer; `document` is what `Signatures.prepare` gave."""
    decision = opened(application, Kind.AGREEMENT, Role.SIGNER, application.signs, program, now, about=document)
    if application.renewal is not None:
        decision = of_renewal(application, application.renewal, decision)
    return ask(application, decision, now, signed=None, countersigned=None)


def of_renewal(application: Application, renewal: Renewal, decision: Decision) -> Decision:
    """The same question about a new version: until the partner's deadline, which also has its reminders."""
    about = {**decision.about, "renewal": renewal.version, "notice": str(renewal.notice)}
    return replace(decision, due=application.deadline_at or decision.due, ladder=(), about=about)


def agreement_number(application: Application) -> str:
    """The number of the agreement that this case's signer would be asked to sign next: nobody can guess it."""
    return f"{application.id}-{application.decisions + 1}"


def ask_countersigner(application: Application, signed: Decision, program: Program, now: datetime) -> Change:
    """Asks the person who signs for the vendor about the agreement that the partner has signed.

    Raises Moved where the vendor's side is sealed without a person.
    """
    who = program.vendor.countersigner
    if who is None:
        raise Moved("The vendor's side is sealed automatically.")
    signer = signed.decided_by.name if signed.decided_by else ""
    # Whether it is a first agreement or a new version, the vendor's own side has its own mail, dates and reminders.
    of_the_document = {name: said for name, said in signed.about.items() if name not in ("renewal", "notice")}
    about = {**of_the_document, "signer": signer, "title": signed.evidence.get("title", "")}
    decision = opened(application, Kind.COUNTERSIGNATURE, Role.COUNTERSIGNER, who, program, now, about=about)
    return ask(application, decision, now)


def check_signature(
    application: Application,
    decision: Decision,
    outcome: Outcome,
    by: Actor,
    evidence: Mapping[str, str],
    program: Program,
) -> None:
    """Who signs says as what, with which authority, and agrees to this way; and nobody signs for both sides.

    Whoever signs for the partner here is the one whom the agreement names; a provider outside knows its signers itself.
    Raises Refused with the form's field; what is no signature passes.
    """
    email = by.email.casefold()
    if outcome is Outcome.REASSIGNED:
        email = evidence.get("to_email", "").casefold()
        check_named(Person(evidence.get("to_name", ""), email), program)
        named = may_be_same(evidence.get("to_name", ""), decision.asked.name)
        if named and email == decision.asked.email.casefold():
            raise Refused("That is you: you are asked already.", "to_email")
    elif outcome is not Outcome.SIGNED:
        return
    elif evidence.get("consent") != "yes":
        raise Refused("Please agree to signing electronically.", "consent")
    elif not evidence.get("title", "").strip():
        raise Refused("Please state in which position you sign.", "title")
    elif evidence.get("authority") != "yes":
        raise Refused("Please state that you may sign for the company.", "authority")
    if decision.kind is Kind.AGREEMENT:
        _check_not_ours(email, "answer", program)
        if outcome is Outcome.SIGNED and not decision.about.get("provider"):
            _check_name(by.name, decision.asked.name)
    partner = {application.signs.email.casefold(), application.submission.applicant.email.casefold()}
    if decision.kind is Kind.COUNTERSIGNATURE and email in partner:
        raise Refused("Nobody signs for both sides.", "answer")


def _check_name(typed: str, asked: str) -> None:
    if not may_be_same(typed, asked):
        raise Refused(f"The agreement names {asked} as the one who signs.", "name")


def check_named(to: Person, program: Program) -> None:
    """Raises Refused, at `to_email`, unless this is somebody who can be asked to sign for a partner."""
    if not to.name.strip() or to.email.count("@") != 1:
        raise Refused("Please name the person who may sign, with an e-mail address.", "to_email")
    _check_not_ours(to.email.casefold(), "to_email", program)


def _check_not_ours(email: str, field: str, program: Program) -> None:
    if email in {one.email.casefold() for one in program.vendor.people}:
        raise Refused("Nobody signs for both sides: this is somebody on the other side.", field)


def sealed(application: Application, agreement: Agreement, now: datetime) -> Change:
    """Both sides have signed and the document is sealed and stored: it holds, and the case goes on.

    Raises Moved where the case does not wait for this.
    """
    if application.works_at is not Stage.SEAL or application.held or application.signed != agreement.decision:
        raise Moved("The case does not wait for this agreement.")
    facts = {"number": agreement.number, "sha256": agreement.sha256}
    # The mail may go out late, when the case stands elsewhere: what it is about is in the letter.
    about = {**facts, "renewal": application.renewal.version if application.renewal else ""}
    applicant, signer = application.submission.applicant, application.signs
    letters = [Letter(mail=Mail.AGREEMENT_SIGNED, to=applicant, role=Role.APPLICANT, facts=about)]
    if signer.email.casefold() != applicant.email.casefold():
        copy = Letter(mail=Mail.AGREEMENT_SIGNED, to=signer, role=Role.SIGNER, decision=agreement.decision, facts=about)
        letters.append(copy)
    return change(
        application,
        action="agreement sealed",
        by=SYSTEM,
        now=now,
        details={**facts, "key": agreement.key},
        letters=letters,
        **_going_on(application),
        due=None,
        agreement=agreement,
        earlier=superseded(application, now),
        waived_version="",
    )


def superseded(application: Application, now: datetime) -> tuple[Agreement, ...]:
    """The agreements that others have taken the place of, the present one among them: their evidence is kept."""
    if application.agreement is None:
        return application.earlier
    ended = replace(application.agreement, ended=application.agreement.ended or now)
    return (*application.earlier, ended)


def _going_on(application: Application) -> dict[str, Any]:
    """Where the case stands once it is sealed: at the next stage, or as before where a new agreement was accepted."""
    if application.renewal is not None:
        return {"renewal": None, "holder": Role.NOBODY}
    nothing = application.nothing_to_hand_over
    stage = after(application.stage, Outcome.SEALED, application.path, nothing_to_hand_over=nothing)
    return {"stage": stage, "holder": Role.VENDOR}
