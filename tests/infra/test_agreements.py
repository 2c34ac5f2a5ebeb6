"""The agreement's texts fit the program before anything is deployed, ours and a deployment's own."""

import inspect
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from infra import agreements, bundle
from infra.settings import SettingsError
from onboarding.documents import wording
from onboarding.domain.program import load
from tests.infra.synthesis import AWS, Synth
from tests.support.samples import NOW, PROGRAM, PROGRAM_FILE, Walk

OWN = "acme-2027"


def own_program(folder: Path) -> Path:
    """Our program with this version, whose texts only the deployment has."""
    file = folder / "program.toml"
    file.write_text(PROGRAM_FILE.read_text(encoding="utf-8").replace('version = "2026-11"', f'version = "{OWN}"'))
    return file


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with a version of its own in every language."""
    shutil.copytree(agreements.OURS / PROGRAM.agreement_version, tmp_path / "texts" / OWN)
    return tmp_path / "texts"


def change(folder: Path, language: str, old: str, new: str) -> None:
    file = folder / OWN / f"{language}.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def refusal(folder: Path, own: Path | None) -> str:
    with pytest.raises(SettingsError) as refused:
        agreements.check(load(own_program(folder).read_text(encoding="utf-8")), own)
    return str(refused.value)


def test_our_program_has_a_text_for_every_track_country_and_language() -> None:
    agreements.check(PROGRAM)


def test_what_the_pages_ask_of_a_text_is_what_is_checked() -> None:
    in_template = set(re.findall(r"labels\.(\w+)", (agreements.OURS / "agreement.typ").read_text()))
    facts = set(re.findall(r'^        "(\w+)": ', inspect.getsource(wording.wording), re.MULTILINE))
    assert in_template | facts == agreements.LABELS | agreements.ANNEX | {
        "replaces",
        "distributor",
        "territory",
        "track",
    }
    names = wording._names(Walk.of().application, PROGRAM, wording._template(PROGRAM.agreement_version, "en"))
    assert set(names) == agreements.PLACEHOLDERS


def test_a_deployments_own_texts_are_taken_beside_ours(tmp_path: Path, own: Path) -> None:
    agreements.check(load(own_program(tmp_path).read_text(encoding="utf-8")), own)
    shipped = bundle.build(bundle.HOST, bundle.DOCUMENTS, root=tmp_path / "build", agreements=own)
    texts = shipped.directory / bundle.SOURCE.name / bundle.TEXTS
    assert {file.stem for file in (texts / OWN).iterdir()} == set(PROGRAM.languages)
    assert (texts / PROGRAM.agreement_version).is_dir(), "what was signed before is still known"
    change(own, "en", "Reseller agreement", "Acme agreement")
    assert bundle._digest(bundle.HOST, bundle.DOCUMENTS, bundle.PROGRAM, own) != shipped.digest


def test_a_text_that_is_missing_stops_the_deployment_and_is_named_with_who_needs_it(tmp_path: Path, own: Path) -> None:
    assert f"version {OWN} in English ({OWN}/en.toml) is missing: the track new, existing" in refusal(tmp_path, None)
    (own / OWN / "fr.toml").unlink()
    told = refusal(tmp_path, own)
    assert f"version {OWN} in Français ({OWN}/fr.toml) is missing: the track new, existing" in told
    assert "Deutsch" not in told


@pytest.mark.parametrize(
    ("language", "old", "new", "told"),
    [
        ("de", "title =", "titel =", "title: its name is needed"),
        ("de", "title =", "title ", "de.toml: "),
        ("de", '"{day}. {month} {year}"', '"{tag}"', "date: a form with"),
        ("de", "signer = ", "signatory = ", "labels: signer missing"),
        ("de", "{{ vendor }} (", "{{ vender }} (", "nothing fills in vender"),
        ("de", "{{ vendor }} (", "{{ vendor } (", "section 1: "),
        ("de", 'countries = ["AT", "CH", "DE"]', 'tracks = ["newer"]', "the program has no tracks newer"),
        ("de", 'countries = ["AT", "CH", "DE"]', 'countries = ["Austria"]', "the program has no countries Austria"),
        ("de", "\nAT = ", "\nXT = ", "countries: no name for AT"),
        ("de", "\nexisting = ", "\nexisted = ", "tracks: no name for existing"),
        ("en", '"January", ', "", "months: the names of all 12"),
        ("en", 'heading = "Liability"', 'heading = ""', "heading: its words are needed"),
    ],
)
def test_a_slip_in_a_text_is_named(tmp_path: Path, own: Path, language: str, old: str, new: str, told: str) -> None:
    change(own, language, old, new)
    found = refusal(tmp_path, own)
    assert told in found
    assert f"{OWN}/{language}.toml" in found


def test_a_section_without_a_clause_for_somebody_is_named(tmp_path: Path, own: Path) -> None:
    text = (own / OWN / "en.toml").read_text(encoding="utf-8")
    only = '\n[[sections]]\nheading = "There"\nclauses = [{ text = "Yes.", countries = ["AT"], tracks = ["new"] }]\n'
    (own / OWN / "en.toml").write_text(text.replace("\n[countries]", f"{only}\n[countries]"), encoding="utf-8")
    told = refusal(tmp_path, own)
    assert "no clause is left for new/BE" in told
    assert "new/AT" not in told


def test_a_text_of_ours_is_never_replaced_and_a_folder_that_is_none_is_said_so(tmp_path: Path, own: Path) -> None:
    shutil.copytree(own / OWN, own / PROGRAM.agreement_version)
    with pytest.raises(SettingsError, match="is one of ours; give your version another name"):
        agreements.check(PROGRAM, own)
    with pytest.raises(SettingsError, match="there is no such folder"):
        agreements.check(PROGRAM, tmp_path / "nowhere")


def test_the_synth_stops_on_it(synth: Synth, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="is missing"):
        synth({**AWS, "program": str(own_program(tmp_path))})


def test_a_program_without_english_falls_back_to_the_language_that_it_offers_first() -> None:
    german = replace(PROGRAM, languages={"de": "Deutsch"})
    walk = Walk.of(language="en")
    assert wording.wording(walk.application, (), "1", german, NOW).language == "de"
