"""How registers and shifts look. Amounts in cêntimos, times ISO 8601 in UTC."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel


class Register(BaseModel):
    """`shift_id` and `user`: who works it now, if somebody does."""

    id: UUID
    branch_id: UUID
    name: str
    shift_id: UUID | None
    user: str | None


class Shift(BaseModel):
    """`number` is that of its closing: 1 to n in the house."""

    id: UUID
    register_id: UUID
    register_name: str
    user_id: UUID | None
    user: str
    opening_cents: int
    opened_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    number: int | None
    handed_over: bool
    note: str | None


class CashMovement(BaseModel):
    id: UUID
    kind: Literal["in", "out"]
    amount_cents: int
    reason: str
    by: str
    at: datetime


class ShiftFigures(BaseModel):
    """What the ledger says of a shift, by method: its X report while it is open, its Z report for good."""

    opening_cents: int
    taken: dict[str, int]
    tips: dict[str, int]
    given_back: dict[str, int]
    payments: int
    change_cents: int
    rounding_cents: int
    put_in_cents: int
    taken_out_cents: int
    expected: dict[str, int]


class OpenShift(Shift):
    """`report` only for who may close any shift: counting is blind."""

    movements: list[CashMovement]
    report: ShiftFigures | None = None
    expected: dict[str, int] | None = None
    counted: dict[str, int] | None = None
    difference: dict[str, int] | None = None


class ClosedShift(Shift):
    """By method; the difference is counted − expected."""

    expected: dict[str, int]
    counted: dict[str, int]
    difference: dict[str, int]
    report: ShiftFigures
