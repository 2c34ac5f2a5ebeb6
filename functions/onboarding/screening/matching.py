"""Matching by words: a list's entries that are like a name, how much, and by which words.

Rare words count more than common ones, as in soft TF-IDF (Cohen, Ravikumar, Fienberg: A Comparison of String Distance
Metrics for Name-Matching Tasks, 2003): a name shares “trading” with thousands, and its own word with few.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from rapidfuzz import fuzz, process

from onboarding.domain.screening import Entry, Hit
from onboarding.screening.names import COMMON, folded, words

_ALIKE = 84
"""Two words are one word in two spellings from here on (of 100, as `fuzz.ratio` counts)."""

_TOGETHER = 92
"""Two whole names written without spaces are one name from here on: `Ros Neft` and `Rosneft`."""

_EXACT_UP_TO = 3
_SHORTEST_TOGETHER = 6
_WEIGHT_OF_COMMON = 0.2
_LEAST_WEIGHT = 0.35
_MOST_FOR_ONE_NAME = 5
_REMEMBERED = 50_000

type _Words = tuple[tuple[str, str], ...]
type _Groups = dict[tuple[str, int], list[str]]


class Index:
    """All entries in force, by their words; names are compared with those entries only that share a word of theirs."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._words: list[_Words] = [_spelled(entry.name) for entry in entries]
        self._having: dict[str, list[int]] = defaultdict(list)
        self._together: dict[str, list[int]] = defaultdict(list)
        for at, its in enumerate(self._words):
            for fold in {fold for _, fold in its}:
                self._having[fold].append(at)
            self._together["".join(fold for _, fold in its)].append(at)
        self._near = _grouped(self._having)
        self._whole_near = _grouped(self._together)
        self._alike = lru_cache(_REMEMBERED)(self._alike_words)

    def like(self, name: str, at_least: int) -> list[Hit]:
        """The entries that are like a name by that much (of 100), the most alike first; one for each party."""
        ours = _spelled(name)
        best: dict[str, Hit] = {}
        for at in self._candidates(ours):
            score, common = self._score(ours, self._words[at])
            entry = self._entries[at]
            if score >= at_least and (entry.party not in best or score > best[entry.party].score):
                best[entry.party] = Hit(name, entry, score, common)
        return sorted(best.values(), key=lambda hit: -hit.score)[:_MOST_FOR_ONE_NAME]

    def _candidates(self, ours: _Words) -> set[int]:
        telling = [fold for word, fold in ours if word not in COMMON] or [fold for _, fold in ours]
        found = {at for fold in telling for theirs in self._alike(fold) for at in self._having[theirs]}
        whole = "".join(fold for _, fold in ours)
        if len(whole) >= _SHORTEST_TOGETHER:
            for theirs in _near(whole, self._whole_near, _TOGETHER):
                found.update(self._together[theirs])
        return found

    def _alike_words(self, fold: str) -> tuple[str, ...]:
        if len(fold) <= _EXACT_UP_TO:
            return (fold,) if fold in self._having else ()
        return tuple(one for one in _near(fold, self._near, _ALIKE) if len(one) > _EXACT_UP_TO)

    def _score(self, ours: _Words, theirs: _Words) -> tuple[int, tuple[str, ...]]:
        """Of 100: the weight of the words that both have in all words, or in those of the shorter name."""
        pairs = list(_paired(ours, theirs))
        telling = [pair for pair in pairs if pair[1][0] not in COMMON]
        shared = tuple(theirs_word for _, (theirs_word, _), _ in pairs)
        whole = fuzz.ratio("".join(fold for _, fold in ours), "".join(fold for _, fold in theirs))
        as_one = round(whole) if whole >= _TOGETHER and len(ours) != len(theirs) else 0
        if not telling and len(pairs) < max(len(ours), len(theirs)):
            return as_one, shared or tuple(word for word, _ in theirs)
        of_ours = sum(self._weight(*word) for word in ours)
        of_theirs = sum(self._weight(*word) for word in theirs)
        in_ours = sum(self._weight(*own) * alike for own, _, alike in pairs)
        in_theirs = sum(self._weight(*their) * alike for _, their, alike in pairs)
        both = (in_ours + in_theirs) / (of_ours + of_theirs)
        # A person's two names of three, a company's own words before its branch: but one word alone is no name.
        within = max(in_ours / of_ours, in_theirs / of_theirs) if len(pairs) > 1 else both
        score = round(100 * (both + within) / 2)
        return max(score, as_one), shared or tuple(word for word, _ in theirs)

    def _weight(self, word: str, fold: str) -> float:
        if word in COMMON:
            return _WEIGHT_OF_COMMON
        having, entries = len(self._having.get(fold, ())), len(self._entries) + 1
        return max(_LEAST_WEIGHT, 1 - math.log1p(having) / math.log1p(entries)) if having else 1.0


def _spelled(name: str) -> _Words:
    return tuple((word, folded(word)) for word in words(name))


def _grouped(names: Iterable[str]) -> _Groups:
    """By first letter and length: spellings of one word share the first, once folded, and nearly the second."""
    found: _Groups = defaultdict(list)
    for name in filter(None, names):
        found[name[0], len(name)].append(name)
    return found


def _near(name: str, groups: _Groups, at_least: int) -> Iterator[str]:
    """Of two names whose lengths differ more than this, no ratio is that high."""
    shortest = math.ceil(len(name) * at_least / (200 - at_least))
    for length in range(shortest, len(name) * (200 - at_least) // at_least + 1):
        choices = groups.get((name[0], length), ())
        for found, _, _ in process.extract(name, choices, scorer=fuzz.ratio, score_cutoff=at_least, limit=None):
            yield found


def _paired(ours: _Words, theirs: _Words) -> Iterator[tuple[tuple[str, str], tuple[str, str], float]]:
    """Our words with theirs that are alike, each used once, and how much alike they are (of 1)."""
    left = Counter(theirs)
    for own in ours:
        best, most = None, 0.0
        for their in left:
            alike = 100.0 if own[1] == their[1] else 0.0
            if not alike and min(len(own[1]), len(their[1])) > _EXACT_UP_TO:
                alike = fuzz.ratio(own[1], their[1], score_cutoff=_ALIKE)
            if alike > most:
                best, most = their, alike
        if best is not None:
            left = left - Counter([best])
            yield own, best, most / 100
