"""The cards with QR codes over the API."""

from flask import Blueprint, Response

from nabancada import access
from nabancada.access import requires
from nabancada.floor_editor import sheet_of_codes
from nabancada.permissions import Permission
from nabancada.tables.inputs import Codes
from nabancada.web.body import parse

bp = Blueprint("table_codes_api", __name__, url_prefix="/api/tables")


@bp.post("/codes.pdf")
@requires(Permission.EDIT_TABLES)
def pdf() -> Response:
    """The cards that stand on tables, with their QR codes, as PDF: six on a page of A4."""
    return sheet_of_codes.printed(parse(Codes).table_ids, access.confined())
