"""Which restaurant the current request, job or test works for. `work` binds it; here it is only known."""

from contextvars import ContextVar
from uuid import UUID

bound: ContextVar[UUID | None] = ContextVar("restaurant", default=None)
visiting: ContextVar[str | None] = ContextVar("platform", default=None)


def current_restaurant_id() -> UUID:
    """:raises RuntimeError: no restaurant is bound"""
    restaurant_id = bound.get()
    if restaurant_id is None:
        raise RuntimeError("No restaurant: wrap this in db.tenant(restaurant_id).")
    return restaurant_id


def tenant_or_none() -> UUID | None:
    return bound.get()
