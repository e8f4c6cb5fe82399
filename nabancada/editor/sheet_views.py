"""The menu by the sheet: many prices at once, files out and in. First as it would be, then as it is."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from nabancada.access import requires
from nabancada.editor import queries
from nabancada.editor.inputs import PriceForm, Rows, TickedPrices
from nabancada.errors import DomainError, InvalidInput
from nabancada.menu import exporting, importing, prices, sheets
from nabancada.menu.importing import Report
from nabancada.menu.sheets import HEADERS
from nabancada.permissions import Permission
from nabancada.web import body, forms
from nabancada.web.body import fields, parse, validate

bp = Blueprint("sheet_editor", __name__, url_prefix="/menu")

STEPS = (1, 5, 10, 50, 100, 500)  # Kwanza that prices may be rounded to


@bp.get("/prices")
@requires(Permission.EDIT_MENU)
def look_at_prices() -> str:
    """How prices are to change; once it is said, what they would be. Nothing is stored."""
    return _prices(request.args)


@bp.post("/prices")
@requires(Permission.EDIT_MENU)
def change_prices() -> Response:
    """Change the prices that were looked at."""
    changed, _version = prices.apply(parse(TickedPrices).change())
    return redirect(url_for(".look_at_prices", done=len(changed)), 303)


@bp.get("/sheets")
@requires(Permission.EDIT_MENU)
def files() -> str:
    """Files out and in."""
    return _files()


@bp.get("/sheets/<any(csv, xlsx):form>")
@requires(Permission.EDIT_MENU)
def export(form: str) -> Response:
    """The menu as a file."""
    return exporting.written(form)


@bp.post("/sheets")
@requires(Permission.EDIT_MENU)
def look_at_file() -> str:
    """What a file would do to the menu, row by row. Nothing is stored."""
    content = body.file(sheets.MOST_BYTES)
    if not content:
        raise InvalidInput({"file": "Escolha um ficheiro."})
    sheet = sheets.read(content)
    return _files(report=importing.look(sheet), rows=sheets.packed(sheet))


@bp.post("/sheets/rows")
@requires(Permission.EDIT_MENU)
def store_rows() -> str:
    """Do what a file says that was looked at, as a whole or what is right of it."""
    body.allow(4 * body.MEGABYTE)
    typed = parse(Rows)
    return _files(report=importing.store(sheets.unpacked(typed.rows), only_right=typed.only_right))


@forms.again(bp)
def _again(refused: DomainError) -> str:
    """What was refused is the page again, with why it did not do."""
    errors = forms.errors(refused)
    if request.endpoint == "sheet_editor.change_prices":
        return _prices(request.form, errors)
    if request.endpoint == "sheet_editor.store_rows" and "file" not in errors:
        rows = request.form.get("rows", "")  # menu or plan are others by now: what these would do to them
        above = {"form": errors.get("form") or _(refused.message)}
        return _files(above, importing.look(sheets.unpacked(rows)), rows)
    return _files(errors)


def _prices(typed: MultiDict[str, str], errors: dict[str, str] | None = None) -> str:
    """The page with, where it was said how prices are to change, what they would be."""
    seen, wrong = None, dict(errors or {})
    if typed.get("much"):
        try:
            seen = prices.preview(validate(PriceForm, fields(PriceForm, typed)).change())
        except InvalidInput as refused:
            wrong = {**forms.errors(refused), **wrong}
    done = request.args.get("done", 0, type=int)
    return render_template(
        "editor/prices.html", menu=queries.written(), typed=typed, seen=seen, steps=STEPS, done=done, errors=wrong
    )


def _files(errors: dict[str, str] | None = None, report: Report | None = None, rows: str = "") -> str:
    return render_template(
        "editor/sheets.html", menu=queries.written(), errors=errors or {}, report=report, rows=rows, headers=HEADERS
    )
