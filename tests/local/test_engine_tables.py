"""What is saved of the engine's tables is what it would save itself, as it was when it was copied, and soon copied."""

import json
import subprocess
from pathlib import Path

from local.environment import ENGINE_PYTHON

ROOT = Path(__file__).parents[2]
SCRIPT = """
import asyncio, json, os, time
from pathlib import Path
from local.engine_tables import save_tables, tables_state
from ministack.core.persistence import _json_default, load_state, save_state
from ministack.services import dynamodb

def ask(operation, **body):
    headers = {"x-amz-target": f"DynamoDB_20120810.{operation}"}
    status, _, answer = asyncio.run(dynamodb.handle_request("POST", "/", headers, json.dumps(body).encode(), {}))
    assert status == 200, answer

def item(number, **more):
    return {"pk": {"S": f"CASE#{number}"}, "sk": {"S": "CASE"}, "about": {"M": {"list": {"L": [{"S": "one"}]}}}, **more}

def written(state):
    return json.dumps(state, default=_json_default, sort_keys=True)

def timed(copied):
    began = time.process_time()
    copied()
    return time.process_time() - began

keys = [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}]
types = [{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")]
ask("CreateTable", TableName="cases", KeySchema=keys, AttributeDefinitions=types, BillingMode="PAY_PER_REQUEST",
    StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"})
for number in range(5000):
    ask("PutItem", TableName="cases", Item=item(number))
same = written(tables_state()) == written(dynamodb.get_state())

before = tables_state()
as_it_was = written(before)
key = {"pk": {"S": "CASE#1"}, "sk": {"S": "CASE"}}
change = {"UpdateExpression": "SET about.#list = list_append(about.#list, :more), stage = :stage",
          "ExpressionAttributeNames": {"#list": "list"},
          "ExpressionAttributeValues": {":more": {"L": [{"S": "two"}]}, ":stage": {"S": "signed"}}}
ask("UpdateItem", TableName="cases", Key=key, **change)
ask("PutItem", TableName="cases", Item=item(2, stage={"S": "new"}))
ask("PutItem", TableName="cases", Item=item(9999))
ask("DeleteItem", TableName="cases", Key={**key, "pk": {"S": "CASE#3"}})
other = {**key, "pk": {"S": "CASE#4"}}
ask("TransactWriteItems", TransactItems=[
    {"Update": {"TableName": "cases", "Key": other, **change}},
    {"Put": {"TableName": "cases", "Item": item(5, stage={"S": "new"})}},
    {"Delete": {"TableName": "cases", "Key": {**key, "pk": {"S": "CASE#6"}}}},
])
ask("BatchWriteItem", RequestItems={"cases": [{"PutRequest": {"Item": item(7, stage={"S": "new"})}}]})
kept = written(before) == as_it_was
ask("UpdateTimeToLive", TableName="cases", TimeToLiveSpecification={"AttributeName": "ttl", "Enabled": True})
now = written(tables_state())
still = now == written(dynamodb.get_state()) and now != as_it_was
save_tables(tables_state())
saved = Path(os.environ["STATE_DIR"], "dynamodb.json")
ours, read = json.loads(saved.read_text()), written(load_state("dynamodb"))
save_state("dynamodb", dynamodb.get_state())
file = json.loads(saved.read_text()) == ours and read == now
ratio = min(timed(dynamodb.get_state) for _ in range(3)) / min(timed(tables_state) for _ in range(3))
print(json.dumps({"same": same, "kept": kept, "still": still, "file": file, "ratio": ratio}))
"""


def test_items_need_no_copies_because_the_engine_replaces_what_changes(tmp_path: Path) -> None:
    environment = {"PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "PERSIST_STATE": "1", "STATE_DIR": str(tmp_path)}
    done = subprocess.run(
        [str(ENGINE_PYTHON), "-c", SCRIPT], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert (seen["same"], seen["still"]) == (True, True), "the engine keeps something of its tables that is not saved"
    assert seen["kept"], "the engine changes items in their place"
    assert seen["file"], "what was saved is not what the engine would have saved and reads again"
    assert seen["ratio"] > 10
