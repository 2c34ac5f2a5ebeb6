"""A form in pages: the next one is what nobody has filled in, or what has something wrong on it."""

from datetime import timedelta

from onboarding.domain.draft import Draft, Group, groups_of
from onboarding.domain.link import hash_of
from tests.support.samples import ID, NOW, PROGRAM

PAGES = tuple(Group)


def draft(*filled: Group, mailed: str = "") -> Draft:
    answers = {group: {f"of {group}": ["typed"]} for group in filled}
    return Draft(
        application=ID,
        track="new",
        author=hash_of("author"),
        mailed=mailed and hash_of(mailed),
        answers=answers,
        expires=NOW + timedelta(days=1),
    )


def test_the_next_page_is_one_that_nobody_has_filled_in_and_not_the_present_one() -> None:
    assert draft().after(Group.COMPANY, PAGES) is Group.PEOPLE
    assert draft(Group.COMPANY, Group.PEOPLE).after(Group.PEOPLE, PAGES) is Group.QUESTIONS
    assert draft(Group.COMPANY, Group.QUESTIONS).after(Group.CUSTOMERS, PAGES) is Group.PEOPLE


def test_a_page_with_something_wrong_comes_again_and_without_any_left_the_form_can_be_sent() -> None:
    whole = draft(*PAGES)
    assert whole.after(Group.CUSTOMERS, PAGES, wrong=[Group.PEOPLE, Group.CUSTOMERS]) is Group.PEOPLE
    assert whole.after(Group.CUSTOMERS, PAGES, wrong=[Group.CUSTOMERS]) is None
    assert whole.after(Group.CUSTOMERS, PAGES) is None


def test_only_the_forms_own_links_open_it() -> None:
    assert draft().opened_by("author")
    assert draft(mailed="mailed").opened_by("mailed")
    assert not draft(mailed="newer").opened_by("mailed")


def test_a_tracks_form_has_the_pages_that_it_asks_about() -> None:
    assert Group.CUSTOMERS in groups_of(PROGRAM.track("new"))
    assert Group.CUSTOMERS not in groups_of(PROGRAM.track("technology"))
