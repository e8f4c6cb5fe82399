"""What any gateway for asking on the payer's phone has to be able to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from nabancada.errors import DomainError


class Standing(StrEnum):
    """How things stand with a reference, in the gateway's own word."""

    UNKNOWN = "unknown"  # it has never had it
    WAITING = "waiting"
    PAID = "paid"
    REFUSED = "refused"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class Reason(StrEnum):
    """Why something was refused."""

    DECLINED = "declined"  # by the payer
    NO_FUNDS = "no_funds"
    NOT_REGISTERED = "not_registered"  # the phone has no Multicaixa Express
    UNREACHABLE = "unreachable"  # the gateway: it was never asked
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Ask:
    """What the payer is to see. Amount in cêntimos, tip included."""

    reference: str
    phone: str  # E.164
    amount_cents: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What a gateway says of a reference. A refusal has a reason; what was paid says how much."""

    standing: Standing
    gateway_reference: str | None = None
    paid_cents: int | None = None
    reason: Reason | None = None


class Gateway(Protocol):
    """One provider. Every call waits for the network, a few seconds at most: never inside a transaction, and never
    with a connection of the database held.

    Our reference is the key of all of it. Asking again under the same one is the same payment; after `expires_at` the
    gateway takes no money for it, whenever the call arrives.
    """

    name: str

    def ask(self, ask: Ask) -> Answer:
        """Push the question to the payer's phone and return without waiting for the payer.

        :raises Silent: whether it was taken is not known
        """

    def status(self, reference: str) -> Answer:
        """:raises Silent: nothing is known"""

    def cancel(self, reference: str) -> Answer:
        """End it for good, even one that has never arrived: afterwards no money is taken under this reference.

        :returns: `CANCELLED`, or what it had become before
        :raises Silent: nothing is known
        """

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> tuple[str, Answer]:
        """Our reference, and what the gateway says of it unasked.

        :raises BadSignature: it is not the gateway that speaks
        """


class Silent(Exception):
    """The gateway gave no answer we understand. `reached` is False when it can have heard nothing."""

    def __init__(self, why: str, *, reached: bool = True) -> None:
        super().__init__(why)
        self.reached = reached


class BadSignature(DomainError):
    status = 403
    code = "bad_signature"
    message = "A assinatura não é a do serviço de pagamentos."
