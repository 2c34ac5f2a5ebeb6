"""What a bench line says: a goal, what it is compared with, what we have, and whether that will do."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

COLUMNS = ("measure", "goal", "floor", "ours", "ratio", "verdict")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row. `floor` and `ours` are in `unit`; `limit` is the most that `value` may be.

    `value` is what is judged: the ratio, unless a count decides. `missed` is the written reason of a goal that is known
    not to be reached; `limit` is then what it must not get worse than.
    """

    measure: str
    goal: str
    how: str
    unit: str
    ours: float
    limit: float
    floor: float | None = None
    count: bool = False
    missed: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours by the floor."""
        return self.ours / self.floor if self.floor else None

    @property
    def value(self) -> float:
        """What is held against the limit."""
        return self.ours if self.count or self.ratio is None else self.ratio

    @property
    def good(self) -> bool:
        """Whether the limit holds."""
        return self.value <= self.limit

    @property
    def verdict(self) -> str:
        """`holds`, `fails`, or `misses its goal` where that is known and no worse."""
        if not self.good:
            return "fails"
        return "misses its goal" if self.missed else "holds"

    def as_json(self) -> dict[str, object]:
        """Everything, the judgement included."""
        return {**asdict(self), "ratio": self.ratio, "verdict": self.verdict}

    def cells(self) -> tuple[str, ...]:
        """Its texts, column by column."""
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        floor = "" if self.floor is None else f"{_number(self.floor)} {self.unit}"
        return self.measure, self.goal, floor, f"{_number(self.ours)} {self.unit}", ratio, self.verdict


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) or value >= 100 else f"{value:.3g}"  # noqa: PLR2004 - digits enough


def table(lines: Iterable[Line]) -> str:
    """All of them under their headings, in columns."""
    rows = [COLUMNS, *(line.cells() for line in lines)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(COLUMNS))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
