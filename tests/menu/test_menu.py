"""The menu: what is on it, and that everybody reads the same one at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from nabancada import db
from nabancada.errors import InvalidInput, NotFound
from nabancada.menu import actions, catalogue, queries
from nabancada.menu.models import Option, OptionGroup
from nabancada.permissions import Role
from tests import factories
from tests.at_once import at_once


def test_the_catalogue_is_one_statement(restaurant, statements):
    factories.dish(option_groups=[factories.group("Molho", 1, 1, Jindungo=0)])
    db.release()
    statements()
    read = catalogue.now()
    assert len([one for one in statements() if "set_config" not in one]) == 1
    [dish] = read.dishes.values()
    assert [option.name for option in dish.groups[0].options.values()] == ["Jindungo"]


def test_a_version_is_read_once_by_a_process(restaurant, statements):
    factories.dish()
    version = catalogue.now().version
    catalogue.at(version)
    db.release()
    statements()
    catalogue.at(version)
    assert statements() == []


def test_every_change_makes_a_new_version(restaurant):
    dish = factories.dish()
    versions = [catalogue.now().version]
    for change in ({"available": False}, {"price_cents": 1}, {"name": "x"}):
        actions.change_item(dish.id, change)
        versions.append(catalogue.now().version)
    actions.archive_item(dish.id)
    versions.append(catalogue.now().version)
    assert versions == sorted(set(versions))
    with pytest.raises(NotFound):
        queries.item_json(dish.id)


def test_changes_at_once_lose_no_version(restaurant):
    dish = factories.dish()
    before = catalogue.now().version

    def stock_out(n):
        with db.tenant(restaurant.id):
            actions.change_item(dish.id, {"available": bool(n % 2)})
            db.release()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(stock_out, range(16)))
    db.release()
    assert catalogue.now().version == before + 16


def test_a_dish_needs_a_category_of_this_house(restaurant, other):
    with db.platform("test"), db.tenant(other.id):
        foreign = actions.add_category("Deles")
    with pytest.raises(InvalidInput):
        actions.add_item(
            category_id=foreign.id, name="x", price_cents=1, station="Cozinha", description=None, option_groups=[]
        )


@pytest.mark.parametrize(
    "change",
    [
        {"price_cents": -1},
        {"price_cents": 1.5},
        {"price_cents": "100"},
        {"name": ""},
        {"name": None},
        {"option_groups": [{"name": "Molho", "min": 2, "max": 1, "options": [{"name": "a"}]}]},
        {"option_groups": [{"name": "Molho", "min": 0, "max": 1, "options": []}]},
        {"restaurant_id": "x"},
    ],
)
def test_changes_that_make_no_sense(client, restaurant, change):
    answer = client(Role.OWNER).patch(f"/api/menu/items/{factories.dish().id}", json=change)
    assert answer.status_code == 422


def test_choices_are_replaced_as_a_whole(client, restaurant):
    dish = factories.dish(option_groups=[factories.group("Molho", 0, 1, Jindungo=0)])
    answer = client(Role.OWNER).patch(
        f"/api/menu/items/{dish.id}",
        json={"option_groups": [{"name": "Ponto", "min": 1, "max": 1, "options": [{"name": "Mal passada"}]}]},
    )
    assert [group["name"] for group in answer.json["option_groups"]] == ["Ponto"]


def test_a_dish_is_ordered_and_sold_out_at_once_without_a_deadlock(restaurant):
    dish = factories.dish()

    def either(n):
        if n % 2:
            return factories.order(dish.id)
        return actions.change_item(dish.id, {"available": True})

    results = at_once(restaurant.id, 60, either, workers=12)
    assert len(results) == 60


def test_replaced_choices_do_not_stay_behind(restaurant):
    dish = factories.dish(option_groups=[factories.group("Molho", 0, 1, Jindungo=0)])
    for _ in range(3):
        actions.change_item(dish.id, {"option_groups": [factories.group("Ponto", 0, 1, Mal=0)]})
    for model in (OptionGroup, Option):
        assert db.session.scalar(select(func.count()).select_from(model)) == 1


def test_stations_are_those_dishes_of_the_menu_are_made_at(client, other):
    factories.dish(station="Grelha")
    for _ in range(2):
        factories.dish(station="Bar")
    actions.archive_item(factories.dish(station="Forno").id)
    db.release()
    made = {"items": [{"name": "Bar", "dishes": 2}, {"name": "Grelha", "dishes": 1}], "next": None}
    assert client(Role.KITCHEN).get("/api/menu/stations").json == made
    assert client(Role.OWNER, other).get("/api/menu/stations").json["items"] == []
