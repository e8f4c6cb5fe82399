"""Bytes over real TCP, to printers that work and to printers that do not."""

import pytest

from nabancada.printing import network, troubles
from nabancada.printing.addresses import reachable
from nabancada.printing.troubles import Trouble
from tests.printing import printers
from tests.printing.conftest import PATIENCE


def test_everything_arrives():
    with printers.printer() as printer:
        network.send(printer.host, printer.port, b"slip" * 1000)
        assert printer.got_one.wait(5)
    assert printer.slips == [b"slip" * 1000]


@pytest.fixture
def patient(monkeypatch):
    """These printers do answer, when this machine gets to it."""
    monkeypatch.setattr(network, "ANSWER", PATIENCE)


def test_a_printer_that_answers_is_believed(patient):
    with printers.printer(printers.answering()) as printer:
        network.send(printer.host, printer.port, b"slip")
        assert printer.got_one.wait(5)
    assert printer.slips == [b"slip"]


@pytest.mark.parametrize(("state", "code"), [({"cover": 0x16}, troubles.OPEN), ({"paper": 0x72}, troubles.NO_PAPER)])
def test_a_printer_that_says_why_it_cannot_print_is_sent_nothing(patient, state, code):
    with printers.printer(printers.answering(**state)) as printer, pytest.raises(Trouble) as refused:
        network.send(printer.host, printer.port, b"slip")
    assert (refused.value.code, printer.slips) == (code, [])


def test_an_answer_in_another_language_is_no_answer(patient):
    with printers.printer(printers.answering(cover=0xFF, paper=0xFF)) as printer:
        network.send(printer.host, printer.port, b"slip")
        assert printer.got_one.wait(5)


def test_nobody_there_is_a_refusal():
    with pytest.raises(Trouble) as refused:
        network.send(*printers.nobody(), b"slip")
    assert refused.value.code == troubles.REFUSED


def test_a_printer_that_takes_nothing_is_given_up(monkeypatch):
    monkeypatch.setattr(network, "WRITE", 0.5)
    with printers.printer(printers.stuck) as printer, pytest.raises(Trouble) as refused:
        network.send(printer.host, printer.port, b"x" * 20_000_000)
    assert refused.value.code == troubles.SILENT


def test_a_printer_that_dies_half_way_is_noticed():
    with printers.printer(printers.dying) as printer, pytest.raises(Trouble) as refused:
        network.send(printer.host, printer.port, b"x" * 1_000_000)
    assert refused.value.code == troubles.BROKEN_OFF


def test_a_printer_that_never_stops_talking_is_left_after_a_moment(monkeypatch):
    monkeypatch.setattr(network, "GOODBYE", 0.5)
    with printers.printer(printers.chatty) as printer:
        network.send(printer.host, printer.port, b"slip")


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("192.168.1.50", True),
        ("127.0.0.1", True),  # by the networks of these tests
        ("10.0.0.7", False),
        ("169.254.169.254", False),
        ("8.8.8.8", False),
        ("::1", False),
        ("::ffff:192.168.1.50", False),
        ("0x7f000001", False),
        ("3232235826", False),
        ("printer.local", False),
        ("", False),
    ],
)
def test_only_addresses_of_the_allowed_networks_are_reached(host, allowed):
    assert reachable(host) is allowed


def test_an_address_that_is_not_allowed_is_not_called(monkeypatch):
    monkeypatch.setattr(network.socket, "create_connection", lambda *_rest: pytest.fail("called"))
    with pytest.raises(Trouble) as refused:
        network.send("169.254.169.254", 9100, b"slip")
    assert refused.value.code == troubles.FORBIDDEN
