"""Ways through the real doors that several house tests share."""

from typing import Any

from local.story import Story, until
from tests.support.cloud import Cloud

ONE = (("Bäckerei Sommer", "Jonas Sommer", "jonas@baeckerei-sommer.example"),)
TWO = (*ONE, ("Praxis Aydın", "Elif Aydın", "elif@praxis-aydin.example"))


def confirm(story: Story) -> None:
    """The applicant proves the mailbox."""
    story.answer(story.mail("^Confirm", to=story.email), "Mira Okafor", "confirmed")


def to_distributor(story: Story, **typed: Any) -> None:
    story.apply(ONE, **typed)
    confirm(story)
    story.mail("^Accept or decline")


def to_customers(story: Story, **typed: str) -> None:
    to_distributor(story, **typed)
    story.answer(story.mail("^Accept or decline"), "Paula Reiter", "accepted")
    story.sign()
    story.mail("^Answer by")


def finish(cloud: Cloud, story: Story, state: str) -> list[str]:
    found = until(lambda: cloud.states(story.case), lambda entered: entered[-1:] == [state])
    assert found[-1:] == [state], found
    return found


def held(cloud: Cloud, story: Story) -> str:
    """The id of the hold that ops must decide."""
    story.mail("on hold$")
    application = cloud.items(story.case, "APPLICATION")[0]
    assert application["held"], application
    return str(application["decision"])


def decide_in_console(cloud: Cloud, case: str, decision: str, answer: str, note: str) -> str:
    """One click in the custom widget, as the console sends it."""
    version = int(str(cloud.items(case, "APPLICATION")[0]["version"]))
    event = {
        "action": "decide",
        "application": case,
        "decision": decision,
        "version": version,
        "widgetContext": {
            "theme": "light",
            "forms": {"all": {"answer": answer, "reason": note, "name": "Olga Ops"}},
            "params": {"view": "tasks"},
        },
    }
    return str(cloud.call("ActingFunctionName", event))


def press_notice(cloud: Cloud, typed: dict[str, str], action: str, notice: int = 0, version: int = 0) -> str:
    """One click in the widget of notices, as the console sends it."""
    context = {"theme": "light", "forms": {"all": typed}, "params": {"view": "notices"}}
    event = {"action": action, "notice": notice, "version": version, "widgetContext": context}
    return str(cloud.call("ActingFunctionName", event))
