"""Executions, and the whole local cloud, can be lost; nothing that people hold is."""

import json
from functools import partial
from pathlib import Path

import pytest

from local.story import Story, until
from onboarding.domain.link import hash_of
from tests.support.cloud import Cloud
from tests.support.walks import confirm, finish, to_customers, to_distributor

pytestmark = pytest.mark.house


def running(cloud: Cloud, case: str) -> list[str]:
    """The names of a case's running executions."""
    pages = cloud.stepfunctions.get_paginator("list_executions").paginate(
        stateMachineArn=cloud.outputs()["StateMachineArn"], statusFilter="RUNNING"
    )
    found = [execution for page in pages for execution in page["executions"]]
    return sorted(one["name"] for one in found if one["name"].startswith(case))


def kill_every_execution(cloud: Cloud) -> int:
    """Stops all executions that run; gives how many."""
    client, killed = cloud.stepfunctions, 0
    pages = client.get_paginator("list_executions").paginate(
        stateMachineArn=cloud.outputs()["StateMachineArn"], statusFilter="RUNNING"
    )
    for execution in [one for page in pages for one in page["executions"]]:
        client.stop_execution(executionArn=execution["executionArn"], cause="lost on purpose")
        killed += 1
    return killed


def test_all_executions_killed_are_regrown_and_the_links_in_old_mails_still_work(cloud: Cloud) -> None:
    thinking, signing, waiting = cloud.story(), cloud.story(), cloud.story()
    to_distributor(thinking)
    to_distributor(signing)
    signing.answer(signing.mail("^Accept or decline"), "Paula Reiter", "accepted")
    signing.mail("^Sign")
    to_customers(waiting)
    mails = {story.case: len(story.inbox.mails(story.case)) for story in (thinking, signing, waiting)}

    assert kill_every_execution(cloud) >= 3
    cloud.call("ReconcileFunctionName")

    for story in (thinking, signing, waiting):
        names = until(partial(running, cloud, story.case), lambda found: len(found) == 1)
        assert names == [f"{story.case}-2"]
        assert len(story.inbox.mails(story.case)) == mails[story.case], "nobody is asked again"
    thinking.answer(thinking.mail("^Accept or decline"), "Paula Reiter", "accepted")
    thinking.mail("^Sign")
    signing.sign()
    signing.answer(signing.mail("^Answer by"), "Jonas Sommer", "confirmed")
    waiting.answer(waiting.mail("^Answer by"), "Jonas Sommer", "confirmed")
    finish(cloud, signing, "Active")
    finish(cloud, waiting, "Active")


def test_a_kill_of_the_whole_cloud_loses_nothing(tmp_path: Path) -> None:
    cloud = Cloud(tmp_path / "state")
    cloud.start()
    try:
        story = cloud.story()
        to_distributor(story)
        asked = story.mail("^Accept or decline")
        ports = dict(cloud.ports)
        saved = cloud.state / "engine"
        token = asked.link("/d/").rsplit("/", 1)[-1]
        assert until(lambda: hash_of(token) in _stored(saved), bool), "the engine saves what it knows every few seconds"
        cloud.kill()
        assert cloud.gone()
        cloud.start()
        assert dict(cloud.ports) == ports
        assert story.open(asked).status == 200
        story.answer(asked, "Paula Reiter", "accepted")
        story.sign()
        story.answer(story.mail("^Answer by"), "Jonas Sommer", "confirmed")
        finish(cloud, story, "Active")
        assert len([mail for mail in story.inbox.mails(story.case) if mail.subject == asked.subject]) == 1
    finally:
        cloud.stop()
    assert cloud.gone()


def _stored(folder: Path) -> str:
    """What the engine has saved so far."""
    return " ".join(file.read_text(errors="replace") for file in folder.rglob("*") if file.is_file())


def test_a_wake_up_that_was_lost_is_delivered_by_the_clock(cloud: Cloud, story: Story) -> None:
    story.apply()
    relay = next(
        function["FunctionName"]
        for page in cloud.functions.get_paginator("list_functions").paginate()
        for function in page["Functions"]
        if "relay" in function["FunctionName"].lower()
    )
    mapping = cloud.functions.list_event_source_mappings(FunctionName=relay)["EventSourceMappings"][0]["UUID"]
    story.mail("^Confirm")
    cloud.functions.update_event_source_mapping(UUID=mapping, Enabled=False)
    try:
        confirm(story)
        assert cloud.states(story.case)[-1] == "Wait for confirmation"
        cloud.call("ClockFunctionName", {})
        found = until(lambda: cloud.states(story.case), lambda entered: "Assess readiness" in entered)
        assert "Assess readiness" in found, json.dumps(found)
    finally:
        cloud.functions.update_event_source_mapping(UUID=mapping, Enabled=True)
