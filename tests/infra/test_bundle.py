"""The directory that Lambda runs: small, complete, and never compiled again."""

import ast
import importlib.util
import json
import os
import shutil
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import asset
from bench.asset import zipped
from infra import bundle, fonts, libraries, templates
from infra.functions import SCREEN, SPECS
from onboarding.domain.calendars import ZONES
from onboarding.templating import COMPILED, environment
from tests.support.samples import PROGRAM

MB = 1_000_000
UNCHECKED_HASH = 0b01

# Imports the handlers and counts what has to be compiled on the way.
IMPORT_HANDLERS = """
import importlib, json, sys
from importlib.machinery import SourceFileLoader
compiled, plain = [], SourceFileLoader.source_to_code
def counting(self, data, path, **options):
    compiled.append(str(path))
    return plain(self, data, path, **options)
SourceFileLoader.source_to_code = counting
root, runtime, *handlers = sys.argv[1:]
sys.path[:0] = [root]
sys.path.append(runtime)
for handler in handlers:
    module, _, name = handler.rpartition(".")
    assert callable(getattr(importlib.import_module(module), name)), handler
print(json.dumps([path for path in compiled if path.startswith((root, "/var/task"))]))
"""

# Renders with the bundle's own typefaces, and looks for a seal.
USE_DOCUMENTS = """
import sys
root, runtime = sys.argv[1:]
sys.path[:0] = [root]
sys.path.append(runtime)
from datetime import UTC, datetime
from types import SimpleNamespace
import onboarding.steps.ask_signer, onboarding.steps.seal_agreement, onboarding.web.verify
from onboarding.documents import pages
from onboarding.documents.checking import check
from onboarding.documents.wording import Wording
labels = dict.fromkeys(["page", "of", "annex", "annex_none", "annex_intro", "customer", "admin"], "x")
words = Wording(language="en", country="DE", title="T", labels=labels, facts=(), sections=(), annex=())
program = SimpleNamespace(vendor=SimpleNamespace(name="V", colour="#123456"))
pdf = pages.render(words, "n", program, datetime(2026, 11, 2, tzinfo=UTC))
import onboarding.adapters.seal, onboarding.documents.signer
print(pdf[:8].decode(), "State." + check(pdf, None).state.name)
"""


# Answers one visitor, who reads French, with the form.
SHOW_A_PAGE = """
import sys
root, runtime = sys.argv[1:]
sys.path[:0] = [root]
sys.path.append(runtime)
from types import SimpleNamespace
from onboarding.web import app
http = {"method": "GET", "path": "/apply", "sourceIp": "192.0.2.7"}
event = {"rawPath": "/apply", "headers": {"accept-language": "fr"}, "requestContext": {"http": http}}
answer = app.handler(event, SimpleNamespace(aws_request_id="1"))
print("PAGE", answer["statusCode"], answer["headers"].get("Content-Language"), "<form" in answer["body"])
"""

# Compares one name with a list of one entry.
COMPARE_NAMES = """
import sys
root, runtime = sys.argv[1:]
sys.path[:0] = [root]
sys.path.append(runtime)
import onboarding.screen, onboarding.screening.parsing, onboarding.steps.assess_readiness, onboarding.steps.activate
from onboarding.domain.screening import Entry
from onboarding.screening.matching import Index
print(Index([Entry("Vladimir PETROV")]).like("Wladimir Petroff", 85)[0].score)
"""


@pytest.fixture(scope="module", params=[bundle.LAMBDA, bundle.HOST], ids=lambda target: target.name)
def built(request: pytest.FixtureRequest) -> Path:
    return bundle.build(request.param).directory


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The host's bundle after the way that it takes to Lambda: zipped without times, and unpacked."""
    folder = tmp_path_factory.mktemp("task")
    with zipfile.ZipFile(zipped(bundle.build(bundle.HOST).directory, folder / "asset.zip")) as archive:
        archive.extractall(folder / "root")
    for file in (folder / "root").rglob("*"):
        os.utime(file, (0, 0))
    return folder / "root"


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The libraries that Lambda's Python brings, and nothing that the bundle should have brought."""
    return asset.runtime(tmp_path_factory.mktemp("runtime"))


