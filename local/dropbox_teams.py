"""Teams as the provider keeps them, and what its API says about them: the part of the stand-in that has no HTTP in it.

Names, shapes and errors are those of github.com/dropbox/dropbox-api-spec (auth.stone, team_members.stone).
"""

import base64
import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

ADMIN_ROLE = {"role_id": "pid_dbtmr:stand-in-team", "name": "Team", "description": "Manage everything"}
SUPPORT_ROLE = {"role_id": "pid_dbtmr:stand-in-support", "name": "Support", "description": "Help members"}
NEEDS = {
    "team/token/get_authenticated_admin": "team_info.read",
    "team/get_info": "team_info.read",
    "team/members/get_available_team_member_roles": "members.read",
    "team/members/list_v2": "members.read",
    "team/members/list/continue_v2": "members.read",
    "team/members/set_admin_permissions_v2": "members.write",
}
"""The scope that each call needs."""


class ApiError(Exception):
    """An answer that is not 200: its status and the error's tag, or the whole body."""

    def __init__(self, status: int, tag: str, **more: object) -> None:
        super().__init__(tag)
        self.status = status
        self.body = {"error_summary": f"{tag}/..", "error": {".tag": tag, **more}}


@dataclass
class Grant:
    """What somebody approved: for which team, as which admin, with which scopes."""

    team: str
    admin: str
    scopes: frozenset[str]
    challenge: str = ""
    redirect: str = ""
    revoked: bool = False


