"""Plain functions that make one thing each, through the rooms' own verbs. They work for the bound house."""

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert

from nabancada import db
from nabancada.access import Branch
from nabancada.auth.models import User
from nabancada.menu import actions as menu
from nabancada.menu.models import MenuItem
from nabancada.orders import actions as orders
from nabancada.orders.inputs import NewOrder, WantedLine
from nabancada.payments import actions as payments
from nabancada.payments.inputs import NewPayment, NewRefund
from nabancada.payments.ledger import Taken
from nabancada.permissions import POLICY, Role, Staff
from nabancada.plans import actions as plans
from nabancada.plans.models import SubscriptionStatus
from nabancada.restaurants import actions as restaurants
from nabancada.restaurants import branches
from nabancada.restaurants.models import Restaurant, RestaurantStatus
from nabancada.tables import layout as tables
from nabancada.tables.models import DiningTable

SOMEBODY = Staff(None, "Beto Kiala", POLICY[Role.MANAGER], "user:beto")


def restaurant(plan: str = "enterprise", status: RestaurantStatus = RestaurantStatus.ACTIVE) -> Restaurant:
    with db.platform("test"):
        house = restaurants.open_house(name=f"Casa {uuid4().hex[:8]}", phone="+244923456789", plan=plan)
        if status != RestaurantStatus.PENDING:
            house = restaurants.set_status(house.id, status)
    db.release()
    return house


def branch(house: Restaurant, name: str = "") -> Branch:
    """The house's main branch; or, of the bound house, one more of this name."""
    if name:
        added = branches.add(name)
        return Branch(added.id, added.name)
    return Branch(UUID(house.branches[0]["id"]), house.branches[0]["name"])


def subscription(plan: str | None = None, status: SubscriptionStatus | None = None, renews_at: Any = ...) -> None:
    """Put the bound house's plan or its state where a test wants it, whether or not anybody may."""
    with db.atomic():
        mine = plans.locked()
        mine.plan = plans.known(plan) if plan else mine.plan
        mine.renews_at = mine.renews_at if renews_at is ... else renews_at
        plans.enter(mine, status or SubscriptionStatus(mine.status))
        restaurants.plan_changed(mine.plan_slug)


def staff(
    role: Role, restaurant_id: UUID | None = None, name: str = "Ana Domingos", branch_id: UUID | None = None
) -> UUID:
    return _user(role, restaurant_id or db.current_restaurant_id(), name, branch_id)


def superadmin() -> UUID:
    return _user(Role.SUPERADMIN, None, "Administração")


def dish(name: str = "Muamba de galinha", price_cents: int = 650_000, **fields: Any) -> MenuItem:
    category = menu.add_category("Da casa")
    groups = fields.pop("option_groups", [])
    defaults = {"station": "Cozinha", "description": None, "available": True}
    return menu.add_item(
        category_id=category.id,
        name=name,
        price_cents=price_cents,
        option_groups=groups,
        **{**defaults, **fields},
    )


def group(name: str = "Acompanhamento", least: int = 1, most: int = 1, **prices: int) -> dict[str, Any]:
    """A choice as `dish(option_groups=[…])` takes it; options by name with their price in cêntimos."""
    options = [{"name": one, "price_cents": cents, "available": True} for one, cents in prices.items()]
    return {"name": name, "min": least, "max": most, "options": options}


def table(name: str = "7", seats: int = 4, area: str = "Sala", branch_id: UUID | None = None) -> DiningTable:
    return tables.add(name=name, seats=seats, area=area, branch_id=branch_id)


def new_order(*item_ids: UUID, table_id: UUID | None = None, client_key: str | None = None, **fields: Any) -> NewOrder:
    """What a client sends for one of each dish."""
    return NewOrder(
        client_key=client_key or uuid4().hex,
        type=fields.pop("type", "table" if table_id else "counter"),
        table_id=table_id,
        lines=[WantedLine(item_id=item_id, quantity=1) for item_id in item_ids],
        **fields,
    )


def order(*item_ids: UUID, table_id: UUID | None = None, **fields: Any) -> orders.Placed:
    placed = orders.place(new_order(*item_ids, table_id=table_id, **fields), SOMEBODY)
    assert isinstance(placed, orders.Placed)
    return placed


def payment(party_id: UUID, cents: int, method: str = "multicaixa", by: Staff = SOMEBODY, **fields: Any) -> Taken:
    new = NewPayment(client_key=uuid4().hex, party_id=party_id, method=method, amount_cents=cents, **fields)
    taken = payments.take(new, by)
    assert isinstance(taken, Taken)
    return taken


def asking(party_id: UUID, cents: int, phone: str = "923 456 700", **fields: Any) -> NewPayment:
    """What a client sends to ask on a phone."""
    key = fields.pop("client_key", None) or uuid4().hex
    return NewPayment(
        client_key=key, party_id=party_id, method="multicaixa_express", amount_cents=cents, phone=phone, **fields
    )


def refund(payment_id: UUID, cents: int, by: Staff = SOMEBODY, **fields: Any) -> Taken:
    new = NewRefund(client_key=uuid4().hex, amount_cents=cents, reason="Engano", **fields)
    given = payments.refund(payment_id, new, by)
    assert isinstance(given, Taken)
    return given


def paying() -> None:
    """The bound house has an active subscription."""
    subscription(status=SubscriptionStatus.ACTIVE)


def _user(role: Role, restaurant_id: UUID | None, name: str, branch_id: UUID | None = None) -> UUID:
    user_id = db.new_id()
    with db.engine().begin() as connection:
        connection.execute(
            insert(User).values(
                id=user_id,
                restaurant_id=restaurant_id,
                name=name,
                email=f"{user_id.hex}@casa.ao",
                role=role,
                branch_id=branch_id,
            )
        )
    return user_id
