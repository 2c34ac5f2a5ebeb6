"""Both deployments, synthesized once for a test run: they ship an empty bundle, so no library is fetched."""

from pathlib import Path

import pytest

import infra  # noqa: F401 - first of all: it chooses the Node that the CDK library starts when it is imported
from infra.bundle import PROGRAM
from tests.infra.synthesis import AWS, LOCAL, Assembly, Synth, synthesize
from tests.support.samples import with_provider


@pytest.fixture(scope="session")
def _empty_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    bundle = tmp_path_factory.mktemp("bundle")
    (bundle / "empty.txt").write_text("no function runs from this\n")
    return bundle


@pytest.fixture(scope="session")
def synth(tmp_path_factory: pytest.TempPathFactory, _empty_bundle: Path) -> Synth:
    """Synthesizes the app with a context."""
    return lambda context: synthesize(context, _empty_bundle, tmp_path_factory.mktemp("assembly"))


@pytest.fixture(scope="session")
def aws(synth: Synth) -> Assembly:
    """What goes to a real account."""
    return synth(AWS)


@pytest.fixture(scope="session")
def local(synth: Synth) -> Assembly:
    """What goes to the local cloud."""
    return synth(LOCAL)


@pytest.fixture(scope="session")
def outside(synth: Synth, tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    """What goes to a real account where the program has agreements signed outside."""
    own = tmp_path_factory.mktemp("program") / "program.toml"
    own.write_text(with_provider(PROGRAM.read_text(encoding="utf-8")), encoding="utf-8")
    return synth({**AWS, "program": str(own)})


@pytest.fixture(scope="session", params=["aws", "local"])
def either(request: pytest.FixtureRequest) -> Assembly:
    """Each of the two."""
    assembly: Assembly = request.getfixturevalue(request.param)
    return assembly
