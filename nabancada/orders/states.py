"""The life of an order."""

from enum import StrEnum

from nabancada.errors import Conflict


class OrderStatus(StrEnum):
    PENDING = "pending"
    PREPARING = "preparing"
    READY = "ready"
    SERVED = "served"
    CANCELLED = "cancelled"


class OrderType(StrEnum):
    TABLE = "table"
    COUNTER = "counter"
    TAKEAWAY = "takeaway"
    DELIVERY = "delivery"


NEXT: dict[OrderStatus, frozenset[OrderStatus]] = {
    OrderStatus.PENDING: frozenset({OrderStatus.PREPARING, OrderStatus.CANCELLED}),
    OrderStatus.PREPARING: frozenset({OrderStatus.READY, OrderStatus.CANCELLED}),
    OrderStatus.READY: frozenset({OrderStatus.SERVED, OrderStatus.CANCELLED}),
    OrderStatus.SERVED: frozenset(),
    OrderStatus.CANCELLED: frozenset(),
}

IN_THE_KITCHEN = (OrderStatus.PENDING, OrderStatus.PREPARING, OrderStatus.READY)


class WrongStep(Conflict):
    """The order is not where this step begins; somebody was faster."""

    code = "wrong_step"
    message = "O pedido já está noutro passo."


def check_step(now: str, to: OrderStatus) -> None:
    """:raises WrongStep: unless `to` follows `now`"""
    if to not in NEXT[OrderStatus(now)]:
        raise WrongStep
