"""What a page costs: calls to the table, and modules that a cold start must load."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from onboarding.domain.ids import ApplicationId
from tests.support.journey import Journey
from tests.support.table import table
from tests.support.world import Home
from tests.web.test_invitation import JOINING, invited
from tests.web.visitor import Visitor, form, row


@pytest.fixture
def calls(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The calls to the table, by name; a query is one where it is one page."""
    made: list[str] = []

    def counted(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            made.append(name)
            return method(*arguments, **named)

        return call

    for name in ("get", "put", "write", "update", "query"):
        monkeypatch.setattr(table(), name, counted(name, getattr(table(), name)))
    return made


def test_pages_read_once_and_answers_write_once(visitor: Visitor, world: Home, calls: list[str]) -> None:
    case = Journey(world).to_distributor()
    link, page = visitor.asked(case), visitor.page_of(case)
    expected: list[tuple[str, list[str]]] = [
        ("/", []),
        ("/apply", []),
        (f"/applied/{case.id}", []),
        ("/healthz", []),
        ("/robots.txt", []),
        ("/notices", ["query"]),
        (link, ["get"]),
        (page, ["get", "query"]),
        (f"{page}/withdraw", ["get"]),
        (f"{page}/question", ["get"]),
    ]
    for path, allowed in expected:
        calls.clear()
        assert visitor.get(path).status == 200
        assert calls == allowed, path
    posts: list[tuple[str, dict[str, Any]]] = [
        (f"{page}/question", {"question": "How long?"}),
        (link, {"answer": "accepted", "name": "Nora"}),
        (f"{page}/withdraw", {"name": "Ann"}),
    ]
    for path, fields in posts:
        calls.clear()
        assert visitor.post(path, fields).status == 303
        assert calls == ["get", "write"], path


def test_an_invitation_reads_its_customer_accounts_beside_the_case(
    visitor: Visitor, world: Home, calls: list[str]
) -> None:
    """One call more than other pages: only the case says how many accounts there are (docs/decisions.md)."""
    link = visitor.asked(invited(world))
    calls.clear()
    assert visitor.get(link).status == 200
    assert calls == ["get", "query"]
    calls.clear()
    assert visitor.post(link, JOINING).status == 303
    assert calls == ["get", "query", "write"]


def test_a_page_of_the_form_is_one_read_and_one_write_for_any_number_of_customers(
    visitor: Visitor, world: Home, calls: list[str]
) -> None:
    path = visitor.begin()
    assert calls == ["write"]
    fields = form(**row(1, "Hafen", "Ole", "ole@hafen.example"))
    for page in ("company", "people", "questions", "customers", "check"):
        calls.clear()
        visitor.get(f"{path}/{page}")
        assert calls == ["get"]
        calls.clear()
        assert visitor.post(f"{path}/{page}", fields).status == 303
        assert calls == ["get", "write"]
    assert len(world.applications.accounts(ApplicationId(path.split("/")[2]))) == 1


def test_a_cold_start_loads_no_form_libraries_for_pages_that_only_show() -> None:
    names = "{'pydantic', 'publicsuffixlist'}"
    script = f"import sys, onboarding.web.app; print(sorted({names} & set(sys.modules)))"
    functions = Path(__file__).parents[2] / "functions"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=functions, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
