"""A customer connects its team: through our pages, the provider's, and back; and everything that must not work."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from local.dropbox_teams import member
from onboarding import clock
from onboarding.domain import accounts, answer, answering
from onboarding.domain.account import Account, AccountState, HandOver, Level
from onboarding.domain.change import Change
from onboarding.domain.connection import LIFE
from onboarding.domain.ids import AccountId, DecisionId
from onboarding.domain.people import Person, Role, person
from onboarding.domain.stages import Outcome, Stage
from onboarding.ports.admins import Connected
from onboarding.steps import activate
from tests.support.journey import Journey, stream
from tests.support.samples import PROGRAM, STRICT, customers
from tests.support.table import everything
from tests.support.teams import NOMINEE, PARTNER, Provider, provider, wants_proof
from tests.support.world import Home
from tests.web.visitor import Answer, Visitor

GO = {"name": "Nominee 1"}


@pytest.fixture
def dropbox(world: Home) -> Iterator[Provider]:
    with provider() as here:
        wants_proof(world, here)
        yield here


@pytest.fixture
def case(world: Home, dropbox: Provider) -> Journey:
    """A case whose customers have been asked, in a program that wants proof."""
    return Journey(world, customers=customers(2)).to_customers()


def account_of(case: Journey, number: int = 1) -> Account:
    return case.world.applications.accounts(case.id)[number - 1]


def confirmed(visitor: Visitor, case: Journey, number: int = 1) -> str:
    """The nominee confirms, and has the link to connect."""
    asked = visitor.asked(case, f"admin-{number}-1")
    assert visitor.post(asked, {"answer": "confirmed", "name": f"Nominee {number}"}).status == 303
    return visitor.asked(case, f"proof-{number}-1")


def begin(visitor: Visitor, link: str, **fields: str) -> tuple[str, str]:
    """Goes on to the provider; gives its address and the browser's cookie."""
    answer = visitor.post(f"{link}/connect", {**GO, **fields})
    assert answer.status == 303, answer.text
    return answer.headers["Location"], answer.headers["Set-Cookie"].partition(";")[0]


def finish(visitor: Visitor, query: str, cookie: str) -> Answer:
    """Comes back, sees the page, and clicks once."""
    page = visitor.get(f"/connected?{query}")
    assert page.status == 200
    fields = {name: str(page.value(name)) for name in ("state", "code")}
    return visitor.post("/connected", fields, cookie=cookie)


def connect(visitor: Visitor, dropbox: Provider, link: str, admin: str = NOMINEE, **fields: str) -> Answer:
    away, cookie = begin(visitor, link, **fields)
    return finish(visitor, dropbox.approve(away, "Customer 1", admin), cookie)


def test_a_customer_confirms_connects_and_is_verified(visitor: Visitor, case: Journey, dropbox: Provider) -> None:
    link = confirmed(visitor, case)
    assert account_of(case).level is Level.ATTESTED
    assert case.now.accounts_done == 0, "a word alone does not count here"
    first = visitor.get(visitor.link(case.id, "admin-1-1", Role.CUSTOMER, NOMINEE))
    assert "One step is left" in first.text
    assert "Connect the account" in first.text
    assert "fresh link" not in first.text
    page = visitor.get(link)
    assert "One more step" in page.text
    assert "Files, folders, passwords" in page.text
    done = connect(visitor, dropbox, link)
    assert "It is verified" in done.text
    account = account_of(case)
    assert (account.state, account.level) == (AccountState.DONE, Level.VERIFIED)
    assert account.proof is not None
    assert account.proof.admin == "a…@customer1.example"
    assert (account.proof.admins, account.proof.members) == (2, 3)
    assert case.now.accounts_done == 1
    assert "Seen on" in visitor.get(link).text


