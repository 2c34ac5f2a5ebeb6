"""A distributor's own system hears where its partner stands, through the real bus, queue and function."""

import base64
import hashlib
import hmac
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from local.seed import SAMPLES
from local.story import Story, until
from tests.support.cloud import ROOT, Cloud
from tests.support.listening import system
from tests.support.walks import ONE, confirm, finish

pytestmark = pytest.mark.house

STAGES = ["agreement", "seal", "customers", "activation", "active"]


def run(cloud: Cloud, *words: str) -> str:
    """One local command, as make runs it."""
    environment = {**cloud.environment, "PYTHONPATH": "functions"}
    command = [sys.executable, "-m", *words]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (words, done.stdout, done.stderr)
    return done.stdout


def test_a_distributors_system_follows_its_partner_to_active(cloud: Cloud, story: Story, tmp_path: Path) -> None:
    with system() as (address, taken):
        listening = tmp_path / "distributors.toml"
        with_address = re.sub(r"(?m)^(\[.+\])$", rf'\1\nwebhook = "{address}"', SAMPLES.read_text(encoding="utf-8"))
        listening.write_text(with_address, encoding="utf-8")
        run(cloud, "local.seed", str(listening))
        try:
            story.apply(ONE)
            confirm(story)
            story.answer(story.mail("^Accept or decline"), "Paula Reiter", "accepted")
            story.sign()
            story.answer(story.mail("^Answer by"), "Jonas Sommer", "confirmed")
            finish(cloud, story, "Active")
            heard = until(lambda: list(taken), lambda found: len({headers["webhook-id"] for headers, _ in found}) >= 5)
        finally:
            run(cloud, "local.seed", str(SAMPLES))
    told = {headers["webhook-id"]: json.loads(body)["data"] for headers, body in heard}
    by_number = sorted((data for data in told.values()), key=lambda data: data["number"])
    assert [data["stage"] for data in by_number] == STAGES
    assert {data["application"] for data in by_number} == {story.case}
    key = run(cloud, "local.operate", "webhook-key", by_number[0]["distributor"]).strip()
    for headers, body in heard:
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        ours = hmac.digest(base64.b64decode(key.removeprefix("whsec_")), signed, hashlib.sha256)
        assert headers["webhook-signature"] == f"v1,{base64.b64encode(ours).decode()}"
