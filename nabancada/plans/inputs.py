"""What is said about plans: asking for one, paying for one, changing what one is."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from nabancada import history
from nabancada.web.body import Input

PlanSlug = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Note = Annotated[str, StringConstraints(max_length=300)]
Ceiling = Annotated[int, Field(ge=0, le=1_000_000)]


def _month_or_year(months: int) -> int:
    if months not in (1, 12):
        raise ValueError("Escolha um mês ou um ano.")
    return months


Period = Annotated[int, AfterValidator(_month_or_year)]
Cents = Annotated[int, Field(ge=0, le=100_000_000_000)]


class NewPlanRequest(Input):
    plan: PlanSlug
    months: Period = 1
    note: Note | None = None


class NewSubscriptionPayment(Input):
    """`amount_cents` is what arrived, whatever the price list says."""

    client_key: Annotated[str, StringConstraints(min_length=8, max_length=64)]
    plan: PlanSlug
    months: Annotated[int, Field(ge=1, le=36)]
    amount_cents: Cents
    method: Literal["transfer", "multicaixa_express", "deposit", "cash", "card"]
    reference: Annotated[str, StringConstraints(max_length=80)] | None = None


class PlanChange(Input):
    """Only what is sent changes. A limit or history of null has no end."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=40)] | None = None
    month_cents: Cents | None = None
    year_cents: Cents | None = None
    month_usd_cents: Cents | None = None
    trial_days: Annotated[int, Field(ge=0, le=365)] | None = None
    history_days: Annotated[int, Field(ge=history.LEAST, le=36_500)] | None = None
    limits: dict[str, Ceiling | None] | None = None
    features: dict[str, bool] | None = None

    @model_validator(mode="after")
    def _not_emptied(self) -> "PlanChange":
        for field in self.model_fields_set - {"history_days"}:
            if getattr(self, field) is None:
                raise ValueError("Falta preencher.")
        return self
