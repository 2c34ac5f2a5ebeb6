"""Where a measure is taken back: a bundle that is ours to spoil, and what is measured of it."""

import json
import os
import py_compile
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import pytest

from bench import asset, cold_start, start
from bench.first_calls import FirstCall, first_calls
from bench.measures import Line
from bench.replay import Replay, replay
from infra import bundle
from infra.functions import SPECS

INSTALLED = Path(pytest.__file__).parent.parent


@dataclass
class Once:
    """What is made once for all rows: first calls, AWS on loopback, and what is measured where nothing is spoilt."""

    folder: Path
    closing: ExitStack
    before: dict["Measured", list[Line]] = field(default_factory=dict)

    @cached_property
    def calls(self) -> Mapping[str, FirstCall]:
        """By function's name."""
        return first_calls()

    @cached_property
    def runtime(self) -> Path:
        """The libraries of Lambda's own Python."""
        return asset.runtime(self.folder / "runtime")

    @cached_property
    def aws(self) -> Replay:
        """What answers the functions that start."""
        return self.closing.enter_context(replay())


@dataclass
class Ground:
    """One row's: `patch` for what is patched, `spoil` for a copy of a bundle; what nobody spoilt is the real one."""

    once: Once
    folder: Path
    patch: pytest.MonkeyPatch
    spoilt: dict[str, Path] = field(default_factory=dict)

    def root(self, target: bundle.Target, kind: bundle.Kind = bundle.PLAIN) -> Path:
        """What functions run from."""
        built = _built(target, kind)
        return self.spoilt.get(built.name, built)

    def spoil(self, target: bundle.Target, kind: bundle.Kind = bundle.PLAIN) -> Path:
        """A copy of that; its files lead to the real ones until they are replaced.

        What only starts here may have whole libraries lead there; what is weighed is read file by file.
        """
        built = _built(target, kind)
        copy = self.spoilt[built.name] = self.folder / built.name
        copy.mkdir()
        for part in built.iterdir():
            if part.is_file() or (target is bundle.HOST and part.name != bundle.SOURCE.name):
                (copy / part.name).symlink_to(part)
            else:
                shutil.copytree(part, copy / part.name, copy_function=os.symlink)
        return copy

    def started(self, function: str) -> list[Line]:
        """The counted lines of this function's first start."""
        spec = next(spec for spec in SPECS if spec.name == function)
        first = self.once.calls[function]
        command = cold_start.child(self.root(bundle.HOST, spec.bundle), self.once.runtime, spec.handler)
        cold = cold_start.Start(function, command, json.dumps(first.event), first.calls)
        _, told = cold_start.started(cold, self.once.aws)
        return list(start.counts({function: told}, {function: cold.services}))


@cache
def _built(target: bundle.Target, kind: bundle.Kind) -> Path:
    return bundle.build(target, kind).directory


type Measured = Callable[[Ground], Iterable[Line]]
type TakeBack = Callable[[Ground], None]


@dataclass(frozen=True)
class Revert:
    """A measure in words, what takes it back in the product, and the lines of `make bench` that say so.

    `measured` gives these lines and others.
    """

    measure: str
    back: TakeBack
    measured: Measured
    lines: Sequence[str]


def rewritten(root: Path, module: str, *changes: tuple[str, str]) -> None:
    """A module of ours with these words instead of those, compiled as the bundle's are."""
    text = (bundle.SOURCE / f"{module}.py").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, f"{module} does not say this any more:\n{old}"
        text = text.replace(old, new)
    source = root / "changed.py"
    source.write_text(text, encoding="utf-8")
    compiled(source, root / bundle.SOURCE.name / f"{module}.pyc")
    source.unlink()


def compiled(source: Path, into: Path, optimize: int = 2) -> None:
    """Bytecode as the bundle has it, unless it is to keep docstrings and asserts."""
    into.unlink(missing_ok=True)
    unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH
    py_compile.compile(str(source), str(into), doraise=True, optimize=optimize, invalidation_mode=unchecked)


def shipped(root: Path, *names: str) -> None:
    """Packages, or parts of packages, that were left out, from where they are installed here."""
    for name in names:
        package, top = INSTALLED / name, root / Path(name).parts[0]
        if top.is_symlink():
            led_to = top.resolve()
            top.unlink()
            shutil.copytree(led_to, top, copy_function=os.symlink)
        for file in [package] if package.is_file() else sorted(package.rglob("*.py")):
            into = root / file.relative_to(INSTALLED).with_suffix(".pyc")
            into.parent.mkdir(parents=True, exist_ok=True)
            compiled(file, into)
        for data in package.rglob("*.json"):
            into = root / data.relative_to(INSTALLED)
            into.parent.mkdir(parents=True, exist_ok=True)
            into.symlink_to(data)
