"""What the super-admin decides."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import StringConstraints

from nabancada.plans.models import SubscriptionStatus
from nabancada.restaurants.models import RestaurantStatus
from nabancada.web.body import Input


class NewStatus(Input):
    status: Literal[RestaurantStatus.ACTIVE, RestaurantStatus.SUSPENDED]


class SubscriptionChange(Input):
    """Only the fields that are sent change."""

    plan: Annotated[str, StringConstraints(min_length=1, max_length=40)] | None = None
    status: SubscriptionStatus | None = None
    renews_at: datetime | None = None
