"""What a check of promises has to say: one figure, or one for each promise that it holds."""

import traceback
from collections.abc import Callable, Mapping, Sequence

type Figures = str | Mapping[int, str]
"""A figure, or figures by the promises' numbers where a check holds several."""


class Broken(AssertionError):
    """Some of the promises of one check are broken; the others have their figures."""

    def __init__(self, wrong: Mapping[int, str], figures: Mapping[int, str]) -> None:
        super().__init__("; ".join(wrong.values()))
        self.wrong, self.figures = wrong, figures


def failed(*parts: Callable[[], object]) -> list[str]:
    """What is wrong in each part of a check that raises AssertionError; one that is wrong does not hide the next."""
    wrong = []
    for part in parts:
        try:
            part()
        except AssertionError as broken:
            wrong.append(str(broken) or traceback.format_exc())
    return wrong


def judged(figures: Mapping[int, str], wrong: Mapping[int, Sequence[str]]) -> Figures:
    """The figures; raises Broken where something is wrong."""
    broken = {number: "\n".join(found[:40]) for number, found in wrong.items() if found}
    if broken:
        raise Broken(broken, figures)
    return figures
