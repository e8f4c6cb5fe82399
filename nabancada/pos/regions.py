"""The live parts of the counter and of the list of orders."""

from flask import render_template

from nabancada import access
from nabancada.live.regions import region
from nabancada.permissions import Permission
from nabancada.pos import queries


@region("pos-arrivals", topics={"orders", "floor"}, needs=Permission.TAKE_ORDERS)
def arrivals() -> str:
    """What has just come in and what is ready to hand out."""
    return render_template("pos/_arrivals.html", underway=queries.underway(access.branch()))


@region("pos-queue", topics={"orders", "carts", "floor"}, needs=Permission.TAKE_ORDERS)
def queue() -> str:
    """All that goes on around the counter."""
    return render_template("pos/_queue.html", underway=queries.underway(access.branch()))


@region("orders-list", topics=lambda _filter: {"orders"}, needs=Permission.TAKE_ORDERS)
def orders_list(wanted: str) -> str:
    """The orders of the day under one filter."""
    return render_template("pos/_orders.html", day=queries.today(wanted, access.branch()))
