"""Orders over JSON."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response

from nabancada import access
from nabancada.access import requires
from nabancada.auth import pins
from nabancada.errors import NotAllowed
from nabancada.orders import actions, lines, queries
from nabancada.orders.actions import Placed
from nabancada.orders.inputs import Cancellation, KitchenFilter, LineChange, LineVoid, NewOrder, NewStep, OrderFilter
from nabancada.orders.states import OrderStatus
from nabancada.permissions import Permission
from nabancada.web.body import parse, parse_query
from nabancada.web.json import answer

bp = Blueprint("orders_api", __name__, url_prefix="/api")

STEP_NEEDS = {
    OrderStatus.PREPARING: Permission.COOK,
    OrderStatus.READY: Permission.COOK,
    OrderStatus.SERVED: Permission.SERVE,
}


@bp.post("/orders")
@requires(Permission.TAKE_ORDERS)
def place() -> Response:
    """Take an order and send it to the kitchen. The same `client_key` again answers 200 with the first one."""
    new = parse(NewOrder)
    placed = actions.place(new, pins.for_prices(access.staff(), new.manager_pin))
    if not isinstance(placed, Placed):
        return answer({**queries.one(placed), "seq": access.house().seq})
    return answer({**placed.order, "seq": placed.event.seq}, 201)


@bp.get("/orders")
@requires(Permission.WORK_HERE)
def orders() -> Response:
    """Orders, newest first, as far back as the plan shows; what waits for something is listed however old."""
    asked = parse_query(OrderFilter)
    filters = asked.model_dump(exclude={"limit", "cursor"})
    filters |= {"branch_id": access.looked_at(asked.branch_id), "since": access.listed_since()}
    return answer(asked.of(queries.page(before=asked.before, limit=asked.limit + 1, **filters)))


@bp.get("/orders/<uuid:order_id>")
@requires(Permission.WORK_HERE)
def order(order_id: UUID) -> Response:
    """One order."""
    return _current(order_id)


@bp.post("/orders/<uuid:order_id>/status")
@requires(Permission.WORK_HERE)
def step(order_id: UUID) -> Response:
    """Take an order one step on. Preparing and ready are the cook's, served is anybody's who serves."""
    to = parse(NewStep).status
    if not access.current().may(STEP_NEEDS[to]):
        raise NotAllowed
    actions.move(order_id, to, access.confined())
    return _current(order_id)


@bp.post("/orders/<uuid:order_id>/cancellation")
@requires(Permission.TAKE_ORDERS)
def cancel(order_id: UUID) -> Response:
    """Take a whole order back; who may not do so alone sends a manager's PIN."""
    asked = parse(Cancellation)
    by = pins.allowed(access.staff(), Permission.CANCEL_ORDERS, asked.manager_pin)
    actions.cancel(order_id, asked.reason, by, asked.client_key)
    return _current(order_id)


@bp.post("/orders/<uuid:order_id>/lines/<uuid:line_id>/void")
@requires(Permission.TAKE_ORDERS)
def void(order_id: UUID, line_id: UUID) -> Response:
    """Take dishes of a line back: all that are left, or `quantity` of them. A manager's PIN as for `cancel`."""
    asked = parse(LineVoid)
    by = pins.allowed(access.staff(), Permission.CANCEL_ORDERS, asked.manager_pin)
    actions.void(order_id, line_id, asked.quantity, asked.reason, by, asked.client_key)
    return _current(order_id)


@bp.patch("/orders/<uuid:order_id>/lines/<uuid:line_id>")
@requires(Permission.TAKE_ORDERS)
def change_line(order_id: UUID, line_id: UUID) -> Response:
    """Say something else to the kitchen about a dish it has, or which guest it is for."""
    lines.change(order_id, line_id, parse(LineChange).model_dump(exclude_unset=True), access.staff())
    return _current(order_id)


@bp.get("/kitchen")
@requires(Permission.COOK)
def kitchen() -> Response:
    """What is pending, being prepared or ready at a branch, oldest first."""
    asked = parse_query(KitchenFilter)
    return answer(asked.of(queries.in_the_kitchen(asked.station, access.branch(asked.branch_id))))


def _current(order_id: UUID) -> Response:
    body: dict[str, Any] = queries.one(order_id)
    return answer({**body, "seq": access.house().seq})
