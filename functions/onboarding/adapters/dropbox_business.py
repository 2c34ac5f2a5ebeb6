"""Customer admins as Dropbox Business shows them: a team connected by OAuth, its members with their roles."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol
from urllib.parse import urlencode

from onboarding.adapters.dropbox_api import DropboxApi, ExpiredToken, Refused
from onboarding.domain.account import Account
from onboarding.domain.errors import Disconnected, LastAdmin, Unavailable
from onboarding.domain.marking import N_
from onboarding.domain.team import Member, Team
from onboarding.ports.admins import Connected

READ = ("members.read", "team_info.read")
LOWER = "members.write"
PAGE = 1000
"""Members in one page: the most that the provider gives."""


class Keyring(Protocol):
    """What seals refresh tokens."""

    def seal(self, token: str, account: Account) -> str:
        """The token, sealed for this account."""

    def open(self, sealed: str, account: Account) -> str:
        """The token; raises Disconnected where it was sealed for another account."""


class DropboxDirectory:
    """The port `AdminDirectory`. `key` is the app's public key; PKCE needs no secret, so there is none to keep."""

    connects = True

    def __init__(
        self, *, key: str, api: DropboxApi, site: str, redirect: str, keyring: Keyring, admin_roles: Sequence[str]
    ) -> None:
        self._key, self._api, self._site, self._redirect = key, api, site, redirect
        self._keyring, self._admin_roles = keyring, frozenset(admin_roles)

    def authorize(self, state: str, challenge: str, *, lower: bool) -> str:
        """The page's address; it leads back to the one address that is ours, whatever else was typed."""
        query = {
            "client_id": self._key,
            "response_type": "code",
            "redirect_uri": self._redirect,
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            "token_access_type": "offline",
            "scope": " ".join((*READ, LOWER) if lower else READ),
        }
        return f"{self._site}/oauth2/authorize?{urlencode(query)}"

    def connect(self, account: Account, code: str, verifier: str) -> Connected:
        """Three calls: the code against tokens, who gave it, and which team it is."""
        given = self._api.token(
            grant_type="authorization_code",
            code=code,
            code_verifier=verifier,
            client_id=self._key,
            redirect_uri=self._redirect,
        )
        access, refresh = str(given.get("access_token", "")), str(given.get("refresh_token", ""))
        if not access or not refresh:
            raise Disconnected(N_("The provider gave no lasting access."))
        with_access = _Session(self._api, lambda: access)
        admin = with_access.authenticated_admin()
        return Connected(self._keyring.seal(refresh, account), with_access.team_id(), admin)

    def team(self, account: Account) -> Team:
        """One refresh, one call each for who connected, the team and its roles, and one a page of members."""
        session = self._session(account)
        session.authenticated_admin()
        team = session.team_id()
        roles = session.admin_role_ids(self._admin_roles)
        return Team(team, tuple(_member(one, roles) for one in session.members()))

    def lower(self, account: Account, members: Sequence[Member]) -> int:
        """One call a member: no role is left to each."""
        session = self._session(account)
        for number, member in enumerate(members):
            try:
                session.take_roles(member)
            except Refused as refused:
                if refused.tag == "last_admin":
                    if number:
                        return number
                    raise LastAdmin from None
                if refused.tag in {"user_not_found", "user_not_in_team"}:
                    continue
                raise Disconnected(f"The provider refused to lower the role ({refused.tag or 'other'}).") from None
        return len(members)

    def _session(self, account: Account) -> "_Session":
        if account.grant is None:
            raise Disconnected(N_("This account is not connected."))
        refresh = self._keyring.open(account.grant.sealed, account)

        def access() -> str:
            form = {"grant_type": "refresh_token", "refresh_token": refresh, "client_id": self._key}
            return str(self._api.token(**form).get("access_token", ""))

        return _Session(self._api, access)


class _Session:
    """Calls with one access token, which is fetched once more where it has expired meanwhile."""

    def __init__(self, api: DropboxApi, access: Callable[[], str]) -> None:
        self._api, self._fetch, self._access = api, access, ""

    def _call(self, route: str, argument: dict[str, Any] | None = None) -> dict[str, Any]:
        self._access = self._access or self._fetch()
        try:
            return self._api.call(self._access, route, argument)
        except ExpiredToken:
            self._access = self._fetch()
        try:
            return self._api.call(self._access, route, argument)
        except ExpiredToken:
            raise Unavailable("a fresh token had expired") from None

    def authenticated_admin(self) -> str:
        """The mailbox of the admin who connected the team; raises Disconnected where that person is none any more."""
        try:
            answer = self._call("team/token/get_authenticated_admin")
        except Refused as refused:
            words = {"admin_not_active": N_("The admin who connected the team is not active any more.")}
            raise Disconnected(words.get(refused.tag, N_("Nobody knows who connected the team."))) from None
        return str(answer["admin_profile"]["email"])

    def team_id(self) -> str:
        """The SHA-256 of the team's id."""
        return hashlib.sha256(str(self._call("team/get_info")["team_id"]).encode()).hexdigest()

    def admin_role_ids(self, wanted: frozenset[str]) -> frozenset[str]:
        """The ids of the roles that count; raises Disconnected where the team has none of them."""
        roles = self._call("team/members/get_available_team_member_roles")["roles"]
        found = frozenset(role["role_id"] for role in roles if {role["role_id"], role["name"]} & wanted)
        if not found:
            raise Disconnected(N_("This team has no role that the program knows as its admin’s."))
        return found

    def members(self) -> Iterator[dict[str, Any]]:
        """Every member, page by page; a cursor that the provider has dropped means starting again later."""
        try:
            page = self._call("team/members/list_v2", {"limit": PAGE, "include_removed": False})
            yield from page["members"]
            while page["has_more"]:
                page = self._call("team/members/list/continue_v2", {"cursor": page["cursor"]})
                yield from page["members"]
        except Refused as refused:
            raise Unavailable(f"the list of members broke off: {refused.tag}") from None

    def take_roles(self, member: Member) -> None:
        """Leaves a member without an admin role; raises Refused."""
        user = {".tag": "team_member_id", "team_member_id": member.id}
        self._call("team/members/set_admin_permissions_v2", {"user": user, "new_roles": []})


def _member(info: dict[str, Any], admin_roles: frozenset[str]) -> Member:
    profile = info["profile"]
    return Member(
        id=profile["team_member_id"],
        email=profile["email"],
        verified=profile["email_verified"] is True,
        status=profile["status"][".tag"],
        admin=any(role["role_id"] in admin_roles for role in info.get("roles") or ()),
    )
