"""An agreement's text for the screen: the same words, in paragraphs that fit any width."""

import re
from dataclasses import dataclass

_HEADING = re.compile(r"[0-9]+\. ")


@dataclass(frozen=True)
class Paragraph:
    """One paragraph; headings are set apart."""

    text: str
    heading: bool


def paragraphs(text: str) -> list[Paragraph]:
    """Blank lines part paragraphs; line breaks within one go, for the screen makes its own."""
    found = (" ".join(block.split()) for block in re.split(r"\n\s*\n", text))
    return [Paragraph(words, bool(_HEADING.match(words)) or words.isupper()) for words in found if words]
