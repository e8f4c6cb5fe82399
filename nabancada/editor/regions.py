"""The live part of the menu's editor."""

from flask import render_template

from nabancada.editor import queries
from nabancada.live.regions import region
from nabancada.permissions import Permission


@region("menu-list", topics={"menu", "plan"}, needs=Permission.EDIT_MENU)
def menu_list() -> str:
    """Categories and dishes."""
    return render_template("editor/_list.html", menu=queries.written())
