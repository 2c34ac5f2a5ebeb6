"""Where a case stands, in the applicant's words: who holds it, what comes next, what if nothing happens."""

from dataclasses import dataclass, replace
from datetime import datetime

from onboarding.domain.application import Application
from onboarding.domain.people import Role
from onboarding.domain.program import Program
from onboarding.domain.stages import Outcome, Stage
from onboarding.domain.standing import Renewal
from onboarding.templating import day


@dataclass(frozen=True)
class Standing:
    """What is going on, who holds it (nobody where it is empty), what comes next, and what if nothing happens.

    `mine` says that whoever reads the page has to do something.
    """

    headline: str
    holder: str
    then: str
    otherwise: str
    mine: bool = False


def standing(application: Application, program: Program) -> Standing:
    """Where the case stands now."""
    if application.stage is Stage.CLOSED:
        return _closed(application, program)
    if application.held:
        return Standing(
            "Our people must look at your case before it goes on",
            program.vendor.ops.name,
            "They decide how it goes on, and you get an e-mail.",
            "They are reminded until they have decided. Nothing is closed or lost by itself.",
        )
    return _UNDER_WAY[application.stage](application, program)


def _email(application: Application, program: Program) -> Standing:
    who = application.submission.applicant
    then = "Then we check your readiness; that takes seconds." if Stage.READINESS in application.path else ""
    return Standing(
        "Please confirm your address",
        "You" if application.decision_open else f"{program.vendor.name}, automatically",
        f"The mail with the link went to {who.email}. {then}",
        "We remind you. If the address is not confirmed by the date, a person looks at the case.",
        mine=application.decision_open,
    )


def _readiness(application: Application, program: Program) -> Standing:
    if application.holder is not Role.REVIEWER:
        return Standing(
            "We are checking your readiness",
            f"{program.vendor.name}, automatically",
            "If enough speaks for it, it goes on at once; else a person here looks first. It takes seconds.",
            "If it takes longer than an hour, write to us.",
        )
    return Standing(
        "A person is reading your application",
        program.vendor.reviewer.name,
        "They decide whether it goes on, and you get an e-mail either way.",
        "They are reminded. If they have not answered by the date, partner operations take over.",
    )


def _business(application: Application, program: Program) -> Standing:
    asked = application.decision_open
    return Standing(
        "Business development is reading your application" if asked else "We pass your application on",
        program.vendor.business.name if asked else f"{program.vendor.name}, automatically",
        f"With a yes, the agreement goes to {application.submission.signer.name}.",
        "They are reminded. If they have not answered by the date, partner operations take over.",
    )


def _distributor(application: Application, program: Program) -> Standing:
    asked = application.holder is Role.DISTRIBUTOR
    again = " The one before did not take it on; that happens." if application.declined or application.silent else ""
    return Standing(
        "A distributor is deciding whether to take you on" if asked else "We are choosing a distributor for you",
        "A distributor in your country" if asked else f"{program.vendor.name}, automatically",
        f"With a yes, the agreement goes to {application.signs.name}.{again}",
        f"They are reminded. If silent, the next is asked; after {program.most_asked}, our people decide.",
    )


def _agreement(application: Application, program: Program) -> Standing:
    signer = application.signs
    then = (
        "your customers’ admins are asked."
        if application.accounts_total
        else "we check everything once more and activate you."
    )
    return Standing(
        f"The agreement is with {signer.name}",
        f"{signer.name}, who signs for you",
        f"The mail with the link went to {signer.email}. Once it is signed, {then}",
        "We remind. If it is not signed by the date, our people get in touch; the case stays.",
        mine=signer == application.submission.applicant,
    )


def _seal(application: Application, program: Program) -> Standing:
    countersigner = application.holder is Role.COUNTERSIGNER
    return Standing(
        f"Your side has signed; {program.vendor.name} signs now",
        program.vendor.countersigner.name
        if countersigner and program.vendor.countersigner
        else f"{program.vendor.name}, automatically",
        "Then the agreement is sealed, and you can download it here."
        + (" After that your customers’ admins are asked." if application.accounts_total else ""),
        "They are reminded; then partner operations take over. You need not sign again."
        if countersigner
        else "If it takes longer than an hour, write to us.",
    )


