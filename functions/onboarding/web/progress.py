"""Where a case stands, in the applicant's words: who holds it, what comes next, what if nothing happens."""

from dataclasses import dataclass, replace
from datetime import datetime

from onboarding.domain.application import Application
from onboarding.domain.calendars import local_day
from onboarding.domain.people import Person, Role
from onboarding.domain.program import Program
from onboarding.domain.stages import Outcome, Stage
from onboarding.domain.standing import Renewal
from onboarding.speaking import say, say_many
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


def standing(application: Application, program: Program, unnamed: int = 0) -> Standing:
    """Where the case stands now; `unnamed` is for how many customer accounts nobody is named."""
    if application.stage is Stage.CLOSED:
        return _closed(application, program)
    if application.held:
        return Standing(
            say("Our people must look at your case before it goes on"),
            program.vendor.ops.name,
            say("They decide how it goes on, and you get an e-mail."),
            say("They are reminded until they have decided. Nothing is closed or lost by itself."),
        )
    told = _UNDER_WAY[application.stage](application, program)
    return _naming(told, unnamed) if unnamed and application.stage is Stage.CUSTOMERS else told


def _naming(told: Standing, unnamed: int) -> Standing:
    """The customers are asked, but of some the partner has still to say whom."""
    asked = say_many(
        "Please name the admin of {count} customer: nobody is named there yet.",
        "Please name the admins of {count} customers: nobody is named there yet.",
        unnamed,
    )
    otherwise = say("What is missing at the date, a person settles with you: no account is forfeited.")
    return replace(told, holder=say("You"), then=f"{asked} {told.then}", otherwise=otherwise, mine=True)


def _sent_to(who: Person) -> str:
    return say("The mail with the link went to {address}.", address=who.email)


def _goes_to(signer: Person) -> str:
    return say("With a yes, the agreement goes to {signer}.", signer=signer.name)


def _email(application: Application, program: Program) -> Standing:
    who = application.submission.applicant
    then = say("Then we check your readiness; that takes seconds.") if Stage.READINESS in application.path else ""
    return Standing(
        say("Please confirm your address"),
        say("You") if application.decision_open else say("{vendor}, automatically", vendor=program.vendor.name),
        f"{_sent_to(who)} {then}".strip(),
        say("We remind you. If the address is not confirmed by the date, a person looks at the case."),
        mine=application.decision_open,
    )


def _readiness(application: Application, program: Program) -> Standing:
    if application.holder is not Role.REVIEWER:
        return Standing(
            say("We are checking your readiness"),
            say("{vendor}, automatically", vendor=program.vendor.name),
            say("If enough speaks for it, it goes on at once; else a person here looks first. It takes seconds."),
            say("If it takes longer than an hour, write to us."),
        )
    return Standing(
        say("A person is reading your application"),
        program.vendor.reviewer.name,
        say("They decide whether it goes on, and you get an e-mail either way."),
        say("They are reminded. If they have not answered by the date, partner operations take over."),
    )


def _business(application: Application, program: Program) -> Standing:
    asked = application.decision_open
    return Standing(
        say("Business development is reading your application") if asked else say("We pass your application on"),
        program.vendor.business.name if asked else say("{vendor}, automatically", vendor=program.vendor.name),
        _goes_to(application.submission.signer),
        say("They are reminded. If they have not answered by the date, partner operations take over."),
    )


def _distributor(application: Application, program: Program) -> Standing:
    asked = application.holder is Role.DISTRIBUTOR
    again = (
        say("The one before did not take it on; that happens.") if application.declined or application.silent else ""
    )
    return Standing(
        say("A distributor is deciding whether to take you on")
        if asked
        else say("We are choosing a distributor for you"),
        say("A distributor in your country") if asked else say("{vendor}, automatically", vendor=program.vendor.name),
        f"{_goes_to(application.signs)} {again}".strip(),
        say(
            "They are reminded. If silent, the next is asked; after {count}, our people decide.",
            count=program.most_asked,
        ),
    )


def _agreement(application: Application, program: Program) -> Standing:
    signer = application.signs
    then = (
        say("Once it is signed, your customers’ admins are asked.")
        if application.accounts_total
        else say("Once it is signed, we check everything once more and activate you.")
    )
    return Standing(
        say("The agreement is with {signer}", signer=signer.name),
        say("{signer}, who signs for you", signer=signer.name),
        f"{_sent_to(signer)} {then}",
        say("We remind. If it is not signed by the date, our people get in touch; the case stays."),
        mine=signer == application.submission.applicant,
    )


