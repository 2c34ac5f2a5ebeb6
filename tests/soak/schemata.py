"""Guards broken on purpose: a module with all of its mutants in it, of which one at a time is switched on.

Each guard becomes a question to `broken`: is this mutant on? One process that has everything imported can so try them
all, and the question itself tells which tests come to the guard.
"""

import ast
import builtins
import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_ASKS = "_is_broken_on_purpose"
_ALWAYS = "attribute_exists(PK) OR attribute_not_exists(PK)"


@dataclass(frozen=True)
class Mutant:
    """A guard, and how it is broken. `early` says that its module reads it while it is imported."""

    module: str
    line: int
    change: str
    early: bool

    @property
    def name(self) -> str:
        """Where it is and what was done."""
        return f"{self.module}:{self.line} {self.change}"


@dataclass
class Switch:
    """Which mutant is on, by its number, and which were asked for since somebody last looked."""

    on: int = -1
    reached: set[int] = field(default_factory=set)

    def broken(self, number: int) -> bool:
        """Whether this one is on."""
        self.reached.add(number)
        return number == self.on

    def install(self) -> None:
        """Makes the question known to every module."""
        setattr(builtins, _ASKS, self.broken)


_OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
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


class Breaking(ast.NodeTransformer):
    """Puts every mutant of a module into it; their numbers begin with `first`."""

    def __init__(self, module: str, first: int) -> None:
        self._module, self._first, self._inside = module, first, 0
        self.mutants: list[Mutant] = []

    def visit(self, node: ast.AST) -> ast.AST:
        """The node with its children's mutants and its own."""
        broken = list(_broken(node, rules="adapters" not in self._module))
        numbers = [self._note(node, change) for change, _ in broken]
        whole: ast.AST = super().visit(node)
        for number, (_, instead) in zip(numbers, broken, strict=True):
            whole = _either(number, instead, whole)
        return whole

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """What is inside runs later; its decorators, defaults and types at once."""
        node.decorator_list = [self._expression(one) for one in node.decorator_list]
        node.args = self.visit(node.args)  # type: ignore[assignment]
        self._inside += 1
        node.body = [self.visit(one) for one in node.body]  # type: ignore[misc]
        self._inside -= 1
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        """The same for what has no name."""
        self._inside += 1
        self.generic_visit(node)
        self._inside -= 1
        return node

    def visit_match_case(self, node: ast.match_case) -> ast.AST:
        """A pattern is no expression."""
        node.guard = self._expression(node.guard) if node.guard else None
        node.body = [self.visit(one) for one in node.body]  # type: ignore[misc]
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        """A literal part of an f-string becomes a value in it."""
        visited = [(one, self.visit(one)) for one in node.values]
        node.values = [
            ast.FormattedValue(new, -1) if isinstance(old, ast.Constant) and new is not old else new  # type: ignore[misc,arg-type]
            for old, new in visited
        ]
        return node

    def _expression(self, node: ast.expr) -> ast.expr:
        found = self.visit(node)
        assert isinstance(found, ast.expr)
        return found

    def _note(self, node: ast.AST, change: str) -> int:
        self.mutants.append(Mutant(self._module, getattr(node, "lineno", 0), change, not self._inside))
        return self._first + len(self.mutants) - 1


def _either(number: int, instead: ast.AST, whole: ast.AST) -> ast.AST:
    asks = ast.Call(ast.Name(_ASKS, ast.Load()), [ast.Constant(number)], [])
    if isinstance(whole, ast.stmt):
        return ast.If(asks, [ast.Pass()], [whole])
    assert isinstance(instead, ast.expr)
    assert isinstance(whole, ast.expr)
    return ast.IfExp(asks, instead, whole)


def _broken(node: ast.AST, *, rules: bool) -> Iterator[tuple[str, ast.AST]]:
    """A comparison turned, a `not` dropped, a refusal left out, a write's condition empty or one of its parts."""
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
        yield f"“{ast.unparse(node)}” is turned", copy.deepcopy(node.operand)
    if isinstance(node, ast.BoolOp):
        for part in node.values:
            yield f"“{ast.unparse(node)}” is only “{ast.unparse(part)}”", copy.deepcopy(part)
    if isinstance(node, ast.Raise):
        yield f"“{ast.unparse(node)[:60]}” is left out", ast.Pass()


def _is_condition(text: str) -> bool:
    return re.match(r"#\w+ (=|<=) :|attribute_(not_)?exists\(", text) is not None


def mutated(module: str, source: str, first: int = 0) -> tuple[ast.Module, list[Mutant]]:
    """The module with all of its mutants in it, and what they are, in the order of their numbers."""
    breaking = Breaking(module, first)
    tree = breaking.visit(ast.parse(source))
    assert isinstance(tree, ast.Module)
    return ast.fix_missing_locations(tree), breaking.mutants
