"""What a cold start may load and make, in counts that no busy machine bends: every library is somebody's waiting."""

import json
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from bench.measures import Line
from infra.bundle import DOCUMENTS
from infra.functions import SPECS, STEPS

FOR_NO_FIRST_CALL = frozenset(
    {"aws_lambda_powertools.event_handler", "aws_xray_sdk", "boto3", "publicsuffixlist", "pydantic", "s3transfer"}
)
"""Not even in the end: the call that a function typically gets first needs none of them."""

HEAVY = FOR_NO_FIRST_CALL | {"asyncio", "pyhanko", "typst", "urllib3"}
"""For no function before it is called, whatever it does later; `urllib3` comes with the first client."""

NOT_FOR_STEPS = frozenset(
    {
        "email.message",
        "jinja2",
        "onboarding.adapters",
        "onboarding.importing",
        "onboarding.ports",
        "onboarding.templating",
    }
)
"""A step reads a case, decides and writes; the adapters that it needs for it come when it is called."""

STEP_OURS, STEP_OTHERS = 84, 172
"""Modules of a step, in the end. Asking the customers' admins loads the rules of everything that may follow: 79 of
ours (what asks one person 55). Of others 164, and 113 of them are botocore with what makes its first client."""

LINK_OURS, LINK_OTHERS = 150, 196
"""Modules of the page behind a mail's link. 143 are ours: all pages are loaded for the list of addresses. Of others
187: a step's, and Jinja. Each limit leaves a twentieth for the next rule or page; a layer more is beyond it."""

HOW = "python -m bench.cold_start: counted in each function's first start"
_STEPS = frozenset(spec.name for spec in STEPS)
_LEAN_STEPS = frozenset(spec.name for spec in STEPS if spec.bundle is not DOCUMENTS)
_LINK = frozenset({"web"})
_OURS = frozenset(spec.name for spec in SPECS)


def counts(told: Mapping[str, str], asked: Mapping[str, Collection[str]]) -> Iterator[Line]:
    """What functions say of their starts, by function; `asked` are the services of AWS that each one calls."""
    said = {name: json.loads(text.strip().rpartition("\n")[2]) for name, text in told.items() if name in _OURS}
    for what, unit, count in (
        ("files that a start compiles", "files", sum(one["compiled"] for one in said.values())),
        ("libraries that no start needs", "libraries", sum(_needless(name, one) for name, one in said.items())),
        ("clients that nobody asks", "clients", sum(_idle(one["made"], asked[name]) for name, one in said.items())),
    ):
        yield _line(what, "0", unit, count, 0)
    for who, names, ours, others in (
        ("a step", _LEAN_STEPS, STEP_OURS, STEP_OTHERS),
        ("a mail's link", _LINK, LINK_OURS, LINK_OTHERS),
    ):
        ends = [one["in_the_end"] for name, one in said.items() if name in names]
        yield _line(f"modules of ours, {who}", f"at most {ours}", "modules", _most(map(_of_ours, ends)), ours)
        yield _line(f"modules of others, {who}", f"at most {others}", "modules", _most(map(_of_others, ends)), others)


def _line(what: str, goal: str, unit: str, count: int, limit: int) -> Line:
    return Line(measure=f"cold start: {what}", goal=goal, how=HOW, unit=unit, ours=count, limit=limit, count=True)


def _most(found: Iterator[int]) -> int:
    return max(found, default=0)


def _needless(name: str, said: Mapping[str, Sequence[str]]) -> int:
    early = HEAVY | NOT_FOR_STEPS if name in _STEPS else HEAVY
    return len((early & set(said["loaded"])) | (FOR_NO_FIRST_CALL & set(said["in_the_end"])))


def _idle(made: Sequence[str], asked: Collection[str]) -> int:
    """Clients of services that nobody calls, and whatever there is twice: one session makes one client a service."""
    return (Counter(made) - Counter({"session", *asked})).total()


def _of_ours(modules: Sequence[str]) -> int:
    return sum(_top(module) == "onboarding" for module in modules)


def _of_others(modules: Sequence[str]) -> int:
    """Python's own aside, which differ from one Python to the next."""
    return sum(_top(module) not in {"onboarding", "__main__", *sys.stdlib_module_names} for module in modules)


def _top(module: str) -> str:
    return module.partition(".")[0]
