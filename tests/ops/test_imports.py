"""The imports in the console: how far each file is, what would become of its rows, and when it may be committed."""

from collections.abc import Iterator

import pytest

from onboarding.ops import acting, widgets
from tests.ops.conftest import Buttons, Desk, text_of
from tests.support.imports import Intake
from tests.support.journey import home

ROWS = "Partner ID;Company;E-mail\n" + "".join(f"P-{n};Firma {n} GmbH;mail@firma{n}.example\n" for n in range(3))
BAD = "P-9;Ohne Adresse AG;\n"


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Ops in front of a table in memory."""
    with home() as world:
        for module in (widgets, acting):
            monkeypatch.setattr(module, "world", lambda: world)
        yield Desk(world)


def commit_buttons(shown: str) -> list[str]:
    return [text for _, text in Buttons(shown).actions if '"action": "commit"' in text]


def test_a_dry_run_says_what_would_be_created_and_a_commit_what_was(desk: Desk) -> None:
    intake = Intake(desk.home)
    assert "No file has been dropped yet." in text_of(desk.look("imports"))
    intake.drop("check/a.csv", ROWS + BAD)
    intake.work()
    assert "4 of 4 3 would be created 1 cannot be taken" in text_of(desk.look("imports"))
    desk.press(Buttons(desk.look("imports")).payload(action="commit"), made_for="imports")
    intake.work()
    shown = desk.look("imports")
    assert "4 of 4 3 created 1 cannot be taken" in text_of(shown)
    assert commit_buttons(shown) == [], "what is committed is not offered again"


def test_a_dry_run_after_a_commit_may_be_committed_again(desk: Desk) -> None:
    intake = Intake(desk.home)
    intake.take_in("a.csv", ROWS)
    desk.home.clock.move(minutes=5)
    intake.drop("check/a.csv", ROWS)
    intake.work()
    shown = desk.look("imports")
    assert "3 there already" in text_of(shown)
    assert len(commit_buttons(shown)) == 1


def test_a_file_under_way_says_how_much_is_done_and_offers_no_commit(desk: Desk) -> None:
    intake = Intake(desk.home)
    many = "Partner ID;Company;E-mail\n" + "".join(f"Q-{n};Firma {n} GmbH;m@q{n}.example\n" for n in range(200))
    intake.drop("check/many.csv", many)
    intake.work(most=4)
    shown = desk.look("imports")
    assert "being worked through, 50% moments ago 100 of 200 100 would be created" in text_of(shown)
    assert commit_buttons(shown) == []


def test_what_is_no_csv_is_refused_in_words_that_help(desk: Desk) -> None:
    intake = Intake(desk.home)
    for name, data in (("picture", b"\x89PNG\r\n\x1a\n"), ("book", b"PK\x03\x04"), ("packed", b"\x1f\x8b\x08")):
        intake.drop(f"check/{name}.csv", data)
    intake.drop("check/odd.csv", "a;b\n1;2\n")
    intake.work()
    shown = text_of(desk.look("imports"))
    assert shown.count("save it as “CSV UTF-8”") == 3
    assert "At least these are needed: company, email for partners; partner, customer for accounts;" in shown
    assert commit_buttons(desk.look("imports")) == []
