"""The software bill of materials of what is deployed: for each bundle what it carries, as CycloneDX 1.5.

uv writes it from its lock, with the hashes that every file was checked by. What the bundle leaves behind of the locked
packages is taken out, and the typefaces, which come from npm, are added.
"""

import base64
import json
import re
import subprocess
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

from infra import fonts
from infra.bundle import KINDS, LAMBDA, Kind, build
from local.addresses import ROOT
from local.environment import UV

type Document = dict[str, Any]

OURS = {"onboarding", "fonts"}
"""What lies at the top of a bundle and is of no Python package."""

INTO = ROOT / "build"


def document(kind: Kind, directory: Path) -> Document:
    """The bill of one bundle, which lies in this directory. Raises KeyError where it carries what no lock names."""
    made: Document = json.loads(_exported(kind))
    wanted = {*carried(directory)}
    kept = [part for part in made["components"] if part["name"] in wanted]
    unknown = wanted - {part["name"] for part in kept}
    if unknown:
        raise KeyError(f"in the bundle and not in the lock: {sorted(unknown)}")
    made["components"] = kept + (typefaces() if kind.fonts else [])
    there = {part["bom-ref"] for part in [made["metadata"]["component"], *kept]}
    made["dependencies"] = [
        {**one, "dependsOn": [ref for ref in one.get("dependsOn", []) if ref in there]}
        for one in made["dependencies"]
        if one["ref"] in there
    ]
    made["metadata"]["component"] |= {"type": "application", "description": f"the bundle “{kind.name}”"}
    return made


def carried(directory: Path) -> list[str]:
    """The Python packages that have a module in a bundle, by their names in the lock."""
    packages = packages_distributions()
    names = {file.name.partition(".")[0] for file in directory.iterdir() if not _is_metadata(file)}
    return sorted({_normal(package) for name in names - OURS for package in packages[name]})


def typefaces() -> list[dict[str, Any]]:
    """The npm packages that the typefaces come from."""
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    found = []
    for name in sorted({face.partition("/")[0] for face in (*fonts.FACES, fonts.LICENCE)}):
        package = f"@expo-google-fonts/{name}"
        locked = lock[f"node_modules/{package}"]
        algorithm, _, digest = locked["integrity"].partition("-")
        hashes = [{"alg": algorithm.upper().replace("SHA", "SHA-"), "content": base64.b64decode(digest).hex()}]
        found.append(
            {
                "type": "library",
                "bom-ref": f"{package}@{locked['version']}",
                "name": package,
                "version": locked["version"],
                "purl": f"pkg:npm/%40expo-google-fonts/{name}@{locked['version']}",
                "hashes": hashes,
            }
        )
    return found


def write() -> list[Path]:
    """Writes build/sbom-….json for each kind of bundle."""
    written = []
    INTO.mkdir(exist_ok=True)
    for kind in KINDS:
        path = INTO / f"sbom-{kind.name}.json"
        path.write_text(json.dumps(document(kind, build(LAMBDA, kind).directory), indent=1) + "\n", encoding="utf-8")
        written.append(path)
    return written


def _exported(kind: Kind) -> str:
    groups = [part for group in kind.groups for part in ("--only-group", group)]
    asked = ["export", "--frozen", *groups, "--no-emit-project", "--format", "cyclonedx1.5"]
    done = subprocess.run(
        [str(UV), "--quiet", "--project", str(ROOT), *asked], check=True, capture_output=True, text=True
    )
    return done.stdout


def _is_metadata(file: Path) -> bool:
    return file.name.endswith((".dist-info", ".libs"))


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
