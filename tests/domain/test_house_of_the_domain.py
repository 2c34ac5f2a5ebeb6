"""The domain stands on the standard library alone."""

import ast
import subprocess
import sys
from pathlib import Path

DOMAIN = Path(__file__).parents[2] / "functions" / "onboarding" / "domain"


def test_the_domain_imports_nothing_but_the_standard_library_and_itself() -> None:
    for module in DOMAIN.glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                ours = name.startswith("onboarding.domain")
                assert ours or name.partition(".")[0] in sys.stdlib_module_names, f"{module.name} imports {name}"


def test_importing_every_domain_module_loads_no_third_party_module() -> None:
    names = [f"onboarding.domain.{module.stem}" for module in DOMAIN.glob("*.py") if module.stem != "__init__"]
    code = (
        f"import sys, importlib; sys.path.insert(0, {str(DOMAIN.parents[1])!r})\n"
        f"[importlib.import_module(name) for name in {names!r}]\n"
        "print([n for n, m in sys.modules.items() if 'site-packages' in (getattr(m, '__file__', '') or '')])"
    )
    found = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
