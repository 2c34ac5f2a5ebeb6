"""Every text that a person can read exists in every language that is offered, whole and up to date."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel import Locale
from babel.dates import format_date
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from infra import words
from onboarding.domain.languages import SPOKEN
from onboarding.speaking import speaking
from onboarding.templating import day
from tests.support.samples import NOW, PROGRAM

LANGUAGES = [language for language in SPOKEN if language != "en"]
HOLES = re.compile(r"%\(\w+\)s|\{\w*\}|</?\w+>")
COUNTS = {"%(count)s", "{count}"}


@cache
def extracted() -> Catalog:
    return words.extracted()


def messages(catalog: Catalog) -> dict[str, Message]:
    return {words_of(message)[0]: message for message in catalog if message.id}


def words_of(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(map(str, message.id or ()))


def forms_of(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(map(str, message.string or ()))


def test_every_language_but_the_sources_has_a_catalogue_and_the_program_offers_no_other() -> None:
    assert words.languages() == sorted(LANGUAGES)
    assert set(PROGRAM.spoken) <= set(SPOKEN)


def test_the_template_holds_what_is_marked_in_the_sources() -> None:
    with words.TEMPLATE.open("rb") as file:
        kept = read_po(file)
    assert messages(kept).keys() == messages(extracted()).keys(), "run `make words`, then translate what is new"


def calls_of(module: Path) -> Iterator[tuple[str, list[ast.expr]]]:
    """Every call of a plain name in a module, with its arguments."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id, node.args


def texts_in(part: ast.expr) -> Iterator[str]:
    """The sentences that a person would read, of all the strings in an expression."""
    for node in ast.walk(part):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value.strip():
            yield node.value


def test_what_pages_and_findings_say_is_marked_wherever_it_is_written() -> None:
    """Also what a provider's adapter says of a connection: customers are mailed it as a finding."""
    known = messages(extracted()).keys()
    said = [
        (module.name, text)
        for room in ("adapters", "web")
        for module in (words.SOURCE / room).glob("*.py")
        for name, given in calls_of(module)
        if name in {"Disconnected", "problem", "Explanation"}
        for part in given
        if not isinstance(part, ast.JoinedStr)  # with a word of the provider's in it: nobody reads that
        for text in texts_in(part)
    ]
    assert len(said) > 20
    chosen = ["The account was settled in another way.", "The admin who connected the team is not active any more."]
    assert [one for one in [*said, *(("chosen", text) for text in chosen)] if one[1] not in known] == []


def named_in(module: Path, refusal: ast.expr) -> ast.expr:
    """A refusal's words: as they stand, or those that the module has under the name that stands there."""
    names = {node.id for node in ast.walk(refusal) if isinstance(node, ast.Name)}
    for node in ast.parse(module.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and names & {one.id for one in node.targets if isinstance(one, ast.Name)}:
            return node.value
    return refusal


def test_every_refusal_that_visitors_read_can_be_translated() -> None:
    """A name filled in before would make it a text that no catalogue has."""
    known, ours = messages(extracted()).keys(), {f"{name}.py" for name in words._OF_OPS}
    refusals = [
        (module.name, named_in(module, given[0]))
        for room in ("domain", "web")
        for module in (words.SOURCE / room).glob("*.py")
        for name, given in calls_of(module)
        if module.name not in ours and name == "Refused" and given
    ]
    assert len(refusals) > 20
    assert [module for module, said in refusals if not list(texts_in(said)) or isinstance(said, ast.JoinedStr)] == []
    assert [(module, text) for module, said in refusals for text in texts_in(said) if text not in known] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_untranslated_or_uncertain(language: str) -> None:
    known = messages(words.catalogue(language))
    assert known.keys() == messages(extracted()).keys(), "run `make words`, then translate what is new"
    missing = [text for text, message in known.items() if not all(forms_of(message)) or message.fuzzy]
    assert not missing


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plural_has_all_the_forms_that_the_language_has(language: str) -> None:
    catalog = words.catalogue(language)
    for message in catalog:
        if message.pluralizable:
            assert len(forms_of(message)) == catalog.num_plurals, message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_the_names_and_the_marks_of_its_text(language: str) -> None:
    """A form for one or two may say the number in words."""
    for text, message in messages(words.catalogue(language)).items():
        for form in forms_of(message):
            kept, wanted = sorted(HOLES.findall(form)), sorted(HOLES.findall(words_of(message)[-1]))
            if message.pluralizable:
                kept, wanted = [one for one in kept if one not in COUNTS], [one for one in wanted if one not in COUNTS]
            assert kept == wanted, text


@pytest.mark.parametrize("language", SPOKEN)
def test_dates_are_written_as_the_language_writes_them(language: str) -> None:
    locale = Locale("en", "GB") if language == "en" else Locale(language)
    with speaking(language):
        assert day(NOW) == format_date(NOW, "long", locale=locale).translate(WESTERN)
    assert words.date_words() == words.DATES.read_text(encoding="utf-8")


WESTERN = {ord(digit): str(value) for value, digit in enumerate("٠١٢٣٤٥٦٧٨٩")}
