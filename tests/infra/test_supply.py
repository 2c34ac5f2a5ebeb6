"""Whatever is deployed is pinned by its content, and the bill of materials names all of it and nothing else."""

import re
from pathlib import Path

import pytest

from infra import bundle, fonts
from infra.bundle import KINDS, Kind
from local.supply import sbom
from local.supply.pins import locked

PIN = re.compile(r"(?m)^([\w.-]+)==(\S+)((?:.*\\\n\s+)*.*)$")


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: kind.name)
def kind(request: pytest.FixtureRequest) -> Kind:
    made: Kind = request.param
    return made


@pytest.fixture(scope="module")
def directory(kind: Kind) -> Path:
    return bundle.build(bundle.LAMBDA, kind).directory


def test_every_pin_of_a_bundle_has_a_hash_for_each_of_its_files(kind: Kind) -> None:
    pins = PIN.findall(locked(*kind.groups))
    assert len(pins) >= 10
    assert [name for name, _, rest in pins if not re.search(r"--hash=sha256:[0-9a-f]{64}", rest)] == []


def test_the_bill_of_a_bundle_names_exactly_what_it_carries(kind: Kind, directory: Path) -> None:
    components = sbom.document(kind, directory)["components"]
    assert len({one["bom-ref"] for one in components}) == len(components)
    python = [one["name"] for one in components if one["purl"].startswith("pkg:pypi/")]
    assert sorted(python) == sbom.carried(directory)
    assert len(python) >= 8
    faces = {one["name"].rpartition("/")[2] for one in components if one["purl"].startswith("pkg:npm/")}
    assert faces == ({face.partition("/")[0] for face in fonts.FACES} if kind.fonts else set())
    for one in components:
        digests = [
            *one.get("hashes", ()),
            *(hash for file in one.get("externalReferences", ()) for hash in file["hashes"]),
        ]
        assert digests, one["name"]
        assert {len(found["content"]) for found in digests} <= {64, 128}, "SHA-256 or SHA-512"


def test_the_bill_has_the_versions_that_the_lock_has(kind: Kind, directory: Path) -> None:
    pins = {name: version for name, version, _ in PIN.findall(locked(*kind.groups))}
    components = sbom.document(kind, directory)["components"]
    told = {one["name"]: one["version"] for one in components if one["purl"].startswith("pkg:pypi/")}
    assert told == {name: pins[name] for name in told}


def test_what_a_bundle_leaves_behind_is_not_in_its_bill(directory: Path, kind: Kind) -> None:
    names = {one["name"] for one in sbom.document(kind, directory)["components"]}
    assert "jmespath" not in names, "the runtime brings it"
    assert "jmespath" in {name for name, _, _ in PIN.findall(locked(*kind.groups))}


def test_a_package_that_no_lock_names_is_refused(kind: Kind, directory: Path, tmp_path: Path) -> None:
    for entry in directory.iterdir():
        (tmp_path / entry.name).mkdir()
    (tmp_path / "pytest").mkdir()
    with pytest.raises(KeyError, match="pytest"):
        sbom.document(kind, tmp_path)
