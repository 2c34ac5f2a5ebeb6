"""One local cloud for all whole journeys of a run, in pages and in the browser."""

from collections.abc import Iterator

import pytest

from local.story import Story
from tests.support.cloud import Cloud


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    """The real stack, deployed by the real CDK to the local engine."""
    here = Cloud(tmp_path_factory.mktemp("cloud") / "state")
    here.start()
    try:
        yield here
    finally:
        here.stop()
    assert here.gone(), "a process was left behind"


@pytest.fixture
def story(cloud: Cloud) -> Story:
    """A case that has not begun."""
    return cloud.story()
