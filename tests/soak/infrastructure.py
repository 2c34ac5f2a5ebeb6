"""Promise 27: checkov finds nothing in any template for AWS that nobody has looked at.

cdk-nag and cfn-lint run with the templates' own tests; checkov brings a hundred packages, so it has an environment
apart.
"""

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import infra  # noqa: F401 - first of all: it chooses the Node that the CDK library starts when it is imported
from infra.bundle import PROGRAM
from infra.findings import CHECKOV, Accepted
from local.supply.tools import CHECKOV as PACKAGE
from local.supply.tools import NoTool, tool
from tests.infra.synthesis import AWS, synthesize
from tests.infra.test_front import CERTIFICATE
from tests.support.samples import with_provider

BARE = {"sender": "onboarding@vendor.example", "baseUrl": "https://pages.vendor.example"}
STREAM = "arn:aws:dynamodb:eu-west-1:123456789012:table/Restored/stream/2026-11-22T00:00:00.000"
CONTEXTS: Mapping[str, Mapping[str, str]] = {
    "domain": AWS,
    "bare": BARE,
    "front": {**AWS, "front": "true", "certificateArn": CERTIFICATE},
    "chat": {**BARE, "slackWorkspace": "T012345678", "slackChannel": "C0123456789", "teamAppKey": "any"},
    "restored": {**AWS, "tableName": "Restored", "tableStream": STREAM},
}
"""Every kind of deployment to AWS; one whose agreements are signed outside is made beside them."""

_ITS_OWN = ["Properties/Environment/Variables/__file__"]
"""Where checkov notes from which file it read a function's variables. It takes that for one of them, and a path with a
run of forty letters and strokes for a secret key: so long are some with the random name of a temporary folder."""


def check() -> str:
    """The figure. Raises AssertionError for a finding without a reason, a reason without a finding, or no checkov."""
    with tempfile.TemporaryDirectory() as folder:
        deployments = list(_written(Path(folder)))
        return judged([found(deployment) for deployment in deployments])


def judged(done: Sequence[Mapping[str, Any]]) -> str:
    """The figure, of what checkov reports of each deployment. Raises AssertionError as `check` does."""
    passed = [report["summary"]["passed"] for report in done]
    assert min(passed) > 100, f"a deployment was not read: {passed} checks were passed"
    assert not any(report["summary"]["parsing_errors"] for report in done), "a template could not be read"
    failed = [one for report in done for one in report["results"]["failed_checks"] if _keys(one) != _ITS_OWN]
    unknown = sorted({_named(one) for one in failed if not any(_covers(known, one) for known in CHECKOV)})
    assert not unknown, f"{len(unknown)} findings that nobody has looked at (infra/findings.py): {'; '.join(unknown)}"
    idle = [known.check for known in CHECKOV if not any(_covers(known, one) for one in failed)]
    assert not idle, f"accepted in infra/findings.py, and found no more: {idle}"
    return (
        f"{sum(passed) + len(failed)} checks of {len(done)} deployments; {len(failed)} findings of "
        f"{len(CHECKOV)} kinds, each with its reason; 0 unacknowledged"
    )


def found(folder: Path) -> Mapping[str, Any]:
    """What checkov reports of the templates of one deployment.

    Of one alone: of several at once it takes exports of the same name for one, and finds what is in none of them.
    """
    asked = ["--framework", "cloudformation", "--skip-download", "--compact", "--quiet", "--output", "json"]
    try:
        done = tool(PACKAGE, "checkov", ["--directory", str(folder), *asked])
    except NoTool as missing:
        raise AssertionError(str(missing)) from missing
    try:
        report: Mapping[str, Any] = json.loads(done.stdout)
    except ValueError:
        raise AssertionError(f"checkov did not report: {done.stdout[-500:]} {done.stderr[-500:]}") from None
    return report


def _written(folder: Path) -> Iterator[Path]:
    bundle, program = folder / "bundle", folder / "program.toml"
    bundle.mkdir()
    (bundle / "empty.txt").write_text("no function runs from this\n")
    program.write_text(with_provider(PROGRAM.read_text(encoding="utf-8")), encoding="utf-8")
    for name, context in {**CONTEXTS, "outside": {**AWS, "program": str(program)}}.items():
        synthesize(context, bundle, folder / name)
        yield folder / name


def _covers(known: Accepted, finding: Mapping[str, Any]) -> bool:
    return finding["check_id"] == known.check and str(finding["resource"]).startswith(tuple(known.resources))


def _named(finding: Mapping[str, Any]) -> str:
    at = ", ".join(_keys(finding))
    return f"{finding['check_id']} {finding['resource']} ({finding['check_name']}){at and f' at {at}'}"


def _keys(finding: Mapping[str, Any]) -> Sequence[str]:
    found: Sequence[str] = finding.get("check_result", {}).get("evaluated_keys", [])
    return found
