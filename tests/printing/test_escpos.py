"""Bytes for till printers, against another program that knows the same printers."""

import pytest
from escpos.printer import Dummy

from nabancada.printing import escpos
from nabancada.printing.document import Document, centred, pair


def theirs(*calls: tuple[str, tuple, dict]) -> bytes:
    """What python-escpos sends for some calls."""
    dummy = Dummy()
    for name, values, named in calls:
        getattr(dummy, name)(*values, **named)
    return dummy.output


@pytest.mark.parametrize(
    ("ours", "call"),
    [
        (escpos.RESET, ("hw", ("INIT",), {})),
        (escpos.CUT, ("cut", (), {"mode": "PART", "feed": False})),
    ],
)
def test_the_commands_are_those_of_the_trade(ours, call):
    assert ours == theirs(call)


def test_the_drawer_is_kicked_where_others_kick_it():
    kick = theirs(("cashdraw", (2,), {}))
    assert (escpos.OPEN_DRAWER[:3], len(escpos.OPEN_DRAWER)) == (kick[:3], len(kick))  # how long is a matter of taste


def test_the_looks_are_those_of_the_trade():
    assert escpos.BOLD[1] in theirs(("set", (), {"bold": True}))
    assert escpos.SIZE[1] in theirs(("set", (), {"custom_size": True, "width": 2, "height": 2}))
    assert escpos.INVERSE[1] in theirs(("set", (), {"invert": True}))


def test_portuguese_is_written_in_its_code_page():
    words = "Pão, maçã, pêra: 3 açaís à avó João"
    dummy = Dummy()
    dummy.charcode("CP860")
    dummy.text(words)
    assert dummy.output == escpos.PORTUGUESE + words.encode("cp860")
    assert words.encode("cp860") in escpos.render(Document("x", (centred(words),)), 80)


def test_a_known_document_is_these_bytes():
    document = Document("x", (centred("Pão", bold=True, big=True), pair("Cuca", "900,00 Kz", lead="2 × ")), drawer=True)
    assert escpos.render(document, 58) == (
        b"\x1b@\x1bt\x03\x1bp\x00\x19\x78"
        b"\x1bE\x01\x1d!\x11      P\x84o\n"
        b"\x1bE\x00\x1d!\x00" + b"2 x Cuca               900,00 Kz\n"
        b"\n\x1dVB\x00"
    )


def test_only_a_document_that_asks_for_it_opens_the_drawer():
    assert escpos.OPEN_DRAWER not in escpos.render(Document("x", (centred("a"),)), 80)