@dataclass
class Teams:
    """All teams by id: each a list of members (`email`, `verified`, `status`, `role`); and who was given what."""

    teams: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    page: int = 1000
    codes: dict[str, Grant] = field(default_factory=dict)
    refreshes: dict[str, Grant] = field(default_factory=dict)
    accesses: dict[str, Grant] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)

    def approve(self, team: str, admin: str, query: Mapping[str, str]) -> str:
        """A code for what an admin approved."""
        code = secrets.token_urlsafe(16)
        scopes = frozenset(query.get("scope", "").split())
        self.codes[code] = Grant(team, admin, scopes, query.get("code_challenge", ""), query.get("redirect_uri", ""))
        return code

    def token(self, form: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        """The token endpoint: a code (once, with its verifier) or a refresh token against an access token."""
        if form.get("grant_type") == "refresh_token":
            grant = self.refreshes.get(form.get("refresh_token", ""))
            if grant is None or grant.revoked:
                return 400, {"error": "invalid_grant", "error_description": "refresh token is invalid or revoked"}
            return 200, self._access(grant)
        grant = self.codes.pop(form.get("code", ""), None)
        if grant is None:
            return 400, {"error": "invalid_grant", "error_description": "code doesn't exist or has expired"}
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != grant.challenge:
            return 400, {"error": "invalid_grant", "error_description": "invalid code verifier"}
        if form.get("redirect_uri") != grant.redirect:
            return 400, {"error": "invalid_grant", "error_description": "redirect_uri mismatch"}
        refresh = secrets.token_urlsafe(32)
        self.refreshes[refresh] = grant
        return 200, {**self._access(grant), "refresh_token": refresh, "team_id": f"dbtid:{grant.team}"}

    def _access(self, grant: Grant) -> dict[str, Any]:
        access = f"sl.{secrets.token_urlsafe(24)}"
        self.accesses[access] = grant
        scope = " ".join(sorted(grant.scopes))
        return {"access_token": access, "expires_in": 14400, "token_type": "bearer", "scope": scope}

    def call(self, route: str, access: str, argument: dict[str, Any] | None) -> dict[str, Any]:
        """One call's result; raises ApiError."""
        self.calls.append(route)
        grant = self.accesses.get(access)
        if grant is None:
            raise ApiError(401, "expired_access_token" if access.startswith("sl.") else "invalid_access_token")
        if grant.revoked:
            raise ApiError(401, "invalid_access_token")
        if route not in NEEDS:
            raise ApiError(400, "unknown_route")
        if NEEDS[route] not in grant.scopes:
            raise ApiError(401, "missing_scope", required_scope=NEEDS[route])
        return _ROUTES[route](self, grant, argument or {})

    def expire(self) -> None:
        """Every access token has lived its hours."""
        self.accesses.clear()

    def revoke(self, team: str) -> None:
        """A team disconnects the app."""
        for grant in (*self.refreshes.values(), *self.accesses.values()):
            grant.revoked = grant.revoked or grant.team == team

    def admin(self, grant: Grant, _: dict[str, Any]) -> dict[str, Any]:
        """team/token/get_authenticated_admin."""
        found = self._find(grant.team, grant.admin)
        if found is None or found["status"] != "active" or found["role"] != "team":
            raise ApiError(409, "admin_not_active")
        return {"admin_profile": _info(found)["profile"]}

    def info(self, grant: Grant, _: dict[str, Any]) -> dict[str, Any]:
        """team/get_info."""
        members = self.teams[grant.team]
        return {"name": grant.team, "team_id": f"dbtid:{grant.team}", "num_provisioned_users": len(members)}

    def roles(self, _grant: Grant, _: dict[str, Any]) -> dict[str, Any]:
        """team/members/get_available_team_member_roles."""
        return {"roles": [ADMIN_ROLE, SUPPORT_ROLE]}

    def first(self, grant: Grant, argument: dict[str, Any]) -> dict[str, Any]:
        """team/members/list_v2."""
        return self._page(grant, 0, min(int(argument.get("limit", 1000)), self.page))

    def following(self, grant: Grant, argument: dict[str, Any]) -> dict[str, Any]:
        """team/members/list/continue_v2."""
        try:
            start, size = (int(part) for part in str(argument["cursor"]).split("-"))
        except (KeyError, ValueError):
            raise ApiError(409, "invalid_cursor") from None
        return self._page(grant, start, size)

    def lower(self, grant: Grant, argument: dict[str, Any]) -> dict[str, Any]:
        """team/members/set_admin_permissions_v2; only the taking of all roles is known here."""
        id = argument.get("user", {}).get("team_member_id", "")
        member = next((one for one in self.teams[grant.team] if _id(one) == id), None)
        if member is None:
            raise ApiError(409, "user_not_found")
        acting = [one for one in self.teams[grant.team] if one["role"] == "team" and one["status"] == "active"]
        if acting == [member]:
            raise ApiError(409, "last_admin")
        member["role"] = "member"
        return {"team_member_id": id, "roles": []}

    def _page(self, grant: Grant, start: int, size: int) -> dict[str, Any]:
        members = self.teams[grant.team]
        shown = [_info(one) for one in members[start : start + size]]
        return {"members": shown, "cursor": f"{start + size}-{size}", "has_more": start + size < len(members)}

    def _find(self, team: str, email: str) -> dict[str, Any] | None:
        return next((one for one in self.teams.get(team, []) if one["email"] == email), None)


_ROUTES: Mapping[str, Callable[[Teams, Grant, dict[str, Any]], dict[str, Any]]] = {
    "team/token/get_authenticated_admin": Teams.admin,
    "team/get_info": Teams.info,
    "team/members/get_available_team_member_roles": Teams.roles,
    "team/members/list_v2": Teams.first,
    "team/members/list/continue_v2": Teams.following,
    "team/members/set_admin_permissions_v2": Teams.lower,
}


def member(email: str, role: str = "member", *, verified: bool = True, status: str = "active") -> dict[str, Any]:
    """One member; `role` is `team`, `support` or `member`."""
    return {"email": email, "role": role, "verified": verified, "status": status}


def _id(one: Mapping[str, Any]) -> str:
    return f"dbmid:{hashlib.sha256(one['email'].encode()).hexdigest()[:24]}"


def _info(one: Mapping[str, Any]) -> dict[str, Any]:
    roles = {"team": [ADMIN_ROLE], "support": [SUPPORT_ROLE]}.get(one["role"], [])
    profile = {
        "team_member_id": _id(one),
        "email": one["email"],
        "email_verified": one["verified"],
        "status": {".tag": one["status"]},
        "name": {"display_name": one["email"].partition("@")[0]},
        "membership_type": {".tag": "full"},
        "groups": [],
        "member_folder_id": "20",
    }
    return {"profile": profile, "roles": roles}
