"""The domain stands on the standard library alone, and the rooms around it stand in an order."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

DOMAIN = Path(__file__).parents[2] / "functions" / "onboarding" / "domain"


def imported_by(module: Path) -> Iterator[str]:
    """The modules, or the rooms and what is taken out of them, that a module imports anywhere in it."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_the_domain_imports_nothing_but_the_standard_library_and_itself() -> None:
    for module in DOMAIN.glob("*.py"):
        for name in imported_by(module):
            ours = name.startswith("onboarding.domain")
            assert ours or name.partition(".")[0] in sys.stdlib_module_names, f"{module.name} imports {name}"


@pytest.mark.parametrize(("room", "entered_by"), [("web", {"web", "ops"}), ("ops", {"ops"})])
def test_nobody_reaches_into_the_pages_or_the_console_from_outside(room: str, entered_by: set[str]) -> None:
    home = DOMAIN.parent
    elsewhere = [one for one in home.rglob("*.py") if one.relative_to(home).parts[0] not in entered_by]
    assert len(elsewhere) > 100
    found = [(one.name, name) for one in elsewhere for name in imported_by(one)]
    assert [pair for pair in found if pair[1].startswith(f"onboarding.{room}.")] == []


def test_pages_and_imports_share_nothing_but_what_stands_outside_both() -> None:
    modules = (DOMAIN.parent / "web").glob("*.py")
    assert [one.name for one in modules for name in imported_by(one) if name.startswith("onboarding.importing.")] == []


def test_importing_every_domain_module_loads_no_third_party_module() -> None:
    names = [f"onboarding.domain.{module.stem}" for module in DOMAIN.glob("*.py") if module.stem != "__init__"]
    code = (
        f"import sys, importlib; sys.path.insert(0, {str(DOMAIN.parents[1])!r})\n"
        f"[importlib.import_module(name) for name in {names!r}]\n"
        "print([n for n, m in sys.modules.items() if 'site-packages' in (getattr(m, '__file__', '') or '')])"
    )
    found = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
