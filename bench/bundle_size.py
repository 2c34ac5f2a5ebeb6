"""What is in the bundles and why, and what each function carries (`python -m bench.bundle_size`, `make bundle`)."""

import struct
import sys
import tempfile
import tomllib
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bench import asset
from bench.measures import Line
from infra import bundle
from infra.functions import SPECS

MB = 1_000_000
AT_MOST = 4 * MB
UNCHECKED_HASH = 0b01

WHY = {
    "annotated_types": "pydantic's own need",
    "aws_lambda_powertools": "JSON logs and metrics",
    "fonts": "the typefaces of agreements",
    "jinja2": "pages and mails",
    "jmespath": "Powertools' own need",
    "markupsafe": "jinja2's own need",
    "onboarding": "the product: rules, pages, mails, adapters",
    "publicsuffixlist": "whose domain an address is, when a form is sent",
    "pydantic": "forms and files from outside, when they are sent",
    "pydantic_core": "pydantic's own need",
    "typing_extensions": "pydantic's own need",
    "typing_inspection": "pydantic's own need",
    "typst": "renders agreements",
    "pyhanko": "seals and checks agreements",
    "tzdata": "the partners' time zones",
}


def stale(root: Path) -> list[Path]:
    """Sources, templates, and bytecode that would be checked or is another Python's: whatever a start could compile."""
    sources = [*root.rglob("*.py"), *root.rglob("*.html")]
    checked = [file for file in root.rglob("*.pyc") if struct.unpack("<4sI", file.read_bytes()[:8]) != _good()]
    return sources + checked


def _good() -> tuple[bytes, int]:
    from importlib.util import MAGIC_NUMBER  # noqa: PLC0415 - of the Python that runs this

    return MAGIC_NUMBER, UNCHECKED_HASH


def contents(root: Path) -> Counter[str]:
    """Compressed bytes by what lies at the top."""
    found: Counter[str] = Counter()
    for file in root.rglob("*"):
        if file.is_file():
            top = file.relative_to(root).parts[0].removesuffix(".pyc").partition("-")[0]
            found[top] += len(zlib.compress(file.read_bytes(), 6))
    return found


def measure() -> Iterator[Line]:
    """One line a kind of bundle, and one for what could be compiled."""
    with tempfile.TemporaryDirectory() as folder:
        for kind in (bundle.PLAIN, bundle.SCREENING, bundle.DOCUMENTS):
            root = bundle.build(bundle.LAMBDA, kind).directory
            size = asset.zipped(root, Path(folder) / f"{kind.name}.zip").stat().st_size
            plain = kind is bundle.PLAIN
            yield Line(
                measure=f"bundle: {kind.name}, zipped",
                goal="at most 4 MB" if plain else "only where documents are made",
                how="make bundle",
                unit="bytes",
                ours=size,
                limit=AT_MOST if plain else 80 * MB,
                count=True,
            )
            yield Line(
                measure=f"bundle: {kind.name}, files that a start compiles",
                goal="0",
                how="make bundle",
                unit="files",
                ours=len(stale(root)),
                limit=0,
                count=True,
            )


def listing() -> Iterator[str]:
    """Each bundle, part by part, with the reason that it travels, and the functions that run from it."""
    asked = tomllib.loads((bundle.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    for kind in (bundle.PLAIN, bundle.SCREENING, bundle.DOCUMENTS):
        root = bundle.build(bundle.LAMBDA, kind).directory
        found = contents(root)
        pinned = [name for group in kind.groups for name in asked[group]]
        functions = [spec.name for spec in SPECS if spec.bundle == kind]
        yield f"{kind.name}: {sum(found.values()) / MB:.2f} MB compressed; {', '.join(pinned)}"
        yield f"  for {', '.join(functions)}"
        for name, size in found.most_common():
            yield f"  {size / 1000:>9,.0f} KB  {name:<24} {WHY.get(name, 'a document library’s own need')}"


if __name__ == "__main__":
    sys.stdout.write("\n".join(listing()) + "\n")
