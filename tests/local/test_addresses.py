"""Ports, addresses and the messages about them."""

import socket

import pytest

from local.addresses import (
    HOST,
    PORTS,
    Addresses,
    BadPort,
    chosen_ports,
    taken_message,
    taken_ports,
)


def test_ports_are_the_defaults_unless_chosen() -> None:
    assert chosen_ports({}) == {
        "PORT": 4566,
        "INBOX_PORT": 8025,
        "SMTP_PORT": 1025,
        "OPS_PORT": 8026,
        "TEAM_PORT": 8027,
        "SIGN_PORT": 8028,
    }
    assert chosen_ports({"PORT": "5000", "SMTP_PORT": ""})["PORT"] == 5000


def test_a_state_keeps_its_ports_until_others_are_chosen() -> None:
    remembered = {"PORT": 5000, "INBOX_PORT": 8125, "SMTP_PORT": 1125, "OPS_PORT": 8126}
    remembered |= {"TEAM_PORT": 8127, "SIGN_PORT": 8128}
    assert chosen_ports({}, remembered) == remembered
    assert chosen_ports({"PORT": "6000"}, remembered) == {**remembered, "PORT": 6000}


@pytest.mark.parametrize("text", ["0", "65536", "-1", "80a", "4566.0"])
def test_what_is_not_a_port_is_refused_with_its_name(text: str) -> None:
    with pytest.raises(BadPort, match="INBOX_PORT"):
        chosen_ports({"INBOX_PORT": text})


def test_one_port_cannot_serve_two_purposes() -> None:
    with pytest.raises(BadPort, match="port 8025 is asked for twice: choose another INBOX_PORT"):
        chosen_ports({"PORT": "8025"})


def test_a_taken_port_is_named_with_its_purpose_and_the_way_out() -> None:
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        chosen = chosen_ports({"OPS_PORT": str(other.getsockname()[1])})
        taken = [port for port in taken_ports(chosen) if port.variable == "OPS_PORT"]
    message = taken_message(taken, {**chosen, "OPS_PORT": 8026}, is_taken=set[int]().__contains__)
    assert message == ("port is taken by another program: 8026 (the ops view). Choose others: make run OPS_PORT=8126")


def test_suggested_ports_are_free_and_never_collide() -> None:
    chosen = {"PORT": 8000, "INBOX_PORT": 8100, "SMTP_PORT": 8001, "OPS_PORT": 8200}
    chosen |= {"TEAM_PORT": 8027, "SIGN_PORT": 8600}
    message = taken_message(list(PORTS), chosen, is_taken={8101}.__contains__)
    assert message.endswith("SMTP_PORT=8201 OPS_PORT=8500 TEAM_PORT=8127 SIGN_PORT=8700")


def test_addresses_follow_from_the_ports() -> None:
    addresses = Addresses.on(chosen_ports({"PORT": "5000"}))
    assert addresses.form == "http://localhost:5000/_aws/execute-api/0a11ce55/apply"
    assert addresses.inbox_api == "http://localhost:8025/api/mails"
    assert addresses.aws == "http://127.0.0.1:5000"