def bytecode(directory: Path) -> Iterator[Path]:
    return directory.rglob("*.pyc")


def test_the_zip_is_at_most_four_megabytes(tmp_path: Path) -> None:
    assert zipped(bundle.build(bundle.LAMBDA).directory, tmp_path / "asset.zip").stat().st_size <= 4 * MB


def test_documents_have_a_bundle_of_their_own_with_every_face_and_room_below_lambdas_limit() -> None:
    directory = bundle.build(bundle.LAMBDA, bundle.DOCUMENTS).directory
    size = sum(file.stat().st_size for file in directory.rglob("*") if file.is_file())
    assert size <= 200 * MB, "Lambda unpacks at most 250 MB"
    names = {file.name for file in (directory / "fonts").iterdir()}
    assert {Path(face).name for face in fonts.FACES} <= names
    assert {"typst", "pyhanko", "asn1crypto", "cryptography"} <= {entry.name for entry in directory.iterdir()}
    assert not {"typst", "pyhanko"} & {entry.name for entry in bundle.build(bundle.LAMBDA).directory.iterdir()}


def alone(script: str, *arguments: object) -> str:
    """What a script prints that finds the bundle and the runtime's libraries, and nothing else of this machine."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", script, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={"TABLE": "any", "BASE_URL": "https://partners.example", "AWS_DEFAULT_REGION": "eu-west-1"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_document_is_made_and_sealed_by_the_bundle_alone(runtime: Path) -> None:
    root = bundle.build(bundle.HOST, bundle.DOCUMENTS).directory
    said = alone(USE_DOCUMENTS, root, runtime)
    assert said.split() == ["%PDF-1.7", "State.UNSEALED"]


def test_names_are_compared_by_the_screening_bundle_alone(runtime: Path) -> None:
    root = bundle.build(bundle.HOST, bundle.SCREENING).directory
    said = alone(COMPARE_NAMES, root, runtime)
    assert said.split() == ["100"]
    lean = {entry.name for entry in bundle.build(bundle.LAMBDA).directory.iterdir()}
    assert not {"rapidfuzz", "anyascii"} & lean


def test_a_page_is_shown_in_a_language_by_the_plain_bundle_alone(runtime: Path) -> None:
    root = bundle.build(bundle.HOST).directory
    said = alone(SHOW_A_PAGE, root, runtime)
    assert said.splitlines()[-1] == "PAGE 200 fr True"


def test_every_module_has_bytecode_that_is_loaded_without_a_check(built: Path) -> None:
    for file in bytecode(built):
        magic, flags = struct.unpack("<4sI", file.read_bytes()[:8])
        assert magic == importlib.util.MAGIC_NUMBER, file
        assert flags == UNCHECKED_HASH, file


def test_every_module_of_ours_travels_as_bytecode_and_no_source_does(built: Path) -> None:
    ours = {source.relative_to(bundle.SOURCE).with_suffix(".pyc") for source in bundle.SOURCE.rglob("*.py")}
    ours -= {Path(left) for left in bundle.PLAIN.without}
    assert {file.relative_to(built / bundle.SOURCE.name) for file in bytecode(built / bundle.SOURCE.name)} == ours
    assert list(built.rglob("*.py")) == []


def test_every_template_travels_compiled_and_none_as_source(built: Path) -> None:
    folder = bundle.SOURCE / templates.FOLDER
    names = {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}
    names = {name for name in names if not name.startswith(templates.READ)}
    assert len(names) > 100
    with zipfile.ZipFile(built / bundle.SOURCE.name / templates.FOLDER / COMPILED) as packed:
        assert set(packed.namelist()) == {templates.module_of(name) for name in names}
        for name in packed.namelist():
            magic, flags = struct.unpack("<4sI", packed.read(name)[:8])
            assert (magic, flags) == (importlib.util.MAGIC_NUMBER, UNCHECKED_HASH), name
    assert {file.name for file in (built / bundle.SOURCE.name / templates.FOLDER).rglob("*")} == {COMPILED}


def test_a_compiled_page_is_the_page(built: Path) -> None:
    compiled, plain = built / bundle.SOURCE.name / templates.FOLDER, bundle.SOURCE / templates.FOLDER
    facts = {
        "title": "No such page",
        "message": "A < B",
        "reference": "",
        "renew": False,
        "ask": "",
        "kept": {},
        "notice": "",
        "places": {},
        "errors": {},
        "base": "",
        "style": "",
        "tongues": {},
        "program": PROGRAM,
    }
    page, same = (environment(folder).get_template("pages/problem.html").render(facts) for folder in (compiled, plain))
    assert page == same
    assert "No such page" in page
    assert "A &lt; B" in page


def test_every_country_has_its_time_zone_without_the_machines_own(built: Path) -> None:
    assert {zone for zone in ZONES.values() if not (built / "tzdata" / "zoneinfo" / zone).is_file()} == set()


def test_a_traceback_names_the_file_where_lambda_has_it(built: Path) -> None:
    ours = next(bytecode(built / bundle.SOURCE.name))
    assert f"{bundle.LAMBDA_ROOT}/{bundle.SOURCE.name}/".encode() in ours.read_bytes()
    assert str(bundle.ROOT).encode() not in ours.read_bytes()


def test_the_runtime_s_own_libraries_are_not_brought_along(built: Path) -> None:
    assert not {"boto3", "botocore", "s3transfer", "urllib3"} & {entry.name for entry in built.iterdir()}


def test_binaries_are_for_the_machine_that_runs_them() -> None:
    names = {file.name for file in bundle.build(bundle.LAMBDA).directory.rglob("*.so")}
    assert names
    assert all("cpython-313-aarch64-linux-gnu" in name for name in names)


def test_every_handler_is_imported_without_compiling_anything(unpacked: Path, runtime: Path) -> None:
    assert compiled_on_import(unpacked, runtime) == []


def test_missing_bytecode_would_be_seen(unpacked: Path, runtime: Path, tmp_path: Path) -> None:
    without = shutil.copytree(unpacked, tmp_path / "root")
    for file in list(bytecode(without / bundle.SOURCE.name)):
        file.unlink()
    shutil.copytree(
        bundle.SOURCE,
        without / bundle.SOURCE.name,
        ignore=shutil.ignore_patterns("__pycache__"),
        dirs_exist_ok=True,
    )
    assert len(compiled_on_import(without, runtime)) > len(SPECS)


def compiled_on_import(root: Path, runtime: Path) -> list[str]:
    handlers = [spec.handler for spec in SPECS if spec is not SCREEN]
    compiled: list[str] = json.loads(alone(IMPORT_HANDLERS, root, runtime, *handlers))
    return compiled


def test_what_is_left_out_is_named_nowhere_in_our_sources() -> None:
    left_out = {tree.removesuffix(".py").replace("/", ".") for tree in libraries.UNUSED}
    for source in bundle.SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                assert not any(node.module.startswith(name) for name in left_out), source
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                # Libraries also import what they are told the name of.
                assert not any(node.value.startswith(f"{name}.") for name in left_out if "." in name), source


def test_the_same_inputs_give_the_same_bundle_at_once() -> None:
    first, second = bundle.build(bundle.HOST), bundle.build(bundle.HOST)
    assert first == second
    assert second.digest == bundle.build(bundle.HOST).digest
    assert bundle.build(bundle.LAMBDA).digest != first.digest
