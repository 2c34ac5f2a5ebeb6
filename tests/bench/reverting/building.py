"""What makes a bundle lean, taken back: compiled pages, bytecode that is never checked, libraries left at home."""

import os
import shutil
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bench import bundle_size
from bench.asset import ZIP_SECONDS
from bench.measures import Line
from infra import bundle, functions, templates
from tests.bench.reverting.ground import Ground, Revert, compiled
from tests.bench.reverting.starting import LINK, STEP, Started

OURS = bundle.SOURCE.name
COMPILES = "cold start: files that a start compiles"
STALE, ZIPPED = "bundle: bundle, files that a start compiles", "bundle: bundle, zipped"
HEAVY = "bundle: functions that carry the documents' libraries"


def _stale(ground: Ground) -> list[Line]:
    return [bundle_size.compiled_by_a_start(bundle.PLAIN, ground.root(bundle.LAMBDA))]


@dataclass(frozen=True)
class _Built:
    """Measures the first start of this function, and what Lambda's own bundle has."""

    function: str

    def __call__(self, ground: Ground) -> list[Line]:
        return ground.started(self.function) + _stale(ground)


def _weight(ground: Ground) -> list[Line]:
    return [bundle_size.weight(bundle.PLAIN, ground.root(bundle.LAMBDA), ground.folder)]


def _carriers(_: Ground) -> list[Line]:
    return [bundle_size.carriers(functions.SPECS)]


def _templates_as_they_are(ground: Ground) -> None:
    for target in (bundle.HOST, bundle.LAMBDA):
        folder = ground.spoil(target) / OURS / templates.FOLDER
        shutil.rmtree(folder)
        shutil.copytree(bundle.SOURCE / templates.FOLDER, folder)


def _sources(root: Path) -> Iterator[tuple[Path, Path]]:
    """Each module of ours, and where it would lie in the bundle."""
    for file in bundle.SOURCE.rglob("*.py"):
        path = root / file.relative_to(bundle.SOURCE.parent)
        if path.with_suffix(".pyc").exists():
            yield file, path


def _sources_shipped(ground: Ground) -> None:
    for target in (bundle.HOST, bundle.LAMBDA):
        for file, path in _sources(ground.spoil(target)):
            shutil.copyfile(file, path)


def _bytecode_as_usual(ground: Ground) -> None:
    """Beside its source, checked by a time that the zip does not keep."""
    for file, path in _sources(ground.spoil(bundle.HOST)):
        shutil.copyfile(file, path)
        cached = path.parent / "__pycache__" / f"{path.stem}.cpython-313.pyc"
        cached.parent.mkdir(exist_ok=True)
        path.with_suffix(".pyc").rename(cached)
        _by_time(cached, path)
        os.utime(path, (ZIP_SECONDS, ZIP_SECONDS))


def _by_time_without_sources(ground: Ground) -> None:
    for file, path in _sources(ground.spoil(bundle.LAMBDA)):
        _by_time(path.with_suffix(".pyc"), file)


def _by_time(cached: Path, source: Path) -> None:
    """Its bytecode says when its source was written, as `py_compile` has it unless told otherwise."""
    code, about = cached.read_bytes(), source.stat()
    cached.unlink()
    cached.write_bytes(code[:4] + struct.pack("<3I", 0, int(about.st_mtime), about.st_size) + code[16:])


def _nothing_left_out_of_bytecode(ground: Ground) -> None:
    """Docstrings and columns of lines travel too."""
    for file, path in _sources(ground.spoil(bundle.LAMBDA)):
        compiled(file, path.with_suffix(".pyc"), optimize=0)


def _sealing_everywhere(ground: Ground) -> None:
    library = ground.root(bundle.LAMBDA, bundle.DOCUMENTS) / "pyhanko"
    shutil.copytree(library, ground.spoil(bundle.LAMBDA) / library.name, copy_function=os.symlink)


def _pages_from_the_heavy_bundle(ground: Ground) -> None:
    heavy = [replace(spec, bundle=bundle.DOCUMENTS) if spec.name == LINK else spec for spec in functions.SPECS]
    ground.patch.setattr(functions, "SPECS", heavy)


ROWS = (
    Revert("templates compiled when the bundle is made", _templates_as_they_are, _Built(LINK), [COMPILES, STALE]),
    Revert(
        "bytecode where its source was, and no source in the zip", _sources_shipped, _Built(STEP), [COMPILES, STALE]
    ),
    Revert("bytecode that needs no source beside it", _bytecode_as_usual, Started(STEP), [COMPILES]),
    Revert("bytecode that says nothing of a time", _by_time_without_sources, _stale, [STALE]),
    Revert("bytecode without docstrings and columns", _nothing_left_out_of_bytecode, _weight, [ZIPPED]),
    Revert("libraries of documents in a bundle of their own", _sealing_everywhere, _weight, [ZIPPED]),
    Revert("the heavy bundle only where documents are made", _pages_from_the_heavy_bundle, _carriers, [HEAVY]),
)