def test_neither_the_mailbox_nor_any_token_is_stored_in_clear(
    visitor: Visitor, case: Journey, dropbox: Provider
) -> None:
    connect(visitor, dropbox, confirmed(visitor, case))
    refreshes = list(dropbox.stand_in.teams.refreshes)
    stored = str([item for key, item in everything().items() if not key[0].startswith("CONNECTION")])
    assert refreshes
    assert not any(token in stored for token in refreshes)
    events = [event for event in case.world.applications.events(case.id) if event.action != "agreement sealed"]
    assert "sealed" not in str(events)


def test_nothing_of_a_connection_is_logged(
    visitor: Visitor, case: Journey, dropbox: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    link = confirmed(visitor, case)
    away, cookie = begin(visitor, link)
    query = dropbox.approve(away, "Customer 1", NOMINEE)
    finish(visitor, query, cookie)
    logged = "".join(str(record.__dict__) for record in caplog.records)
    secrets = [*dropbox.stand_in.teams.refreshes, *dropbox.stand_in.teams.accesses, *query.replace("=", "&").split("&")]
    assert not any(secret in logged for secret in secrets if len(secret) > 8)


def test_coming_back_shows_first_and_connects_by_a_click_only(
    visitor: Visitor, case: Journey, dropbox: Provider
) -> None:
    away, cookie = begin(visitor, confirmed(visitor, case))
    query = dropbox.approve(away, "Customer 1", NOMINEE)
    before = everything()
    for _ in range(3):
        visitor.get(f"/connected?{query}")
        visitor.head(f"/connected?{query}")
    assert everything() == before
    assert "It is verified" in finish(visitor, query, cookie).text


def test_the_page_leads_on_to_the_provider_and_nowhere_else(visitor: Visitor, case: Journey, dropbox: Provider) -> None:
    link = confirmed(visitor, case)
    policy = visitor.get(link).headers["Content-Security-Policy"]
    assert "form-action 'self' https://www.dropbox.com;" in policy
    away, _ = begin(visitor, link, redirect_uri="https://evil.example", next="https://evil.example")
    assert away.startswith(f"{dropbox.address}/oauth2/authorize?")
    assert "evil" not in away
    assert "redirect_uri=https%3A%2F%2Fpartners.example%2Fconnected" in away


def test_the_cookie_is_for_this_site_and_out_of_reach_of_scripts(
    visitor: Visitor, case: Journey, dropbox: Provider
) -> None:
    answer = visitor.post(f"{confirmed(visitor, case)}/connect", GO)
    assert answer.headers["Set-Cookie"].endswith("; Path=/; Max-Age=1800; HttpOnly; SameSite=Lax; Secure")


def test_another_browser_cannot_finish(visitor: Visitor, case: Journey, dropbox: Provider) -> None:
    away, _ = begin(visitor, confirmed(visitor, case))
    answer = finish(visitor, dropbox.approve(away, "Customer 1", NOMINEE), "connect=" + "x" * 43)
    assert answer.status == 409
    assert "another browser" in answer.text
    assert account_of(case).grant is None


def test_a_way_back_works_once_and_for_half_an_hour(visitor: Visitor, case: Journey, dropbox: Provider) -> None:
    link = confirmed(visitor, case)
    away, cookie = begin(visitor, link)
    query = dropbox.approve(away, "Customer 1", NOMINEE)
    finish(visitor, query, cookie)
    again = finish(visitor, query, cookie)
    assert (again.status, "finished already" in again.text) == (409, True)
    away, cookie = begin(visitor, confirmed(visitor, case, 2))
    case.world.clock.at += LIFE
    late = finish(visitor, dropbox.approve(away, "Customer 1", NOMINEE), cookie)
    assert (late.status, "took too long" in late.text) == (409, True)


def test_who_cancels_at_the_provider_has_changed_nothing(visitor: Visitor, case: Journey, dropbox: Provider) -> None:
    confirmed(visitor, case)
    before = everything()
    answer = visitor.get("/connected?error=access_denied&state=" + "s" * 43)
    assert "You did not connect" in answer.text
    assert everything() == before


def test_an_invented_state_is_no_page(visitor: Visitor, case: Journey) -> None:
    assert visitor.post("/connected", {"state": "s" * 43, "code": "c"}).status == 409
    assert visitor.post("/connected", {"state": "short", "code": "c"}).status == 404
    assert visitor.get("/connected?code=c&state=short").status == 404


def test_connecting_needs_a_name(visitor: Visitor, case: Journey, dropbox: Provider) -> None:
    link = confirmed(visitor, case)
    answer = visitor.post(f"{link}/connect", {"name": " "})
    assert (answer.status, answer.error_at("name")) == (422, "Please type your name.")


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ([member(PARTNER, "team"), member(NOMINEE)], "one of Becker IT GmbH"),
        ([member(PARTNER, "team"), member(NOMINEE, "team", status="invited")], "has not accepted yet"),
        ([member(PARTNER, "team"), member(NOMINEE, "team", verified=False)], "has not verified the mailbox"),
        ([member(PARTNER, "team"), member(NOMINEE, "team", status="suspended")], "is suspended"),
        ([member(PARTNER, "team"), member("it+admin@mail.becker-it.example", "team")], "one of Becker IT GmbH"),
        ([member(PARTNER, "team"), member("stranger@gmail.com", "team")], "public mail domain"),
    ],
)
def test_what_is_no_admin_of_the_customers_own_is_said_and_changes_nothing(
    visitor: Visitor, case: Journey, dropbox: Provider, members: list[dict[str, object]], said: str
) -> None:
    dropbox.stand_in.teams.teams["Customer 1"] = members
    case.world.__dict__["program"] = replace(STRICT, connects=("customer", "applicant"))
    answer = connect(visitor, dropbox, confirmed(visitor, case), admin=PARTNER)
    assert said in answer.text, answer.text
    account = account_of(case)
    assert (account.state, account.level) == (AccountState.WAITING, Level.ATTESTED)
    stream(case.world)
    assert "not verified yet" in str(case.world.mailer.to(NOMINEE)[-1]["Subject"])


