"""An agreement's pages: Typst turns words into a tagged PDF/A; the same words give the same bytes."""

import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from onboarding.documents.wording import Wording
from onboarding.domain.program import Program

_TEMPLATE = Path(__file__).parents[1] / "templates" / "agreements" / "agreement.typ"

FONTS = Path(__file__).parents[2] / "fonts"
"""Where the bundle has its typefaces."""

FACES = (
    "Noto Sans",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Armenian",
    "Noto Sans Bengali",
    "Noto Sans Devanagari",
    "Noto Sans Ethiopic",
    "Noto Sans Georgian",
    "Noto Sans Khmer",
    "Noto Sans Lao",
    "Noto Sans Tamil",
    "Noto Sans Telugu",
    "Noto Sans Thai",
)
_LAST = ("Noto Emoji",)
_FAR_EAST = {
    "CN": ("Noto Sans SC", "Noto Sans JP", "Noto Sans KR"),
    "KR": ("Noto Sans KR", "Noto Sans JP", "Noto Sans SC"),
}
STANDARDS: Any = ["a-3a", "ua-1"]
"""PDF/A-3 is PDF/A-2 that may carry attachments; UA-1 asks for tags that screen readers follow."""

MOST_SPELLED = 300
"""Different letters without a typeface that one document may have; each costs another try."""

_NO_LETTER = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]{1,6})\}")
_ELSEWHERE = ("Noto Sans JP", "Noto Sans SC", "Noto Sans KR")


@dataclass(frozen=True)
class Part:
    """A part of the evidence: rows of a label and a value; `new` begins a page."""

    heading: str
    rows: tuple[tuple[str, str], ...]
    intro: str = ""
    new: bool = False


def render(
    words: Wording,
    number: str,
    program: Program,
    at: datetime,
    *,
    fonts: Path = FONTS,
    shown: bytes | None = None,
    evidence: Sequence[Part] = (),
) -> bytes:
    """The PDF, dated `at`. With `shown`, the PDF that was signed is attached, and the evidence has its own pages."""
    vendor = program.vendor
    about: Mapping[str, Any] = {
        "number": number,
        "vendor": vendor.name,
        "colour": vendor.colour,
        "shown": "The document that was shown to the signer",
        "pages": [asdict(part) for part in evidence],
    }
    faces = [*FACES, *_FAR_EAST.get(words.country, _ELSEWHERE), *_LAST]
    inputs = {
        "data": words.as_json(),
        "evidence": json.dumps(about, ensure_ascii=False, sort_keys=True),
        "fonts": json.dumps(faces),
        "spelled": "",
    }
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "agreement.typ")
        source.write_bytes(_TEMPLATE.read_bytes())
        if shown is not None:
            Path(folder, "shown.pdf").write_bytes(shown)

        return _compiled(source, inputs, fonts, at)


def _compiled(source: Path, inputs: dict[str, str], fonts: Path, at: datetime) -> bytes:
    # Typst costs a cold start 66 ms and 58 MB, which only what renders should pay.
    import typst  # noqa: PLC0415

    def compiled() -> bytes:
        made: bytes = typst.compile(
            source,
            root=source.parent,
            font_paths=[fonts],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=STANDARDS,
            timestamp=int(at.timestamp()),
        )
        return made

    for _ in range(MOST_SPELLED):
        try:
            return compiled()
        except typst.TypstError as error:
            missing = _NO_LETTER.search(str(error))
            if missing is None:
                raise
            _spell(inputs, _ESCAPED.sub(lambda found: chr(int(found[1], 16)), missing[1]))
    raise ValueError("too many letters without a typeface")


def _spell(inputs: dict[str, str], letter: str) -> None:
    """Writes a letter for which no typeface travels as its numbers, and has the document say so: never as a box."""
    numbers = "".join(f"[U+{ord(one):04X}]" for one in letter)
    for name in ("data", "evidence"):
        inputs[name] = inputs[name].replace(letter, numbers)
    inputs["spelled"] = "yes"
