"""Orders, the bills they are paid on, and the drafts they begin as."""

from nabancada.orders.models.bill import Bill, BillDiscount
from nabancada.orders.models.cart import Cart
from nabancada.orders.models.counter import OrderCounter
from nabancada.orders.models.order import OPEN, Order, OrderLine

__all__ = ["OPEN", "Bill", "BillDiscount", "Cart", "Order", "OrderCounter", "OrderLine"]
