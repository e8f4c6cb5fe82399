"""A category in the archive: listed with what went along, and back with it."""

import pytest

from nabancada import db
from nabancada.errors import InvalidInput, NotFound
from nabancada.menu import actions, catalogue, categories, queries
from nabancada.permissions import Role
from nabancada.plans.actions import LimitReached
from tests import factories
from tests.at_once import at_once


def _menu() -> dict[str, list[str]]:
    return {one["name"]: [item["name"] for item in one["items"]] for one in catalogue.now().tree["categories"]}


def _category(name: str, *dishes: str, **fields: str):
    """The ids of a category and its dishes."""
    category_id = actions.add_category(name).id
    given = {"category_id": category_id, "price_cents": 100, "station": "Cozinha", **fields}
    return category_id, [actions.add_item(name=one, **given).id for one in dishes]


def test_it_comes_back_with_the_dishes_that_went_along_and_not_with_those_that_went_before(restaurant):
    plates, (_muamba, calulu, _mufete) = _category("Pratos", "Muamba", "Calulu", "Mufete")
    actions.archive_item(calulu)
    categories.archive(plates)
    [(category, went)] = queries.archived_categories()
    assert (category.id, went) == (plates, 2)
    categories.restore(plates)
    assert _menu() == {"Pratos": ["Muamba", "Mufete"]}
    assert [item.name for item, _category, _gone in queries.archived()] == ["Calulu"]
    with pytest.raises(NotFound):
        categories.restore(plates)


def test_one_without_dishes_comes_back_too(client, other):
    drinks, _none = _category("Bebidas")
    plates, _dishes = _category("Pratos", "Muamba")
    categories.archive(drinks)
    categories.archive(plates)
    db.release()
    manager, archived = client(Role.MANAGER), "/api/menu/categories/archived"
    told = manager.get(archived).json["items"]
    assert [(one["name"], one["dishes"]) for one in told] == [("Pratos", 1), ("Bebidas", 0)]
    back = manager.post(f"/api/menu/categories/{drinks}/restoration")
    assert (back.status_code, back.json["name"]) == (200, "Bebidas")
    assert [one["name"] for one in manager.get(archived).json["items"]] == ["Pratos"]
    assert client(Role.OWNER, other).get(archived).json["items"] == []


def test_all_its_dishes_come_back_or_at_the_plans_limit_none(restaurant):
    factories.subscription(plan="basico")
    plates, _dishes = _category("Pratos", "Muamba", "Calulu")
    categories.archive(plates)
    _category("Cheia", *(f"Prato {n}" for n in range(49)))
    with pytest.raises(LimitReached):
        categories.restore(plates)
    db.release()
    assert (list(_menu()), actions.items_used()) == (["Cheia"], 49)


def test_a_barcode_that_another_dish_has_by_now_is_said_with_whose_it_was(restaurant):
    drinks, _cuca = _category("Bebidas", "Cuca", barcode="5601")
    categories.archive(drinks)
    factories.dish("Eka", barcode="5601")
    with pytest.raises(InvalidInput) as refused:
        categories.restore(drinks)
    assert refused.value.details["names"] == "Cuca"


def test_of_those_who_bring_it_back_at_once_one_does(restaurant):
    plates, (muamba, _calulu) = _category("Pratos", "Muamba", "Calulu")
    categories.archive(plates)
    ways = (lambda: categories.restore(plates), lambda: actions.restore_item(muamba))
    came = at_once(restaurant.id, 6, lambda n: ways[n % 2](), workers=6)
    assert came.count(NotFound) == 5
    db.release()
    assert _menu()["Pratos"][0] == "Muamba"
    assert actions.items_used() == len(_menu()["Pratos"])


def test_what_fails_half_way_leaves_it_in_the_archive(restaurant, monkeypatch):
    plates, _dishes = _category("Pratos", "Muamba")
    categories.archive(plates)

    def crash(*_any):
        raise RuntimeError("the process ends here")

    monkeypatch.setattr("nabancada.restaurants.actions.menu_changed", crash)
    with pytest.raises(RuntimeError):
        categories.restore(plates)
    db.release()
    assert _menu() == {}
    assert [went for _category, went in queries.archived_categories()] == [1]
