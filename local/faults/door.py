"""The door itself, at botocore's event hooks: one process's AWS calls fail, die, hang, come twice or out of order."""

import json
import os
import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NoReturn

from botocore.exceptions import ClientError, ReadTimeoutError
from botocore.handlers import BUILTIN_HANDLERS, REGISTER_FIRST, REGISTER_LAST

VARIABLE = "FAULTS"
"""The environment variable that names the file of faults; without it there is no door."""

_ID = "fault-door"


class What(StrEnum):
    """What happens to a call."""

    ERROR = "error"  # the service answers 500 and does nothing
    THROTTLE = "throttle"  # the service has had enough and does nothing
    TIMEOUT = "timeout"  # no answer, and nothing was done
    LOST = "lost"  # it was done, but no answer came
    DIE_BEFORE = "die before"  # the process ends before the call
    DIE_AFTER = "die after"  # the process ends right after it
    DELAY = "delay"  # the call comes late
    TWICE = "twice"  # the same request arrives twice, as when a client's retry overtakes an answer
    REORDER = "reorder"  # the call waits until the next one has gone past


class Died(BaseException):
    """The process ended here; nobody may catch this but whoever plays its environment."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Which calls are hit, and how: `call` is the number among those that match (from 1; 0 for every one).

    `service` and `operation` are shell patterns over botocore's names (`dynamodb`, `TransactWriteItems`). `share` hits
    that part of the calls by chance; `times` is how often it may happen in all; `seconds` are those of a delay.
    """

    what: What
    service: str = "*"
    operation: str = "*"
    call: int = 0
    share: float = 1.0
    times: int = 1
    seconds: float = 0.2

    def names(self, service: str, operation: str) -> bool:
        """Whether it is about such calls."""
        return fnmatchcase(service, self.service) and fnmatchcase(operation, self.operation)


@dataclass
class Door:
    """Counts the calls of this process and lets the faults in. `calls` are all that passed, as `service.operation`.

    `fired` are those that met a fault, `met` what they met by their numbers among the calls.
    """

    faults: Sequence[Fault] = ()
    seed: int = 1
    dies: Callable[[], NoReturn] | None = None
    calls: list[str] = field(default_factory=list)
    fired: list[tuple[str, What]] = field(default_factory=list)
    met: dict[int, What] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.begin(self.faults)

    def begin(self, faults: Sequence[Fault] = ()) -> None:
        """From here on these faults, counted from the next call."""
        self.faults, self.calls, self.fired, self.met = list(faults), [], [], {}
        self._seen, self._used = [0] * len(faults), [0] * len(faults)
        self._chance = random.Random(self.seed)  # noqa: S311 - which calls fail, no secret
        self._past = threading.Condition()

    def register(self, events: Any) -> None:
        """Puts it before whatever answers a call, and behind whatever reads the answer."""
        for name, handler, where in self.handlers():
            add = events.register_first if where is REGISTER_FIRST else events.register_last
            add(name, handler, unique_id=f"{_ID}-{name}")

    def handlers(self) -> list[tuple[str, Callable[..., Any], object]]:
        """What it does at which event, and whether first or last, as botocore lists its own."""
        return [
            ("before-call", self._before, REGISTER_FIRST),
            ("after-call", self._after, REGISTER_LAST),
            ("needs-retry", self._again, REGISTER_FIRST),
        ]

    def _before(self, model: Any, context: dict[str, Any], **_: Any) -> None:
        service, operation = model.service_model.service_id.hyphenize(), model.name
        with self._past:
            self.calls.append(f"{service}.{operation}")
            self._past.notify_all()
        fault = self._chosen(service, operation)
        context[_ID] = fault
        if fault is None:
            return
        self.fired.append((f"{service}.{operation}", fault.what))
        self.met[len(self.calls)] = fault.what
        match fault.what:
            case What.ERROR:
                raise _refused("InternalServerError", 500, operation)
            case What.THROTTLE:
                raise _refused("ThrottlingException", 400, operation)
            case What.TIMEOUT:
                raise ReadTimeoutError(endpoint_url=f"https://{service}.example")
            case What.DIE_BEFORE:
                self._die()
            case What.DELAY:
                time.sleep(fault.seconds)
            case What.REORDER:
                here = len(self.calls)
                with self._past:
                    self._past.wait_for(lambda: len(self.calls) > here, timeout=fault.seconds)
            case What.TWICE:
                context["twice"] = True

    def _after(self, model: Any, context: dict[str, Any], **_: Any) -> None:
        fault = context.get(_ID)
        if fault is None:
            return
        if fault.what is What.LOST:
            raise ReadTimeoutError(endpoint_url=f"https://{model.service_model.service_id.hyphenize()}.example")
        if fault.what is What.DIE_AFTER:
            self._die()

    def _again(self, request_dict: dict[str, Any], **_: Any) -> float | None:
        """Sends the same request a second time, as a client does that did not see the answer."""
        return 0.0 if request_dict["context"].pop("twice", None) else None

    def _chosen(self, service: str, operation: str) -> Fault | None:
        found = None
        for at, fault in enumerate(self.faults):
            if not fault.names(service, operation):
                continue
            self._seen[at] += 1
            due = fault.call in (0, self._seen[at]) and self._used[at] < fault.times
            if found is None and due and (fault.share >= 1 or self._chance.random() < fault.share):
                self._used[at] += 1
                found = fault
        return found

    def _die(self) -> NoReturn:
        if self.dies is not None:
            self.dies()
        raise Died


def _refused(code: str, status: int, operation: str) -> ClientError:
    answer: Any = {"Error": {"Code": code, "Message": "injected"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, operation)


class Watching(Door):
    """The door of a process that somebody else started, in step with the others' through two files.

    Its faults are read anew whenever their file has changed; what was met is noted beside it, so that `times` counts
    over all processes.
    """

    def __init__(self, file: Path) -> None:
        super().__init__(dies=lambda: os._exit(1))
        self._file, self._met, self._read_at = file, file.with_suffix(".met"), 0

    def _chosen(self, service: str, operation: str) -> Fault | None:
        written = self._file.stat().st_mtime_ns if self._file.exists() else 0
        if written != self._read_at:
            self._read_at = written
            told = json.loads(self._file.read_text(encoding="utf-8")) if written else []
            self.begin([Fault(**{**one, "what": What(one["what"])}) for one in told])
        met = self._met.read_text(encoding="utf-8").splitlines() if self.faults and self._met.exists() else []
        notes = [json.loads(line) for line in met]
        self._used = [
            sum(one["file"] == written and one["fault"] == at for one in notes) for at in range(len(self.faults))
        ]
        found = super()._chosen(service, operation)
        if found is not None:
            note = {"call": f"{service}.{operation}", "what": found.what, "fault": self.faults.index(found)}
            with self._met.open("a", encoding="utf-8") as file:
                file.write(json.dumps({**note, "file": written, "process": os.getpid()}) + "\n")
        return found


def install() -> None:
    """Hangs the door into every session that this process makes from now on, if the environment asks for one."""
    file = os.environ.get(VARIABLE)
    if file:
        BUILTIN_HANDLERS.extend(Watching(Path(file)).handlers())
