"""Shows what the launcher is doing, a line a step, with the seconds that it took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

WIDTH = 46


@contextmanager
def step(title: str) -> Iterator[None]:
    """Print the step as it begins and its seconds as it ends."""
    print(f"  {title} {'.' * (WIDTH - len(title))} ", end="", flush=True)
    began = time.monotonic()
    try:
        yield
    except Exception:
        print("failed", flush=True)
        raise
    except BaseException:
        print("stopped", flush=True)
        raise
    print(f"{time.monotonic() - began:5.1f} s", flush=True)


def say(text: str = "") -> None:
    """Print a line at once, also into a pipe."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
