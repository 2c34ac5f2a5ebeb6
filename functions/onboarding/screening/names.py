"""Names made comparable with a list's: one script, no accents, no legal forms, spellings of one sound folded."""

import re
import unicodedata

from anyascii import anyascii

from onboarding.domain.company_names import AROUND, words_without_forms

_WORD = re.compile(r"[a-z0-9]+")
_FOLDS = (
    # Transliterations differ in these and in little else: Petroff and Petrov, Khaled and Haled, Yusuf and Jusuf.
    (re.compile(r"sch|shch|tsch|tch"), "sh"),
    (re.compile(r"ph|ff"), "f"),
    (re.compile(r"f$"), "v"),
    (re.compile(r"kh|gh"), "h"),
    (re.compile(r"ck|q"), "k"),
    (re.compile(r"c(?![eihy])"), "k"),
    (re.compile(r"w"), "v"),
    (re.compile(r"[jy]"), "i"),
    (re.compile(r"ou"), "u"),
    (re.compile(r"(?<=[aou])e"), ""),
    (re.compile(r"e"), "i"),
    (re.compile(r"o"), "u"),
    (re.compile(r"(.)\1+"), r"\1"),
)

COMMON = frozenset(
    """
    agency america american asia associates association bank branch building business capital center central centre
    centro china chinese co com comercial commercial communications company computer construction consult
    consultants consulting control corp design development digital distribution distributors east electric
    electrical electronic electronics energy engineering enterprise enterprises equipment est establishment europe
    european exchange export exports factory federal finance financial first food foods foreign foundation france
    general german germany global gmbh group groupe grupo handels hi high holding holdings hong house import imports
    india indian industrial industrie industries industry information innovation innovations institute insurance
    integrated international internet investment investments iran iranian italia japan joint kong korea lab
    laboratories limited line logistics machinery management manufacturing marine marketing materials media medical
    metal mexico middle mining mobile national network networks new north oil one operations organization pacific
    parts petroleum pharma plant plastic plastics power precision private product production products project
    projects real research resources russia russian sa sales scientific security service services ship shipping shop
    smart software solution solutions south special stock storage store studio supplies supply syria syrian system
    systems tec tech technical technologies technology tek telecom textile the tools trade trading transport travel
    treyding turkey union united universal university usa ventures west workshop world
    """.casefold().split()
)
"""Words that thousands of companies have: alone they are no reason to suspect anybody."""


def words(name: str) -> tuple[str, ...]:
    """The words that tell who it is, in Latin letters: without accents, legal forms and words like “and”."""
    kept = words_without_forms(name)
    latin = _WORD.findall(anyascii(unicodedata.normalize("NFKC", " ".join(kept))).casefold())
    again = words_without_forms(" ".join(latin)) if latin != kept else latin
    return tuple(word for word in again if word not in AROUND) or tuple(latin)


def folded(word: str) -> str:
    """A word with the letters that transliterations differ in made one."""
    for pattern, instead in _FOLDS:
        word = pattern.sub(instead, word)
    return word
