"""Where the local cloud is: its ports, its files below .local/, and the addresses that it writes down."""

import json
import os
import socket
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Tests keep a local cloud of their own, beside the one that a person runs.
STATE = Path(os.environ.get("LOCAL_STATE") or ROOT / ".local").resolve()
LOGS = STATE / "logs"
MAILS = STATE / "inbox"
CLOCK_FILE = STATE / "clock"
RUN_LOCK = STATE / "run.pid"
ADDRESSES = STATE / "addresses.json"
PORTS_FILE = STATE / "ports.json"
OUTPUTS = STATE / "outputs.json"
ENGINE_STATE = STATE / "engine"
ENGINE_SAVED = ENGINE_STATE / ".saved"

HOST = "127.0.0.1"
HIGHEST_PORT = 65535
REGION = "us-east-1"
# The id that the API's tag pins in the local cloud (CDK context "local"): links in old mails keep working.
API_ID = "0a11ce55"
STACK = "PartnerOnboarding"
# Mail to this domain is not kept in the inbox: it is handed to the function that reads replies.
REPLY_DOMAIN = "replies.partners.example"


class NotRunning(Exception):
    """The local cloud is not there; the message says how to start it."""


@dataclass(frozen=True)
class Port:
    """One port that the local cloud listens on."""

    variable: str
    default: int
    purpose: str


PORTS = (
    Port("PORT", 4566, "the form and the AWS engine"),
    Port("INBOX_PORT", 8025, "the inbox's page"),
    Port("SMTP_PORT", 1025, "incoming mail"),
    Port("OPS_PORT", 8026, "the ops view"),
    Port("TEAM_PORT", 8027, "the stand-in for Dropbox"),
    Port("SIGN_PORT", 8028, "the stand-in for Dropbox Sign"),
)


class BadPort(ValueError):
    """A port that was asked for is not a port, or is asked for twice."""


def chosen_ports(environ: Mapping[str, str], remembered: Mapping[str, int] | None = None) -> dict[str, int]:
    """Port numbers by variable name: from the environment, the last run, or the defaults; raises BadPort."""
    known = {port.variable: port.default for port in PORTS} | dict(remembered or {})
    chosen: dict[str, int] = {}
    for port in PORTS:
        text = environ.get(port.variable) or str(known[port.variable])
        if not text.isdecimal() or not 1 <= int(text) <= HIGHEST_PORT:
            raise BadPort(f"{port.variable}={text} is not a port: choose a number from 1 to {HIGHEST_PORT}")
        if int(text) in chosen.values():
            raise BadPort(f"port {text} is asked for twice: choose another {port.variable}")
        chosen[port.variable] = int(text)
    return chosen


def remembered_ports() -> dict[str, int]:
    """The ports of the last run with this state: links in its mails name them."""
    try:
        ports: dict[str, int] = json.loads(PORTS_FILE.read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return ports


def remember_ports(chosen: Mapping[str, int]) -> None:
    """Keep the ports for the next run with this state."""
    write_whole(PORTS_FILE, json.dumps(dict(chosen)) + "\n")


def taken_ports(chosen: Mapping[str, int]) -> list[Port]:
    """The ports among the chosen ones on which something else listens already."""
    return [port for port in PORTS if is_taken(chosen[port.variable])]


def is_taken(number: int) -> bool:
    """Whether something listens on a port of this machine already."""
    with socket.socket() as probe:
        # As servers do: a port whose last connections are still fading away is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, number))
        except OSError:
            return True
    return False


def taken_message(taken: list[Port], chosen: Mapping[str, int], is_taken: Callable[[int], bool] = is_taken) -> str:
    """One line: which ports are taken, what they are for, and the command that chooses free ones."""
    which = ", ".join(f"{chosen[port.variable]} ({port.purpose})" for port in taken)
    numbers = set(chosen.values())
    choices = []
    for port in taken:
        higher = range(chosen[port.variable] + 100, HIGHEST_PORT + 1, 100)
        free = next(number for number in higher if number not in numbers and not is_taken(number))
        numbers.add(free)
        choices.append(f"{port.variable}={free}")
    noun = "ports are" if len(taken) > 1 else "port is"
    return f"{noun} taken by another program: {which}. Choose others: make run {' '.join(choices)}"


@dataclass(frozen=True)
class Addresses:
    """What a person or a script opens; `aws` is the endpoint for AWS clients."""

    form: str
    inbox: str
    inbox_api: str
    ops: str
    aws: str
    team: str

    @classmethod
    def on(cls, ports: Mapping[str, int]) -> "Addresses":
        """The addresses that follow from the chosen ports."""
        inbox = f"http://localhost:{ports['INBOX_PORT']}"
        return cls(
            form=f"{base_url(ports)}/apply",
            inbox=f"{inbox}/",
            inbox_api=f"{inbox}/api/mails",
            ops=f"http://localhost:{ports['OPS_PORT']}/",
            aws=f"http://{HOST}:{ports['PORT']}",
            team=f"http://localhost:{ports['TEAM_PORT']}",
        )

    def write(self) -> None:
        """Leave the addresses in .local/addresses.json."""
        write_whole(ADDRESSES, json.dumps(asdict(self), indent=2) + "\n")


def base_url(ports: Mapping[str, int]) -> str:
    """The address below which the HTTP API answers, without a slash at its end."""
    return f"http://localhost:{ports['PORT']}/_aws/execute-api/{API_ID}"


def sign_url(ports: Mapping[str, int]) -> str:
    """The address of the stand-in for Dropbox Sign's API."""
    return f"http://{HOST}:{ports['SIGN_PORT']}/v3"


def read_addresses() -> Addresses:
    """The addresses of the running local cloud; raises NotRunning."""
    try:
        found = json.loads(ADDRESSES.read_text())
        return Addresses(**{field.name: found[field.name] for field in fields(Addresses)})
    except (FileNotFoundError, KeyError, ValueError) as error:
        raise NotRunning("the local cloud is not running; start it with: make run") from error


def read_outputs() -> dict[str, str]:
    """The main stack's outputs by name, as the last deployment left them; raises NotRunning."""
    try:
        outputs: dict[str, str] = json.loads(OUTPUTS.read_text())[STACK]
    except (FileNotFoundError, KeyError, ValueError) as error:
        raise NotRunning("nothing is deployed to the local cloud yet; start it with: make run") from error
    return outputs


def write_whole(path: Path, text: str) -> None:
    """Write a file so that a reader, or a crash, finds the old content or the new, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_text(text)
    fresh.replace(path)
