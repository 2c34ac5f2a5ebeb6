"""Mail that people send us: a reply becomes a question on its case; what belongs to no case goes to people who read."""

from collections.abc import Callable, Mapping, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from onboarding import reading_mail
from onboarding.deciding import decide
from onboarding.domain import questions
from onboarding.domain.application import Application, Case
from onboarding.domain.change import Change
from onboarding.domain.decision import Decision, Kind
from onboarding.domain.errors import Moved, NotFound, Rejected
from onboarding.domain.ids import ApplicationId, DecisionId, is_application_id
from onboarding.domain.people import Role
from onboarding.domain.questions import Asker
from onboarding.harmless import header
from onboarding.mailing import mailbox
from onboarding.observing import observed
from onboarding.reading_mail import Letter
from onboarding.world import World, world

logger = Logger()
metrics = Metrics(namespace="PartnerOnboarding", service="inbound")

LARGEST = 7_000_000
"""Bytes of a mail that is passed on whole: SES sends at most 10 MB, and as an attachment they are a third more."""

MOST_OPEN = 20
"""Questions that may be open on one case; mail beyond them reaches the desk instead."""


MOST_DOUBTED = 3
"""Tasks that may be open on one case about mails that look like spam; more of them are dropped."""


@observed
def handler(event: Mapping[str, Any], context: object) -> dict[str, list[str]]:
    """SES's receipt event (SES developer guide, “Lambda action”), after its S3 action stored the mail by its id.

    Gives what became of each mail. It raises where something is away, so that Lambda delivers the event again.
    """
    done = [take(world(), record["ses"]) for record in event.get("Records", []) if "ses" in record]
    for what in done:
        metrics.add_metric(name=what.capitalize(), unit=MetricUnit.Count, value=1)
    metrics.flush_metrics()
    return {"done": done}


def take(world: World, received: Mapping[str, Any]) -> str:
    """`asked`, `passed` to the desk, `ignored` (an automatic answer), or `dropped` (a virus, spam).

    What only looks like spam and was sent to a case's own mailbox is `doubted`: a person looks at it.
    """
    id, receipt = str(received["mail"]["messageId"]), received["receipt"]
    recipients = [str(one) for one in receipt.get("recipients", [])]
    bad = [name for name in ("virusVerdict", "spamVerdict") if receipt.get(name, {}).get("status") == "FAIL"]
    named = reading_mail.addressed_to(recipients)
    if "virusVerdict" in bad or (bad and named is None):
        return _dropped(id, bad[0])
    letter = reading_mail.read(world.incoming.read(id), recipients)
    own = {world.settings.need("sender").casefold()}
    if letter.automatic or letter.sender.email.casefold() in own:
        logger.info("automatic mail ignored", extra={"mail_id": id})
        return "ignored"
    if bad and named is not None:
        return _doubt(world, named, id, letter)
    forged = receipt.get("dmarcVerdict", {}).get("status") == "FAIL"
    case = _case_of(world, letter)
    decisions = world.applications.decisions(case.id) if case else []
    if case is None or sum(one.open and one.kind is Kind.QUESTION for one in decisions) >= MOST_OPEN:
        return _pass_on(world, id, letter)
    asker = Asker(letter.sender, Role.NOBODY if forged else _role(world, case, decisions, letter.sender.email))
    return _ask(world, case.id, id, letter.text, asker)


def _dropped(id: str, why: str) -> str:
    logger.info("mail dropped", extra={"mail_id": id, "why": why})
    return "dropped"


def _doubt(world: World, application: ApplicationId, id: str, letter: Letter) -> str:
    """One task, however often the mail is handed in; beyond a few on one case it is spam indeed."""
    try:
        case = world.applications.case(application).application
    except NotFound:
        return _dropped(id, "spam to no case")
    known = world.applications.decisions(application)
    if case.erased or sum(one.open and one.about.get("happened") == questions.SPAM for one in known) >= MOST_DOUBTED:
        return _dropped(id, "spam beyond what a person looks at")

    def rule(found: Case) -> Change:
        return questions.doubt(found.application, letter.text, letter.sender, world.program, world.clock.now(), id)

    _once(world, application, id, rule, questions.of_mail(id, Kind.TASK))
    return "doubted"


