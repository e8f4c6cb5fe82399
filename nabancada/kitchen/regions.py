"""The live part of the kitchen's screen."""

from flask import render_template

from nabancada import access
from nabancada.kitchen import queries
from nabancada.live.regions import region
from nabancada.permissions import Permission


@region("kitchen-board", topics=lambda _station: {"kitchen"}, needs=Permission.COOK)
def board(station: str) -> str:
    """The board of a station, by its key, or of `todas`."""
    return render_template("kitchen/_board.html", board=queries.board(station, access.branch()))
