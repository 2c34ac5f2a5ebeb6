"""The Chromium of this machine, for pictures and measurements of the running product."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class NoChromium(RuntimeError):
    """There is no browser on this machine."""


def chromium() -> str:
    """Its path; raises NoChromium."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        raise NoChromium(f"no Chromium on the PATH (looked for {', '.join(NAMES)}); install one or set CHROMIUM")
    return path


def flags() -> list[str]:
    """What it is started with: a super-user's needs to do without its sandbox."""
    return ["--no-sandbox"] if os.geteuid() == 0 else []


@contextmanager
def browser() -> Iterator[Browser]:
    """It, without a window; raises NoChromium."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=flags())
        yield started
        started.close()
