"""How a house charges: its service, taxes, fees and limits, kept in its settings."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class MoneyRules:
    """Amounts in cêntimos; shares in basis points (`_bp`, 10 000 = 100 %)."""

    service_bp: int = 0  # of the bill; a fixed charge instead when `service_cents` is given
    service_cents: int = 0
    service_before_discount: bool = False
    tax_bp: int = 0  # of dishes that name no rate of their own, of service and of fees
    tax_included: bool = True
    delivery_cents: int = 0
    packaging_cents: int = 0
    cash_step_cents: int = 0  # the smallest coin: what is paid in cash is rounded to it; 0 rounds nothing
    discount_limit_bp: int = 1000  # what a cashier may take off without the manager

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> "MoneyRules":
        """The rules among a restaurant's settings; what is not set stands at its default."""
        kept = settings.get("money", {})
        return cls(**{one.name: kept[one.name] for one in fields(cls) if one.name in kept})

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
