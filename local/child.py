"""Runs a module as a child of the launcher that ends when the launcher is gone, however that went."""

import os
import runpy
import signal
import sys
import threading
import time

GRACE_SECONDS = 5


def _end_with_launcher() -> None:
    # The launcher holds the other end of standard input and never writes: the read returns when it is gone.
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    # The launcher made this process the leader of its group, so nothing but its own children is in it.
    os.killpg(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Run the module that the first argument names, as `python -m` would."""
    threading.Thread(target=_end_with_launcher, daemon=True).start()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
