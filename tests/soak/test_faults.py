"""The fault door: each fault does what it says, and nothing of the door is in what is deployed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from infra import bundle
from local.faults.door import Died, Fault, What
from tests.soak.town import Town, town

ROOT = Path(__file__).parents[2]
KEY = {"PK": {"S": "a"}, "SK": {"S": "b"}}
ITEM = {**KEY, "kind": {"S": "THING"}}


def put(here: Town, *faults: Fault) -> None:
    """One PutItem through these faults, of an item that must not exist yet."""
    here.door.begin(faults)
    boto3.client("dynamodb").put_item(TableName="any", Item=ITEM, ConditionExpression="attribute_not_exists(PK)")


def there(here: Town) -> bool:
    return ("a", "b") in here.aws.table.items


@pytest.mark.parametrize(
    ("what", "raises", "done"),
    [
        (What.ERROR, ClientError, False),
        (What.THROTTLE, ClientError, False),
        (What.TIMEOUT, ReadTimeoutError, False),
        (What.LOST, ReadTimeoutError, True),
        (What.DIE_BEFORE, Died, False),
        (What.DIE_AFTER, Died, True),
        (What.TWICE, ClientError, True),  # the second copy of a guarded write is refused
    ],
)
def test_each_fault_does_what_it_says(what: What, raises: type[BaseException], done: bool) -> None:
    with town() as here:
        with pytest.raises(raises):
            put(here, Fault(what=what, service="dynamodb", operation="PutItem"))
        assert there(here) is done


@pytest.mark.parametrize("what", [What.DELAY, What.REORDER])
def test_a_late_call_is_done_all_the_same(what: What) -> None:
    with town() as here:
        put(here, Fault(what=what, seconds=0.01))
        assert there(here)
        assert here.door.fired == [("dynamodb.PutItem", what)]


def test_a_fault_is_met_at_its_call_and_nowhere_else() -> None:
    with town() as here:
        put(here, Fault(what=What.ERROR, call=2), Fault(what=What.ERROR, service="ses"))
        with pytest.raises(ClientError):
            here.session.client("dynamodb").batch_get_item(RequestItems={"any": {"Keys": [KEY]}})
        assert here.door.fired == [("dynamodb.BatchGetItem", What.ERROR)]


def test_a_transaction_that_arrives_twice_is_done_once() -> None:
    with town() as here:
        here.door.begin([Fault(what=What.TWICE)])
        add = {"Update": {"TableName": "any", "Key": KEY, "UpdateExpression": "ADD #n :one"}}
        add["Update"] |= {"ConditionExpression": "attribute_not_exists(#gone)"}
        add["Update"] |= {"ExpressionAttributeNames": {"#n": "n"}, "ExpressionAttributeValues": {":one": {"N": "1"}}}
        here.session.client("dynamodb").transact_write_items(TransactItems=[add])  # type: ignore[list-item]
        assert here.aws.table.items["a", "b"]["n"] == {"N": "1"}


def test_a_process_that_is_told_to_hangs_the_door_in_by_itself(tmp_path: Path) -> None:
    faults = tmp_path / "faults.json"
    faults.write_text(json.dumps([{"what": "die before", "service": "dynamodb"}]))
    call = "import boto3; boto3.client('dynamodb').list_tables()"
    environment = {**os.environ, "FAULTS": str(faults), "PYTHONPATH": f"{ROOT}:{ROOT / 'local/faults/site'}"}
    environment |= {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_MAX_ATTEMPTS": "1"}
    done = subprocess.run([sys.executable, "-c", call], env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr == ""
    (met,) = map(json.loads, faults.with_suffix(".met").read_text().splitlines())
    assert (met["call"], met["what"]) == ("dynamodb.ListTables", "die before")
    again = subprocess.run([sys.executable, "-c", call], env=environment, check=False, capture_output=True, text=True)
    assert "EndpointConnectionError" in again.stderr, "it was to happen once, in whichever process"


def test_nothing_of_the_door_is_in_what_is_deployed() -> None:
    for source in bundle.SOURCE.rglob("*.py"):
        text = source.read_text(encoding="utf-8")
        assert "fault" not in text.lower().replace("default", ""), source
    assert not any("faults" in str(entry) for entry in bundle.SOURCE.rglob("*"))
    for source in (ROOT / "infra").rglob("*.py"):
        assert "FAULTS" not in source.read_text(encoding="utf-8"), source


def test_the_local_cloud_has_no_door_unless_a_test_asks_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    from local.addresses import Addresses  # noqa: PLC0415
    from local.environment import for_engine  # noqa: PLC0415

    ports = dict.fromkeys(("PORT", "INBOX_PORT", "SMTP_PORT", "OPS_PORT", "TEAM_PORT", "SIGN_PORT"), 1)
    monkeypatch.delenv("FAULTS", raising=False)
    assert not {"FAULTS", "PYTHONPATH"} & for_engine(Addresses.on(ports), ports).keys()
    monkeypatch.setenv("FAULTS", "/somewhere/faults.json")
    assert for_engine(Addresses.on(ports), ports)["FAULTS"] == "/somewhere/faults.json"
