"""One execution of the state machine, read from the engine: what the Step Functions console would show."""

import boto3

from local.addresses import read_outputs
from local.ops_dashboard import NotAllowed
from local.ops_pages import Seen

MOST_EVENTS = 1000


def execution(arn: str) -> tuple[str, str, list[Seen]]:
    """Name, status, and the states that were entered, with times; raises NotAllowed for another machine's."""
    machine = read_outputs()["StateMachineArn"].replace(":stateMachine:", ":execution:")
    if not arn.startswith(f"{machine}:"):
        raise NotAllowed("this is no execution of the partner onboarding machine")
    client = boto3.client("stepfunctions")
    found = client.describe_execution(executionArn=arn)
    history = client.get_execution_history(executionArn=arn, maxResults=MOST_EVENTS)["events"]
    seen = [
        (event["stateEnteredEventDetails"]["name"], f"{event['timestamp']:%d %b %Y %H:%M:%S %Z}")
        for event in history
        if "stateEnteredEventDetails" in event
    ]
    return found["name"], found["status"].lower(), seen
