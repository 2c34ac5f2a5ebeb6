"""Denied-party screening: what a list says, and why one of our names is like it."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """One name on a list; `alias_of` is the party's main name where this is another name of it.

    `country` is as the list has it, `source` what the list says where it comes from; either may be empty. `list` is
    the file in which it stands, `version` which version of that (its day and the first digits of its hash).
    """

    name: str
    alias_of: str = ""
    country: str = ""
    source: str = ""
    list: str = ""
    version: str = ""

    @property
    def party(self) -> str:
        """The main name of who is meant."""
        return self.alias_of or self.name


@dataclass(frozen=True)
class Hit:
    """Why somebody waits: our `name`, the entry that is like it, how much (of 100), and the words that both have."""

    name: str
    entry: Entry
    score: int
    words: tuple[str, ...]

    @property
    def key(self) -> str:
        """What a person's word is about: this name and this party, in whatever file or version it stands."""
        return hashlib.sha256(f"{self.name}\n{self.entry.party}".casefold().encode()).hexdigest()[:16]