def _seal(application: Application, program: Program) -> Standing:
    countersigner = application.holder is Role.COUNTERSIGNER
    return Standing(
        say("Your side has signed; {vendor} signs now", vendor=program.vendor.name),
        program.vendor.countersigner.name
        if countersigner and program.vendor.countersigner
        else say("{vendor}, automatically", vendor=program.vendor.name),
        say("Then the agreement is sealed, and you can download it here.")
        + (f" {say('After that your customers’ admins are asked.')}" if application.accounts_total else ""),
        say("They are reminded; then partner operations take over. You need not sign again.")
        if countersigner
        else say("If it takes longer than an hour, write to us."),
    )


def _customers(application: Application, program: Program) -> Standing:
    left = application.accounts_open
    return Standing(
        say(
            "{done} of {total} customers have their admin in place",
            done=application.accounts_done,
            total=application.accounts_total,
        ),
        say_many("{count} of your customers’ nominees", "{count} of your customers’ nominees", left),
        say("When the last one has answered, we check everything once more and activate you."),
        say("We remind them. What is missing at the date, a person settles with you: no account is forfeited."),
    )


def _activation(application: Application, program: Program) -> Standing:
    return Standing(
        say("We are checking everything once more"),
        say("{vendor}, automatically", vendor=program.vendor.name),
        say("Then you are active. It takes seconds."),
        say("If it takes longer than an hour, write to us."),
    )


def _active(application: Application, program: Program) -> Standing:
    if application.renewal is not None:
        return _renewing(application, application.renewal, program)
    return Standing(
        say("You are an active partner of {vendor}", vendor=program.vendor.name),
        "",
        say("You order through {distributor}.", distributor=application.distributor_name)
        if application.distributor_name
        else "",
        "",
    )


def _renewing(application: Application, renewal: Renewal, program: Program) -> Standing:
    """An active partner that is asked to accept a new agreement; what it has goes on as it is."""
    vendor, signer = program.vendor, application.signs
    stays = say("You stay an active partner meanwhile, with all access, and your present agreement holds.")
    if renewal.stage is Stage.ACTIVE:
        return Standing(
            say("You are an active partner; {vendor} decides how the new agreement goes on", vendor=vendor.name),
            vendor.ops.name,
            f"{say('The new agreement was not accepted.')} {stays}",
            say("They are reminded until they have decided, and you get an e-mail."),
        )
    if renewal.stage is Stage.SEAL:
        return replace(
            _seal(application, program),
            then=f"{say('Then the new agreement takes the place of the old one.')} {stays}",
        )
    mine = signer == application.submission.applicant
    return Standing(
        say("You are an active partner; a new agreement waits for your signature")
        if mine
        else say("You are an active partner; a new agreement waits for {signer}", signer=signer.name),
        say("You: please sign") if mine else say("{signer}, who signs for you", signer=signer.name),
        f"{_sent_to(signer)} {stays}",
        say("We remind. If it is not signed by the date, our people decide with you; nothing ends by itself."),
    )


def _closed(application: Application, program: Program) -> Standing:
    if application.closed_as is Outcome.NOT_YET and application.back:
        return Standing(
            say("You are not ready yet, and can come back"),
            "",
            say(
                "On {day} we invite you by e-mail. You can change your answers and come back earlier.",
                day=day(application.back),
            ),
            say("Your case stays as it is; what you filled in is kept."),
        )
    headline = {
        Outcome.WITHDRAWN: say("You have withdrawn this application"),
        Outcome.REJECTED: say("This application was not accepted"),
        Outcome.ENDED: say("Your partnership with {vendor} has ended", vendor=program.vendor.name),
    }.get(
        application.closed_as or Outcome.CLOSED, say("{vendor} has closed this application", vendor=program.vendor.name)
    )
    return Standing(headline, "", say("You can change your answers and submit it again, as the same case."), "")


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
    days = (local_day(now, application.zone_for(application.due)) - application.last_day(application.due)).days
    late = (
        say("This was due today.")
        if not days
        else say_many("This is {count} day late.", "This is {count} days late.", days)
    )
    if standing.mine:
        return f"{late} {say('Nothing is lost: your answer still counts.')}"
    return f"{late} {say('We know it, and whoever holds it has been reminded. You need not do anything.')}"
