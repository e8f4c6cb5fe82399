"""What follows what on the menu, what leaves it and comes back."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from nabancada import db
from nabancada.errors import InvalidInput, KeyReused, NotFound
from nabancada.live.models import Event
from nabancada.menu import actions, catalogue, categories, queries
from nabancada.menu.inputs import NewCategory, NewItem
from nabancada.permissions import Role
from nabancada.plans.actions import LimitReached
from tests import factories
from tests.at_once import at_once


@dataclass(frozen=True)
class Known:
    id: UUID


def _menu() -> dict[str, list[str]]:
    return {one["name"]: [item["name"] for item in one["items"]] for one in catalogue.now().tree["categories"]}


def _category(name: str, *dishes: str):
    """A category and dishes, of which only the ids are known: rows are read anew after every refusal."""
    category_id = actions.add_category(name).id
    made = [
        Known(actions.add_item(category_id=category_id, name=one, price_cents=100, station="Cozinha").id)
        for one in dishes
    ]
    return Known(category_id), made


def test_categories_follow_one_another_as_wished(restaurant):
    one, two, three = (_category(name)[0] for name in ("Entradas", "Pratos", "Bebidas"))
    categories.arrange([three.id, one.id, two.id])
    assert list(_menu()) == ["Bebidas", "Entradas", "Pratos"]
    categories.arrange([two.id])
    assert list(_menu()) == ["Pratos", "Bebidas", "Entradas"]


def test_dishes_follow_one_another_and_move_to_other_categories(restaurant):
    plates, (muamba, mufete) = _category("Pratos", "Muamba", "Mufete")
    drinks, (cuca,) = _category("Bebidas", "Cuca")
    categories.arrange_items(plates.id, [cuca.id, mufete.id, muamba.id])
    assert _menu() == {"Pratos": ["Cuca", "Mufete", "Muamba"], "Bebidas": []}
    categories.arrange_items(drinks.id, [cuca.id])
    assert _menu() == {"Pratos": ["Mufete", "Muamba"], "Bebidas": ["Cuca"]}


def test_a_dish_that_somebody_has_just_added_comes_after_those_that_were_put_in_order(restaurant):
    plates, (muamba, mufete) = _category("Pratos", "Muamba", "Mufete")
    actions.add_item(category_id=plates.id, name="Calulu", price_cents=1, station="Cozinha")
    categories.arrange_items(plates.id, [mufete.id, muamba.id])
    assert _menu()["Pratos"] == ["Mufete", "Muamba", "Calulu"]


def test_what_is_not_here_cannot_be_put_in_order(restaurant, other):
    plates, (muamba,) = _category("Pratos", "Muamba")
    with db.platform("test"), db.tenant(other.id):
        foreign, (theirs,) = _category("Deles", "Deles")
    for act in (
        lambda: categories.arrange([plates.id, foreign.id]),
        lambda: categories.arrange([uuid4()]),
        lambda: categories.arrange_items(plates.id, [muamba.id, theirs.id]),
        lambda: categories.arrange_items(foreign.id, [muamba.id]),
        lambda: categories.archive(foreign.id),
        lambda: categories.rename(foreign.id, "x"),
    ):
        with pytest.raises(NotFound):
            act()
    assert _menu() == {"Pratos": ["Muamba"]}


def test_a_category_put_in_order_twice_at_once_is_in_one_of_the_orders(restaurant):
    plates, made = _category("Pratos", *(f"Prato {n}" for n in range(6)))
    drinks, more = _category("Bebidas", *(f"Bebida {n}" for n in range(6)))
    ids = [one.id for one in (*made, *more)]
    wishes = [ids, ids[::-1], ids[6:] + ids[:6], ids[3:] + ids[:3]]

    def arrange(n):
        # Whole orders of both at once, from both sides: every dish is wanted everywhere.
        categories.arrange_items((plates if n % 2 else drinks).id, wishes[n % 4])

    results = at_once(restaurant.id, 24, arrange, workers=8)
    assert results == [None] * 24
    db.release()
    found = [(item["id"], category["name"]) for category in _tree() for item in category["items"]]
    assert sorted(item for item, _home in found) == sorted(map(str, ids))
    assert len({home for _item, home in found}) == 1
    assert [item for item, _home in found] in [[str(one) for one in wish] for wish in wishes]


def test_an_archived_category_takes_its_dishes_along_and_one_of_them_brings_it_back(restaurant):
    plates, (muamba, mufete) = _category("Pratos", "Muamba", "Mufete")
    before = actions.items_used()
    assert set(categories.archive(plates.id)) == {muamba.id, mufete.id}
    assert (_menu(), actions.items_used()) == ({}, before - 2)
    actions.restore_item(mufete.id)
    assert _menu() == {"Pratos": ["Mufete"]}
    assert [item.name for item, _category, _gone in queries.archived()] == ["Muamba"]
    with pytest.raises(NotFound):
        actions.restore_item(mufete.id)


def test_what_left_the_menu_is_listed_with_its_category_and_comes_back_from_there(client, other):
    plates, (_muamba, mufete) = _category("Pratos", "Muamba", "Mufete")
    _drinks, (cuca, _nocal) = _category("Bebidas", "Cuca", "Nocal")
    actions.archive_item(cuca.id)
    categories.archive(plates.id)
    db.release()
    manager, archived = client(Role.MANAGER), "/api/menu/archived"
    told = manager.get(archived).json
    homes = {one["name"]: (one["category"]["name"], one["category"]["archived"]) for one in told["items"]}
    assert homes == {"Muamba": ("Pratos", True), "Mufete": ("Pratos", True), "Cuca": ("Bebidas", False)}
    assert told["items"][-1]["id"] == str(cuca.id) and told["next"] is None
    first = manager.get(f"{archived}?limit=2").json
    rest = manager.get(f"{archived}?limit=2&cursor={first['next']}").json
    assert first["items"] + rest["items"] == told["items"]
    assert manager.post(f"/api/menu/items/{mufete.id}/restoration").status_code == 200
    left = manager.get(archived).json["items"]
    assert [(one["name"], one["category"]["archived"]) for one in left] == [("Muamba", False), ("Cuca", False)]
    assert client(Role.OWNER, other).get(archived).json["items"] == []


def test_no_dish_is_left_in_a_category_that_is_archived_meanwhile(restaurant):
    """It would count towards the plan, and nobody would see it."""
    homes = [_category(f"Parte {n}")[0] for n in range(6)]
    dish = factories.dish()

    def either(n):
        home = homes[n // 3 % 6]
        if n % 3 == 0:
            return categories.archive(home.id)
        if n % 3 == 1:
            return actions.change_item(dish.id, {"category_id": home.id})
        return actions.add_item(category_id=home.id, name="x", price_cents=1, station="Bar")

    results = at_once(restaurant.id, 18, either, workers=9)
    assert {one for one in results if isinstance(one, type)} <= {InvalidInput, NotFound}
    db.release()
    assert sum(len(category["items"]) for category in _tree()) == actions.items_used()


def test_a_copy_has_everything_but_the_barcode(restaurant):
    group = factories.group("Molho", 0, 1, Jindungo=0)
    dish = factories.dish(
        "Muamba", barcode="560123", allergens=["peanuts"], tags=["picante"], featured=True, option_groups=[group]
    )
    copy = queries.item_json(actions.duplicate_item(dish.id))
    first = queries.item_json(dish.id)
    assert copy["name"] == "Muamba (cópia)"
    assert copy["option_groups"] == first["option_groups"]  # the same choice, not a second one
    assert (copy["barcode"], copy["featured"]) == (None, False)
    same = ("price_cents", "station", "allergens", "tags", "prep_minutes", "category_id", "photo")
    assert {key: copy[key] for key in same} == {key: first[key] for key in same}


def test_a_long_name_still_has_a_copy(restaurant):
    dish = factories.dish("x" * 120)
    assert len(queries.item_json(actions.duplicate_item(dish.id))["name"]) == 120


def test_a_write_that_is_sent_again_writes_once(restaurant):
    home = categories.add_once(NewCategory(name="Pratos", client_key="categoria-1"))
    assert categories.add_once(NewCategory(name="Pratos", client_key="categoria-1")).id == home.id
    new = NewItem(category_id=home.id, name="Muamba", price_cents=1, client_key="prato-1-prato")
    assert actions.add_once(new) == actions.add_once(new)
    dish = actions.add_once(new)
    assert actions.duplicate_item(dish, "copia-1-copia") == actions.duplicate_item(dish, "copia-1-copia")
    with pytest.raises(KeyReused):
        actions.add_once(new.model_copy(update={"name": "Outro"}))
    assert _menu() == {"Pratos": ["Muamba", "Muamba (cópia)"]}


def test_a_dish_sent_by_many_at_once_is_there_once(restaurant):
    home = actions.add_category("Pratos")
    new = NewItem(category_id=home.id, name="Muamba", price_cents=1, client_key="prato-2-prato")
    assert len(set(at_once(restaurant.id, 8, lambda n: actions.add_once(new), workers=8))) == 1
    db.release()
    assert _menu()["Pratos"] == ["Muamba"]


def test_the_plan_holds_on_every_way_a_dish_comes_onto_the_menu(restaurant):
    factories.subscription(plan="basico")
    home, made = _category("Pratos", *(f"Prato {n}" for n in range(50)))
    for way in (
        lambda: actions.duplicate_item(made[0].id),
        lambda: actions.add_item(category_id=home.id, name="x", price_cents=1, station="Bar"),
    ):
        with pytest.raises(LimitReached):
            way()
    actions.archive_item(made[0].id)
    actions.duplicate_item(made[1].id)
    with pytest.raises(LimitReached):
        actions.restore_item(made[0].id)
    assert actions.items_used() == 50


def test_the_last_place_goes_to_one_of_many(restaurant):
    factories.subscription(plan="basico")
    home, made = _category("Pratos", *(f"Prato {n}" for n in range(49)))
    gone = actions.duplicate_item(made[0].id)
    actions.archive_item(gone)

    def either(n):
        if n % 3 == 0:
            return actions.restore_item(gone)
        if n % 3 == 1:
            return actions.duplicate_item(made[0].id)
        return actions.add_item(category_id=home.id, name="x", price_cents=1, station="Bar").id

    results = at_once(restaurant.id, 12, either, workers=6)
    assert sum(not isinstance(one, type) for one in results) == 1
    db.release()
    assert actions.items_used() == 50


def test_what_fails_half_way_leaves_nothing(restaurant, monkeypatch):
    from nabancada.menu import groups

    plates, (muamba,) = _category("Pratos", "Muamba")
    before = (_menu(), actions.items_used(), catalogue.now().version)

    def crash(*_any):
        raise RuntimeError("the process ends here")

    monkeypatch.setattr(groups, "ask_for", crash)
    with pytest.raises(RuntimeError):
        actions.duplicate_item(muamba.id)
    monkeypatch.setattr("nabancada.restaurants.actions.menu_changed", crash)
    with pytest.raises(RuntimeError):
        categories.archive(plates.id)
    db.release()
    assert (_menu(), actions.items_used(), catalogue.now().version) == before


def test_every_change_tells_the_screens_once(restaurant):
    plates, (muamba, mufete) = _category("Pratos", "Muamba", "Mufete")
    acts = [
        lambda: categories.rename(plates.id, "Do lume"),
        lambda: categories.arrange([plates.id]),
        lambda: categories.arrange_items(plates.id, [mufete.id, muamba.id]),
        lambda: actions.duplicate_item(muamba.id),
        lambda: actions.rename_station("Cozinha", "Grelha"),
        lambda: categories.archive(plates.id),
        lambda: actions.restore_item(muamba.id),
    ]
    for act in acts:
        version, told = catalogue.now().version, _told()
        act()
        assert (catalogue.now().version, _told()) == (version + 1, told + 1)


def test_a_barcode_is_one_dishs(restaurant):
    factories.dish("Cuca", barcode="5601")
    for act in (
        lambda: factories.dish("Eka", barcode="5601"),
        lambda: actions.change_item(factories.dish("Nocal").id, {"barcode": "5601"}),
    ):
        with pytest.raises(InvalidInput) as refused:
            act()
        assert "barcode" in refused.value.fields


def test_a_barcode_that_an_archived_dish_had_is_free_until_it_comes_back(restaurant):
    gone = factories.dish("Cuca", barcode="5601")
    actions.archive_item(gone.id)
    factories.dish("Eka", barcode="5601")
    with pytest.raises(InvalidInput):
        actions.restore_item(gone.id)


def test_a_station_is_renamed_for_all_its_dishes_and_joined_to_another(restaurant):
    _category("Pratos", "Muamba", "Mufete")
    factories.dish("Cuca", station="Bar")
    assert actions.rename_station("Cozinha", "Bar") == 2
    assert [tuple(one) for one in queries.stations()] == [("Bar", 3)]
    with pytest.raises(NotFound):
        actions.rename_station("Cozinha", "Bar")


def _tree():
    return catalogue.now().tree["categories"]


def _told() -> int:
    return db.session.query(Event).filter(Event.kind == "menu.changed").count()
