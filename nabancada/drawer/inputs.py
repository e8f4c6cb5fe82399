"""What is typed at the till: amounts as people write them."""

import re
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field, StringConstraints

from nabancada.payments.inputs import Closing
from nabancada.payments.models import Method
from nabancada.till.inputs import ClientKey, NewMovement, Reason
from nabancada.web.body import Input

_WRITTEN = re.compile(r"\d{1,9}(?:[.,]\d{1,2})?")


def _cents(typed: object) -> object:
    """`20 000,50` and `20000.5` are 2 000 050 cêntimos.

    :raises ValueError: it is no amount
    """
    if not isinstance(typed, str):
        return typed
    plain = re.sub(r"\s", "", typed)
    if not plain:
        return 0
    if not _WRITTEN.fullmatch(plain):
        raise ValueError("Escreva um valor, como 1500,50.")
    whole, _dot, rest = plain.replace(",", ".").partition(".")
    return int(whole) * 100 + int(rest.ljust(2, "0") or 0)


Kwanza = Annotated[int, BeforeValidator(_cents), Field(ge=0, le=100_000_000_000)]


class Opening(Input):
    opening: Kwanza
    register_id: Annotated[UUID | None, BeforeValidator(lambda chosen: chosen or None)] = None


class Movement(Input):
    client_key: ClientKey
    kind: Literal["in", "out"]
    amount: Annotated[Kwanza, Field(gt=0)]
    reason: Reason

    def movement(self) -> NewMovement:
        return NewMovement(client_key=self.client_key, kind=self.kind, amount_cents=self.amount, reason=self.reason)


class Count(Input):
    """What was counted of each method; cash has to be."""

    cash: Kwanza
    multicaixa: Kwanza = 0
    multicaixa_express: Kwanza = 0
    transfer: Kwanza = 0
    card: Kwanza = 0
    hand_over: bool = False
    note: Annotated[str, StringConstraints(max_length=300)] | None = None

    def closing(self) -> Closing:
        counted = {method.value: getattr(self, method.value) for method in Method}
        return Closing(counted=counted, hand_over=self.hand_over, note=self.note)
