"""Secrets in the tree and in its history: detect-secrets over every line that any commit ever had.

What looks like one and is none is in harmless-secrets.json, by its digest and with the reason, so that the same words
in a new place pass and other words in the same place do not.
"""

import json
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from local.addresses import ROOT
from local.supply.tools import SCANNER, tool

HARMLESS = Path(__file__).with_name("harmless-secrets.json")
LISTS = ("uv.lock", "package-lock.json", HARMLESS.name)
"""Lists of digests, which all look like secrets."""


def found() -> tuple[list[str], int]:
    """A line for each secret that is not known to be harmless, and the number of lines that were looked at."""
    known = harmless()
    with tempfile.TemporaryDirectory() as folder:
        names, count = _written(Path(folder))
        done = tool(SCANNER, "detect-secrets", ["scan", "--all-files", "--no-verify", "."], cwd=Path(folder))
        if done.returncode:
            raise ChildProcessError(f"detect-secrets: {done.stderr.strip()[-300:]}")
        results = json.loads(done.stdout)["results"]
    lines = {
        f"{names[Path(file).name]}: {one['type']} ({one['hashed_secret']})"
        for file, findings in results.items()
        for one in findings
        if one["hashed_secret"] not in known
    }
    return sorted(lines), count


def harmless() -> Mapping[str, str]:
    """What looks like a secret and is none: the reason by the SHA-1 of the words."""
    listed = json.loads(HARMLESS.read_text(encoding="utf-8"))
    return {digest: one["reason"] for one in listed for digest in one["digests"]}


def _written(folder: Path) -> tuple[dict[str, str], int]:
    """Writes every line that a file ever had, once, to a file of its own; gives whose they are, and how many lines."""
    texts = _lines()
    names = {f"{number}{Path(path).suffix}": path for number, path in enumerate(texts)}
    for file, path in names.items():
        (folder / file).write_text("\n".join(texts[path]), encoding="utf-8")
    return names, sum(map(len, texts.values()))


def _lines() -> dict[str, dict[str, None]]:
    """By path, the lines that any commit of any branch added, and those of the tree as it is now, in their order."""
    texts: dict[str, dict[str, None]] = {}
    path = ""
    for line in _git("log", "--all", "-m", "-p", "--unified=0", "--no-renames", "--no-color", "--format=").splitlines():
        if line.startswith("+++ "):
            path = line.removeprefix("+++ ").removeprefix("b/")
        elif line.startswith("+") and not path.endswith(LISTS):
            texts.setdefault(path, {})[line[1:]] = None
    for path in _git("ls-files", "-z").split("\0"):
        file = ROOT / path
        if file.is_file() and not path.endswith(LISTS):
            content = file.read_bytes()
            if b"\0" not in content:
                texts.setdefault(path, {}).update(dict.fromkeys(content.decode(errors="replace").splitlines()))
    return texts


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True)  # noqa: S607
    return done.stdout.decode(errors="replace")
