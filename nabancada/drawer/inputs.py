"""What is typed at the till: amounts as people write them, notes and coins as they are counted."""

import re
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, ValidationInfo, model_validator

from nabancada.payments.inputs import Closing
from nabancada.payments.models import Method
from nabancada.till.inputs import ClientKey, NewMovement, NewShift, Reason
from nabancada.web.amounts import Kwanza
from nabancada.web.body import Input

# The notes and coins of the Kwanza, in cêntimos.
DENOMINATIONS = (
    1_000_000, 500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 100,
)  # fmt: skip
_VALUES = frozenset(map(str, DENOMINATIONS))
NOTE = "note-"  # how their fields begin
_MANY = re.compile(r"\d{1,5}")


def _counts(typed: Any) -> dict[str, int]:
    """How many of each, by its value in cêntimos, without those there are none of.

    :raises ValueError: one is no number, or no note or coin is worth so much
    """
    counts: dict[str, int] = {}
    for value, many in typed.items():
        plain = re.sub(r"\s", "", str(many))
        if plain and not _MANY.fullmatch(plain):
            raise ValueError("Escreva quantas há de cada, como 12.")
        if int(plain or 0):
            if value not in _VALUES:
                raise ValueError("Não há nota nem moeda desse valor.")
            counts[value] = int(plain)
    return counts


def _as_counted(cents: int, info: ValidationInfo) -> int:
    """An amount, or what the notes and coins come to.

    :raises ValueError: both were said, and they are not the same
    """
    counts = info.data.get("notes")
    if not counts:
        return cents
    total = sum(int(value) * many for value, many in counts.items())
    if cents not in (0, total):
        raise ValueError("As notas e moedas somam outro valor. Corrija um dos dois.")
    return total


Cash = Annotated[Kwanza, AfterValidator(_as_counted)]
Counts = Annotated[dict[str, int], BeforeValidator(_counts)]


class _Counted(Input):
    """A form in which money may be counted note by note: `note-500000` is how many of 5 000 Kz."""

    notes: Counts = {}

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, sent: Any) -> Any:
        if not isinstance(sent, dict):
            return sent
        counts = {name.removeprefix(NOTE): typed for name, typed in sent.items() if name.startswith(NOTE)}
        return {**{name: typed for name, typed in sent.items() if not name.startswith(NOTE)}, "notes": counts}


class Opening(_Counted):
    opening: Cash
    register_id: Annotated[UUID | None, BeforeValidator(lambda chosen: chosen or None)] = None

    def shift(self) -> NewShift:
        return NewShift(opening_cents=self.opening, register_id=self.register_id, notes=self.notes or None)


class Movement(Input):
    client_key: ClientKey
    kind: Literal["in", "out"]
    amount: Annotated[Kwanza, Field(gt=0)]
    reason: Reason

    def movement(self) -> NewMovement:
        return NewMovement(client_key=self.client_key, kind=self.kind, amount_cents=self.amount, reason=self.reason)


class Count(_Counted):
    """What was counted of each method; cash has to be."""

    cash: Cash
    multicaixa: Kwanza = 0
    multicaixa_express: Kwanza = 0
    transfer: Kwanza = 0
    card: Kwanza = 0
    hand_over: bool = False
    note: Annotated[str, StringConstraints(max_length=300)] | None = None

    def closing(self) -> Closing:
        counted = {method.value: getattr(self, method.value) for method in Method}
        return Closing(counted=counted, notes=self.notes or None, hand_over=self.hand_over, note=self.note)
