"""What the super-admin decides."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from nabancada import history
from nabancada.messages.inputs import NewPost
from nabancada.plans.inputs import NewSubscriptionPayment
from nabancada.plans.models import Feature, Limit, SubscriptionStatus
from nabancada.restaurants.models import RestaurantStatus
from nabancada.web.amounts import Price
from nabancada.web.answers import Page
from nabancada.web.body import Input, NoneIfBlank, validate
from nabancada.web.instants import Day, Instant

Version = Annotated[str, StringConstraints(max_length=40)]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=300)]


class NewStatus(Input):
    """The reason is for the owner to read."""

    status: Literal[RestaurantStatus.ACTIVE, RestaurantStatus.SUSPENDED]
    reason: Reason | None = None


class SuspensionForm(NewStatus):
    """On the page nobody is suspended without a word."""

    reason: Annotated[Reason | None, NoneIfBlank] = None

    @model_validator(mode="after")
    def _why(self) -> "SuspensionForm":
        if self.status == RestaurantStatus.SUSPENDED and not self.reason:
            raise ValueError("Escreva a razão: quem dirige a casa vai lê-la.")
        return self


class SubscriptionChange(Input):
    """Only the fields that are sent change; with `version`, only if nothing has changed since it was read."""

    plan: Annotated[str, StringConstraints(min_length=1, max_length=40)] | None = None
    status: SubscriptionStatus | None = None
    renews_at: Instant | None = None
    version: Version | None = None


class SubscriptionForm(Input):
    """The whole subscription as it was looked at: a day, or none. A house that waits or is suspended has no state to
    choose."""

    plan: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    status: SubscriptionStatus | None = None
    renews_at: Annotated[Day | None, NoneIfBlank]
    version: Version


EVERY_HOUSE = "all"


def _addressed(typed: object) -> object:
    """:raises ValueError: nobody is chosen"""
    if not typed:
        raise ValueError("Escolha a quem.")
    return None if typed == EVERY_HOUSE else typed


class PostForm(NewPost):
    """The house chosen from a list, or all of them: never by default, for what was said to all cannot be taken back."""

    restaurant_id: Annotated[UUID | None, BeforeValidator(_addressed), Field(validate_default=True)] = None


class PaymentForm(Input):
    """A payment as its form sends it: the amount in Kwanza."""

    client_key: str
    plan: str
    months: int
    amount: Price
    method: str
    reference: str | None = None

    def payment(self) -> NewSubscriptionPayment:
        return validate(NewSubscriptionPayment, {**self.model_dump(exclude={"amount"}), "amount_cents": self.amount})


class Refusal(Input):
    answer: Reason


class Visit(Input):
    reason: Annotated[str, StringConstraints(min_length=8, max_length=300)]


class HouseSearch(Input):
    """By name, address on the internet or telephone."""

    q: Annotated[str, StringConstraints(max_length=80)] = ""


class HouseList(HouseSearch, Page):
    """The list as the API gives it, by state."""

    status: Literal["", "pending", "active", "suspended"] = ""


class HouseFilter(HouseSearch):
    """The list as its page shows it, by state or by who asks for another plan."""

    status: Literal["", "pending", "active", "suspended", "asking"] = ""
    page: Annotated[int, Field(ge=1, le=10_000)] = 1


def _ceiling(typed: object) -> object:
    """Nothing typed is no ceiling."""
    return None if isinstance(typed, str) and not typed.strip() else typed


Ceiling = Annotated[Annotated[int, Field(ge=0, le=1_000_000)] | None, BeforeValidator(_ceiling)]
Days = Annotated[Annotated[int, Field(ge=history.LEAST, le=36_500)] | None, BeforeValidator(_ceiling)]


class PlanForm(Input):
    """A plan as its form sends it: prices in Kwanza, a blank ceiling being none, features ticked or left out."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    month: Price
    year: Price
    usd: Price
    trial_days: Annotated[int, Field(ge=0, le=365)]
    history_days: Days = None
    branches: Ceiling = None
    tables: Ceiling = None
    menu_items: Ceiling = None
    users: Ceiling = None
    orders_per_month: Ceiling = None
    customers: Ceiling = None
    coupons: Ceiling = None
    inventory_items: Ceiling = None
    expense_categories: Ceiling = None
    loyalty: bool = False
    has_coupons: bool = False
    expenses: bool = False
    inventory: bool = False
    transfers: bool = False

    def changes(self) -> dict[str, Any]:
        """As `plans.actions.edit` takes it."""
        ticked = {feature: getattr(self, FIELDS.get(feature, feature)) for feature in Feature}
        return {
            "name": self.name,
            "month_cents": self.month,
            "year_cents": self.year,
            "month_usd_cents": self.usd,
            "trial_days": self.trial_days,
            "history_days": self.history_days,
            "limits": {limit: getattr(self, limit) for limit in Limit},
            "features": ticked,
        }


FIELDS = {Feature.COUPONS: "has_coupons"}  # the limit has the same name
