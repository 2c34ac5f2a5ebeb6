"""What our cold starts are held against: the least that a function with one client can do, and what is usual."""

import json
import shutil
import subprocess
from pathlib import Path

from bench.journey import event
from bench.recording import Call
from infra.bundle import ROOT

SOURCE = Path(__file__).parent / "rival"

FLOOR = "import boto3; boto3.client('dynamodb')"
"""An interpreter, boto3 and one client; no handler, no call."""

CALL = Call(
    "dynamodb",
    "GetItem",
    {},
    200,
    {"Content-Type": "application/x-amz-json-1.0"},
    json.dumps({"Item": {"id": {"S": "7"}, "customer": {"S": "Becker"}}}).encode(),
)
EVENT = {
    **event("GET", "/orders/7"),
    "version": "2.0",
    "requestContext": {"stage": "$default", "http": {"method": "GET", "path": "/orders/7", "sourceIp": "192.0.2.7"}},
}
HANDLER = "rival.handler"


def ordinary_bundle(root: Path) -> Path:
    """The handler with its libraries as an ordinary build leaves them: sources, whose bytecode would be stale."""
    uv = str(ROOT / ".tools" / "uv" / "bin" / "uv")
    export = [uv, "-q", "--project", str(ROOT), "export", "--frozen", "--only-group", "bundle", "--no-emit-project"]
    requirements = root.parent / "rival.txt"
    requirements.write_text(subprocess.run(export, check=True, capture_output=True, text=True).stdout)
    install = [uv, "-q", "pip", "install", "--no-deps", "--link-mode", "copy", "--target", str(root)]
    subprocess.run([*install, "--python", str(ROOT / ".venv/bin/python"), "-r", str(requirements)], check=True)
    for file in SOURCE.glob("*.py"):
        shutil.copyfile(file, root / file.name)
    return root
