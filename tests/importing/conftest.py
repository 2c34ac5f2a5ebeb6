"""A world with an intake."""

from collections.abc import Iterator

import pytest

from tests.support.imports import Intake
from tests.support.journey import home


@pytest.fixture
def intake() -> Iterator[Intake]:
    with home() as world:
        yield Intake(world)
