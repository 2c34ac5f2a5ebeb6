"""The local cloud deploys again exactly when something that it was made of has changed."""

from pathlib import Path

import pytest

from local import deploy
from local.addresses import ROOT, chosen_ports


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    monkeypatch.setattr(deploy, "ROOT", tmp_path)
    files = [tmp_path / "stack.py", tmp_path / "relay.py"]
    for file in files:
        file.write_text("first")
    return files


def test_the_order_of_the_files_and_their_times_do_not_matter(sources: list[Path]) -> None:
    before = deploy.digest(sources, {"local": "true"})
    sources[0].touch()
    assert deploy.digest(reversed(sources), {"local": "true"}) == before


def test_a_changed_file_a_new_name_and_another_context_each_matter(sources: list[Path]) -> None:
    seen = {deploy.digest(sources, {"local": "true"}), deploy.digest(sources, {"local": "false"})}
    sources[1].write_text("second")
    seen.add(deploy.digest(sources, {"local": "true"}))
    renamed = sources[1].rename(sources[1].with_name("clock.py"))
    seen.add(deploy.digest([sources[0], renamed], {"local": "true"}))
    assert len(seen) == 4


def test_other_ports_are_another_deployment_because_links_name_them() -> None:
    assert deploy.context(chosen_ports({})) != deploy.context(chosen_ports({"PORT": "5000"}))


def test_sources_are_all_there_and_without_bytecode() -> None:
    files = list(deploy.source_files())
    assert all((ROOT / name).exists() for name in deploy.SOURCES)
    assert not [file for file in files if file.suffix == ".pyc"]
