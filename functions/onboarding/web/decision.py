"""Decision pages: a form while the answer is awaited, and ever after what became of it."""

from collections.abc import Mapping, Sequence

from onboarding.deciding import decide
from onboarding.domain.answering import answer as answered
from onboarding.domain.application import Case
from onboarding.domain.change import Change
from onboarding.domain.consent import AUTHORITY, CONSENT
from onboarding.domain.decision import Kind
from onboarding.domain.errors import AlreadyDecided, Moved, Refused
from onboarding.signing.settling import is_outside
from onboarding.speaking import say
from onboarding.typed_text import printable
from onboarding.web import invitation
from onboarding.web.connect_page import connect_page, party_of
from onboarding.web.document import paragraphs
from onboarding.web.door import OF_ACCOUNTS, Visit, Visits, read_decision
from onboarding.web.explaining import explained
from onboarding.web.request import Request
from onboarding.web.responses import Reply, page, see_other
from onboarding.world import World


def show(world: World, request: Request, application: str, decision: str, token: str) -> Reply:
    """The form, or the explanation; one read, and nothing is changed."""
    visit = read_decision(world, application, decision, token)
    if visit.open:
        return open_page(world, visit)
    sent = say("A fresh link is on its way to whoever is asked now.") if request.said() == "sent" else ""
    return explanation(world, visit, notice=sent)


def answer(world: World, request: Request, application: str, decision: str, token: str) -> Reply:
    """Writes the answer, or explains who was faster; the page afterwards is the link itself."""
    # pydantic costs a cold start some 40 ms, which only whoever answers should pay.
    from onboarding.signing import leaving  # noqa: PLC0415
    from onboarding.web import decision_form, forms  # noqa: PLC0415

    visits = Visits(lambda: read_decision(world, application, decision, token))

    def rule(case: Case) -> Change:
        visit = visits.last
        if visit.decision.open and not visit.open:
            raise Moved("Nobody waits for this answer any more.")
        given = decision_form.read(request, visit, world.clock.now())
        if visit.decision.kind is Kind.INVITATION:
            return invitation.joined(world, request, case, given)
        change = answered(case, given, world.program)
        if is_outside(case.decision) and visits.count == 1:
            leaving.take_back(world, visit.decision)  # whoever signed there meanwhile makes this change a late one
        return change

    try:
        decide(world.applications, visits, rule)
    except forms.Invalid as invalid:
        return _again(world, visits.last, request, invalid.errors)
    except decision_form.WrongDocument:
        message = say("The agreement is not the one that was on your page. Please read the text below and sign that.")
        return _again(world, visits.last, request, {"document": message}, status=409)
    except (AlreadyDecided, Moved):
        return _late(world, visits.last, request)
    except Refused as refused:
        return _again(world, visits.last, request, {refused.field or "answer": refused.message})
    return see_other(world, visits.last.path)


def open_page(
    world: World,
    visit: Visit,
    *,
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
    services: Sequence[str] = (),
    status: int = 200,
) -> Reply:
    """The form for one kind of decision, with nothing preselected."""
    if visit.decision.kind is Kind.INVITATION:
        return invitation.form_page(world, visit, errors or {}, typed or {}, status, services)
    if visit.decision.kind is Kind.PROOF:
        return connect_page(world, party_of(world, visit), errors=errors, typed=typed, status=status)
    return page(
        world,
        f"decide_{visit.decision.kind.value}",
        status=status,
        application=visit.case.application,
        submission=visit.case.application.submission,
        decision=visit.decision,
        document=paragraphs(visit.decision.about.get("text", "")),
        account=visit.case.account,
        link=f"{world.settings.need('base_url')}{visit.path}",
        ask=f"{world.settings.need('base_url')}{visit.path}/question",
        authority=AUTHORITY,
        consent=CONSENT,
        overdue=world.clock.now() >= visit.decision.due,
        errors=errors or {},
        typed=typed or {},
    )


def explanation(
    world: World,
    visit: Visit,
    *,
    notice: str = "",
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """What became of the decision: by whom, when, and what happens next."""
    can = _can(world, visit)
    return page(
        world,
        "decided",
        status=status,
        headers=headers,
        application=visit.case.application,
        submission=visit.case.application.submission,
        decision=visit.decision,
        document=paragraphs(visit.decision.about.get("text", "")),
        link=f"{world.settings.need('base_url')}{visit.path}",
        said=explained(visit, world.program),
        fresh=f"{world.settings.need('base_url')}{visit.path}/fresh"
        if visit.asked_instead() and "connect" not in can
        else "",
        queue=f"{world.settings.need('base_url')}/queue/{visit.path.rpartition('/')[2]}" if visit.queued else "",
        account=visit.case.account if visit.decision.kind in OF_ACCOUNTS else None,
        can=can,
        here=f"{world.settings.need('base_url')}{visit.path}",
        ask=f"{world.settings.need('base_url')}{visit.path}/question",
        notice=notice,
    )


def _can(world: World, visit: Visit) -> list[str]:
    """What the present nominee may do about an account after the answer: connect it, end the relation."""
    party = party_of(world, visit) if visit.decision.kind in OF_ACCOUNTS and visit.case.account else None
    if party is None or not party.present:
        return []
    return [*(["connect"] if party.may_connect else []), *(["end"] if party.may_end else [])]


def _again(world: World, visit: Visit, request: Request, errors: Mapping[str, str], *, status: int = 422) -> Reply:
    """The form once more, unless it is decided already: nobody should correct a form in vain."""
    if not visit.open:
        return _late(world, visit, request)
    typed = {name: printable(values[0]) for name, values in request.form.items()}
    services = request.form.get("services", [])
    return open_page(world, visit, errors=errors, typed=typed, services=services, status=status)


def _late(world: World, visit: Visit, request: Request) -> Reply:
    """The explanation, as a conflict; who merely repeats their own answer is simply shown it."""
    decision = visit.decision
    own = decision.decided_by is not None and decision.decided_by.email == visit.link.email
    same = decision.outcome is not None and request.typed("answer") == decision.outcome.value
    if own and same and decision.decided_by is not None and request.typed("name").strip() == decision.decided_by.name:
        return see_other(world, visit.path)
    unsaved = say("Your answer was not taken: this had been settled before it came.") if decision.outcome else ""
    if decision.kind in OF_ACCOUNTS and decision.outcome is None:
        unsaved = say("Your answer was not taken: this customer account was settled in another way.")
    return explanation(
        world, visit, notice=unsaved or say("Your answer was not taken: nobody waits for it any more."), status=409
    )
