"""The AWS engine's own server and a thread that keeps its state on disk; runs in the engine's environment."""

import asyncio
import os
import resource
import signal
import threading
import time
from collections.abc import Awaitable, Callable
from logging import WARNING, getLogger
from pathlib import Path
from typing import Any

from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack import app as engine
from ministack.core.persistence import save_all

from local.engine_state import forget_stream_positions

SAVE_SECONDS = 2.0
# Without requests the engine changes little by itself (schedules, waiting executions): save less often.
IDLE_SAVE_SECONDS = 30.0
# However large the state grows, saving takes at most this share of the time.
SAVE_SHARE = 0.1

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]


class Saver:
    """Saves the engine's state soon after it was used, so that a kill loses seconds, not everything.

    Never before it was used: the engine takes requests once it has read what was saved, and what is saved while it
    still reads would be empty, in the place of everything.
    """

    def __init__(self, mark: Path) -> None:
        self._mark = mark
        self._used = time.monotonic()
        self._saved = 0.0
        self._begun = False
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._keep_saving, name="saver", daemon=True)

    def used(self) -> None:
        """Note that a request came; the first of them begins the saving in the background."""
        self._used = time.monotonic()
        if not self._begun:
            self._begun = True
            self._thread.start()

    def end(self) -> None:
        """Save a last time and stop."""
        self._ended.set()
        if self._begun:
            self._thread.join()
            self._save()

    def _keep_saving(self) -> None:
        pause = SAVE_SECONDS
        while not self._ended.wait(pause):
            began = time.monotonic()
            # What a request sets off goes on for a moment after its answer: once more one period later.
            if self._used > self._saved - SAVE_SECONDS * 2 or began - self._saved > IDLE_SAVE_SECONDS:
                self._save()
            pause = max(SAVE_SECONDS, (time.monotonic() - began) / SAVE_SHARE)

    def _save(self) -> None:
        self._saved = time.monotonic()
        save_all(engine._build_persistence_save_dict())
        self._mark.touch()


async def _serve(saver: Saver) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            saver.used()
        await engine.app(scope, receive, send)

    async def stopped() -> None:
        await stop.wait()
        # Before connections are drained: should that hang, the state is safe already.
        await asyncio.to_thread(saver.end)

    config = Config()
    config.bind = [f"{os.environ['BIND_HOST']}:{os.environ['GATEWAY_PORT']}"]
    config.keep_alive_timeout = 75
    config.graceful_timeout = 1
    await serve(app, config, shutdown_trigger=stopped)


def main() -> None:
    """Serve until SIGTERM; the environment says where (see environment.for_engine)."""
    getLogger("persistence").setLevel(WARNING)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    state = Path(os.environ["STATE_DIR"])
    state.mkdir(parents=True, exist_ok=True)
    forget_stream_positions(state)
    asyncio.run(_serve(Saver(state / ".saved")))
    # Threads of executions that still wait would hold the process; everything is saved.
    os._exit(0)


if __name__ == "__main__":
    main()
