"""A house that prints."""

import os

import pytest

from nabancada import config, db
from nabancada.printing import actions, network
from nabancada.printing.inputs import NewPrinter
from nabancada.printing.models import Printer

PATIENCE = 10.0  # seconds


@pytest.fixture(autouse=True)
def printers_here(app, monkeypatch):
    """Printers of these tests are on this machine, which no house of a real server could reach."""
    monkeypatch.setitem(os.environ, "NABANCADA_PRINTER_NETWORKS", "127.0.0.0/8,192.168.0.0/16")
    config.settings.cache_clear()
    monkeypatch.setattr(network, "ANSWER", 0.01)  # they say nothing,
    monkeypatch.setattr(network, "GOODBYE", PATIENCE)  # and hang up in the end
    yield
    config.settings.cache_clear()


@pytest.fixture
def add_printer(restaurant):
    """`add_printer("Bar", capture, stations=["Bar"])`: a network printer that prints everything, unless said less."""

    def add(name: str, at, **fields) -> Printer:
        host, port = at if isinstance(at, tuple) else (at.host, at.port)
        documents = ["ticket", "prebill", "receipt", "shift"]
        # An address of a test has a port of its own, which the input would refuse.
        new = NewPrinter(**{"name": name, "host": host, "documents": documents, **fields})
        return actions.add(new.model_copy(update={"port": port}))

    return add


@pytest.fixture(autouse=True)
def nothing_else_is_due(restaurant):
    """The queue of turns is everybody's: what other tests left is not ours to print."""
    with db.atomic():
        db.run("DELETE FROM print_turns")
