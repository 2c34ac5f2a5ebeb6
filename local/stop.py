"""Ends the running local cloud (`make stop`), and forgets its state if asked (`make reset`)."""

import os
import shutil
import signal
import sys
import time

from local.addresses import STATE
from local.run_lock import launcher

# Longer than the launcher's children may take one after the other.
PATIENCE_SECONDS = 30


def stop() -> bool:
    """Stop the launcher and wait until it is gone; False if none ran."""
    process = launcher()
    if process is None:
        return False
    os.kill(process, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while launcher() == process:
        if time.monotonic() > deadline:
            # Its children notice and end by themselves.
            os.kill(process, signal.SIGKILL)
        time.sleep(0.1)
    return True


def main(arguments: list[str]) -> None:
    """Stop; with --forget, delete the state too."""
    print("the local cloud has stopped" if stop() else "the local cloud was not running")
    if "--forget" in arguments and STATE.exists():
        shutil.rmtree(STATE)
        print("its state is deleted; the next start is a first start")


if __name__ == "__main__":
    main(sys.argv[1:])
