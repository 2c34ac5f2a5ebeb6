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

from local.engine_copies import LARGE, save
from local.engine_state import forget_stream_positions

SAVE_SECONDS = 2.0
# Without requests the engine changes little by itself (schedules, waiting executions): save less often.
IDLE_SAVE_SECONDS = 30.0
# However large the state grows, saving takes at most this share of the time: fewer than one request in twenty sees it.
SAVE_SHARE = 0.03

logger = getLogger("persistence")
State = dict[str, Any]
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]


class Saver:
    """Saves the engine's state soon after it was used, so that a kill loses seconds, not everything.

    Never before it was used: the engine takes requests once it has read what was saved, and what is saved while it
    still reads would be empty, in the place of everything. Always between two requests, each of which the engine's loop
    answers in one go: a state that was copied beside a transaction would have half of it.
    """

    def __init__(self, mark: Path) -> None:
        self._mark = mark
        self._used = time.monotonic()
        self._saved = 0.0
        self._loop: asyncio.AbstractEventLoop | None = None  # the engine's, from the first request on
        self._ended = threading.Event()

    def used(self) -> None:
        """Note on the engine's loop that a request came; the first of them begins the saving in the background."""
        self._used = time.monotonic()
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            self._thread = threading.Thread(target=self._keep_saving, args=(self._loop,), name="saver", daemon=True)
            self._thread.start()

    def end(self) -> None:
        """Save a last time and stop; not on the engine's loop, which it needs."""
        self._ended.set()
        if self._loop is not None:
            self._thread.join()
            self._save(self._loop)

    def _keep_saving(self, loop: asyncio.AbstractEventLoop) -> None:
        pause = SAVE_SECONDS
        while not self._ended.wait(pause):
            began = time.monotonic()
            # What a request sets off goes on for a moment after its answer: once more one period later.
            if self._used > self._saved - SAVE_SECONDS * 2 or began - self._saved > IDLE_SAVE_SECONDS:
                self._save(loop)
            pause = max(SAVE_SECONDS, (time.monotonic() - began) / SAVE_SHARE)

    def _save(self, loop: asyncio.AbstractEventLoop) -> None:
        self._saved = time.monotonic()
        for name, state in engine._build_persistence_save_dict().items():
            try:
                copied = self._copied(loop, LARGE[name].state if name in LARGE else state)
                if copied is not None:  # a service that could not be loaded says nothing of what it had
                    save(name, copied)
            except Exception:
                logger.exception("%s is not saved this time.", name)
        self._mark.touch()

    def _copied(self, loop: asyncio.AbstractEventLoop, state: Callable[[], State | None]) -> State | None:
        async def copy() -> State | None:
            return state()

        return asyncio.run_coroutine_threadsafe(copy(), loop).result()


async def _serve(saver: Saver) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            saver.used()
        if engine.AUTH and scope["type"] == "http":
            # Policies refuse what does not come over TLS. Here nothing leaves the machine: it counts as having come so.
            scope = {**scope, "scheme": "https"}
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
    logger.setLevel(WARNING)
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
