"""A world on a table of its own, and a visitor who knocks at the real handler's door."""

from collections.abc import Iterator

import pytest

from onboarding.web import app
from tests.support.journey import home
from tests.support.world import Home
from tests.web.visitor import Visitor


@pytest.fixture
def world(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    with home(moto=getattr(request, "param", "") == "moto") as here:
        monkeypatch.setattr(app, "world", lambda: here)
        yield here


@pytest.fixture
def visitor(world: Home) -> Visitor:
    return Visitor(world)
