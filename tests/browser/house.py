"""A restaurant to be looked at: a menu with choices and stations, tables in their places, staff signed in."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx

from nabancada import db
from nabancada.auth import passwords, store
from nabancada.auth.models import User
from nabancada.menu import actions as menu
from nabancada.permissions import Role
from nabancada.restaurants import actions as restaurants
from nabancada.restaurants.models import RestaurantStatus
from nabancada.tables import layout as tables
from tests import factories

COOKIE = "nb_session"
SHAPES = ("square", "round", "wide")


def session_of(user_id: UUID) -> str:
    """A session, without spending a password hash on it."""
    token = store.new_token()
    store.create(token, user_id, {})
    return token


@dataclass
class House:
    """One open restaurant on a running server. Dishes and tables by name."""

    id: UUID
    slug: str
    name: str
    url: str
    dishes: dict[str, str] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)
    tables: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def bound(self):
        """The test's own connection, bound to this house for the block."""
        with db.tenant(self.id):
            try:
                yield
            finally:
                db.release()

    def token(self, role: Role, name: str = "Ana Domingos") -> str:
        """The session of somebody new."""
        return session_of(factories.staff(role, self.id, name))

    def login(self, role: Role, password: str, name: str = "Ana Domingos") -> str:
        """Somebody new who knows a password: their e-mail."""
        user_id = factories.staff(role, self.id, name)
        with db.engine().begin() as connection:
            connection.execute(
                User.__table__.update().where(User.id == user_id).values(password_hash=passwords.hashed(password))
            )
        return f"{user_id.hex}@casa.ao"

    def pin(self, role: Role, name: str, pin: str) -> UUID:
        """Somebody new who may come to a shared device."""
        user_id = factories.staff(role, self.id, name)
        with db.engine().begin() as connection:
            connection.execute(User.__table__.update().where(User.id == user_id).values(pin_hash=passwords.hashed(pin)))
        return user_id

    def boss(self, pin: str) -> None:
        """A manager who may lend a PIN."""
        self.pin(Role.MANAGER, "Rosa Lima", pin)

    def api(self, role: Role = Role.OWNER) -> httpx.Client:
        return httpx.Client(base_url=self.url, headers={"Cookie": f"{COOKIE}={self.token(role)}"}, timeout=20)

    def old_code(self) -> str:
        """What a card says whose code was renewed."""
        with self.api() as api:
            tables = api.get("/api/tables").json()["items"]
        return f"{tables[0]['code'].partition('-')[0]}-{'x' * 22}" if tables else ""

    def order(self, *names: str, table: str = "", note: str | None = None, **fields: Any) -> dict[str, Any]:
        """Have the server take one of each dish, at a table or at the counter."""
        lines = [{"item_id": self.dishes[name], "quantity": 1, **({"note": note} if note else {})} for name in names]
        where = {"type": "table", "table_id": self.tables[table]} if table else {"type": "counter"}
        with self.api() as api:
            answer = api.post("/api/orders", json={"client_key": uuid4().hex, **where, "lines": lines, **fields})
        answer.raise_for_status()
        return answer.json()

    def orders(self) -> list[dict[str, Any]]:
        """What the server has, with its lines, oldest first."""
        with self.api() as api:
            answer = api.get("/api/orders")
            answer.raise_for_status()
            found = answer.json()["items"]
            return sorted((api.get(f"/api/orders/{one['id']}").json() for one in found), key=lambda one: one["number"])

    def move(self, order_id: str, *steps: str) -> None:
        with self.api() as api:
            for step in steps:
                api.post(f"/api/orders/{order_id}/status", json={"status": step}).raise_for_status()

    def add_dish(self, name: str, price_cents: int = 350_000, category: UUID | None = None, **fields: Any) -> str:
        with self.bound(), db.atomic():
            home = category or menu.add_category("Da casa").id
            given = {"station": "Cozinha", "description": None, "available": True, "option_groups": [], **fields}
            item = menu.add_item(category_id=home, name=name, price_cents=price_cents, **given)
            self.dishes[name] = str(item.id)
        return self.dishes[name]

    def add_table(self, name: str, area: str = "Sala", **place: Any) -> str:
        with self.bound(), db.atomic():
            self.tables[name] = str(tables.add(name=name, seats=4, area=area, **place).id)
        return self.tables[name]


def open_house(url: str, *, name: str = "Casa da Ilha", dishes: int = 0, tables: int = 8, empty: bool = False) -> House:
    """A new restaurant, with `dishes` more than the usual four, or with nothing in it at all."""
    with db.platform("test"):
        made = restaurants.open_house(name=name, phone="+244923456789", plan="enterprise")
        made = restaurants.set_status(made.id, RestaurantStatus.ACTIVE)
    house = House(made.id, made.slug, made.name, url)
    db.release()
    if not empty:
        _fill(house, dishes, tables)
    return house


def _fill(house: House, dishes: int, tables: int) -> None:
    with house.bound(), db.atomic():
        plates, drinks = menu.add_category("Pratos").id, menu.add_category("Bebidas").id
    side = factories.group("Acompanhamento", 1, 1, Funge=0, Arroz=50_000)
    extras = factories.group("Extras", 0, 2, Gindungo=0, Abacate=80_000, Banana=60_000)
    house.add_dish("Muamba de galinha", 650_000, plates, option_groups=[side, extras], description="Com quiabos.")
    house.add_dish("Mufete", 900_000, plates, description="Peixe grelhado, feijão e mandioca.")
    house.add_dish("Calulu", 720_000, plates)
    house.add_dish("Cuca", 90_000, drinks, station="Bar")
    for n in range(dishes):
        house.add_dish(f"Prato do dia número {n + 1}", 100_000 + n, plates)
    for n in range(tables):
        house.add_table(str(n + 1), shape=SHAPES[n % 3], grid_column=1 + n % 4 * 3, grid_row=1 + n // 4 * 3)
