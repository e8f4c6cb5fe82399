"""Questions about plans."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from nabancada import db
from nabancada.plans.models import Plan, Subscription


def on_offer() -> Sequence[Plan]:
    """The plans a restaurant can choose, smallest first."""
    return db.session.scalars(select(Plan).order_by(Plan.position)).all()


def current() -> Subscription:
    """The current restaurant's subscription with its plan."""
    return db.session.scalars(select(Subscription).options(joinedload(Subscription.plan, innerjoin=True))).one()
