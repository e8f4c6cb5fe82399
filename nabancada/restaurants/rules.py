"""What a house has decided, by section of its settings. What it has not said stands at its default."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, ClassVar, Self

from nabancada.clock import DAY_TURNS_AT

THANKS = "Obrigado e até breve."


class Kept:
    """A section of `restaurants.settings`, kept under `SECTION`."""

    __slots__ = ()
    SECTION: ClassVar[str]

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Self:
        """The section among a restaurant's settings."""
        kept = settings.get(cls.SECTION, {})
        known = [one.name for one in fields(cls)]  # type: ignore[arg-type]
        return cls(**{name: kept[name] for name in known if name in kept})

    def as_json(self) -> dict[str, Any]:
        return asdict(self)  # type: ignore[call-overload]


@dataclass(frozen=True, slots=True)
class MoneyRules(Kept):
    """How it charges. Amounts in cêntimos; shares in basis points (`_bp`, 10 000 = 100 %)."""

    SECTION: ClassVar[str] = "money"

    service_bp: int = 0  # of the bill; a fixed charge instead when `service_cents` is given
    service_cents: int = 0
    service_before_discount: bool = False
    tax_bp: int = 0  # of dishes that name no rate of their own, of service and of fees
    tax_included: bool = True
    delivery_cents: int = 0
    packaging_cents: int = 0
    cash_step_cents: int = 0  # the smallest coin: what is paid in cash is rounded to it; 0 rounds nothing
    discount_limit_bp: int = 1000  # what a cashier may take off without the manager


@dataclass(frozen=True, slots=True)
class Look(Kept):
    """How guests recognise it."""

    SECTION: ClassVar[str] = "look"

    logo: str | None = None  # the name of a picture
    colour: str | None = None  # `#rrggbb`, on which words can be read


@dataclass(frozen=True, slots=True)
class OpeningHours(Kept):
    """When it is open, as `hours.Hours` reads it, and the hour at which its business day turns."""

    SECTION: ClassVar[str] = "hours"

    week: list[dict[str, Any]] = field(default_factory=list)
    dates: list[dict[str, Any]] = field(default_factory=list)
    day_turns_at: int = DAY_TURNS_AT  # hour: a bill paid at 02:00 belongs to the evening before


# That hour as SQL, of the restaurant `r`.
TURNS_AT = f"coalesce((r.settings #>> '{{{OpeningHours.SECTION},day_turns_at}}')::int, {DAY_TURNS_AT})"


@dataclass(frozen=True, slots=True)
class GuestRules(Kept):
    """What guests are offered: besides eating here, and at their table. What is off is not spoken of."""

    SECTION: ClassVar[str] = "guests"

    takeaway: bool = False
    delivery: bool = False
    delivery_minimum_cents: int = 0
    delivery_zone: str = ""
    calls: bool = True  # whoever has opened a table's page may call the waiter and ask for the bill


@dataclass(frozen=True, slots=True)
class ReceiptText(Kept):
    """What its papers say besides figures: below the letterhead, and at the end of a receipt. Lines end in `\\n`.

    `logo`: where there is one, it stands on top of pre-bills and receipts.
    """

    SECTION: ClassVar[str] = "receipt"

    header: str = ""
    footer: str = THANKS
    logo: bool = True
