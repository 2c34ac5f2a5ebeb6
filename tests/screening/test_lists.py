"""Lists as ops drop them: read whatever they are written in, refused with a reason, and never silently out of force."""

import pytest

from onboarding.screening import parsing
from onboarding.screening.lists import ACCEPTED
from tests.screening.invented import denied
from tests.support.lists import Desk
from tests.support.world import Home

GOOD = 'name,aliases,country,program\nVolga Bank,VB; Wolga Credit,RU,SECTORAL\n"PETROV, Vladimir",,BY,\n'
AS_SPREADSHEETS_WRITE = {
    "utf-8": GOOD.encode(),
    "utf-8 with a mark": GOOD.encode("utf-8-sig"),
    "utf-16": GOOD.encode("utf-16"),
    "windows-1252 and semicolons": GOOD.replace(";", "|")
    .replace(",", ";")
    .replace("PETROV;", "PETROV,")
    .encode("cp1252"),
    "tabs": GOOD.replace(",", "\t").replace("PETROV\t", "PETROV,").encode(),
}
TREASURY = (
    '36,"VOLGA BANK",-0- ,"CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n'
    '37,"SEA QUEEN","vessel","CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n'
    '38,"PETROV, Vladimir","individual","SDGT",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"Remark, with ""quotes"""\r\n'
)
BY_NUMBER = "Entity_LogicalId;NameAlias_WholeName\n13;Volga Bank\n13;Банк Волга\n14;Vladimir Petrov\n"


def names(world: Home) -> set[str]:
    hits = world.denied.like(["Volga Bank", "Vladimir Petrov"], 85)
    return {hit.entry.party for hit in hits}


@pytest.mark.parametrize("written", AS_SPREADSHEETS_WRITE)
def test_a_list_is_read_however_it_is_written(desk: Desk, written: str) -> None:
    desk.drop("us.csv", AS_SPREADSHEETS_WRITE[written]).work()
    assert desk.list("us.csv").names == 4, desk.list("us.csv").problem
    assert names(desk.world) == {"Volga Bank", "PETROV, Vladimir"}


def test_the_treasurys_own_file_without_titles_is_read_and_ships_are_left_out(desk: Desk) -> None:
    desk.drop("sdn.csv", TREASURY).work()
    assert (desk.list("sdn.csv").names, desk.list("sdn.csv").left_out) == (2, 0)
    assert names(desk.world) == {"VOLGA BANK", "PETROV, Vladimir"}


def test_rows_with_one_number_are_names_of_one_party(desk: Desk) -> None:
    desk.drop("eu.csv", BY_NUMBER).work()
    (hit,) = desk.world.denied.like(["Bank Wolga"], 85)
    assert (hit.entry.name, hit.entry.party, hit.entry.list) == ("Volga Bank", "Volga Bank", "eu.csv")
    assert hit.entry.version == desk.list("eu.csv").version


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"PK\x03\x04 a workbook", "no text file"),
        (b"", "empty"),
        (b"\n\n  \n", "empty"),
        (b"colour,size\nred,3\n", "no column"),
        (b"name,country\n", "No row"),
        (b"name,country\n,RU\n-0-,\n", "No row"),
        (b"name\n" + b'"never closed\n' * 3 + b"Volga Bank\n", "cannot be read"),
        (bytes(range(256)) * 40, ""),
    ],
)
def test_what_is_no_list_is_refused_with_a_reason_and_the_version_before_stays_in_force(
    desk: Desk, content: bytes, why: str
) -> None:
    desk.drop("us.csv", GOOD).work()
    before = desk.list("us.csv")
    desk.drop("us.csv", content).work()
    after = desk.list("us.csv")
    assert why in after.problem
    assert after.problem
    assert (after.accepted, after.version, after.names) == (before.accepted, before.version, before.names)
    assert names(desk.world) == {"Volga Bank", "PETROV, Vladimir"}


def test_a_list_that_was_never_good_is_not_in_force(desk: Desk) -> None:
    desk.drop("us.csv", "nonsense").work()
    assert not desk.list("us.csv").in_force
    assert names(desk.world) == set()


def test_a_list_that_is_taken_away_is_out_of_force_and_can_come_back(desk: Desk) -> None:
    desk.drop("us.csv", GOOD).work()
    desk.take_away("us.csv").work()
    assert not desk.list("us.csv").in_force
    assert names(desk.world) == set()
    desk.drop("us.csv", GOOD).work()
    assert names(desk.world) == {"Volga Bank", "PETROV, Vladimir"}


def test_word_of_a_deletion_that_comes_late_does_not_take_the_new_file_away(desk: Desk) -> None:
    desk.drop("us.csv", GOOD).work()
    desk.left.append({"detail-type": "Object Deleted", "detail": {"object": {"key": "us.csv"}}})
    desk.work()
    assert desk.list("us.csv").in_force


def test_what_is_kept_of_a_list_is_no_list_itself(desk: Desk) -> None:
    desk.drop(f"{ACCEPTED}something.csv", GOOD).work()
    assert desk.world.denied_lists.listed() == []


def test_lists_are_in_force_together_each_under_its_own_name(desk: Desk) -> None:
    desk.drop("us.csv", "name\nVolga Bank\n").drop("eu/list.csv", "name\nVladimir Petrov\n").work()
    hits = desk.world.denied.like(["Volga Bank", "Vladimir Petrov"], 85)
    assert {(hit.entry.list, hit.entry.name) for hit in hits} == {
        ("us.csv", "Volga Bank"),
        ("eu/list.csv", "Vladimir Petrov"),
    }


def test_names_that_would_do_harm_come_through_as_text(desk: Desk) -> None:
    desk.drop("us.csv", 'name,country\n"=HYPERLINK(""x"") Volga",\x00\x1b\nEvil\u202egnp.exe Bank,RU\n').work()
    found = [hit.entry.name for hit in desk.world.denied.like(["Evil gnp exe Bank"], 85)]
    assert found == ["Evil gnp.exe Bank"]


def test_more_names_than_fit_are_refused_before_they_fill_the_memory(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert parsing.MOST_NAMES >= 200_000
    monkeypatch.setattr(parsing, "MOST_NAMES", 1000)
    rows = "".join(f"Party number {number}\n" for number in range(1002))
    desk.drop("all.csv", "name\n" + rows).work()
    assert "Split it" in desk.list("all.csv").problem


@pytest.mark.slow
def test_a_hundred_thousand_names_are_read_and_screened(desk: Desk) -> None:
    wanted = denied(100_000)
    desk.drop("all.csv", "name\n" + "\n".join(f'"{name}"' for name in wanted) + "\n").work()
    assert desk.list("all.csv").names == len(wanted)
    assert desk.world.denied.like([wanted[77_777]], 85)[0].entry.name == wanted[77_777]
