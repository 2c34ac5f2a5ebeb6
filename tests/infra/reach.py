"""Which ports' methods a handler can come to call, read from the source.

IAM is evaluated by AWS only, so a missing right would be found there first. This follows names from a handler
through our modules (not the domain, which calls nobody, nor the adapters, which are what is called), and
collects every `<port>.<method>` on the way. A name that is mentioned counts as called.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from infra.bundle import SOURCE

PORTS = {
    "applications",
    "notices",
    "outbox",
    "workflow",
    "mailer",
    "listeners",
    "webhooks",
    "signatures",
    "documents",
    "drafts",
    "remains",
    "seal",
    "provider",
    "directory",
    "connections",
    "files",
    "imports",
    "work",
    "incoming",
    "denied",
    "denied_lists",
    "list_files",
    "list_work",
}
OUTSIDE = ("domain", "adapters", "world.py", "ports")

type Place = tuple[str, str]  # module, name


def calls_of(handler: str) -> set[str]:
    """`applications.case` and the like for a handler such as `onboarding.relay.handler`."""
    module, _, name = handler.rpartition(".")
    edges, calls = _graph()
    if (module, name) not in calls:
        raise LookupError(f"{handler} is nowhere")
    seen: set[Place] = set()
    left: list[Place] = [(module, name)]
    while left:
        place = left.pop()
        if place not in seen:
            seen.add(place)
            left += edges.get(place, ())
    return {call for place in seen for call in calls.get(place, ())}


@cache
def _graph() -> tuple[dict[Place, set[Place]], dict[Place, set[str]]]:
    edges: dict[Place, set[Place]] = defaultdict(set)
    calls: dict[Place, set[str]] = defaultdict(set)
    for file in sorted(SOURCE.rglob("*.py")):
        inner = file.relative_to(SOURCE)
        if inner.parts[0] not in OUTSIDE:
            _read(file, _module(inner), edges, calls)
    return edges, calls


def _module(inner: Path) -> str:
    parts = [SOURCE.name, *inner.with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _read(file: Path, module: str, edges: dict[Place, set[Place]], calls: dict[Place, set[str]]) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    imported = dict(_imports(tree))
    for name, node in _definitions(tree):
        place = (module, name)
        calls[place] |= set(_port_calls(node))
        for mentioned in ast.walk(node):
            match mentioned:
                case ast.Attribute(value=ast.Name(id=left), attr=attribute) if left in imported:
                    edges[place].add((".".join(imported[left]).strip("."), attribute))
                case ast.Attribute(value=ast.Name(id="self"), attr=attribute):
                    edges[place].add((module, attribute))
                case ast.Name(id=known) if known in imported:
                    edges[place].add(imported[known])
                case ast.Name(id=own):
                    edges[place].add((module, own))
        for decorator in getattr(node, "decorator_list", []):
            # A function that registers itself is called by whatever it is registered with.
            for registry in ast.walk(decorator):
                if isinstance(registry, ast.Name):
                    edges[module, registry.id].add(place)


def _definitions(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name):
                yield name, node
            case ast.ClassDef(name=name):
                yield name, node
                yield from ((method.name, method) for method in node.body if isinstance(method, ast.FunctionDef))
            case ast.Assign() | ast.AnnAssign() | ast.For() | ast.Expr():
                # What is handed to something at import, a table of routes to a resolver, is called by it.
                yield from ((name.id, node) for name in ast.walk(node) if isinstance(name, ast.Name))


def _imports(tree: ast.Module) -> Iterator[tuple[str, Place]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(SOURCE.name):
            for alias in node.names:
                yield alias.asname or alias.name, (str(node.module), alias.name)


def _port_calls(node: ast.AST) -> Iterator[str]:
    for mentioned in ast.walk(node):
        match mentioned:
            case ast.Attribute(value=ast.Attribute(attr=port) | ast.Name(id=port), attr=method) if port in PORTS:
                yield f"{port}.{method}"
