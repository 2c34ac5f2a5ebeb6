"""The stand-in's events: posted to the callback address as Dropbox Sign posts them, and losing some when told to."""

import hashlib
import hmac
import json
import queue
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import urllib3

from local.sign_requests import Asked

RECEIVED = b"Hello API Event Received"
PAUSES = (0.0, 1.0, 4.0)
"""Seconds before each attempt; the provider itself goes on for about three days."""

PASS, DROP, DOUBLE, SWAP = "pass", "drop", "double", "swap"
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass
class Faults:
    """What goes wrong. `events` is how the next events travel, one word each; then they all pass."""

    down: bool = False
    busy: int = 0
    lost_replies: int = 0
    preparing: int = 0
    events: list[str] = field(default_factory=list)

    def once(self, name: str) -> bool:
        """Whether this fault strikes now; each counts down."""
        left = int(getattr(self, name))
        if left > 0:
            setattr(self, name, left - 1)
        return left > 0


def payload(key: str, kind: str, asked: Asked | None, at: int) -> dict[str, Any]:
    """An event's JSON; its hash covers the time and the kind, and nothing else."""
    event_time = str(at)
    hash = hmac.new(key.encode(), f"{event_time}{kind}".encode(), hashlib.sha256).hexdigest()
    about: Mapping[str, Any] = {"signature_request": asked.shape()} if asked else {}
    metadata = {
        "related_signature_id": asked.signature if asked else None,
        "reported_for_account_id": "local",
        "reported_for_app_id": None,
    }
    event = {"event_time": event_time, "event_type": kind, "event_hash": hash, "event_metadata": metadata}
    return {"event": event, **about}


def post(address: str, content: Mapping[str, Any]) -> bool:
    """One attempt: a multipart form with the field `json`; whether the answer was the one that is expected."""
    body, kind = urllib3.encode_multipart_formdata({"json": json.dumps(content)})
    headers = {"Content-Type": kind, "User-Agent": "HelloSign API"}
    request = urllib.request.Request(address, data=body, headers=headers, method="POST")  # noqa: S310 - loopback
    try:
        with _DIRECT.open(request, timeout=30) as answer:
            return bool(answer.read(1000).strip() == RECEIVED)
    except (urllib.error.URLError, OSError):
        return False


class Events:
    """Sends events one after the other from a thread of its own; `deliver` posts one and says whether it was taken."""

    def __init__(self, key: str, deliver: Callable[[Mapping[str, Any]], bool], faults: Faults) -> None:
        self._key, self._deliver, self._faults = key, deliver, faults
        self._waiting: queue.Queue[Mapping[str, Any]] = queue.Queue()
        self._held: list[Mapping[str, Any]] = []
        threading.Thread(target=self._work, daemon=True).start()

    def tell(self, *kinds: str, asked: Asked) -> None:
        """These events of one request, in this order."""
        for kind in kinds:
            self._waiting.put(payload(self._key, kind, asked, int(time.time())))

    def drained(self) -> None:
        """Returns when everything that was told has travelled, or was lost on the way."""
        self._waiting.join()

    def _work(self) -> None:
        while True:
            event = self._waiting.get()
            how = self._faults.events.pop(0) if self._faults.events else PASS
            if how == SWAP:
                self._held.append(event)
            elif how != DROP:
                for one in [event] * (2 if how == DOUBLE else 1) + self._held:
                    self._send(one)
                self._held.clear()
            self._waiting.task_done()

    def _send(self, event: Mapping[str, Any]) -> None:
        for pause in PAUSES:
            time.sleep(pause)
            if self._deliver(event):
                print(f"event {event['event']['event_type']}", flush=True)
                return
        print(f"event {event['event']['event_type']} was not taken", flush=True)
