"""What may be said about payments."""

from fractions import Fraction
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StrictBool, StringConstraints, field_validator, model_validator

from nabancada.orders.inputs import ClientKey, NewOrder, Pin, Reason
from nabancada.payments.models import Method
from nabancada.restaurants import phones
from nabancada.till.inputs import Notes
from nabancada.web.body import Input

Amount = Annotated[int, Field(gt=0, le=100_000_000_000, strict=True)]
Extra = Annotated[int, Field(ge=0, le=100_000_000_000, strict=True)]
Reference = Annotated[str, StringConstraints(max_length=60)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Units = Annotated[int, Field(ge=1, le=10_000, strict=True)]
MOST_PEOPLE = 50


class PaidItem(Input):
    """So many of a line, paid for by one person; `between` three, say, it is a third of that."""

    line_id: UUID
    quantity: Units
    between: Units = 1

    @classmethod
    def of(cls, line_id: UUID, units: Fraction) -> "PaidItem":
        return cls(line_id=line_id, quantity=units.numerator, between=units.denominator)

    @property
    def units(self) -> Fraction:
        return Fraction(self.quantity, self.between)


class Tender(Input):
    """How somebody pays, and how much."""

    method: Method
    tendered_cents: Amount | None = None
    tip_cents: Extra = 0
    reference: Reference | None = None
    payer: Annotated[str, StringConstraints(max_length=60)] | None = None

    @model_validator(mode="after")
    def _change_from_cash(self) -> "Tender":
        if self.tendered_cents is not None and self.method != Method.CASH:
            raise ValueError("Só o numerário dá troco.")
        return self


class NewPayment(Tender):
    client_key: ClientKey
    party_id: UUID | None = None
    order_id: UUID | None = None
    amount_cents: Amount
    items: Annotated[list[PaidItem], Field(min_length=1, max_length=200)] | None = None
    phone: Annotated[str, StringConstraints(min_length=1, max_length=30)] | None = None

    @field_validator("phone")
    @classmethod
    def _normalised(cls, typed: str | None) -> str | None:
        return phones.normalise(typed) if typed else None

    @model_validator(mode="after")
    def _whole(self) -> "NewPayment":
        if (self.party_id is None) == (self.order_id is None):
            raise ValueError("Uma mesa ou um pedido, um dos dois.")
        if self.phone and self.method != Method.MULTICAIXA_EXPRESS:
            raise ValueError("Só o Multicaixa Express se pede por telefone.")
        return self


class SaleTender(Tender):
    """One of a sale's payments; without an amount it is for all that is left."""

    amount_cents: Amount | None = None


class NewSale(Input):
    """A counter sale: the order and what is paid for it, together or not at all."""

    order: NewOrder
    payments: Annotated[list[SaleTender], Field(min_length=1, max_length=10)]


class NewRefund(Input):
    """How much of a payment is given back, of its tip, or of both."""

    client_key: ClientKey
    amount_cents: Extra
    reason: Reason
    method: Method | None = None  # that of the payment, unless said otherwise
    tip_cents: Extra = 0
    items: Annotated[list[PaidItem], Field(min_length=1, max_length=200)] | None = None
    manager_pin: Pin | None = None

    @model_validator(mode="after")
    def _something(self) -> "NewRefund":
        if not self.amount_cents + self.tip_cents:
            raise ValueError("Falta dizer quanto se devolve.")
        return self


class Return(Input):
    """That money which came too late was given back. Without the key it is as repeatable."""

    client_key: ClientKey | None = None
    manager_pin: Pin | None = None


class WriteOff(Input):
    client_key: ClientKey
    reason: Reason
    manager_pin: Pin | None = None


class Closing(Input):
    """What was counted, by method; a method that is left out counts as nothing. Cash has to be counted."""

    counted: dict[str, Extra]
    notes: Notes | None = None
    hand_over: StrictBool = False
    note: Annotated[str, StringConstraints(max_length=300)] | None = None

    @field_validator("counted")
    @classmethod
    def _with_cash(cls, counted: dict[str, int]) -> dict[str, int]:
        if Method.CASH not in counted:
            raise ValueError("Falta contar o numerário.")
        return counted


class NewSplit(Input):
    """How a bill is shared: who pays, what of it, or how much. People are told apart by their place in `people`.

    `shares` says whose each line is: somebody named twice has two of it, and where more are named than there are, they
    share. `amounts` is what each said to pay; who said nothing shares what is left.
    """

    by: Literal["whole", "equal", "items", "amounts"]
    people: Annotated[list[Name], Field(max_length=MOST_PEOPLE)] = []
    shares: Annotated[
        dict[UUID, Annotated[list[Annotated[int, Field(ge=0, strict=True)]], Field(max_length=99)]],
        Field(max_length=500),
    ] = {}
    amounts: Annotated[list[Extra | None], Field(max_length=MOST_PEOPLE)] = []

    @model_validator(mode="after")
    def _of_these(self) -> "NewSplit":
        if len(set(self.people)) != len(self.people):
            raise ValueError("Duas pessoas não podem ter o mesmo nome.")
        if self.by != "whole" and not self.people:
            raise ValueError("Falta dizer quem paga.")
        if len(self.amounts) > len(self.people) or any(
            n >= len(self.people) for named in self.shares.values() for n in named
        ):
            raise ValueError("Há uma parte que não é de ninguém.")
        return self
