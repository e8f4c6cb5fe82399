"""The numbers of orders."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from nabancada import db


class OrderCounter(db.Base):
    """Numbers the orders of a business day and counts those of a month. Every order locks it, almost last."""

    __tablename__ = "order_counters"
    __table_args__ = ({"postgresql_with": {"fillfactor": 50}},)

    restaurant_id: Mapped[UUID] = mapped_column(
        ForeignKey("restaurants.id"), primary_key=True, default=db.current_restaurant_id
    )
    day: Mapped[date]
    number: Mapped[int]
    month: Mapped[date]
    placed: Mapped[int]
