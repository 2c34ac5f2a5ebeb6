"""A deployment with a front answers nobody who goes around it, and knows its visitors by the front's word alone."""

import pytest

from onboarding.settings import Settings
from onboarding.web.front import KEY, VIEWER, passed
from tests.web.visitor import Visitor

WORD = "a-word-that-only-the-front-has"


@pytest.fixture
def fronted(visitor: Visitor) -> Visitor:
    """The pages of a deployment with a front."""
    world = visitor.world
    world.settings = Settings(**{**vars(world.settings), "front_key": WORD})
    return visitor


def test_around_the_front_there_is_nothing_but_the_official_address(fronted: Visitor) -> None:
    for headers in ({}, {KEY: ""}, {KEY: "guessed"}, {KEY: WORD + " "}, {VIEWER: "192.0.2.1"}):
        for method, path in (("GET", "/apply"), ("POST", "/apply"), ("GET", "/partners/ABCDEFG"), ("HEAD", "/")):
            answer = fronted.send(method, path, "" if method == "POST" else None, headers=headers)
            assert answer.status == 403, (method, path, headers)
    assert "Please use the official address" in fronted.send("GET", "/apply").text


def test_through_the_front_everything_is_as_without_one(fronted: Visitor) -> None:
    assert fronted.send("GET", "/apply", headers={KEY: WORD, VIEWER: "198.51.100.7"}).status == 200


def test_the_visitors_address_is_the_one_that_the_front_names(fronted: Visitor) -> None:
    event = {
        "headers": {KEY.upper(): WORD, VIEWER: "198.51.100.7"},
        "requestContext": {"http": {"method": "GET", "sourceIp": "203.0.113.9"}},
    }
    assert passed(fronted.world, event)["requestContext"]["http"]["sourceIp"] == "198.51.100.7"


def test_without_a_front_nobody_chooses_an_address_by_a_header(visitor: Visitor) -> None:
    event = {
        "headers": {VIEWER: "198.51.100.7"},
        "requestContext": {"http": {"method": "GET", "sourceIp": "203.0.113.9"}},
    }
    assert passed(visitor.world, event)["requestContext"]["http"]["sourceIp"] == "203.0.113.9"
