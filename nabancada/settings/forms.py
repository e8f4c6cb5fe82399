"""The forms of the settings: what they show of a section, and the change they ask for."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field
from werkzeug.datastructures import MultiDict

from nabancada import money
from nabancada.restaurants import phones
from nabancada.restaurants.inputs import (
    Address,
    Change,
    GuestsChange,
    HoursChange,
    HouseName,
    IdentityChange,
    Lines,
    MoneyChange,
    Nif,
    Phone,
    ReceiptChange,
    Slug,
    typed_hours,
)
from nabancada.restaurants.sections import Section
from nabancada.web.amounts import BASIS_POINTS, Amount, Percent
from nabancada.web.body import Input, validate

Nothing = BeforeValidator(lambda typed: typed or None)


class Form(Input):
    """A form carries the version of the section it was opened with."""

    version: str = ""


class IdentityForm(Form):
    name: HouseName
    slug: Slug
    nif: Annotated[Nif | None, Nothing] = None
    address: Annotated[Address | None, Nothing] = None
    phone: Phone
    colour: str = ""  # what it is worth is asked when it is to be used
    coloured: bool = False
    photo: str = ""  # the logo, which its view reads
    no_photo: bool = False

    def change(self) -> Change:
        said = self.model_dump(include={"version", "name", "slug", "nif", "address", "phone"})
        return validate(IdentityChange, said | {"colour": self.colour or None if self.coloured else None})


class HoursForm(Form):
    """Hours in three columns, days as `row:day`; dates in four, without hours where the house is closed."""

    window_start: list[str] = []
    window_end: list[str] = []
    window_days: list[str] = []
    date_day: list[str] = []
    date_name: list[str] = []
    date_start: list[str] = []
    date_end: list[str] = []
    day_turns_at: Annotated[int, Field(ge=0, le=12)] = 5

    def change(self) -> Change:
        rows = typed_dates(self.date_day, self.date_name, self.date_start, self.date_end)
        dates: dict[str, dict[str, Any]] = {}
        for row in rows:  # a day with a break has two rows
            one = dates.setdefault(row["date"], {"date": row["date"], "name": row["name"], "hours": []})
            one["name"] = one["name"] or row["name"]
            one["hours"] += [{"start": row["start"], "end": row["end"]}] if row["start"] or row["end"] else []
        week = typed_hours(self.window_start, self.window_end, self.window_days)
        said = {"version": self.version, "day_turns_at": self.day_turns_at}
        return validate(
            HoursChange, said | {"week": week, "dates": sorted(dates.values(), key=lambda one: one["date"])}
        )


class MoneyForm(Form):
    service: Literal["none", "percent", "fixed"] = "none"
    service_percent: Percent = 0
    service_amount: Amount = 0
    service_before_discount: bool = False
    tax: Percent = 0
    tax_included: bool = False
    delivery: Amount = 0
    packaging: Amount = 0
    cash_step: Annotated[int, Field(ge=0, le=100_000)] = 0
    discount_limit: Percent = 0

    def change(self) -> Change:
        return MoneyChange(
            version=self.version,
            service_bp=self.service_percent if self.service == "percent" else 0,
            service_cents=self.service_amount if self.service == "fixed" else 0,
            service_before_discount=self.service_before_discount,
            tax_bp=self.tax,
            tax_included=self.tax_included,
            delivery_cents=self.delivery,
            packaging_cents=self.packaging,
            cash_step_cents=self.cash_step,
            discount_limit_bp=self.discount_limit,
        )


class GuestsForm(Form):
    takeaway: bool = False
    delivery: bool = False
    delivery_minimum: Amount = 0
    delivery_zone: Annotated[str, Field(max_length=160)] = ""
    calls: bool = False

    def change(self) -> Change:
        said = self.model_dump(exclude={"delivery_minimum"})
        return GuestsChange(**said, delivery_minimum_cents=self.delivery_minimum)


class ReceiptForm(Form):
    header: Lines = ""
    footer: Lines = ""
    logo: bool = False

    def change(self) -> Change:
        return ReceiptChange(**self.model_dump())


FORMS: dict[Section, type[IdentityForm | HoursForm | MoneyForm | GuestsForm | ReceiptForm]] = {
    Section.IDENTITY: IdentityForm,
    Section.HOURS: HoursForm,
    Section.MONEY: MoneyForm,
    Section.GUESTS: GuestsForm,
    Section.RECEIPT: ReceiptForm,
}


def values(section: Section, content: dict[str, Any]) -> dict[str, Any]:
    """What the fields of a section's form hold, from the section as it stands."""
    return _VALUES.get(section, dict)(content)


def typed(section: Section, form: MultiDict[str, str]) -> dict[str, Any]:
    """The same, from what was sent and refused."""
    held: dict[str, Any] = {name: "" for name in FORMS[section].model_fields} | form.to_dict()
    if section == Section.HOURS:
        held["week"] = typed_hours(*(form.getlist(f"window_{column}") for column in ("start", "end", "days")))
        held["rows"] = typed_dates(*(form.getlist(f"date_{column}") for column in ("day", "name", "start", "end")))
    return held


def typed_dates(days: list[str], names: list[str], starts: list[str], ends: list[str]) -> list[dict[str, str]]:
    """The rows of dates that are filled in, whole or in part."""
    columns = ("date", "name", "start", "end")
    rows = [dict(zip(columns, row, strict=True)) for row in zip(days, names, starts, ends, strict=False)]
    return [row for row in rows if any(row.values())]


def _identity(content: dict[str, Any]) -> dict[str, Any]:
    return content | {
        "phone": phones.readable(content["phone"]),
        "coloured": content["colour"] is not None,
        "photo": content["logo"] or "",
    }


def _hours(content: dict[str, Any]) -> dict[str, Any]:
    rows = [
        {"date": one["date"], "name": one["name"], "start": span.get("start", ""), "end": span.get("end", "")}
        for one in content["dates"]
        for span in one["hours"] or [{}]
    ]
    return content | {"rows": rows}


def _money(content: dict[str, Any]) -> dict[str, Any]:
    kind = "fixed" if content["service_cents"] else "percent" if content["service_bp"] else "none"
    return content | {
        "service": kind,
        "service_percent": _percent(content["service_bp"]),
        "service_amount": money.plain(content["service_cents"]),
        "tax": _percent(content["tax_bp"]),
        "delivery": money.plain(content["delivery_cents"]),
        "packaging": money.plain(content["packaging_cents"]),
        "cash_step": content["cash_step_cents"],
        "discount_limit": _percent(content["discount_limit_bp"]),
    }


def _guests(content: dict[str, Any]) -> dict[str, Any]:
    return content | {"delivery_minimum": money.plain(content["delivery_minimum_cents"])}


def _percent(bp: int) -> str:
    return f"{bp / BASIS_POINTS:g}".replace(".", ",")


_VALUES: dict[Section, Callable[[dict[str, Any]], dict[str, Any]]] = {
    Section.IDENTITY: _identity,
    Section.HOURS: _hours,
    Section.MONEY: _money,
    Section.GUESTS: _guests,
}
