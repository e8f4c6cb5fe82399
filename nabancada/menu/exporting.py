"""The menu as a file to take away."""

from flask import Response

from nabancada import access, clock
from nabancada.menu import catalogue, rows, sheets

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def written(form: str) -> Response:
    """The current menu as `csv` or `xlsx`, with a name that says of what day it is."""
    tree = catalogue.at(access.house().menu_version).tree
    table = [rows.of(item, category["name"]) for category in tree["categories"] for item in category["items"]]
    content = sheets.write_xlsx(table) if form == "xlsx" else sheets.write_csv(table)
    name = f"ementa-{clock.now().astimezone(clock.TIMEZONE):%Y-%m-%d}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, headers=headers, content_type=TYPES[form])
