"""A world, and somebody in ops who drops denied-party lists."""

from collections.abc import Iterator

import pytest

from tests.support.journey import home
from tests.support.lists import Desk
from tests.support.world import Home


@pytest.fixture
def world() -> Iterator[Home]:
    with home() as world:
        yield world


@pytest.fixture
def desk(world: Home) -> Desk:
    return Desk(world)
