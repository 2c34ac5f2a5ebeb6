"""Brings the real CDK stacks to the local engine, and only when they differ from what is there."""

import hashlib
import json
import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from local.addresses import (
    CLOCK_FILE,
    ENGINE_SAVED,
    HOST,
    OUTPUTS,
    REPLY_DOMAIN,
    ROOT,
    STATE,
    Addresses,
    NotRunning,
    base_url,
    read_outputs,
    sign_url,
    write_whole,
)
from local.environment import CDK, NODE
from local.processes import Child

ASSEMBLY = STATE / "cdk.out"
DEPLOYED = STATE / "deployed"
BOOTSTRAP_VERSION = "/cdk-bootstrap/hnb659fds/version"
# Verified by the launcher; on AWS its owner or its domain's DNS does that.
SENDER = "onboarding@partners.example"
# All that a synthesized template, or the asset in it, is made of.
SOURCES = (
    "functions",
    "infra",
    "statemachines",
    "cdk.json",
    "pyproject.toml",
    "uv.lock",
    "package-lock.json",
)


def context(ports: Mapping[str, int]) -> dict[str, str]:
    """The CDK context of the local cloud; everything that it changes is the stacks' own business."""
    return {
        "dropboxSignUrl": sign_url(ports),
        "local": "true",
        "clockFile": str(CLOCK_FILE),
        "baseUrl": base_url(ports),
        "sender": SENDER,
        "consoleUrl": Addresses.on(ports).ops,
        "replyDomain": REPLY_DOMAIN,
        "teamAppKey": "local",
        "teamApi": f"http://{HOST}:{ports['TEAM_PORT']}",
        "teamSite": Addresses.on(ports).team,
        **shipped(os.environ),
    }


def shipped(environ: Mapping[str, str]) -> dict[str, str]:
    """The context that ships another program.toml, and more agreements, where PROGRAM and AGREEMENTS name some."""
    named = {"program": environ.get("PROGRAM", ""), "agreements": environ.get("AGREEMENTS", "")}
    return {name: str(Path(path).resolve()) for name, path in named.items() if path}


def digest(sources: Iterable[Path], facts: Mapping[str, str]) -> str:
    """One hash over the sources' names and contents and the given facts."""
    total = hashlib.sha256(json.dumps(facts, sort_keys=True).encode())
    for path in sorted(sources):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{path.relative_to(ROOT)} {content}\n".encode())
    return total.hexdigest()


def source_files() -> Iterable[Path]:
    """Every file that a deployment depends on, without what Python leaves beside them."""
    for name in SOURCES:
        path = ROOT / name
        files = path.rglob("*") if path.is_dir() else [path]
        yield from (file for file in files if file.is_file() and "__pycache__" not in file.parts)


@dataclass
class Deployment:
    """One deployment to the local engine; `environment` is for the CDK's command line."""

    ports: Mapping[str, int]
    environment: Mapping[str, str]
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        facts = context(self.ports)
        named = [Path(facts[name]) for name in ("program", "agreements") if name in facts]
        files = [file for path in named for file in ([path] if path.is_file() else sorted(path.rglob("*.toml")))]
        self.digest = digest(source_files(), {**facts, **{f"shipped {file}": file.read_text() for file in files}})

    def is_known(self) -> bool:
        """Whether these sources are what was deployed to this state last."""
        return DEPLOYED.exists() and DEPLOYED.read_text() == self.digest

    def is_there(self) -> bool:
        """Whether the engine has the functions still: a kill may have cost it its last seconds."""
        return self.is_known() and _clock_exists()

    def is_bootstrapped(self) -> bool:
        """Whether the CDK's own stack is there."""
        try:
            boto3.client("ssm").get_parameter(Name=BOOTSTRAP_VERSION)
        except ClientError:
            return False
        return True

    def synth(self) -> Child:
        """Synthesize the stacks in the background: it needs no engine, so it runs while one starts."""
        arguments = [part for item in context(self.ports).items() for part in ("--context", "=".join(item))]
        return self._cdk("synth", "--quiet", "--output", str(ASSEMBLY), *arguments)

    def bootstrap(self) -> Child:
        """Prepare the engine as an account that the CDK deploys to."""
        account = boto3.client("sts").get_caller_identity()["Account"]
        region = boto3.client("sts").meta.region_name
        return self._cdk("bootstrap", f"aws://{account}/{region}", "--app", "")

    def deploy(self) -> Child:
        """Deploy the synthesized stacks, data first."""
        DEPLOYED.unlink(missing_ok=True)
        wanted = [
            "--all",
            "--require-approval",
            "never",
            "--method",
            "direct",
            "--outputs-file",
            str(OUTPUTS),
        ]
        return self._cdk("deploy", "--app", str(ASSEMBLY), *wanted)

    def remember(self) -> None:
        """Note what the engine has, once it is on disk: a kill must not leave the note without the stacks."""
        ended = time.time()
        while not ENGINE_SAVED.exists() or ENGINE_SAVED.stat().st_mtime < ended:
            time.sleep(0.1)
        write_whole(DEPLOYED, self.digest)

    def _cdk(self, command: str, *arguments: str) -> Child:
        line = [str(NODE), str(CDK), command, "--no-notices", "--no-color", *arguments]
        return Child(f"cdk-{command}", line, self.environment)


def _clock_exists() -> bool:
    try:
        boto3.client("lambda").get_function(FunctionName=read_outputs()["ClockFunctionName"])
    except (ClientError, BotoCoreError, KeyError, NotRunning):
        return False
    return True
