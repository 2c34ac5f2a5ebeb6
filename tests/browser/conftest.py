"""A real Chromium, where there is one."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from local.chromium import NoChromium
from local.chromium import browser as chromium


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window; the tests that need it say so where none is installed."""
    try:
        with chromium() as started:
            yield started
    except NoChromium as none:
        pytest.skip(str(none))
