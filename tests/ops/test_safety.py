"""The widget against hostile names and calls that no button of its own makes."""

import json

import pytest

from onboarding.domain import applying
from tests.ops.conftest import ACTS, ARN, Buttons, Desk, text_of
from tests.support.samples import PROGRAM


@pytest.mark.parametrize(
    ("payload", "told"),
    [
        ({"view": "<b>everything</b>"}, "There is no view"),
        ({"action": "delete"}, "There is no action"),
        ({"view": "case"}, "That is not the id of an application."),
        ({"view": "case", "application": "01KC0M2Q8M9V5X3T7R1N4B6Z8D"}, "There is no such application"),
        ({"view": "case", "application": ["x"]}, "That is not the id of an application."),
        ({"view": "task", "application": "01KC0M2Q8M9V5X3T7R1N4B6Z8D"}, "That is not the id of a decision."),
        ({"action": "decide"}, "That is not the id of an application."),
    ],
)
def test_what_the_widget_does_not_know_it_refuses_in_words(desk: Desk, payload: dict[str, object], told: str) -> None:
    html = desk.press(payload)
    assert told in html
    assert "<b>" not in html


HOSTILE = '"><cwdb-action action="call" endpoint="arn:evil">{}</cwdb-action><script>alert(1)</script><img src=x>'


def test_a_hostile_company_is_text_and_nothing_else(desk: Desk) -> None:
    walk = desk.held(company=HOSTILE)
    walk.do(lambda one, now: applying.ask_question(one, HOSTILE, PROGRAM, now))
    desk.keep(walk)
    pages = [
        desk.look("waiting"),
        desk.look("tasks"),
        desk.task(walk),
        desk.look("case", application=walk.application.id),
        desk.decide(desk.task(walk), "retry", "", HOSTILE),
        desk.decide(desk.task(walk), "retry", HOSTILE, HOSTILE),
        desk.press({"view": HOSTILE}),
        desk.press({"action": HOSTILE}),
    ]
    for html in pages:
        read = Buttons(html)
        assert not {"script", "img", "iframe", "object", "link", "base"}.intersection(read.tags)
        assert {attributes["endpoint"] for attributes, _ in read.actions} <= {ARN, ACTS}
        assert " on" not in "".join(attribute for attributes, _ in read.actions for attribute in attributes)
        assert HOSTILE in text_of(html)


def test_every_button_calls_one_of_the_two_functions_with_data_that_needs_no_escaping(desk: Desk) -> None:
    walk = desk.held()
    for html in (desk.look("waiting"), desk.look("tasks"), desk.task(walk)):
        for attributes, text in Buttons(html).actions:
            assert attributes["action"] == "call"
            assert attributes["endpoint"] == (ACTS if "action" in json.loads(text) else ARN)
            assert not set("<>&'").intersection(text)
