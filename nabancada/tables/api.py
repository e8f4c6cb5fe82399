"""Tables over JSON."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response

from nabancada import access
from nabancada.access import requires
from nabancada.errors import NotAllowed
from nabancada.permissions import Permission
from nabancada.tables import calls, codes, layout, qr, queries
from nabancada.tables.inputs import Codes, Copy, Furnishings, NewTable, NewTables, TableChange
from nabancada.web.addresses import absolute
from nabancada.web.body import parse, parse_query
from nabancada.web.json import answer

bp = Blueprint("tables_api", __name__, url_prefix="/api/tables")


@bp.get("")
@requires(Permission.WORK_HERE)
def tables() -> Response:
    """Every table with its state, of one branch, if asked; with `archived` those out of use (needs `edit_tables`)."""
    asked = parse_query(Furnishings)
    if asked.archived and not access.current().may(Permission.EDIT_TABLES):
        raise NotAllowed
    every = queries.archived if asked.archived else queries.all_with_parties
    return answer(asked.of([_with_address(table) for table in every(access.looked_at(asked.branch_id))]))


@bp.post("")
@requires(Permission.EDIT_TABLES)
def add() -> Response:
    """Add a table."""
    table = layout.add(**access.at_branch(parse(NewTable)).model_dump())
    return answer(_with_address(queries.with_party(table.id)), 201)


@bp.patch("/<uuid:table_id>")
@requires(Permission.EDIT_TABLES)
def change(table_id: UUID) -> Response:
    """Change a table."""
    layout.change(table_id, parse(TableChange).model_dump(exclude_unset=True))
    return answer(_with_address(queries.with_party(table_id)))


@bp.delete("/<uuid:table_id>")
@requires(Permission.EDIT_TABLES)
def archive(table_id: UUID) -> Response:
    """Take a table out of use. What was sold at it stays."""
    layout.archive(table_id)
    return Response(status=204)


@bp.post("/<uuid:table_id>/restoration")
@requires(Permission.EDIT_TABLES)
def restore(table_id: UUID) -> Response:
    """Put an archived table back, with its room."""
    layout.restore(table_id)
    return answer(_with_address(queries.with_party(table_id)))


@bp.post("/<uuid:table_id>/copies")
@requires(Permission.EDIT_TABLES)
def duplicate(table_id: UUID) -> Response:
    """Add a table like this one, with the next free number, beside it."""
    copy = layout.duplicate(table_id, parse(Copy))
    return answer(_with_address(queries.with_party(copy.id)), 201)


@bp.post("/batches")
@requires(Permission.EDIT_TABLES)
def add_many() -> Response:
    """Add several tables alike, numbered on from `first`: all of them, or none where the plan does not allow it."""
    added = [table.id for table in layout.add_many(access.at_branch(parse(NewTables)))]
    tables = {table["id"]: table for table in queries.all_with_parties()}
    return answer({"items": [_with_address(tables[one]) for one in added if one in tables], "next": None}, 201)


@bp.post("/<uuid:table_id>/code")
@requires(Permission.EDIT_TABLES)
def renew_code(table_id: UUID) -> Response:
    """Give a table a new code. The one that was printed stops working."""
    codes.renew([table_id])
    return answer(_with_address(queries.with_party(table_id)))


@bp.post("/codes")
@requires(Permission.EDIT_TABLES)
def renew_codes() -> Response:
    """Give several tables new codes. Those that were printed stop working."""
    renewed = {table.id for table in codes.renew(parse(Codes).table_ids)}
    tables = [_with_address(table) for table in queries.all_with_parties() if table["id"] in renewed]
    return answer({"items": tables, "next": None})


@bp.get("/<uuid:table_id>/code.svg")
@requires(Permission.EDIT_TABLES)
def code_svg(table_id: UUID) -> Response:
    """The QR code of a table as a drawing, to be printed at any size."""
    return qr.picture(_with_address(queries.with_party(table_id)), "svg")


@bp.get("/<uuid:table_id>/code.png")
@requires(Permission.EDIT_TABLES)
def code_png(table_id: UUID) -> Response:
    """The QR code of a table as a picture."""
    return qr.picture(_with_address(queries.with_party(table_id)), "png")


@bp.delete("/<uuid:table_id>/call")
@requires(Permission.TAKE_ORDERS)
def answer_call(table_id: UUID) -> Response:
    """Somebody of the staff has seen to the guests who called."""
    calls.answer(table_id)
    return answer(_with_address(queries.with_party(table_id)))


def _with_address(table: dict[str, Any]) -> dict[str, Any]:
    return {**table, "url": absolute(f"/t/{table['code']}")}
