"""The product's table on the local engine alone: nothing deployed, nothing kept, gone afterwards."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from unittest import mock

import boto3
from botocore.exceptions import BotoCoreError

from bench.recording import Recorder
from local.addresses import ROOT, Addresses
from local.environment import ENGINE_PYTHON, aws_variables, for_engine
from onboarding.adapters import clients
from tests.support.cloud import free_ports
from tests.support.table import NAME, schema

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

PORTS = ("PORT", "INBOX_PORT", "SMTP_PORT", "OPS_PORT", "TEAM_PORT", "SIGN_PORT")
PATIENCE_SECONDS = 120.0


@contextmanager
def engine_table() -> Iterator[tuple["DynamoDBClient", Recorder]]:
    """A client to fill the table with, and what notes the calls of our own adapters, which find it as well."""
    ports = {name: int(port) for name, port in free_ports(PORTS).items()}
    addresses = Addresses.on(ports)
    with tempfile.TemporaryDirectory() as folder, mock.patch.dict(os.environ, aws_variables(addresses.aws)):
        alone = {"PERSIST_STATE": "0", "S3_PERSIST": "0", "STATE_DIR": folder, "S3_DATA_DIR": folder, "TMPDIR": folder}
        environment = {**for_engine(addresses, ports), **alone}
        # It ends with this process, however that ends: see local/child.py.
        engine = subprocess.Popen(
            [str(ENGINE_PYTHON), "-m", "local.child", "ministack"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        clients.session.cache_clear()
        try:
            client = boto3.client("dynamodb")
            _made(client, engine)
            recorder = Recorder(NAME)
            recorder.listen(clients.session())
            yield client, recorder
        finally:
            clients.session.cache_clear()
            engine.kill()
            engine.communicate()


def _made(client: "DynamoDBClient", engine: "subprocess.Popen[bytes]") -> None:
    """Makes the table as soon as the engine answers."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        assert engine.poll() is None, "the engine did not start"
        try:
            client.create_table(**schema())
        except BotoCoreError:
            assert time.monotonic() < deadline, f"the engine does not answer after {PATIENCE_SECONDS} s"
            time.sleep(0.2)
        else:
            return
