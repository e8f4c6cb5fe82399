"""Tables over JSON."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response

from nabancada.access import requires
from nabancada.permissions import Permission
from nabancada.tables import actions, queries
from nabancada.tables.inputs import NewTable, TableChange
from nabancada.web.addresses import absolute
from nabancada.web.answers import Cut
from nabancada.web.body import parse, parse_query
from nabancada.web.json import answer

bp = Blueprint("tables_api", __name__, url_prefix="/api/tables")


@bp.get("")
@requires(Permission.WORK_HERE)
def tables() -> Response:
    """Every table with its state."""
    return answer(parse_query(Cut).of([_with_address(table) for table in queries.all_with_parties()]))


@bp.post("")
@requires(Permission.EDIT_TABLES)
def add() -> Response:
    """Add a table."""
    table = actions.add(**parse(NewTable).model_dump())
    return answer(_with_address(queries.with_party(table.id)), 201)


@bp.patch("/<uuid:table_id>")
@requires(Permission.EDIT_TABLES)
def change(table_id: UUID) -> Response:
    """Change a table."""
    actions.change(table_id, parse(TableChange).model_dump(exclude_unset=True))
    return answer(_with_address(queries.with_party(table_id)))


def _with_address(table: dict[str, Any]) -> dict[str, Any]:
    return {**table, "url": absolute(f"/t/{table['code']}")}
