"""The provider's API, asked over real HTTP: pages, roles, and every way in which it says no."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

import pytest

from local.dropbox_teams import member
from onboarding.adapters.dropbox_api import TRIES, DropboxApi
from onboarding.adapters.dropbox_business import DropboxDirectory
from onboarding.domain.account import Account, Grant
from onboarding.domain.connection import challenge_of, new_verifier
from onboarding.domain.errors import Disconnected, LastAdmin, Unavailable
from onboarding.domain.ids import AccountId
from onboarding.domain.people import Person, Role
from tests.support.samples import ID
from tests.support.teams import NOMINEE, PARTNER, Drawer, Provider, provider

ACCOUNT = Account(id=AccountId("1"), application=ID, customer="Customer 1", nominee=Person("Nominee", NOMINEE))


@pytest.fixture
def dropbox() -> Iterator[Provider]:
    with provider() as here:
        yield here


def connected(dropbox: Provider, *, admin: str = NOMINEE, lower: bool = False, team: str = "Customer 1") -> Account:
    """The account after the whole way through the provider's page."""
    directory, verifier = dropbox.directory(), new_verifier()
    away = directory.authorize("state", challenge_of(verifier), lower=lower)
    query = dict(parse_qsl(dropbox.approve(away, team, admin)))
    given = directory.connect(ACCOUNT, query["code"], verifier)
    assert given.admin == admin
    grant = Grant(
        sealed=given.sealed, team=given.team, by="N", role=Role.CUSTOMER, given=datetime(2026, 11, 2, tzinfo=UTC)
    )
    return replace(ACCOUNT, grant=grant)


def test_the_way_to_the_provider_asks_for_lasting_reading_access_and_leads_back_to_one_address(
    dropbox: Provider,
) -> None:
    query = dict(parse_qsl(urlsplit(dropbox.directory().authorize("s" * 43, "c" * 43, lower=False)).query))
    assert query == {
        "client_id": "test-key",
        "response_type": "code",
        "redirect_uri": "https://partners.example/connected",
        "state": "s" * 43,
        "code_challenge": "c" * 43,
        "code_challenge_method": "S256",
        "token_access_type": "offline",
        "scope": "members.read team_info.read",
    }
    assert "members.write" in dropbox.directory().authorize("s", "c", lower=True)


def test_a_team_is_read_page_by_page_to_its_end(dropbox: Provider) -> None:
    many = [member(f"m{number}@customer1.example") for number in range(25)]
    dropbox.team("Customer 1", *many, member(NOMINEE, "team"))
    dropbox.stand_in.teams.page = 10
    team = dropbox.directory().team(connected(dropbox))
    assert len(team.members) == 26
    assert [one.email for one in team.admins] == [NOMINEE]
    assert dropbox.stand_in.teams.calls.count("team/members/list/continue_v2") == 2


def test_states_and_roles_come_as_the_provider_has_them(dropbox: Provider) -> None:
    dropbox.team(
        "Customer 1",
        member(NOMINEE, "team"),
        member("a@customer1.example", "team", status="invited"),
        member("b@customer1.example", "team", verified=False),
        member("c@customer1.example", "support"),
    )
    found = {one.email.partition("@")[0]: one for one in dropbox.directory().team(connected(dropbox)).members}
    assert [name for name, one in found.items() if one.acts] == ["admin"]
    assert found["a"].status == "invited"
    assert not found["b"].verified
    assert not found["c"].admin


def test_a_code_without_its_verifier_connects_nothing(dropbox: Provider) -> None:
    away = dropbox.directory().authorize("state", challenge_of(new_verifier()), lower=False)
    query = dict(parse_qsl(dropbox.approve(away, "Customer 1", NOMINEE)))
    with pytest.raises(Disconnected):
        dropbox.directory().connect(ACCOUNT, query["code"], new_verifier())


