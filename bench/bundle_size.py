"""What is in the bundles and why, and what each function carries (`python -m bench.bundle_size`, `make bundle`)."""

import struct
import sys
import tempfile
import tomllib
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from bench import asset
from bench.measures import Line
from infra import bundle
from infra.functions import SPECS, Spec

MB = 1_000_000
AT_MOST = {bundle.PLAIN: 4 * MB, bundle.SCREENING: 6 * MB, bundle.DOCUMENTS: 80 * MB}
WRITERS = 3
"""What prepares an agreement, what seals it, and the page that checks one."""

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
    """Two lines a kind of bundle, and one for who runs from the heavy one."""
    with tempfile.TemporaryDirectory() as folder:
        for kind in bundle.KINDS:
            root = bundle.build(bundle.LAMBDA, kind).directory
            yield weight(kind, root, Path(folder))
            yield compiled_by_a_start(kind, root)
    yield carriers(SPECS)


def weight(kind: bundle.Kind, root: Path, folder: Path) -> Line:
    """How large this bundle's zip is, which is made in that folder."""
    size = asset.zipped(root, folder / f"{kind.name}.zip").stat().st_size
    return _line(f"{kind.name}, zipped", f"at most {AT_MOST[kind] // MB} MB", "bytes", size, AT_MOST[kind])


def compiled_by_a_start(kind: bundle.Kind, root: Path) -> Line:
    """What in this bundle could be compiled."""
    return _line(f"{kind.name}, files that a start compiles", "0", "files", len(stale(root)), 0)


def carriers(specs: Iterable[Spec]) -> Line:
    """The functions that load their code from the heaviest bundle, whether they are asked for a document or not."""
    count = sum(spec.bundle is bundle.DOCUMENTS for spec in specs)
    goal = "only what writes, seals or checks"
    return _line("functions that carry the documents' libraries", goal, "functions", count, WRITERS)


def _line(what: str, goal: str, unit: str, count: int, limit: int) -> Line:
    return Line(measure=f"bundle: {what}", goal=goal, how="make bundle", unit=unit, ours=count, limit=limit, count=True)


def listing() -> Iterator[str]:
    """Each bundle, part by part, with the reason that it travels, and the functions that run from it."""
    asked = tomllib.loads((bundle.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    for kind in bundle.KINDS:
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
