"""The built-in signer: a plain agreement whose text is hashed, shown and signed by typing a name."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from onboarding.domain.application import Application
from onboarding.domain.program import Program
from onboarding.templating import day, render


class BuiltInSignatures:
    """The port `Signatures` without an outside provider."""

    def prepare(self, application: Application, program: Program, now: datetime) -> Mapping[str, str]:
        """The agreement's text by version; the same case on the same day gives the same text and hash."""
        version = program.track(application.submission.track).agreement
        text = render(f"agreements/{version}.txt", application=application, program=program, day=day(now))
        return {"version": version, "sha256": hashlib.sha256(text.encode()).hexdigest(), "text": text}


class OutsideSignatures:
    """The port `Signatures` where a provider outside collects them: the same document, and who is to be asked.

    Nothing is asked here: the relay does that once the decision is in the table, so that no crash asks for nothing.
    """

    def __init__(self, built_in: BuiltInSignatures, provider: str) -> None:
        self._built_in, self._provider = built_in, provider

    def prepare(self, application: Application, program: Program, now: datetime) -> Mapping[str, str]:
        """The built-in document, marked with the provider's name."""
        return {**self._built_in.prepare(application, program, now), "provider": self._provider}