def _case_of(world: World, letter: Letter) -> Application | None:
    """By the mailbox that it was sent to, by the mail that it answers, or by who sent it."""
    named = [*letter.cases, *world.applications.same((), letter.sender.email, "").get("e-mail", [])]
    found = []
    for id in named:
        try:
            if is_application_id(id):
                found.append(world.applications.case(ApplicationId(id)).application)
        except NotFound:
            continue
    found = [one for one in found if one.erased is None]  # whoever was forgotten is a stranger, whom people answer
    if letter.cases and found and found[0].id == letter.cases[0]:
        return found[0]
    return max(found, key=lambda one: one.submitted, default=None)


def _ask(world: World, application: ApplicationId, id: str, text: str, asker: Asker) -> str:
    """One question, however often the mail is handed in."""

    def rule(case: Case) -> Change:
        return questions.ask(case.application, text, asker, world.program, world.clock.now(), mail=id)

    _once(world, application, id, rule, questions.of_mail(id))
    return "asked"


def _once(
    world: World, application: ApplicationId, id: str, rule: Callable[[Case], Change], decision: DecisionId
) -> None:
    def read() -> Case:
        try:
            world.applications.case(application, decision)
        except NotFound:
            return world.applications.case(application)
        raise Moved("This mail has been asked already.")

    about = {"application": application, "mail_id": id, "decision": decision}
    try:
        decide(world.applications, read, rule)
    except Moved:
        logger.info("mail asked already", extra=about)
    else:
        logger.info("asked by mail", extra=about)


def _role(world: World, application: Application, decisions: Sequence[Decision], email: str) -> Role:
    """As whom the case knows a mailbox: its applicant, whoever was asked anything, a customer's nominee."""
    accounts = world.applications.accounts(application.id)
    known = {one.nominee.email.casefold(): Role.CUSTOMER for one in accounts}
    known |= {one.asked.email.casefold(): one.role for one in decisions}
    known |= {application.submission.applicant.email.casefold(): Role.APPLICANT}
    return known.get(email.casefold(), Role.NOBODY)


def _pass_on(world: World, id: str, letter: Letter) -> str:
    """The whole mail, as an attachment, to the desk: nobody who writes to us is left without a reader.

    Of one that is too large to be sent it gets the words, and where the whole lies.
    """
    desk, sender = world.program.vendor.contact, world.settings.need("sender")
    mail = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    mail["Subject"] = header(f"No case found for a mail from {letter.sender.email}")[:120]
    mail["From"], mail["To"] = sender, mailbox(desk)
    try:
        mail["Reply-To"] = mailbox(letter.sender)
    except Rejected:
        logger.info("a sender who cannot be answered", extra={"mail_id": id})
    mail["Auto-Submitted"] = "auto-generated"
    unknown = "It names no case that we know, and neither does its sender's address."
    if len(letter.raw) > LARGEST:
        bucket, size = world.settings.mails, len(letter.raw) // 1_000_000
        from onboarding.adapters.incoming import PREFIX  # noqa: PLC0415 - it has read the mail by now

        where = f"Whoever looks after the deployment finds it in the bucket {bucket}, as {PREFIX}{id}."
        mail.set_content(f"A mail of {size} MB came, too large to be passed on. {unknown}\n{where}\n\n{letter.text}\n")
    else:
        mail.set_content(f"The mail is attached. {unknown}\n")
        mail.add_attachment(letter.raw, maintype="application", subtype="octet-stream", filename="mail.eml")
    world.mailer.send(mail.as_bytes(), sender, mailbox(desk))
    logger.info("mail passed on to the desk", extra={"mail_id": id})
    return "passed"
