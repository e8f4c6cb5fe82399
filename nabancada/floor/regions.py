"""The live parts of the room: the map of an area, the panel of a table, and a table's slip with its head."""

from uuid import UUID

from flask import render_template

from nabancada import access, live
from nabancada.errors import NotFound
from nabancada.floor import queries, slip
from nabancada.live.regions import region
from nabancada.permissions import Permission


def _table(argument: str) -> set[str]:
    return {f"table:{argument}"}


@region("floor-map", topics=lambda _area: {"floor"}, needs=Permission.TAKE_ORDERS)
def floor_map(area: str) -> str:
    """The map, looking at an area by its key."""
    return render_template("floor/_map.html", room=queries.room(area, access.branch()))


@region("table-panel", topics=_table, needs=Permission.TAKE_ORDERS)
def table_panel(table_id: str) -> str:
    """What the map tells about the chosen table."""
    return render_template("floor/_panel.html", slip=_slip(table_id))


@region("table-slip", topics=_table, needs=Permission.TAKE_ORDERS)
def table_slip(table_id: str) -> str:
    """The rounds of a table."""
    return render_template("floor/_slip.html", slip=_slip(table_id))


@region("table-head", topics=_table, needs=Permission.TAKE_ORDERS)
def table_head(table_id: str) -> str:
    """Whose table it is and since when."""
    return render_template("floor/_head.html", slip=_slip(table_id))


def _slip(argument: str) -> slip.Slip:
    """The table's slip, which what happens on its bill changes too, wherever it happens.

    :raises NotFound: not the id of a table here
    """
    try:
        found = slip.of(UUID(argument))
    except ValueError:
        raise NotFound from None
    if found.bill_id:
        live.depends_on(f"bill:{found.bill_id}")
    return found
