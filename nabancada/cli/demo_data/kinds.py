"""What a demonstration house is made of."""

import csv
from dataclasses import dataclass, field
from pathlib import Path

from nabancada.permissions import Role
from nabancada.restaurants.inputs import Window


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice a dish asks for. `options` maps a name to its extra price in kwanzas."""

    name: str
    min: int
    max: int
    options: dict[str, int]


@dataclass(frozen=True, slots=True)
class Dish:
    """One dish. `kz` is the price in kwanzas, `liked` how often it is ordered compared with others."""

    name: str
    kz: int
    art: str
    description: str
    station: str
    minutes: int
    choices: tuple[Choice, ...]
    liked: int
    available: bool


@dataclass(frozen=True, slots=True)
class Area:
    """A room with its floor plan: name, seats, shape, column and row of each table, on a grid 12 wide."""

    name: str
    tables: tuple[tuple[str, int, str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    mailbox: str
    role: Role


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How the house is visited: arrivals by hour of the day in Luanda, on an ordinary day."""

    arrivals: dict[int, float]
    table_share: float  # of arrivals that sit down; the others come to the counter or order from home
    weekend: float  # times as many on Friday, Saturday and Sunday
    drinks: tuple[str, ...]  # categories a table begins with
    mains: tuple[str, ...]
    after: tuple[str, ...]  # categories of a second round


@dataclass(frozen=True, slots=True)
class House:
    name: str
    phone: str
    address: str
    nif: str
    plan: str
    mail: str  # the domain of everybody's e-mail
    staff: tuple[Person, ...]  # the owner first
    areas: tuple[Area, ...]
    week: tuple[Window, ...]  # when it is open
    menu: dict[str, tuple[Dish, ...]] = field(repr=False)  # by category
    rhythm: Rhythm = field(repr=False)


def dishes(file: str, choices: dict[str, Choice]) -> dict[str, tuple[Dish, ...]]:
    """The dishes of a table beside this file, by category; its `choices` are names in `choices`."""
    menu: dict[str, list[Dish]] = {}
    with Path(__file__).with_name(file).open(newline="") as rows:
        for row in csv.DictReader(rows):
            dish = Dish(
                name=row["name"],
                kz=int(row["kz"]),
                art=row["art"],
                description=row["description"],
                station=row["station"],
                minutes=int(row["minutes"]),
                choices=tuple(choices[name] for name in row["choices"].split()),
                liked=int(row["liked"]),
                available=row["available"] == "yes",
            )
            menu.setdefault(row["category"], []).append(dish)
    return {category: tuple(found) for category, found in menu.items()}
