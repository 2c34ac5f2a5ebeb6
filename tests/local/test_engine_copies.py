"""What is saved of the engine's tables and logs is what it would save itself, as it was then, and soon copied."""

import json
import subprocess
from pathlib import Path

import pytest

from local.environment import ENGINE_PYTHON

ROOT = Path(__file__).parents[2]
HEAD = """
import asyncio, json, os, time
from pathlib import Path
from local.engine_copies import LARGE, save
from ministack.core.persistence import _json_default, load_state, save_state

def ask(target, **body):
    headers = {"x-amz-target": f"{PREFIX}.{target}"}
    status, _, answer = asyncio.run(module.handle_request("POST", "/", headers, json.dumps(body).encode(), {}))
    assert status == 200, answer

def written(state):
    return json.dumps(state, default=_json_default, sort_keys=True)

def timed(copied):
    began = time.process_time()
    copied()
    return time.process_time() - began
"""
TABLES = """
SERVICE, PREFIX = "dynamodb", "DynamoDB_20120810"
module = LARGE[SERVICE].module

def item(number, **more):
    return {"pk": {"S": f"CASE#{number}"}, "sk": {"S": "CASE"}, "about": {"M": {"list": {"L": [{"S": "one"}]}}}, **more}

keys = [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}]
types = [{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")]
ask("CreateTable", TableName="cases", KeySchema=keys, AttributeDefinitions=types, BillingMode="PAY_PER_REQUEST",
    StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"})
for number in range(5000):
    ask("PutItem", TableName="cases", Item=item(number))
"""
TABLES_CHANGE = """
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
ask("UpdateTimeToLive", TableName="cases", TimeToLiveSpecification={"AttributeName": "ttl", "Enabled": True})
"""
LOGS = """
SERVICE, PREFIX = "cloudwatch_logs", "Logs_20140328"
module = LARGE[SERVICE].module
began = int(time.time() * 1000)

def log(stream, *moments):
    told = [{"timestamp": began + one, "message": f"{one} in {stream}", "ingestionTime": began} for one in moments]
    module._append_log_events(module._log_groups["web"]["streams"][stream], told)  # as what functions print

ask("CreateLogGroup", logGroupName="web")
for number in range(200):
    ask("CreateLogStream", logGroupName="web", logStreamName=f"{number}")
    log(f"{number}", *range(25))
"""
LOGS_CHANGE = """
log("1", 30, 31)
ask("PutLogEvents", logGroupName="web", logStreamName="4", logEvents=[{"timestamp": began, "message": "put"}])
log("2", -5)  # late: the engine merges it in
ask("CreateLogStream", logGroupName="web", logStreamName="new")
log("new", 40)
ask("DeleteLogStream", logGroupName="web", logStreamName="3")
ask("PutRetentionPolicy", logGroupName="web", retentionInDays=7)
"""
COPIED = """
before = LARGE[SERVICE].state()
as_it_was = written(before)
same = as_it_was == written(module.get_state())
"""
COMPARED = """
kept = written(before) == as_it_was
now = written(LARGE[SERVICE].state())
still = now == written(module.get_state()) and now != as_it_was
save(SERVICE, LARGE[SERVICE].state())
saved = Path(os.environ["STATE_DIR"], f"{SERVICE}.json")
ours, read = json.loads(saved.read_text()), written(load_state(SERVICE))
save_state(SERVICE, module.get_state())
file = json.loads(saved.read_text()) == ours and read == now
ratio = min(timed(module.get_state) for _ in range(3)) / min(timed(LARGE[SERVICE].state) for _ in range(3))
print(json.dumps({"same": same, "kept": kept, "still": still, "file": file, "ratio": ratio}))
"""


@pytest.mark.parametrize(("filled", "changed"), [(TABLES, TABLES_CHANGE), (LOGS, LOGS_CHANGE)], ids=["tables", "logs"])
def test_what_the_engine_replaces_or_only_adds_to_needs_no_copies(tmp_path: Path, filled: str, changed: str) -> None:
    environment = {"PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "PERSIST_STATE": "1", "STATE_DIR": str(tmp_path)}
    script = HEAD + filled + COPIED + changed + COMPARED
    done = subprocess.run(
        [str(ENGINE_PYTHON), "-c", script], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert (seen["same"], seen["still"]) == (True, True), "the engine keeps something that is not saved"
    assert seen["kept"], "the engine changes in its place what was copied"
    assert seen["file"], "what was saved is not what the engine would have saved and reads again"
    assert seen["ratio"] > 10