def test_the_partners_own_admin_cannot_open_the_team_on_the_customers_link(
    visitor: Visitor, case: Journey, dropbox: Provider
) -> None:
    answer = connect(visitor, dropbox, confirmed(visitor, case), admin=PARTNER)
    assert answer.status == 409
    assert "An admin of the partner has opened the team" in answer.text
    assert account_of(case).grant is None


def test_a_nominee_with_a_public_mailbox_counts_as_that_person_only(
    visitor: Visitor, case: Journey, dropbox: Provider
) -> None:
    case.world.applications.commit(_renamed(case, "jo.n@gmail.com"))
    link = visitor.link(case.id, "proof-1-1", Role.CUSTOMER, "jo.n@gmail.com")
    dropbox.team("Customer 1", member("other@gmail.com", "team"), member("Jon@googlemail.com", "team"))
    answer = connect(visitor, dropbox, link, admin="other@gmail.com")
    assert "It is verified" in answer.text
    proof = account_of(case).proof
    assert proof is not None
    assert proof.admin == "J…@googlemail.com"


def _renamed(case: Journey, email: str) -> Change:
    """The first account with another nominee, who has confirmed already."""
    world, who = case.world, Person("Jon", email)
    by = person("Ops", Role.OPS)
    first = accounts.replace_nominee(
        world.applications.current(case.id), account_of(case), who, by, world.program, world.clock.now()
    )
    world.applications.commit(first)
    given = answer.Answer(outcome=Outcome.CONFIRMED, by=person("Jon", Role.CUSTOMER, email), at=world.clock.now())
    confirmed_by = answering.answer(world.applications.case(case.id, first.asked[0].id), given, world.program)
    # The link of a test names the first attempt.
    assert confirmed_by.asked[0].id == "proof-1-2"
    return replace(
        confirmed_by,
        asked=(replace(confirmed_by.asked[0], id=DecisionId("proof-1-1")),),
        accounts=(replace(confirmed_by.accounts[0], attempts=1),),
    )


