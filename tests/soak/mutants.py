"""Promise 20: guards are tested. Each guard of the decision path is broken in turn, and some test must see it."""

import ast
import copy
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_SOURCE = ROOT / "functions"
_LONGEST_SECONDS = 900
_ALWAYS = "attribute_exists(PK) OR attribute_not_exists(PK)"

_RULES = (
    "tests/domain/test_live.py",
    "tests/domain",
    "tests/web/test_decisions.py",
    "tests/steps",
)
_WRITES = (
    "tests/adapters/test_guards.py",
    "tests/adapters/test_outbox.py",
    "tests/steps",
    "tests/web/test_decisions.py",
    "tests/web/test_apply.py",
)

PATH: Mapping[str, Sequence[str]] = {
    "onboarding/domain/answer.py": _RULES,
    "onboarding/domain/live.py": _RULES,
    "onboarding/domain/answering.py": _RULES,
    "onboarding/domain/confirming.py": _RULES,
    "onboarding/deciding.py": ("tests/web/test_decisions.py", "tests/steps"),
    "onboarding/adapters/applications.py": _WRITES,
    "onboarding/adapters/outbox.py": _WRITES,
    "onboarding/adapters/table.py": _WRITES,
}
"""The decision path, from the rule to the write, and the tests that hold each module."""

EQUIVALENT: Mapping[tuple[str, str], str] = {}
"""Changes that nobody could see, each with the reason."""


@dataclass(frozen=True)
class Mutant:
    """A module with one guard broken."""

    module: str
    line: int
    change: str
    source: str

    @property
    def name(self) -> str:
        """Where it is and what was done."""
        return f"{self.module}:{self.line} {self.change}"


_OPPOSITE: Mapping[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.LtE: ast.Gt,
    ast.Gt: ast.LtE,
}


def mutants(module: str) -> list[Mutant]:
    """Every guard of a module, broken: a comparison turned, a `not` dropped, a condition of a write made empty."""
    text = (_SOURCE / module).read_text(encoding="utf-8")
    tree = ast.parse(text)
    found = []
    for at, node in enumerate(ast.walk(tree)):
        for change, broken in _broken(node, rules="adapters" not in module):
            whole = copy.deepcopy(tree)
            _replace(whole, at, broken)
            source = ast.unparse(ast.fix_missing_locations(whole))
            found.append(Mutant(module, getattr(node, "lineno", 0), change, source))
    return found


def _broken(node: ast.AST, *, rules: bool) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_condition(node.value):
        yield f"“{node.value}” holds always", ast.Constant(_ALWAYS)
        for part in re.split(" AND | OR ", node.value) if "( " not in node.value else ():
            if part != node.value:
                yield f"“{node.value}” is only “{part}”", ast.Constant(part)
    if not rules:
        return
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _OPPOSITE:
        turned = copy.deepcopy(node)
        turned.ops = [_OPPOSITE[type(node.ops[0])]()]
        yield f"“{ast.unparse(node)}” is turned", turned
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield f"“{ast.unparse(node)}” is turned", node.operand
    if isinstance(node, ast.BoolOp):
        for part in node.values:
            yield f"“{ast.unparse(node)}” is only “{ast.unparse(part)}”", part
    if isinstance(node, ast.Raise):
        yield f"“{ast.unparse(node)[:60]}” is left out", ast.Pass()


def _is_condition(text: str) -> bool:
    return re.match(r"#\w+ (=|<=) :|attribute_(not_)?exists\(", text) is not None


def _replace(tree: ast.AST, at: int, new: ast.AST) -> None:
    """Puts a node in the place of the one that `ast.walk` gives as number `at`."""
    old = list(ast.walk(tree))[at]
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
                return
            if isinstance(value, list) and any(one is old for one in value):
                value[next(i for i, one in enumerate(value) if one is old)] = new
                return


def survives(mutant: Mutant) -> bool:
    """Whether no test of its module notices."""
    with tempfile.TemporaryDirectory() as folder:
        functions = Path(folder) / "functions"
        shutil.copytree(_SOURCE, functions, ignore=shutil.ignore_patterns("__pycache__"))
        (functions / mutant.module).write_text(mutant.source, encoding="utf-8")
        paths = ["-o", f"pythonpath={ROOT} {functions}"]
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-x",
            "-p",
            "no:cacheprovider",
            "-m",
            "not house",
            "-k",
            "not moto",
            *paths,
        ]
        environment = {**os.environ, "PYTHONPATH": str(functions), "PYTHONDONTWRITEBYTECODE": "1", MARK: "1"}
        try:
            done = subprocess.run(
                [*command, *PATH[mutant.module]],
                cwd=ROOT,
                env=environment,
                capture_output=True,
                check=False,
                timeout=_LONGEST_SECONDS,
            )
        except subprocess.TimeoutExpired:
            return False  # it never comes to an end, which somebody would notice
        return done.returncode == 0


MARK = "A_GUARD_IS_BROKEN"
"""Set while a mutant is tested, so that testing it does not begin by making mutants."""


def check(modules: Sequence[str] = tuple(PATH), every: int = 1) -> str:
    """The figure; raises AssertionError with every guard that nobody would miss."""
    if MARK in os.environ:
        return "not now"
    tried = [one for module in modules for one in mutants(module) if (module, one.change) not in EQUIVALENT]
    tried = tried[::every]
    alive = [mutant.name for mutant in tried if survives(mutant)]
    assert not alive, "nobody noticed:\n" + "\n".join(alive)
    return f"{len(tried)} broken guards of {len(modules)} modules, all noticed ({len(EQUIVALENT)} are no change at all)"
