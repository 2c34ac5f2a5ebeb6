"""A little Markdown as HTML: headings, lists, tables, code; everything else is text."""

import re
from collections.abc import Iterator
from html import escape
from itertools import groupby

_KINDS = (("table", r"\|"), ("list", r"[-*] +"), ("heading", r"#{1,4} +"), ("nothing", r"\s*$"))


def markdown(text: str) -> str:
    """HTML of headings, lists, tables, fenced code, bold, code and links; tags in the text are text."""
    return "\n".join(_blocks(text))


def _blocks(text: str) -> Iterator[str]:
    # Splitting at the fences leaves code at the odd places.
    for place, part in enumerate(re.split(r"^```.*$", escape(text), flags=re.MULTILINE)):
        if place % 2:
            yield f"<pre>{part.strip()}</pre>"
            continue
        for kind, lines in groupby(part.splitlines(), _kind):
            yield from _block(kind, list(lines))


def _kind(line: str) -> str:
    return next((kind for kind, start in _KINDS if re.match(start, line)), "text")


def _block(kind: str, lines: list[str]) -> Iterator[str]:
    if kind == "heading":
        for line in lines:
            marks, _, words = line.partition(" ")
            yield f"<h{len(marks) + 1}>{_inline(words)}</h{len(marks) + 1}>"
    elif kind == "list":
        yield f"<ul>{''.join(f'<li>{_inline(line[1:].strip())}</li>' for line in lines)}</ul>"
    elif kind == "table":
        rows = [line.strip().strip("|").split("|") for line in lines if not re.fullmatch(r"[|\s:-]+", line)]
        cells = ["".join(f"<td>{_inline(cell.strip())}</td>" for cell in row) for row in rows]
        yield f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"
    elif kind == "text":
        yield f"<p>{_inline(' '.join(lines))}</p>"


def _inline(text: str) -> str:
    text = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", text)
    text = re.sub(r"`(.+?)`", r"<code>\1</code>", text)
    return re.sub(r"\[([^\]]+)\]\((https?://[^)\s]+)\)", r'<a href="\2">\1</a>', text)
