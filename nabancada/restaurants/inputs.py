"""What may be said about a house: who it is, when it is open, how it charges, what it offers, what its papers say."""

import re
from datetime import date
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from nabancada.restaurants import colours, phones, slugs
from nabancada.web.body import Input
from nabancada.web.instants import Day

NIF = re.compile(r"\d{9,10}|\d{9}[A-Z]{2}\d{3}")  # of a company, or the number of somebody's identity card
MOST_LINES = 6
LONGEST_LINE = 48  # characters of a line at 80 mm; at 58 mm it is broken between words


def _nif(typed: str) -> str:
    """:raises ValueError: it has not the shape of an Angolan NIF"""
    plain = re.sub(r"[\s.-]", "", typed).upper()
    if not NIF.fullmatch(plain):
        raise ValueError("O NIF tem 10 algarismos, ou a forma do bilhete de identidade: 004512345LA041.")
    return plain


def _slug(typed: str) -> str:
    """:raises ValueError: it could not be part of an address"""
    if not slugs.SHAPE.fullmatch(typed):
        raise ValueError("Use só letras sem acentos, algarismos e hífenes.")
    return typed


def _colour(typed: str) -> str:
    """:raises ValueError: it is no colour, or words on it cannot be read"""
    if not colours.SHAPE.fullmatch(plain := typed.lower()):
        raise ValueError("Escreva a cor como #1f5673.")
    if colours.ink_on(plain) is None:
        raise ValueError("Nesta cor não se lêem letras brancas nem escuras. Escolha uma mais clara ou mais escura.")
    return plain


def _lines(typed: str) -> str:
    """:raises ValueError: they are too many, or too long for the paper"""
    lines = [" ".join(line.split()) for line in typed.strip().splitlines()]
    if len(lines) > MOST_LINES:
        raise ValueError("São no máximo 6 linhas.")
    if any(len(line) > LONGEST_LINE for line in lines):
        raise ValueError("Cada linha tem no máximo 48 letras: é a largura do papel.")
    return "\n".join(lines)


def _once(values: Any) -> Any:
    """Each value once, in its place: what is chosen twice is chosen."""
    plain = isinstance(values, list) and all(isinstance(value, int) for value in values)
    return list(dict.fromkeys(values)) if plain else values


Phone = Annotated[str, StringConstraints(min_length=1, max_length=30), AfterValidator(phones.normalise)]
Address = Annotated[str, StringConstraints(max_length=300)]
Nif = Annotated[str, StringConstraints(max_length=20), AfterValidator(_nif)]
Slug = Annotated[str, StringConstraints(to_lower=True, max_length=slugs.LONGEST), AfterValidator(_slug)]
Colour = Annotated[str, AfterValidator(_colour)]
HouseName = Annotated[str, StringConstraints(min_length=1, max_length=80)]
BranchName = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Share = Annotated[int, Field(ge=0, le=10_000, strict=True)]  # basis points
Cents = Annotated[int, Field(ge=0, le=1_000_000_000, strict=True)]
Hour = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Lines = Annotated[str, StringConstraints(max_length=400), AfterValidator(_lines)]
DayOfExceptions = Annotated[Day, Field(ge=date(2020, 1, 1), le=date(2100, 1, 1))]


class Span(Input):
    """Hours in Luanda; an `end` not after `start` is on the next day."""

    start: Hour
    end: Hour


class Window(Span):
    """Days, Monday being 1, and hours in Luanda; an `end` not after `start` is on the next day."""

    days: Annotated[
        list[Annotated[int, Field(ge=1, le=7, strict=True)]], BeforeValidator(_once), Field(min_length=1, max_length=7)
    ]


class OtherDay(Input):
    """What holds on a date instead of its weekday's hours: no hours are none, the house is closed."""

    date: DayOfExceptions
    name: Annotated[str, StringConstraints(max_length=60)] = ""
    hours: Annotated[list[Span], Field(max_length=3)] = []


class Change(Input):
    """Fields of a section. Only those that are sent change; with a `version` only if the section still has it."""

    version: Annotated[str, StringConstraints(max_length=16)] | None = None

    @model_validator(mode="after")
    def _not_emptied(self) -> Self:
        for field in self.model_fields_set - {"version"} - CLEARED:
            if getattr(self, field) is None:
                raise ValueError("Falta preencher.")
        return self

    def fields(self) -> dict[str, Any]:
        """What is to change."""
        return self.model_dump(mode="json", exclude={"version"}, exclude_unset=True)


CLEARED = {"nif", "address", "colour"}  # what may be taken away with null


class IdentityChange(Change):
    name: HouseName | None = None
    slug: Slug | None = None
    nif: Nif | None = None
    address: Address | None = None
    phone: Phone | None = None
    colour: Colour | None = None


class HoursChange(Change):
    week: Annotated[list[Window], Field(max_length=21)] | None = None
    dates: Annotated[list[OtherDay], Field(max_length=60)] | None = None
    day_turns_at: Annotated[int, Field(ge=0, le=12, strict=True)] | None = None

    @model_validator(mode="after")
    def _each_date_once(self) -> Self:
        said = [one.date for one in self.dates or ()]
        if len(set(said)) < len(said):
            raise ValueError("Há uma data que está duas vezes.")
        return self


class MoneyChange(Change):
    service_bp: Share | None = None
    service_cents: Cents | None = None
    service_before_discount: bool | None = None
    tax_bp: Share | None = None
    tax_included: bool | None = None
    delivery_cents: Cents | None = None
    packaging_cents: Cents | None = None
    cash_step_cents: Annotated[int, Field(ge=0, le=100_000, strict=True)] | None = None
    discount_limit_bp: Share | None = None


class GuestsChange(Change):
    takeaway: bool | None = None
    delivery: bool | None = None
    delivery_minimum_cents: Cents | None = None
    delivery_zone: Annotated[str, StringConstraints(max_length=160)] | None = None
    calls: bool | None = None


class ReceiptChange(Change):
    header: Lines | None = None
    footer: Lines | None = None
    logo: bool | None = None


class SettingsChange(Input):
    """Sections to change; the others stay as they are. All of it is done, or nothing."""

    identity: IdentityChange | None = None
    hours: HoursChange | None = None
    money: MoneyChange | None = None
    guests: GuestsChange | None = None
    receipt: ReceiptChange | None = None


class NewBranch(Input):
    name: BranchName


class BranchChange(Input):
    """Only the fields that are sent change."""

    name: BranchName | None = None
    archived: bool | None = None

    @model_validator(mode="after")
    def _not_emptied(self) -> Self:
        for field in self.model_fields_set:
            if getattr(self, field) is None:
                raise ValueError("Falta preencher.")
        return self


def typed_hours(starts: list[str], ends: list[str], days: list[str]) -> list[dict[str, Any]]:
    """The rows of hours that are filled in, whole or in part."""
    chosen: dict[int, list[int]] = {}
    for one in days:
        if found := re.fullmatch(r"(\d{1,2}):([1-7])", one):
            chosen.setdefault(int(found[1]), []).append(int(found[2]))
    rows = [
        {"start": start, "end": end, "days": chosen.get(row, [])}
        for row, (start, end) in enumerate(zip(starts, ends, strict=False))
    ]
    return [row for row in rows if row["start"] or row["end"] or row["days"]]
