"""What is typed at the till: amounts as people write them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field, StringConstraints

from nabancada.payments.inputs import Closing
from nabancada.payments.models import Method
from nabancada.till.inputs import ClientKey, NewMovement, Reason
from nabancada.web.amounts import Kwanza
from nabancada.web.body import Input


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