def _customers(application: Application, program: Program) -> Standing:
    left = application.accounts_open
    return Standing(
        f"{application.accounts_done} of {application.accounts_total} customers have their admin in place",
        f"{left} of your customers’ nominees" if left != 1 else "One of your customers’ nominees",
        "When the last one has answered, we check everything once more and activate you.",
        "We remind them. What is missing at the date, a person settles with you: no account is forfeited.",
    )


def _activation(application: Application, program: Program) -> Standing:
    return Standing(
        "We are checking everything once more",
        f"{program.vendor.name}, automatically",
        "Then you are active. It takes seconds.",
        "If it takes longer than an hour, write to us.",
    )


def _active(application: Application, program: Program) -> Standing:
    if application.renewal is not None:
        return _renewing(application, application.renewal, program)
    return Standing(
        f"You are an active partner of {program.vendor.name}",
        "",
        f"You order through {application.distributor_name}." if application.distributor_name else "",
        "",
    )


def _renewing(application: Application, renewal: Renewal, program: Program) -> Standing:
    """An active partner that is asked to accept a new agreement; what it has goes on as it is."""
    vendor, signer = program.vendor, application.signs
    stays = "You stay an active partner meanwhile, with all access, and your present agreement holds."
    if renewal.stage is Stage.ACTIVE:
        return Standing(
            f"You are an active partner; {vendor.name} decides how the new agreement goes on",
            vendor.ops.name,
            f"The new agreement was not accepted. {stays}",
            "They are reminded until they have decided, and you get an e-mail.",
        )
    if renewal.stage is Stage.SEAL:
        return replace(
            _seal(application, program), then=f"Then the new agreement takes the place of the old one. {stays}"
        )
    mine = signer == application.submission.applicant
    return Standing(
        "You are an active partner; a new agreement waits for " + ("your signature" if mine else signer.name),
        "You: please sign" if mine else f"{signer.name}, who signs for you",
        f"The mail with the link went to {signer.email}. {stays}",
        "We remind. If it is not signed by the date, our people decide with you; nothing ends by itself.",
    )


def _closed(application: Application, program: Program) -> Standing:
    if application.closed_as is Outcome.NOT_YET and application.back:
        return Standing(
            "You are not ready yet, and can come back",
            "",
            f"On {day(application.back)} we invite you by e-mail. You can change your answers and come back earlier.",
            "Your case stays as it is; what you filled in is kept.",
        )
    headline = {
        Outcome.WITHDRAWN: "You have withdrawn this application",
        Outcome.REJECTED: "This application was not accepted",
        Outcome.ENDED: f"Your partnership with {program.vendor.name} has ended",
    }.get(application.closed_as or Outcome.CLOSED, f"{program.vendor.name} has closed this application")
    return Standing(headline, "", "You can change your answers and submit it again, as the same case.", "")


_UNDER_WAY = {
    Stage.EMAIL: _email,
    Stage.READINESS: _readiness,
    Stage.DISTRIBUTOR: _distributor,
    Stage.BUSINESS: _business,
    Stage.AGREEMENT: _agreement,
    Stage.SEAL: _seal,
    Stage.CUSTOMERS: _customers,
    Stage.ACTIVATION: _activation,
    Stage.ACTIVE: _active,
}


def late(application: Application, standing: Standing, now: datetime) -> str:
    """An honest word where the date has passed."""
    if application.due is None or now <= application.due:
        return ""
    days = (now - application.due).days
    late = "This was due today." if not days else "This is one day late." if days == 1 else f"This is {days} days late."
    if standing.mine:
        return f"{late} Nothing is lost: your answer still counts."
    return f"{late} We know it, and whoever holds it has been reminded. You need not do anything."
