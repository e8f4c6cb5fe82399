"""The demonstration: two houses that look real, made by the rooms' own actions, in an empty database."""

import os
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

import click
import orjson
from sqlalchemy import exists, select

from nabancada import clock, db, live
from nabancada.admin import actions as admin
from nabancada.auth import actions as auth
from nabancada.auth import queries as people
from nabancada.auth.models import User
from nabancada.cli.demo_data import ilha, muxima, week
from nabancada.cli.demo_data.book import Book
from nabancada.cli.demo_data.kinds import Choice, Dish, House
from nabancada.cli.demo_data.passphrases import passphrase
from nabancada.menu import actions as menu
from nabancada.menu import catalogue
from nabancada.plans.models import SubscriptionStatus
from nabancada.restaurants import settings
from nabancada.restaurants.models import Restaurant, RestaurantStatus
from nabancada.restaurants.sections import Section
from nabancada.site import actions as site
from nabancada.site.inputs import NewOwner, NewRestaurant, Registration
from nabancada.tables import layout as tables
from nabancada.tables.models import DiningTable

HOUSES = (muxima.HOUSE, ilha.HOUSE)
SUPERADMIN = "admin@nabancada.ao"
LOGINS = "NABANCADA_LOGINS"  # names the file the logins are written to
CHANCE = 1975  # the same dishes every time; passwords never are


@dataclass(frozen=True, slots=True)
class Login:
    restaurant: str
    role: str
    email: str
    password: str


@click.command("seed-demo")
def seed_demo() -> None:
    """Fill an empty database with the demonstration; do nothing where a restaurant exists."""
    if db.session.scalar(select(exists().select_from(Restaurant))):
        return
    db.release()
    password = passphrase()
    with db.platform("seed-demo"):
        auth.create_superadmin(email=SUPERADMIN, password=password)
        logins = [login for house in HOUSES for login in _open(house)]
    _hand_out({"email": SUPERADMIN, "password": password}, logins)


def _open(house: House) -> list[Login]:
    """One house with its staff, menu, tables and orders.

    :returns: who may sign in there
    """
    words = {person.mailbox: passphrase() for person in house.staff}
    owner = house.staff[0]
    restaurant = site.register(
        Registration(
            restaurant=NewRestaurant(name=house.name, phone=house.phone, address=house.address, nif=house.nif),
            owner=NewOwner(name=owner.name, email=f"{owner.mailbox}@{house.mail}", password=words[owner.mailbox]),
            plan=house.plan,
        )
    )
    slug = restaurant.slug
    with db.tenant(restaurant.id), db.atomic():
        admin.set_status(restaurant.id, RestaurantStatus.ACTIVE)
        admin.change_subscription(restaurant.id, {"status": SubscriptionStatus.ACTIVE})
        live.acting(people.staff(1, None)[0][0].id)  # so far the owner alone: they set their house up
        for person in house.staff[1:]:
            auth.hire(
                name=person.name,
                email=f"{person.mailbox}@{house.mail}",
                role=person.role,
                password=words[person.mailbox],
            )
        settings.change(Section.HOURS, {"week": [window.model_dump() for window in house.week]})
        _write_menu(house)
        _write_book(house, slug, _place_tables(house))
        live.acting(None)
    db.release()
    return [Login(slug, person.role, f"{person.mailbox}@{house.mail}", words[person.mailbox]) for person in house.staff]


def _write_menu(house: House) -> None:
    for name, dishes in house.menu.items():
        category = menu.add_category(name)
        for dish in dishes:
            menu.add_item(category_id=category.id, **_fields(dish))


def _fields(dish: Dish) -> dict[str, Any]:
    return {
        "name": dish.name,
        "price_cents": dish.kz * 100,
        "description": dish.description,
        "station": dish.station,
        "available": dish.available,
        "art": dish.art,
        "prep_minutes": dish.minutes,
        "option_groups": [_group(choice) for choice in dish.choices],
    }


def _group(choice: Choice) -> dict[str, Any]:
    options = [{"name": name, "price_cents": kz * 100, "available": True} for name, kz in choice.options.items()]
    return {"name": choice.name, "min": choice.min, "max": choice.max, "options": options}


def _place_tables(house: House) -> list[DiningTable]:
    return [
        tables.add(name=name, seats=seats, area=area.name, shape=shape, grid_column=column, grid_row=row)
        for area in house.areas
        for name, seats, shape, column, row in area.tables
    ]


def _write_book(house: House, slug: str, placed: list[DiningTable]) -> None:
    staff: dict[str, list[User]] = {}
    for user in people.staff(100, None)[0]:
        staff.setdefault(user.role, []).append(user)
    book = Book(house, catalogue.now().tree, staff, Random(f"{CHANCE} {slug}"))
    week.fill(book, slug, placed, clock.now())
    book.write()


def _hand_out(superadmin: dict[str, str], logins: list[Login]) -> None:
    """Write the logins where NABANCADA_LOGINS says, readable by this user only, and print them."""
    body = {"superadmin": superadmin, "logins": [asdict(login) for login in logins]}
    if path := os.environ.get(LOGINS):
        file = Path(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(orjson.dumps(body, option=orjson.OPT_INDENT_2))
    width = max(len(login.email) for login in logins)
    click.echo(f"{'superadmin':<12} {superadmin['email']:<{width}} {superadmin['password']}")
    for house in HOUSES:
        click.echo(house.name)
        for login in logins:
            if login.email.endswith(f"@{house.mail}"):
                click.echo(f"  {login.role:<10} {login.email:<{width}} {login.password}")