def test_a_provider_that_is_away_is_asked_again_by_the_clock(
    visitor: Visitor, case: Journey, dropbox: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = confirmed(visitor, case)
    away, cookie = begin(visitor, link)
    query = dropbox.approve(away, "Customer 1", NOMINEE)
    world = case.world
    connected, directory = dropbox.directory().connect, world.directory

    def then_away(account: Account, code: str, verifier: str) -> Connected:
        given = connected(account, code, verifier)
        dropbox.fails(503, times=6)
        return given

    monkeypatch.setattr(directory, "connect", then_away)
    answer = finish(visitor, query, cookie)
    assert "we look in a few minutes" in answer.text
    assert account_of(case).level is Level.ATTESTED
    assert clock.run(world, world.clock.now())["failed"] == 1, "away still: nothing is concluded"
    assert account_of(case).level is Level.ATTESTED
    assert clock.run(world, world.clock.now())["proved"] == 1
    assert account_of(case).level is Level.VERIFIED


def test_handing_over_lowers_the_partners_role_and_tells_both(
    visitor: Visitor, case: Journey, dropbox: Provider
) -> None:
    done = connect(visitor, dropbox, confirmed(visitor, case), hand_over="yes")
    assert "Taken, as you wished" in done.text
    roles = {one["email"]: one["role"] for one in dropbox.stand_in.teams.teams["Customer 1"]}
    assert roles[PARTNER] == "member"
    assert roles[NOMINEE] == "team"
    assert account_of(case).hand_over is HandOver.DONE
    stream(case.world)
    for who in (NOMINEE, PARTNER):
        assert any("Admin role passed on" in str(mail["Subject"]) for mail in case.world.mailer.to(who))


def test_without_the_tick_nobodys_role_is_touched(visitor: Visitor, case: Journey, dropbox: Provider) -> None:
    connect(visitor, dropbox, confirmed(visitor, case))
    assert "team/members/set_admin_permissions_v2" not in dropbox.stand_in.teams.calls


def test_nothing_is_handed_over_before_an_admin_of_the_customers_own_is_proved(
    visitor: Visitor, case: Journey, dropbox: Provider
) -> None:
    link = confirmed(visitor, case)
    away, cookie = begin(visitor, link, hand_over="yes")
    query = dropbox.approve(away, "Customer 1", NOMINEE)
    dropbox.team("Customer 1", member(PARTNER, "team"), member(NOMINEE, "team", verified=False))
    finish(visitor, query, cookie)
    assert "team/members/set_admin_permissions_v2" not in dropbox.stand_in.teams.calls
    dropbox.team("Customer 1", member(PARTNER, "team"), member(NOMINEE, "team"))
    case.world.clock.move(days=1)
    clock.run(case.world, case.world.clock.now())
    assert account_of(case).hand_over is HandOver.DONE


def test_partners_connect_only_where_the_program_lets_them(visitor: Visitor, case: Journey, dropbox: Provider) -> None:
    confirmed(visitor, case)
    page = visitor.page_of(case)
    link = f"{page}/accounts/1"
    assert visitor.get(f"{link}/connect").status == 409
    case.world.__dict__["program"] = replace(STRICT, connects=("customer", "applicant"))
    assert "Connect your customer’s team" in visitor.get(f"{link}/connect").text
    done = connect(visitor, dropbox, link, admin=PARTNER, hand_over="yes")
    assert "It is verified" in done.text
    assert "set_admin_permissions_v2" not in str(dropbox.stand_in.teams.calls), "handing over is the customer's wish"


def test_a_partner_cannot_show_a_team_of_its_own(visitor: Visitor, case: Journey, dropbox: Provider) -> None:
    case.world.__dict__["program"] = replace(STRICT, connects=("customer", "applicant"))
    confirmed(visitor, case)
    dropbox.team("Own", member(PARTNER, "team"), member("friend@elsewhere.example", "team"))
    away, cookie = begin(visitor, f"{visitor.page_of(case)}/accounts/1")
    answer = finish(visitor, dropbox.approve(away, "Own", PARTNER), cookie)
    assert "not in the company of the person who was asked" in answer.text


def test_the_last_look_before_done_is_at_the_team_itself(visitor: Visitor, world: Home, dropbox: Provider) -> None:
    case = Journey(world).to_customers()
    connect(visitor, dropbox, confirmed(visitor, case))
    assert case.now.stage is Stage.ACTIVATION
    dropbox.team("Customer 1", member(NOMINEE, "team", status="suspended"), member(PARTNER, "team"))
    activate.run(world, case.event)
    assert (case.now.stage, case.now.held) == (Stage.ACTIVATION, True)


def test_with_the_proof_still_there_the_partner_becomes_active(
    visitor: Visitor, world: Home, dropbox: Provider
) -> None:
    case = Journey(world).to_customers()
    connect(visitor, dropbox, confirmed(visitor, case))
    activate.run(world, case.event)
    assert case.now.stage is Stage.ACTIVE


def active(visitor: Visitor, world: Home, dropbox: Provider) -> Journey:
    """An active partner with one verified account."""
    case = Journey(world).to_customers()
    connect(visitor, dropbox, confirmed(visitor, case))
    activate.run(world, case.event)
    stream(world)
    return case


def test_a_verified_account_is_looked_at_again_after_a_month_and_not_before(
    visitor: Visitor, world: Home, dropbox: Provider
) -> None:
    case = active(visitor, world, dropbox)
    calls = len(dropbox.stand_in.teams.calls)
    world.clock.move(days=29)
    clock.run(world, world.clock.now())
    assert len(dropbox.stand_in.teams.calls) == calls
    world.clock.move(days=1)
    assert clock.run(world, world.clock.now())["proved"] == 1
    account = account_of(case)
    assert account.look_at == world.clock.now() + PROGRAM.recheck
    assert account.proof is not None
    assert account.proof.seen == world.clock.now()


@pytest.mark.parametrize("how", ["admin gone", "taken back"])
def test_a_lost_proof_is_ops_task_with_the_evidence_and_takes_nothing_from_anybody(
    visitor: Visitor, world: Home, dropbox: Provider, how: str
) -> None:
    case = active(visitor, world, dropbox)
    if how == "taken back":
        dropbox.stand_in.teams.revoke("Customer 1")
    else:
        dropbox.team("Customer 1", member(NOMINEE, "team", verified=False), member(PARTNER, "team"))
    world.clock.move(days=30)
    clock.run(world, world.clock.now())
    (task,) = world.applications.questions()
    assert task.id == "drift-1-1"
    assert task.about["seen"] == "a…@customer1.example"
    assert task.about["finding"]
    assert case.now.stage is Stage.ACTIVE
    assert account_of(case).state is AccountState.DONE
    stream(world)
    assert "proof lost" in str(world.mailer.to("partner-ops@harbourlight.example")[-1]["Subject"])
    assert "a person is looking at it" in visitor.get(visitor.page_of(case)).text


def test_ops_may_have_a_lost_proof_looked_at_again_and_it_comes_back(
    visitor: Visitor, world: Home, dropbox: Provider
) -> None:
    case = active(visitor, world, dropbox)
    dropbox.team("Customer 1", member(NOMINEE, "team", verified=False), member(PARTNER, "team"))
    dropbox.stand_in.teams.teams["Customer 1"].append(member("x@customer1.example"))
    world.clock.move(days=30)
    clock.run(world, world.clock.now())
    dropbox.team("Customer 1", member(NOMINEE, "team"), member(PARTNER, "team"))
    case.answer(Outcome.RETRY, Role.OPS, "drift-1-1", note="They have verified it now.")
    clock.run(world, world.clock.now())
    assert account_of(case).level is Level.VERIFIED
    assert not list(world.applications.questions())


def test_a_customer_whose_proof_was_lost_connects_again_by_the_old_link(
    visitor: Visitor, world: Home, dropbox: Provider
) -> None:
    case = Journey(world).to_customers()
    link = confirmed(visitor, case)
    connect(visitor, dropbox, link)
    activate.run(world, case.event)
    dropbox.stand_in.teams.revoke("Customer 1")
    world.clock.move(days=30)
    clock.run(world, world.clock.now())
    assert f"{link}/connect" in visitor.get(link).body
    assert "It is verified" in connect(visitor, dropbox, link).text
    assert not list(world.applications.questions()), "ops' task is settled by that"


def test_either_side_can_end_the_relation_and_all_three_are_told(
    visitor: Visitor, world: Home, dropbox: Provider
) -> None:
    for side in ("customer", "partner"):
        case = active(visitor, world, dropbox)
        link = visitor.asked(case, "proof-1-1") if side == "customer" else f"{visitor.page_of(case)}/accounts/1"
        assert "End the relation" in visitor.get(f"{link}/end").text
        assert visitor.post(f"{link}/end", {"name": "", "reason": ""}).status == 422
        assert visitor.post(f"{link}/end", {"name": "Jo", "reason": "We part as friends."}).status == 303
        account = account_of(case)
        assert (account.state, account.grant, account.look_at) == (AccountState.ENDED, None, None)
        assert visitor.post(f"{link}/end", {"name": "Jo"}).status == 409
        world.mailer.sent.clear()
        stream(world)
        partner = case.now.submission.applicant.email
        for who in (NOMINEE, partner, "partner-ops@harbourlight.example"):
            subjects = [str(mail["Subject"]) for mail in world.mailer.to(who)]
            assert any("relation ended" in subject for subject in subjects), (side, who, subjects)
        assert "relation ended by Jo" in visitor.get(visitor.page_of(case)).text
        assert world.applications.events(case.id)[-1].action == "relation ended"


def test_a_replaced_nominee_can_neither_connect_nor_end(visitor: Visitor, case: Journey, dropbox: Provider) -> None:
    link = confirmed(visitor, case)
    away, cookie = begin(visitor, link)
    page = f"{visitor.page_of(case)}/accounts/1"
    visitor.post(page, {"do": "replace", "admin_name": "New", "admin_email": "new@customer1.example", "name": "Ann"})
    assert visitor.get(f"{link}/connect").status == 409
    assert visitor.get(f"{link}/end").status == 409
    late = finish(visitor, dropbox.approve(away, "Customer 1", NOMINEE), cookie)
    assert (late.status, "Somebody else is asked" in late.text) == (409, True)
    assert account_of(case).grant is None


def test_a_reminder_to_connect_comes_and_stops_with_the_proof(visitor: Visitor, world: Home, dropbox: Provider) -> None:
    case = Journey(world, customers=customers(2)).to_customers()
    link = confirmed(visitor, case)
    world.clock.move(days=3)
    clock.run(world, world.clock.now())
    reminded = world.applications.case(case.id, DecisionId("proof-1-1")).decision
    assert reminded is not None
    assert reminded.reminded == 1
    connect(visitor, dropbox, link)
    world.clock.move(days=4)
    clock.run(world, world.clock.now())
    after = world.applications.case(case.id, DecisionId("proof-1-1")).decision
    assert after is not None
    assert (after.reminded, after.outcome) == (1, Outcome.VERIFIED)


def test_an_account_number_that_is_none_is_no_page(visitor: Visitor, case: Journey) -> None:
    page = visitor.page_of(case)
    for number in ("0", "x", "99", "1%2F2", str(AccountId("1234567"))):
        assert visitor.get(f"{page}/accounts/{number}").status == 404
