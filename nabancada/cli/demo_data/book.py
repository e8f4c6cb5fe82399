"""The order book of a demonstration house.

Orders of the past are the only rows written without their room's actions: those know no time but now.
What the actions promise is kept here too: numbers without holes in each business day, ids of their time.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import Table, insert

from nabancada import clock, db
from nabancada.auth.models import User
from nabancada.cli.demo_data import bills, takings
from nabancada.cli.demo_data.ids import id_of
from nabancada.cli.demo_data.kinds import House
from nabancada.orders.models import Bill, Order, OrderCounter, OrderLine
from nabancada.orders.states import OrderStatus, OrderType
from nabancada.payments.models import Payment
from nabancada.restaurants import actions as restaurants
from nabancada.tables.models import Party
from nabancada.till.models import Register, Shift

NOTES = ("sem cebola", "pouco sal", "bem quente", "para partilhar", "sem jindungo", "molho à parte")
CALLERS = (
    ("Paulo Cardoso", "+244923118204", "Rua dos Coqueiros 31, Ingombota"),
    ("Marta Sebastião", "+244912765310", "Condomínio Vila Sol, casa 12, Talatona"),
    ("Edson Miguel", "+244934220981", "Avenida Pedro de Castro Van-Dúnem 8, Morro Bento"),
    ("Zita Fernandes", "+244947003516", "Rua da Missão 77, Maianga"),
)


@dataclass(frozen=True, slots=True)
class Steps:
    """When an order went which step; what has not happened yet is none."""

    status: OrderStatus
    started_at: datetime | None = None
    ready_at: datetime | None = None
    served_at: datetime | None = None
    cancelled_at: datetime | None = None


@dataclass(slots=True)
class Book:
    """Collects parties and orders, then writes them at once."""

    house: House
    menu: dict[str, Any]  # the catalogue's tree
    staff: dict[str, list[User]]  # by role
    rng: Random
    parties: list[dict[str, Any]] = field(default_factory=list)
    orders: list[dict[str, Any]] = field(default_factory=list)
    lines: dict[UUID, list[dict[str, Any]]] = field(default_factory=dict)  # by order

    def seat(
        self,
        table_id: UUID,
        at: datetime,
        *,
        guests: int,
        bill_at: datetime | None = None,
        closed_at: datetime | None = None,
    ) -> dict[str, Any]:
        """A party sits down; its waiter is the one who takes its orders."""
        party = {
            "id": id_of(at),
            "table_id": table_id,
            "guests": guests,
            "opened_at": at,
            "opened_by": self.rng.choice(self.staff["waiter"]).id,
            "bill_requested_at": bill_at,
            "closed_at": closed_at,
            "rounds": 0,
        }
        self.parties.append(party)
        return party

    def order(
        self,
        kind: OrderType,
        at: datetime,
        wanted: list[tuple[str, ...]],
        steps: Steps,
        party: dict[str, Any] | None = None,
    ) -> None:
        """An order of one dish from each tuple of categories in `wanted`."""
        order_id = id_of(at)
        seller = self._seller(party)
        lines = self._lines(order_id, party["id"] if party else order_id, wanted, steps)
        if party:
            party["rounds"] += 1
        boss = self.staff["manager"][0]
        self.lines[order_id] = lines
        self.orders.append(
            {
                "id": order_id,
                "business_day": clock.business_day(at),
                "type": kind,
                "status": steps.status,
                "party_id": party["id"] if party else None,
                "round": party["rounds"] if party else None,
                "customer": self._customer(kind),
                "total_cents": sum(
                    line["unit_price_cents"] * (line["quantity"] - line["void_quantity"]) for line in lines
                ),
                "placed_at": at,
                "placed_by": seller.id,
                "placed_by_name": seller.name,
                "started_at": steps.started_at,
                "ready_at": steps.ready_at,
                "served_at": steps.served_at,
                "cancelled_at": steps.cancelled_at,
                "cancelled_by": boss.id if steps.cancelled_at else None,
                "cancel_reason": "O cliente desistiu" if steps.cancelled_at else None,
            }
        )

    def slowest(self, wanted: list[tuple[str, ...]]) -> timedelta:
        """About how long the kitchen needs for an order."""
        minutes = 18 if len(set(wanted)) > 1 else 8
        return timedelta(minutes=minutes * self.rng.uniform(0.6, 1.2))

    @db.atomic()
    def write(self) -> None:
        """Number everything and write it. The house has taken no order before. Locks the restaurant."""
        self.orders.sort(key=lambda order: order["id"])
        for _day, of_day in groupby(self.orders, key=lambda order: order["business_day"]):
            for number, order in enumerate(of_day, 1):
                order["number"] = number
        db.session.execute(insert(_table(Party)), self.parties)
        with_customer = [order for order in self.orders if order["customer"]]
        without = [_without(order, "customer") for order in self.orders if not order["customer"]]
        for rows in filter(None, (with_customer, without)):
            db.session.execute(insert(_table(Order)), rows)
        owed = bills.of(self.parties, self.orders)
        taken = takings.of(owed, self.staff["cashier"][0], self.rng, clock.business_day(clock.now()))
        db.session.execute(insert(_table(Bill)), owed)
        for model, rows in ((Register, taken.registers), (Shift, taken.shifts), (Payment, taken.payments)):
            db.session.execute(insert(_table(model)), rows)
        lines = [line for order in self.orders for line in self.lines[order["id"]]]
        db.session.execute(insert(_table(OrderLine)), lines)
        last = self.orders[-1]
        month = clock.month_of(last["business_day"])
        in_month = sum(clock.month_of(order["business_day"]) == month for order in self.orders)
        db.session.add(OrderCounter(day=last["business_day"], number=last["number"], month=month, placed=in_month))
        restaurants.plan_changed()

    def _seller(self, party: dict[str, Any] | None) -> User:
        if party is None:
            return self.staff["cashier"][0]
        return next(one for one in self.staff["waiter"] if one.id == party["opened_by"])

    def _customer(self, kind: OrderType) -> dict[str, Any] | None:
        if kind in (OrderType.TABLE, OrderType.COUNTER):
            return None
        name, phone, address = self.rng.choice(CALLERS)
        return {"name": name, "phone": phone, "address": address if kind == OrderType.DELIVERY else None}

    def _lines(
        self, order_id: UUID, bill_id: UUID, wanted: list[tuple[str, ...]], steps: Steps
    ) -> list[dict[str, Any]]:
        picked = Counter(self._pick(categories) for categories in wanted)
        items = {item["id"]: item for category in self.menu["categories"] for item in category["items"]}
        return [
            {"bill_id": bill_id, **self._line(order_id, n, items[item_id], quantity, options, steps)}
            for n, ((item_id, options), quantity) in enumerate(picked.items())
        ]

    def _pick(self, categories: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
        """A dish with its options, liked ones more often."""
        name = self.rng.choice(categories)
        items = next(one["items"] for one in self.menu["categories"] if one["name"] == name)
        to_be_had = [item for item in items if item["available"]]
        liked = {dish.name: dish.liked for dish in self.house.menu[name]}
        item = self.rng.choices(to_be_had, [liked[one["name"]] for one in to_be_had])[0]
        chosen = []
        for group in item["option_groups"]:
            most = max(group["min"], self.rng.choice((0, 0, 1)))
            chosen += [option["id"] for option in self.rng.sample(group["options"], most)]
        return item["id"], tuple(chosen)

    def _line(
        self,
        order_id: UUID,
        position: int,
        item: dict[str, Any],
        quantity: int,
        option_ids: tuple[str, ...],
        steps: Steps,
    ) -> dict[str, Any]:
        options = [
            {"id": one["id"], "name": one["name"], "price_cents": one["price_cents"]}
            for group in item["option_groups"]
            for one in group["options"]
            if one["id"] in option_ids
        ]
        void = quantity > 1 and steps.served_at is not None and self.rng.random() < 0.03
        return {
            "order_id": order_id,
            "id": db.new_id(),
            "position": position,
            "item_id": UUID(item["id"]),
            "name": item["name"],
            "station": item["station"],
            "prep_minutes": item["prep_minutes"],
            "quantity": quantity,
            "void_quantity": int(void),
            "void_reason": "Engano no pedido" if void else None,
            "voided_at": steps.served_at if void else None,
            "voided_by": self.staff["manager"][0].id if void else None,
            "unit_price_cents": item["price_cents"] + sum(option["price_cents"] for option in options),
            "options": options,
            "note": self.rng.choice(NOTES) if self.rng.random() < 0.05 and item["station"] != "Bar" else None,
        }


def _table(model: type[db.Base]) -> Table:
    """Rows go in as plain tables do: quicker, and what a row leaves out is null."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


def _without(row: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != name}
