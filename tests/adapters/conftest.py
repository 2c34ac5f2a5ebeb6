"""The adapters' tests run twice: on moto, and on the table in memory that faster tests use."""

import pytest


@pytest.fixture(params=[True, False], ids=["moto", "memory"])
def moto(request: pytest.FixtureRequest) -> bool:
    """Whether this run is on moto."""
    return bool(request.param)
