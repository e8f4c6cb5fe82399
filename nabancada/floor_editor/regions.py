"""The live part of the floor editor."""

from uuid import UUID

from flask import render_template

from nabancada import access
from nabancada.floor_editor import queries
from nabancada.live.regions import region
from nabancada.permissions import Permission


@region("tables-plan", topics=lambda _room: {"tables", "plan"}, needs=Permission.EDIT_TABLES)
def tables_plan(room: str) -> str:
    """The plan of a room, or of the first."""
    return render_template("floor_editor/_plan.html", plan=queries.plan(asked(room), access.branch()))


def asked(room: str) -> UUID | None:
    """The room an address or a region names, if it names one."""
    try:
        return UUID(room)
    except ValueError:
        return None
