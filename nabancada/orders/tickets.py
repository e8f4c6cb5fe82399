"""What the kitchen gets on paper: orders, changed notes, and what was taken back, for each printer its stations.

Queued in the transaction that they tell of, so a sent line is printed once, whatever is repeated, and an order that
came to nothing prints nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from nabancada import clock, db
from nabancada.orders import queries
from nabancada.permissions import Staff
from nabancada.printing import jobs as printing
from nabancada.printing import queries as printers
from nabancada.printing.document import RULE, Document, Row, centred, pair, text
from nabancada.printing.jobs import Paper
from nabancada.printing.models import PaperKind
from nabancada.printing.queries import Target

TYPES = {"table": "Mesa", "counter": "Balcão", "takeaway": "Levar", "delivery": "Entrega"}


def print_order(order: dict[str, Any], printers_version: int, by: Staff) -> None:
    """Queue the tickets of an order just placed. At most one statement, none without printers."""
    printing.queue(of_order(order, printers.targets(printers_version)), order["id"], by)


def print_note(order_id: UUID, line_ids: Sequence[UUID], by: Staff) -> None:
    """Tell the kitchen that a dish it has is wanted otherwise. One statement without printers.

    :param line_ids: the dish's line, and those it was parted into: they are cooked as one
    """
    if not (cooks := _cooks(printers.targets_now())):
        return
    order, change = queries.one(order_id), db.new_id()
    parts = [one for one in order["lines"] if UUID(one["id"]) in line_ids]
    line, quantity = parts[0], sum(left(one) for one in parts)
    rows = [*_dish(line, quantity, note=False), text(line["note"] or "Sem nota.", bold=True)]
    papers = [
        _paper(f"note:{change}", target, order, "NOTA ALTERADA", rows)
        for target in cooks
        if target.serves(order["branch_id"], line["station"])
    ]
    printing.queue(papers, change, by)


def print_void(order_id: UUID, taken_back: dict[str, int], reason: str, by: Staff) -> None:
    """Tell the kitchen what it need not cook any more. One statement without printers.

    :param taken_back: how many, by the id of the line
    """
    if not (cooks := _cooks(printers.targets_now())):
        return
    order, change = queries.one(order_id), db.new_id()
    lines = [one for one in order["lines"] if taken_back.get(one["id"])]
    papers = [
        _paper(f"void:{change}", target, order, "ANULADO", [*rows, RULE, text(reason), text(by.name)])
        for target in cooks
        if (
            rows := _taken_back(
                (line for line in lines if target.serves(order["branch_id"], line["station"])), taken_back
            )
        )
    ]
    printing.queue(papers, change, by)


def of_order(order: dict[str, Any], targets: Iterable[Target]) -> list[Paper]:
    """The tickets of an order, one for each printer that has something of it to print. Pure."""
    return [
        _paper(f"ticket:{order['id']}", target, order, "", rows)
        for target in _cooks(targets)
        if (rows := _dishes(line for line in order["lines"] if target.serves(order["branch_id"], line["station"])))
    ]


def whole(order: dict[str, Any]) -> Document:
    """All of an order, whatever the station: for a browser to print."""
    return _document(order, "Cozinha", "", _dishes(order["lines"]))


def title(order: dict[str, Any]) -> str:
    """`Mesa 7`, `Balcão 12`: what people call an order by."""
    name = str(order["table"] or order["number"])
    return name if name.casefold().startswith("mesa") else f"{TYPES[order['type']]} {name}"


def left(line: dict[str, Any]) -> int:
    """How many of a line are not void."""
    return int(line["quantity"]) - int(line["void_quantity"])


def _cooks(targets: Iterable[Target]) -> list[Target]:
    """The printers that print tickets."""
    return [one for one in targets if one.takes(PaperKind.TICKET)]


def _paper(key: str, target: Target, order: dict[str, Any], mark: str, rows: list[Row]) -> Paper:
    document = _document(order, target.name, mark, rows)
    return Paper(PaperKind.TICKET, order["id"], f"{key}:{target.id}", document, target.id)


def _document(order: dict[str, Any], where: str, mark: str, rows: list[Row]) -> Document:
    return Document(f"{mark.capitalize() or where} · {title(order)}", (*_head(order, where, mark), RULE, *rows, RULE))


def _head(order: dict[str, Any], where: str, mark: str) -> Iterator[Row]:
    if mark:
        yield centred(mark, bold=True, big=True, inverse=True)
    yield centred(where)
    yield centred(title(order), bold=True, big=True)
    round_ = f" · ronda {order['round']}" if order["round"] else ""
    placed_at: datetime = order["placed_at"]
    yield pair(f"Pedido {order['number']}{round_}", clock.hour(placed_at))
    yield from (text(one) for one in (order["placed_by"], (order["customer"] or {}).get("name")) if one)
    if order["note"]:
        yield text(order["note"], bold=True)


def _dishes(lines: Iterable[dict[str, Any]]) -> list[Row]:
    rows: list[Row] = []
    for line in lines:
        if left(line):
            rows += _dish(line, left(line))
        if line["void_quantity"]:
            rows += _dish(line, line["void_quantity"], struck=True)
    return rows


def _taken_back(lines: Iterable[dict[str, Any]], quantities: dict[str, int]) -> list[Row]:
    return [row for line in lines for row in _dish(line, quantities[line["id"]], struck=True)]


def _dish(line: dict[str, Any], quantity: int, *, note: bool = True, struck: bool = False) -> Iterator[Row]:
    if struck:
        yield Row(left=f"ANULADO {quantity} × {line['name']}", bold=True, struck=True)
        return
    yield Row(lead=f"{quantity} × ", left=line["name"], bold=True, big=True)
    for option in line["options"]:
        yield Row(lead="  + ", left=option["name"])
    if line["seat"]:
        yield Row(lead="  ", left=f"Pessoa {line['seat']}")
    if note and line["note"]:
        yield Row(lead="  ! ", left=line["note"], bold=True)
