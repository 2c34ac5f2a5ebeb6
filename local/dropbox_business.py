"""A stand-in for Dropbox Business on the local cloud: its OAuth page, its API, and a door to change teams for tests.

`GET /_door/teams` shows all teams, `PUT /_door/teams/<name>` replaces one's members, `POST /_door/revoke/<name>` takes
every connection back, `POST /_door/expire` ends all access tokens, and `POST /_door/fault` makes the next calls fail
(`{"status": 429, "times": 2, "retry_after": "1"}`).
"""

import json
import os
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from local.addresses import HOST
from local.dropbox_teams import ApiError, Teams, member

SAMPLES = {
    "Bäckerei Sommer": [member("jonas@baeckerei-sommer.example", "team"), member("mira@okafor-it.example", "team")],
    "Praxis Aydın": [member("mira@okafor-it.example", "team"), member("elif@praxis-aydin.example")],
}
"""Teams of the demo's customers: one in order, one whose only admin is the partner's."""

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Stand-in for Dropbox</title>
<body style="font:16px/1.5 sans-serif;max-width:34rem;margin:2rem auto;padding:0 1rem">
<h1>Connect an app to your team</h1><p>This page stands in for the provider's own on the local cloud.
The app asks for: <b>{scope}</b>.</p>
<form method="post"><label>You are <select name="who">{choices}</select></label>
<p><button name="do" value="allow">Allow</button> <button name="do" value="deny">Cancel</button></p>
</form></body></html>"""


@dataclass
class Fault:
    """How the next calls fail."""

    status: int = 0
    times: int = 0
    retry_after: str = ""


@dataclass
class StandIn:
    """The teams, and what is broken just now."""

    teams: Teams = field(default_factory=Teams)
    fault: Fault = field(default_factory=Fault)
    lock: Lock = field(default_factory=Lock)

    def server(self, port: int = 0) -> ThreadingHTTPServer:
        """A server on this machine's loopback; port 0 chooses a free one."""
        stand_in = self

        class Bound(_Handler):
            here = stand_in

        return ThreadingHTTPServer((HOST, port), Bound)


class _Handler(BaseHTTPRequestHandler):
    here: StandIn
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """The OAuth page, and the list of teams."""
        address = urlsplit(self.path)
        if address.path == "/_door/teams":
            self._json(200, self.here.teams.teams)
        elif address.path == "/oauth2/authorize":
            self._authorize(dict(parse_qsl(address.query)))
        else:
            self._json(404, {})

    def do_PUT(self) -> None:
        """Replaces a team."""
        name = unquote(urlsplit(self.path).path.removeprefix("/_door/teams/"))
        with self.here.lock:
            self.here.teams.teams[name] = json.loads(self._body())
        self._json(200, {})

    def do_POST(self) -> None:
        """The API, the OAuth page's answer, and the door."""
        path, body = urlsplit(self.path).path, self._body()
        with self.here.lock:
            if path.startswith("/_door/"):
                self._door(path, body)
            elif path == "/oauth2/authorize":
                self._approved(dict(parse_qsl(urlsplit(self.path).query)), dict(parse_qsl(body.decode())))
            elif self.here.fault.times > 0:
                self._fail(self.here.fault)
            elif path == "/oauth2/token":
                self._json(*self.here.teams.token(dict(parse_qsl(body.decode()))))
            else:
                self._call(path.removeprefix("/2/"), body)

    def _door(self, path: str, body: bytes) -> None:
        if path == "/_door/fault":
            self.here.fault = Fault(**json.loads(body))
        elif path == "/_door/expire":
            self.here.teams.expire()
        else:
            self.here.teams.revoke(unquote(path.removeprefix("/_door/revoke/")))
        self._json(200, {})

    def _fail(self, fault: Fault) -> None:
        fault.times -= 1
        headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
        reason = {"error_summary": "too_many_requests/..", "error": {"reason": {".tag": "too_many_requests"}}}
        self._json(fault.status, reason, headers)

    def _call(self, route: str, body: bytes) -> None:
        access = self.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            self._json(200, self.here.teams.call(route, access, json.loads(body or b"null")))
        except ApiError as error:
            self._json(error.status, error.body)

    def _authorize(self, query: dict[str, str]) -> None:
        people = [
            (team, one["email"])
            for team, members in self.here.teams.teams.items()
            for one in members
            if one["role"] == "team" and one["status"] == "active"
        ]
        choices = "".join(
            f'<option value="{escape(json.dumps([team, who]))}">{escape(who)}, {escape(team)}</option>'
            for team, who in people
        )
        self._send(200, _PAGE.format(scope=escape(query.get("scope", "")), choices=choices).encode(), "text/html")

    def _approved(self, query: dict[str, str], form: dict[str, str]) -> None:
        answer = {"state": query.get("state", "")}
        if form.get("do") == "allow":
            team, admin = json.loads(form["who"])
            answer["code"] = self.here.teams.approve(team, admin, query)
        else:
            answer |= {"error": "access_denied", "error_description": "The user chose not to give your app access."}
        self._send(302, b"", "text/plain", {"Location": f"{query['redirect_uri']}?{urlencode(answer)}"})

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", "0")))

    def _json(self, status: int, answer: Any, headers: dict[str, str] | None = None) -> None:
        self._send(status, json.dumps(answer).encode(), "application/json", headers)

    def _send(self, status: int, body: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": f"{kind}; charset=utf-8", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: an address can carry a code."""


def main() -> None:
    """Serve on TEAM_PORT until stopped."""
    samples = {name: [dict(one) for one in members] for name, members in SAMPLES.items()}
    with StandIn(Teams(samples)).server(int(os.environ["TEAM_PORT"])) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
