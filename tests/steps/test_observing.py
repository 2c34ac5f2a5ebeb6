"""Log lines name their call and their case, and traces their case, so that what belongs together is found together."""

import json
import logging
import socket
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from onboarding import relay
from onboarding.domain.ids import ApplicationId
from onboarding.observing import about, logger, observed
from tests.support.journey import Journey, home
from tests.support.samples import ID

TRACE = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"


class Heard(logging.Handler):
    """The formatted lines of our logger."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[dict[str, str]] = []
        self.setFormatter(logger.registered_formatter)

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(json.loads(self.format(record)))


@pytest.fixture
def heard() -> Iterator[list[dict[str, str]]]:
    handler = Heard()
    logger.addHandler(handler)
    yield handler.lines
    logger.handlers.remove(handler)
    logger.remove_keys(["application", "request"])


def test_every_line_names_its_call_and_its_case(heard: list[dict[str, str]]) -> None:
    @observed
    def handler(event: dict[str, str], context: object) -> None:
        about(event["id"])
        logger.info("done")

    handler({"id": ID}, SimpleNamespace(aws_request_id="request-1"))
    assert heard[-1]["request"] == "request-1"
    assert heard[-1]["application"] == ID


def test_a_line_never_names_the_case_of_the_call_before(heard: list[dict[str, str]]) -> None:
    @observed
    def handler(event: str, context: object) -> None:
        about(event)
        logger.info("done")

    handler(ID, SimpleNamespace(aws_request_id="request-1"))
    handler("../../etc/passwd", SimpleNamespace(aws_request_id="request-2"))
    assert "application" not in heard[-1], "what is typed into an address is no case and stays out of the log"
    assert heard[-1]["request"] == "request-2"


def test_a_sampled_trace_is_found_by_its_case(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as daemon:
        daemon.bind(("127.0.0.1", 0))
        daemon.settimeout(5)
        monkeypatch.setenv("AWS_XRAY_DAEMON_ADDRESS", f"127.0.0.1:{daemon.getsockname()[1]}")
        monkeypatch.setenv("_X_AMZN_TRACE_ID", TRACE)
        with home() as world:
            one = Journey(world)
            relay.guarded(lambda: None, ApplicationId(one.id), "nothing")
        header, _, document = daemon.recv(4096).partition(b"\n")
    assert json.loads(header) == {"format": "json", "version": 1}
    sent = json.loads(document)
    assert sent["annotations"] == {"application": one.id}
    assert (sent["trace_id"], sent["parent_id"]) == ("1-5759e988-bd862e3fe1be46a994272793", "53995c3f42cd8ad8")
    assert len(sent["id"]) == 16


@pytest.mark.parametrize("trace", ["", "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0", "nonsense"])
def test_what_is_not_traced_costs_no_datagram(monkeypatch: pytest.MonkeyPatch, trace: str) -> None:
    monkeypatch.setenv("AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1:1")
    monkeypatch.setenv("_X_AMZN_TRACE_ID", trace)
    opened: list[object] = []
    monkeypatch.setattr(socket, "socket", lambda *which: opened.append(which))
    about(ID)
    assert opened == []
    logger.remove_keys(["application"])


def test_a_daemon_that_is_away_troubles_nobody(monkeypatch: pytest.MonkeyPatch, heard: list[dict[str, str]]) -> None:
    monkeypatch.setenv("AWS_XRAY_DAEMON_ADDRESS", "no-such-host.invalid:2000")
    monkeypatch.setenv("_X_AMZN_TRACE_ID", TRACE)
    about(ID)
    logger.info("goes on")
    assert heard[-1]["application"] == ID
