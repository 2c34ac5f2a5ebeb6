"""Every test talks to moto or to the local cloud, never to a real account."""

import os

import pytest

from infra import words

os.environ.update(
    AWS_ACCESS_KEY_ID="test",
    AWS_SECRET_ACCESS_KEY="test",
    AWS_DEFAULT_REGION="us-east-1",
    AWS_CONFIG_FILE=os.devnull,
    AWS_SHARED_CREDENTIALS_FILE=os.devnull,
    AWS_EC2_METADATA_DISABLED="true",
    POWERTOOLS_SERVICE_NAME="partner-onboarding",
    POWERTOOLS_TRACE_DISABLED="true",
)

words.compile_all()

pytest_plugins = ["tests.support.house", "tests.support.engine"]

_ROOMS = ("adapters", "bench", "documents", "importing", "infra", "mails", "screening", "soak")
_STEPS = ("erasure", "renewing", "signing_outside", "stage_changes", "story_of_2016")
_WEB = ("connecting", "queue", "renewal_pages", "states")
_FILES = (*(f"steps/test_{name}.py" for name in _STEPS), *(f"web/test_{name}.py" for name in _WEB))
SLOW = tuple(f"tests/{place}" for place in (*(f"{room}/" for room in _ROOMS), *_FILES))
"""What synthesizes, builds, seals, breaks things, runs on moto, plays a service outside or a year of everybody's mails,
or writes each mail or page in every state: `make test` runs it, `make check` does not."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what `make check` leaves to `make test`."""
    for item in items:
        if item.nodeid.startswith(SLOW):
            item.add_marker(pytest.mark.slow)
