"""Ops on the local cloud: replies become questions, a distributor is changed live, and the runbooks' commands work."""

import subprocess
import sys
import urllib.parse
import urllib.request

import pytest

from local.story import Story, until
from tests.support.cloud import ROOT, Cloud
from tests.support.walks import to_distributor

pytestmark = pytest.mark.house


def press(cloud: Cloud, payload: dict[str, object], **typed: str) -> str:
    """One click on a button that acts."""
    context = {"theme": "light", "forms": {"all": typed}, "params": {"view": "waiting"}}
    return str(cloud.call("ActingFunctionName", {**payload, "widgetContext": context}))


def test_a_reply_to_a_mail_is_a_question_and_its_answer_comes_back(cloud: Cloud, story: Story) -> None:
    to_distributor(story)
    mail = story.mail("^Accept or decline")
    page = f"{cloud.addresses.inbox}mails/{mail.id}"
    body = urllib.parse.urlencode({"text": "Do they sell in Austria?"}).encode()
    with urllib.request.urlopen(f"{page}/reply", data=body) as answer:  # noqa: S310 - the local inbox
        assert "Sent to case-" in answer.read().decode()
    questions = until(
        lambda: [one for one in cloud.items(story.case, "DECISION#") if one["decides"] == "question"], bool
    )
    (question,) = questions
    assert question["about"]["question"] == "Do they sell in Austria?"  # type: ignore[index]
    assert question["about"]["role"] == "distributor"  # type: ignore[index]
    version = int(str(cloud.items(story.case, "APPLICATION")[0]["version"]))
    asked = {"action": "decide", "application": story.case, "decision": question["id"], "version": version}
    assert "Recorded" in press(cloud, asked, answer="answered", reason="They do.", name="Olga Ops")
    story.mail("is answered$", to=mail.to)


def test_ops_change_the_distributor_live_and_the_old_link_dies(cloud: Cloud, story: Story) -> None:
    to_distributor(story)
    first = story.mail("^Accept or decline")
    application = cloud.items(story.case, "APPLICATION")[0]
    payload = {"application": story.case, "do": "reassign", "version": int(str(application["version"]))}
    form = press(cloud, {"view": "step_in", **payload})
    for choice in [one.partition('"')[0] for one in form.split('<option value="')[1:] if one[0] != '"']:
        said = press(cloud, {"action": "step_in", **payload}, to=choice, reason="They asked for it.", name="Olga Ops")
        if "is asked now" in said:
            break
    assert "is asked now" in said
    second = story.mail("^Accept or decline", count=2)
    assert second.to != first.to
    assert "passed on" in story.open(first).text.lower()
    story.answer(second, "Sam South", "accepted")
    story.sign()


def test_the_commands_of_the_runbooks_work_on_the_local_cloud(cloud: Cloud, story: Story) -> None:
    to_distributor(story)
    for words in (
        ["status"],
        ["clock"],
        ["reconcile"],
        ["resume", "clock"],
        ["redrive", "relay"],
        ["show", story.case],
    ):
        run = [sys.executable, "-m", "local.operate", *words]
        done = subprocess.run(
            run,
            env={**cloud.environment, "PYTHONPATH": "functions"},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (words, done.stdout, done.stderr)
    assert "It does not hang." in done.stdout
