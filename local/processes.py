"""The launcher's children: each in a group of its own, watched, and ended so that nothing is left behind."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from local.addresses import HOST, LOGS, ROOT

TAIL_LINES = 15
POLL_SECONDS = 0.05


class ChildFailed(Exception):
    """A child ended by itself, or did not start in time; the message carries the end of its log."""


def tail(log: Path, lines: int = TAIL_LINES) -> str:
    """The last lines of a log, indented; empty if there is none."""
    try:
        text = log.read_text(errors="replace")
    except FileNotFoundError:
        return ""
    return "\n".join(f"    {line}" for line in text.splitlines()[-lines:])


def log_file(name: str) -> Path:
    """The log of one child; the run before keeps its own as <name>.before.log."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{name}.log"
    if log.exists():
        log.replace(LOGS / f"{name}.before.log")
    return log


@dataclass
class Child:
    """One process of the launcher's, in a session of its own; `grace` is in seconds."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    grace: float = 4.0
    log: Path = field(init=False)
    _process: "subprocess.Popen[bytes] | None" = field(init=False, default=None)

    def start(self) -> None:
        """Start it; a Ctrl-C in the terminal reaches the launcher only."""
        self.log = log_file(self.name)
        with self.log.open("wb") as output:
            # Nothing is ever written to the pipe: it ends with the launcher, and local.child notices.
            self._process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=dict(self.environment),
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def takes_connections(self, port: int) -> bool:
        """Whether something answers on the port."""
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex((HOST, port)) == 0

    def has_ended(self) -> bool:
        """Whether it is gone; it is not reaped here, so its process id and group stay its own."""
        process = self._process
        if process is None or process.returncode is not None:
            return True
        return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def stop(self) -> int:
        """SIGTERM, after the grace SIGKILL, to the whole group; returns the exit status."""
        process = self._process
        if process is None:
            return 0
        if process.returncode is None:
            if not self.has_ended():
                os.kill(process.pid, signal.SIGTERM)
                deadline = time.monotonic() + self.grace
                while not self.has_ended() and time.monotonic() < deadline:
                    time.sleep(POLL_SECONDS)
            # Its own children too; the leader is not reaped yet, so the group can be nobody else's.
            os.killpg(process.pid, signal.SIGKILL)
        return process.wait()

    def failure(self) -> ChildFailed:
        """What to say about an end that nobody asked for, or that came with an error."""
        status = self.stop()
        how = f"was killed by signal {-status}" if status < 0 else f"ended with status {status}"
        return ChildFailed(f"{self.name} {how}; the end of {self.log}:\n{tail(self.log)}")


class Supervisor:
    """Services, which run until they are stopped, and commands, which end; all are gone after `stop`."""

    def __init__(self) -> None:
        self._services: list[Child] = []
        self._commands: list[Child] = []

    def begin(self, command: Child) -> Child:
        """Start a command without waiting for its end."""
        self._commands.append(command)
        command.start()
        return command

    def finish(self, command: Child) -> None:
        """Wait for a command's end; raises ChildFailed unless it ends well and all services live."""
        while not command.has_ended():
            self.must_live()
            time.sleep(POLL_SECONDS)
        if command.stop():
            raise command.failure()
        self._commands.remove(command)

    def serve(self, service: Child, port: int, seconds: float = 30.0) -> None:
        """Start a service and wait until it answers on its port; raises ChildFailed."""
        self._services.append(service)
        service.start()
        deadline = time.monotonic() + seconds
        while not service.takes_connections(port):
            self.must_live()
            if time.monotonic() > deadline:
                raise ChildFailed(f"{service.name} does not answer on port {port}:\n{tail(service.log)}")
            time.sleep(POLL_SECONDS)

    def must_live(self) -> None:
        """Raise ChildFailed if any service ended by itself."""
        for service in self._services:
            if service.has_ended():
                raise service.failure()

    def lines_of(self, name: str) -> "FollowedLog":
        """What the named service says from now on."""
        return FollowedLog(next(service.log for service in self._services if service.name == name))

    def stop(self) -> None:
        """Stop all, last started first."""
        for child in (*reversed(self._commands), *reversed(self._services)):
            child.stop()
        self._commands.clear()
        self._services.clear()


class FollowedLog:
    """A log's new lines: every iteration gives those that were completed since the one before."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._position = log.stat().st_size

    def __iter__(self) -> Iterator[str]:
        with self._log.open("rb") as file:
            file.seek(self._position)
            for line in file:
                if line.endswith(b"\n"):
                    self._position += len(line)
                    yield line.decode(errors="replace").rstrip()
