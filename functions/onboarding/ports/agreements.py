"""Agreements: who prepares them, where documents are kept, and the seal on them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from onboarding.domain.account import Account
from onboarding.domain.application import Application, Case
from onboarding.domain.events import Event
from onboarding.domain.program import Program


class Signatures(Protocol):
    """Who prepares agreements, and puts what was signed together with its evidence."""

    def prepare(
        self, application: Application, accounts: Sequence[Account], number: str, program: Program, now: datetime
    ) -> Mapping[str, str]:
        """Makes the document and stores it; gives the decision's `about`. `accounts` are all that the case has.

        `number` (the agreement's), `version`, `language`, `sha256` (hex, of the PDF), `key` (where the PDF is stored)
        and `text` (the PDF's words, for the page), and `provider`: who collects the signature outside, or nothing. The
        same number on the same day gives the same document.
        """

    def signed(self, case: Case, events: Sequence[Event], program: Program) -> bytes:
        """The signed decision's PDF with its evidence, ready to be sealed: the same case gives the same document."""


class Documents(Protocol):
    """Where documents are kept: written once, never changed, never deleted by us."""

    def keep(self, key: str, content: bytes, kind: str = "application/pdf") -> bytes:
        """Stores it unless something is there already; gives what is there now, which may be somebody else's."""

    def read(self, key: str) -> bytes:
        """What is stored; raises NotFound."""

    def address(self, key: str, name: str) -> str:
        """A link that downloads it under this file name, for some minutes."""


class Seal(Protocol):
    """The vendor's seal: a PAdES signature that others' tools verify."""

    def seal(self, pdf: bytes, number: str, at: datetime) -> bytes:
        """The PDF with the seal over all of it; `number` is the agreement's, `at` when it was signed."""
