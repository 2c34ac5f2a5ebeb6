"""Builds the directories that Lambda functions run from: our package, its libraries, their bytecode.

Most functions share the plain one. The few that write, seal or check documents run from one that also has the
libraries and typefaces for it, eight times the size; those that compare names with denied-party lists from one that is
half as large again.

Asset zips reset file times to 1980, so bytecode that is checked by time is stale on Lambda and every cold
start compiles again. Here it is compiled once and lies where its source was: the runtime loads it and asks no
further. As `unchecked-hash` it says nothing of a time, so the same sources are the same bundle.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from infra import fonts, templates
from infra.libraries import is_noise
from infra.words import compile_all

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "functions" / "onboarding"
PROGRAM = SOURCE / "program.toml"
RECIPE = [
    ROOT / name
    for name in (
        "pyproject.toml",
        "uv.lock",
        "package-lock.json",
        "infra/bundle.py",
        "infra/fonts.py",
        "infra/libraries.py",
        "infra/templates.py",
        "infra/words.py",
    )
]
KEEP = 2  # finished directories per target; older ones go

# Where Lambda unpacks the asset: tracebacks then name the files that are really there.
LAMBDA_ROOT = "/var/task"


@dataclass(frozen=True, slots=True)
class Target:
    """A platform to install libraries for; `options` are uv's."""

    name: str
    options: tuple[str, ...]


# Lambda's Amazon Linux 2023 has glibc 2.34. Wheels only: a source build would be for the wrong machine.
LAMBDA = Target("lambda", ("--python-platform", "aarch64-manylinux_2_34", "--only-binary", ":all:"))
HOST = Target("host", ())


@dataclass(frozen=True, slots=True)
class Kind:
    """What a bundle is for: its dependency groups, whether typefaces travel along, what of ours stays behind."""

    name: str
    groups: tuple[str, ...]
    fonts: bool = False
    without: tuple[str, ...] = ()


# The agreements' words and what writes them are for documents, the matcher for what compares names.
TEXTS = "templates/agreements"
WRITERS = tuple(
    f"documents/{module}.pyc" for module in ("certificate", "checking", "evidence", "pages", "signer", "wording")
)
AGREEMENTS = (TEXTS, *WRITERS)
MATCHER = tuple(f"screening/{module}.pyc" for module in ("columns", "matching", "names", "parsing", "taking"))

PLAIN = Kind("bundle", ("bundle",), without=(*AGREEMENTS, *MATCHER, "screen.pyc"))
SCREENING = Kind("screening", ("bundle", "screening"), without=AGREEMENTS)
DOCUMENTS = Kind("documents", ("bundle", "documents"), fonts=True, without=(*MATCHER, "screen.pyc"))
KINDS = (PLAIN, SCREENING, DOCUMENTS)


@dataclass(frozen=True, slots=True)
class Bundle:
    """A directory ready to ship and the digest of all that went into it."""

    directory: Path
    digest: str


def build(
    target: Target,
    kind: Kind = PLAIN,
    *,
    root: Path = ROOT / "build",
    program: Path | None = None,
    agreements: Path | None = None,
) -> Bundle:
    """Return the bundle for a target, built only where nothing with the same inputs lies in `root`.

    `program` is shipped in the place of our program.toml, the texts in the folder `agreements` beside ours. Raises
    subprocess.CalledProcessError where a library cannot be fetched.
    """
    texts = agreements if TEXTS not in kind.without else None
    digest = _digest(target, kind, program or PROGRAM, texts)
    finished = root / f"{kind.name}-{target.name}-{digest[:16]}"
    if not finished.is_dir():
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=root, prefix="making-") as work:
            directory = Path(work, "bundle")
            _add_libraries(directory, target, kind, work=Path(work))
            _add_ours(directory, program or PROGRAM)
            if texts is not None:
                _copy(texts, directory / SOURCE.name / TEXTS)
            if kind.fonts:
                fonts.copy(directory / "fonts")
            _leave_behind([directory / SOURCE.name / path for path in kind.without])
            _publish(directory, finished)
    finished.touch()
    _forget_old(root, target, kind)
    return Bundle(directory=finished, digest=digest)