def test_a_short_limit_is_waited_for_and_a_long_one_left_to_the_clock(dropbox: Provider) -> None:
    account = connected(dropbox)
    dropbox.fails(429, times=2, retry_after="2")
    assert dropbox.directory().team(account).members
    assert dropbox.pauses == [2.0, 2.0]
    dropbox.fails(429, times=1, retry_after="300")
    with pytest.raises(Unavailable):
        dropbox.directory().team(account)
    assert dropbox.pauses == [2.0, 2.0], "five minutes are not slept through"


@pytest.mark.parametrize("status", [500, 502, 503])
def test_an_outage_is_tried_again_and_then_no_verdict(dropbox: Provider, status: int) -> None:
    account = connected(dropbox)
    dropbox.fails(status, times=TRIES)
    with pytest.raises(Unavailable):
        dropbox.directory().team(account)
    assert len(dropbox.pauses) == TRIES - 1


def test_a_provider_that_is_not_there_is_no_verdict() -> None:
    nowhere = DropboxApi("http://127.0.0.1:9", pause=lambda _: None)
    with pytest.raises(Unavailable):
        nowhere.token(grant_type="refresh_token")


def test_an_access_token_that_expires_on_the_way_is_renewed(dropbox: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    account, api = connected(dropbox), DropboxApi(dropbox.address)
    call = DropboxApi.call

    def late(self: DropboxApi, access: str, route: str, argument: dict[str, object] | None = None) -> dict[str, object]:
        if route == "team/get_info" and not hasattr(api, "expired"):
            api.expired = True  # type: ignore[attr-defined]
            dropbox.stand_in.teams.expire()
        return call(self, access, route, argument)

    monkeypatch.setattr(DropboxApi, "call", late)
    assert dropbox.directory().team(account).members
    assert hasattr(api, "expired")


def test_a_connection_that_the_customer_took_back_is_told_apart_from_an_outage(dropbox: Provider) -> None:
    account = connected(dropbox)
    dropbox.stand_in.teams.revoke("Customer 1")
    with pytest.raises(Disconnected, match="taken our access back"):
        dropbox.directory().team(account)


def test_an_admin_who_is_none_any_more_ends_the_connection(dropbox: Provider) -> None:
    account = connected(dropbox)
    dropbox.team("Customer 1", member(NOMINEE), member(PARTNER, "team"))
    with pytest.raises(Disconnected, match="not active any more"):
        dropbox.directory().team(account)


def test_a_missing_right_is_named(dropbox: Provider) -> None:
    account = connected(dropbox)
    for grant in dropbox.stand_in.teams.refreshes.values():
        grant.scopes = frozenset({"team_info.read"})
    with pytest.raises(Disconnected, match="lacks a right"):
        dropbox.directory().team(account)


def test_a_team_without_the_role_that_counts_gives_no_verdict_about_admins(dropbox: Provider) -> None:
    account = connected(dropbox)
    strict = DropboxDirectory(
        key="k",
        api=DropboxApi(dropbox.address),
        site="",
        redirect="",
        keyring=Drawer(),
        admin_roles=("pid_dbtmr:unknown",),
    )
    with pytest.raises(Disconnected, match="no role"):
        strict.team(account)


def test_a_token_sealed_for_one_account_reads_no_other(dropbox: Provider) -> None:
    account = replace(connected(dropbox), id=AccountId("2"))
    with pytest.raises(Disconnected):
        dropbox.directory().team(account)


def test_a_role_is_lowered_and_the_last_admin_is_never_touched(dropbox: Provider) -> None:
    account = connected(dropbox, lower=True)
    directory = dropbox.directory()
    partners = [one for one in directory.team(account).admins if one.email == PARTNER]
    assert directory.lower(account, partners) == 1
    team = directory.team(account)
    assert [one.email for one in team.admins] == [NOMINEE]
    with pytest.raises(LastAdmin):
        directory.lower(account, team.admins)


def test_without_the_customers_consent_there_is_no_right_to_lower(dropbox: Provider) -> None:
    account = connected(dropbox)
    with pytest.raises(Disconnected, match="lacks a right"):
        dropbox.directory().lower(account, dropbox.directory().team(account).admins)
