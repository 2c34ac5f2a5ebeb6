"""One local cloud at a time: a locked file with the launcher's process id, free again however that ends."""

import fcntl
import os

from local.addresses import RUN_LOCK


class AlreadyRunning(Exception):
    """Another launcher runs with this state."""


def lock() -> None:
    """Lock the state until this process is gone, whatever ends it; raises AlreadyRunning."""
    RUN_LOCK.parent.mkdir(parents=True, exist_ok=True)
    # A bare descriptor, never closed: who waits for the lock waits for the very end of the process.
    held = os.open(RUN_LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        process = RUN_LOCK.read_text().strip()
        os.close(held)
        raise AlreadyRunning(
            f"the local cloud is running already (process {process}); its addresses are in "
            ".local/addresses.json, make stop ends it"
        ) from error
    os.truncate(held, 0)
    os.write(held, f"{os.getpid()}\n".encode())


def launcher() -> int | None:
    """The running launcher's process id, or None: a file that nobody locks is a leftover."""
    try:
        with RUN_LOCK.open() as held:
            try:
                fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                return int(held.read().strip() or 0) or None
    except FileNotFoundError:
        pass
    return None