def prepared(directory: Path) -> Bundle:
    """A directory that somebody else made, shipped as it is."""
    digest = hashlib.sha256()
    for file in _files(directory):
        digest.update(f"{file.relative_to(directory)}\0".encode() + file.read_bytes() + b"\0")
    return Bundle(directory=directory, digest=digest.hexdigest())


def _digest(target: Target, kind: Kind, program: Path, texts: Path | None) -> str:
    """SHA-256 over all that the result depends on: sources, locked libraries, target, Python, this recipe."""
    digest = hashlib.sha256(repr((target, kind, sys.version_info[:3])).encode() + program.read_bytes())
    files = [(ROOT, file) for file in (*RECIPE, *_files(SOURCE))]
    if texts is not None:
        files += [(texts, file) for file in _files(texts)]
    for root, file in files:
        digest.update(f"{file.relative_to(root)}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _files(directory: Path) -> Iterator[Path]:
    everything = sorted(directory.rglob("*"))
    return (file for file in everything if file.is_file() and not is_noise(file.relative_to(directory)))


def _add_libraries(directory: Path, target: Target, kind: Kind, *, work: Path) -> None:
    """Install the locked groups, each file checked by the lock's hash; ship bytecode, not source."""
    requirements, installed = work / "requirements.txt", work / "installed"
    groups = [part for group in kind.groups for part in ("--only-group", group)]
    locked = _uv(["export", "--frozen", *groups, "--no-emit-project", "--no-header", "--no-annotate"])
    requirements.write_text(locked)
    to = ["--python", sys.executable, "--target", str(installed), "--requirements", str(requirements)]
    _uv([*["pip", "install", "--require-hashes", "--no-deps", "--link-mode", "copy"], *target.options, *to])
    _copy(installed, directory)
    _compile(directory, root=directory)


def _add_ours(directory: Path, program: Path) -> None:
    """Our own modules and templates as bytecode, translations as catalogues."""
    ours = directory / SOURCE.name
    _copy(SOURCE, ours)
    shutil.copyfile(program, ours / PROGRAM.name)
    translated = templates.translate(ours / templates.FOLDER)
    _compile(ours, root=directory)
    templates.pack(ours / templates.FOLDER, translated)
    compile_all(ours / "locales")
    for source in (ours / "locales").rglob("*.po*"):
        source.unlink()


def _leave_behind(paths: Sequence[Path]) -> None:
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _uv(arguments: Sequence[str]) -> str:
    ours = ROOT / ".tools" / "uv" / "bin" / "uv"
    uv = str(ours) if ours.exists() else shutil.which("uv") or "uv"
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    done = subprocess.run(  # noqa: S603 - our own pinned tool, with arguments from this file
        [uv, "--quiet", "--project", str(ROOT), *arguments],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
    )
    if done.returncode:
        sys.stderr.write(done.stderr)
        done.check_returncode()
    return done.stdout


def _copy(source: Path, into: Path) -> None:
    for file in _files(source):
        copy = into / file.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)


def _compile(directory: Path, *, root: Path) -> None:
    """Compile a tree of the bundle `root` and drop its sources: nothing is left that could be compiled again.

    Without docstrings, asserts (Python's -OO) and columns of lines, bytecode is a third smaller; a traceback names file
    and line all the same. `-b`: it lies where the source was, so that it is found without one.
    """
    compiler = [sys.executable, "-I", "-X", "no_debug_ranges", "-m", "compileall", "-q", "-f", "-b", "-o", "2"]
    what = ["--invalidation-mode", "unchecked-hash", "-s", str(root), "-p", LAMBDA_ROOT, str(directory)]
    subprocess.run([*compiler, *what], check=True)  # noqa: S603 - our own interpreter
    for source in directory.rglob("*.py"):
        source.unlink()


def _publish(directory: Path, finished: Path) -> None:
    try:
        directory.rename(finished)
    except OSError:
        # Somebody else finished the same bundle in the meantime; same inputs, same bundle.
        if not finished.is_dir():
            raise


def _forget_old(root: Path, target: Target, kind: Kind) -> None:
    bundles = sorted(root.glob(f"{kind.name}-{target.name}-*"), key=lambda bundle: bundle.stat().st_mtime)
    for old in bundles[:-KEEP]:
        shutil.rmtree(old, ignore_errors=True)
