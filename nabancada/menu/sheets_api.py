"""The menu by the sheet, over HTTP: export, import, many prices at once."""

from typing import Literal

from flask import Blueprint, Response

from nabancada import access
from nabancada.access import requires
from nabancada.menu import actions, importing, prices, sheets
from nabancada.menu.exporting import written
from nabancada.menu.inputs import PriceChange, StationName
from nabancada.permissions import Permission
from nabancada.web import body
from nabancada.web.body import Input, parse, parse_query
from nabancada.web.json import answer

bp = Blueprint("sheets_api", __name__, url_prefix="/api/menu")


class Wanted(Input):
    format: Literal["csv", "xlsx"] = "csv"


class Wish(Input):
    """What to do with a file: only look at it, or store it; whole, or what is right of it."""

    dry_run: bool = False
    only_right: bool = False


@bp.get("/export")
@requires(Permission.EDIT_MENU)
def export() -> Response:
    """The menu as a CSV or XLSX file, one dish a row."""
    return written(parse_query(Wanted).format)


@bp.post("/import")
@requires(Permission.EDIT_MENU)
def store() -> Response:
    """Read a CSV or XLSX file, at most 1 MB and 1000 rows, into the menu.

    A row means the dish with its `id`, else the one of that name in that category, else a new one. Where a row is
    wrong nothing is stored, unless `only_right`; `dry_run` stores nothing and tells what would be done.
    """
    wish = parse_query(Wish)
    sheet = sheets.read(body.file(sheets.MOST_BYTES))
    report = importing.look(sheet) if wish.dry_run else importing.store(sheet, only_right=wish.only_right)
    return answer(report.as_json())


@bp.post("/prices")
@requires(Permission.EDIT_MENU)
def change_prices() -> Response:
    """Change many prices in one version of the menu, by a share or by an amount; or, with `preview`, see them.

    Without categories and dishes all are meant. `version` is that of the menu that was looked at: if it is another by
    now nothing changes.
    """
    change = parse(PriceChange)
    if change.preview:
        return answer(_prices(prices.preview(change), access.house().menu_version))
    return answer(_prices(*prices.apply(change)))


@bp.post("/stations")
@requires(Permission.EDIT_MENU)
def rename_station() -> Response:
    """Have the dishes of one station made at another from now on."""
    name = parse(StationName)
    return answer({"items": actions.rename_station(name.old, name.new)})


def _prices(changes: list[prices.Repriced], version: int) -> dict[str, object]:
    shown = [{"id": one.id, "name": one.name, "before_cents": one.before, "after_cents": one.after} for one in changes]
    return {"version": version, "changes": shown}
