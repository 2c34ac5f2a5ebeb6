"""The built-in signer: the agreement as a PDF, read and signed on our own page."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from onboarding.domain.account import Account
from onboarding.domain.application import Application, Case
from onboarding.domain.errors import Moved, NotFound
from onboarding.domain.events import Event
from onboarding.domain.program import Program

if TYPE_CHECKING:
    from onboarding.ports.agreements import Documents
    from onboarding.ports.cases import Applications


class BuiltInSignatures:
    """The port `Signatures` without a provider outside; `fonts` is a folder of typefaces, the bundle's by default."""

    def __init__(self, documents: "Documents", applications: "Applications", fonts: Path | None = None) -> None:
        self._documents, self._applications, self._fonts = documents, applications, fonts

    def prepare(
        self, application: Application, accounts: Sequence[Account], number: str, program: Program, now: datetime
    ) -> Mapping[str, str]:
        """The PDF and its words, stored under its hash: the same case on the same day gives the same bytes."""
        # The template language and Typst are for the two functions that write documents.
        from onboarding.documents import pages, wording  # noqa: PLC0415

        day = now.replace(hour=0, minute=0, second=0, microsecond=0)
        words = wording.wording(application, wording.managed(accounts), number, program, day)
        pdf = pages.render(words, number, program, day, fonts=self._fonts or pages.FONTS)
        sha256 = hashlib.sha256(pdf).hexdigest()
        key = f"prepared/{number}/{sha256}.pdf"
        self._documents.keep(key, pdf)
        self._documents.keep(_words_of(key), words.as_json().encode(), "application/json")
        return {
            "number": number,
            "version": program.track(application.submission.track).agreement,
            "language": words.language,
            "prepared": day.isoformat(),
            "sha256": sha256,
            "key": key,
            "text": words.text(),
            "provider": "",
        }

    def signed(self, case: Case, events: Sequence[Event], program: Program) -> bytes:
        """The words that were shown, with the record of their signature and the PDF that was shown attached."""
        from onboarding.documents import evidence, pages, wording  # noqa: PLC0415

        application, decision = case.application, case.decision
        if decision is None or decision.decided_at is None:
            raise Moved("Nobody has signed.")
        about = decision.about
        countersigned = None
        if application.countersigned is not None:
            countersigned = self._applications.case(application.id, application.countersigned).decision
        try:
            words = wording.Wording.kept(self._documents.read(_words_of(about["key"])))
        except NotFound:  # prepared before words were kept
            shown = application.submission.customers
            prepared = datetime.fromisoformat(about["prepared"])
            words = wording.wording(application, shown, about["number"], program, prepared)
        return pages.render(
            words,
            about["number"],
            program,
            decision.decided_at,
            fonts=self._fonts or pages.FONTS,
            shown=self._documents.read(about["key"]),
            evidence=evidence.parts(application, decision, countersigned, events, program),
        )


def _words_of(key: str) -> str:
    """Where the words of a prepared PDF are kept: whatever the program says by then, they are what is sealed."""
    return f"{key.removesuffix('.pdf')}.json"


class OutsideSignatures:
    """The port `Signatures` where a provider outside collects them: the same document, and who is to be asked.

    Nothing is asked here: the relay does that once the decision is in the table, so that no crash asks for nothing.
    """

    def __init__(self, built_in: BuiltInSignatures, provider: str) -> None:
        self._built_in, self._provider = built_in, provider

    def prepare(
        self, application: Application, accounts: Sequence[Account], number: str, program: Program, now: datetime
    ) -> Mapping[str, str]:
        """The built-in document, marked with the provider's name."""
        return {**self._built_in.prepare(application, accounts, number, program, now), "provider": self._provider}

    def signed(self, case: Case, events: Sequence[Event], program: Program) -> bytes:
        """The same document; its record names the request at the provider and the hash of what was signed there."""
        return self._built_in.signed(case, events, program)
