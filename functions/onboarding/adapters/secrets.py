"""Secrets of outside services: read from Secrets Manager when first needed, and never anywhere else."""

import json
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from onboarding.adapters.botocore_errors import translated
from onboarding.adapters.clients import client
from onboarding.domain.errors import Unavailable

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

KEPT_SECONDS = 300.0
"""How long a value is used before it is read again: a new key is in use everywhere after this long."""


class Secret:
    """One secret with several values: a JSON object of strings."""

    def __init__(self, id: str) -> None:
        self._id = id
        self._values: Mapping[str, str] = {}
        self._until = 0.0

    def __repr__(self) -> str:
        return f"Secret({self._id!r})"

    def optional(self, name: str) -> str:
        """One value, or nothing."""
        if time.monotonic() >= self._until:
            self._values, self._until = self._read(), time.monotonic() + KEPT_SECONDS
        return self._values.get(name, "")

    def value(self, name: str) -> str:
        """One value; raises Unavailable where the secret lacks it, for somebody can still write it."""
        found = self.optional(name)
        if not found:
            self._until = 0.0
            raise Unavailable(f"the secret has no {name} yet")
        return found

    def _read(self) -> Mapping[str, str]:
        manager: SecretsManagerClient = client("secretsmanager")
        with translated():
            text = manager.get_secret_value(SecretId=self._id)["SecretString"]
        try:
            return {str(name): str(value) for name, value in json.loads(text).items()}
        except (ValueError, AttributeError):
            raise Unavailable("the secret is no JSON object") from None
