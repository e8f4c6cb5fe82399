"""Choices that several dishes share."""

from uuid import UUID, uuid4

import pytest

from nabancada import db
from nabancada.errors import InvalidInput, NotFound
from nabancada.menu import actions, groups, queries
from nabancada.menu.inputs import GroupChange, SharedGroup
from nabancada.orders import queries as orders
from nabancada.permissions import Role
from tests import factories
from tests.at_once import at_once

SAUCE = SharedGroup(name="Molho", options=[{"name": "Jindungo"}, {"name": "Vinagrete", "price_cents": 5_000}])


def _asked(dish) -> list[str]:
    return [group["name"] for group in queries.item_json(dish.id)["option_groups"]]


def _change(group_id: UUID, **changes) -> GroupChange:
    now = {key: value for key, value in queries.group(group_id).items() if key not in {"id", "items"}}
    return GroupChange.model_validate({**now, **changes})


def test_several_dishes_ask_for_one_choice_and_follow_it(restaurant):
    sauce = groups.add(SAUCE)
    dishes = [factories.dish(name, group_ids=[sauce]) for name in ("Muamba", "Mufete")]
    assert [one["name"] for one in queries.group(sauce)["items"]] == ["Muamba", "Mufete"]
    groups.change(sauce, _change(sauce, name="Molhos", max=2))
    assert [_asked(dish) for dish in dishes] == [["Molhos"], ["Molhos"]]


def test_options_keep_their_ids_so_that_carts_stay_good(restaurant):
    sauce = groups.add(SAUCE)
    first, second = queries.group(sauce)["options"]
    wanted = [{**second, "price_cents": 6_000}, {"name": "Óleo de palma"}]
    groups.change(sauce, _change(sauce, options=wanted))
    now = queries.group(sauce)["options"]
    assert [one["name"] for one in now] == ["Vinagrete", "Óleo de palma"]
    assert (now[0]["id"], now[0]["price_cents"]) == (second["id"], 6_000)
    assert first["id"] not in {one["id"] for one in now}


def test_an_option_of_another_choice_is_no_option_here(restaurant):
    sauce, point = groups.add(SAUCE), groups.add(SharedGroup(name="Ponto", options=[{"name": "Mal passada"}]))
    foreign = queries.group(point)["options"][0]
    with pytest.raises(InvalidInput):
        groups.change(sauce, _change(sauce, options=[foreign]))
    assert queries.group(point)["options"] == [foreign]


def test_a_dish_asks_in_the_order_it_was_told(restaurant):
    ids = [groups.add(SharedGroup(name=name, options=[{"name": "x"}])) for name in ("A", "B", "C")]
    dish = factories.dish(group_ids=[ids[2], ids[0]])
    assert _asked(dish) == ["C", "A"]
    actions.change_item(dish.id, {"group_ids": [ids[1], ids[2], ids[0]]})
    assert _asked(dish) == ["B", "C", "A"]
    actions.change_item(dish.id, {"group_ids": []})
    assert _asked(dish) == []
    assert len(queries.groups()) == 3  # they stay in the house


def test_a_removed_choice_is_asked_for_no_more_and_orders_keep_it(restaurant):
    sauce = groups.add(SAUCE)
    dish = factories.dish(group_ids=[sauce])
    option = queries.group(sauce)["options"][1]
    new = factories.new_order(dish.id)
    new.lines[0].option_ids = [UUID(option["id"])]
    from nabancada.orders import actions as ordering

    placed = ordering.place(new, factories.SOMEBODY).order
    groups.remove(sauce)
    assert _asked(dish) == []
    assert orders.one(placed["id"])["lines"][0]["options"][0]["name"] == "Vinagrete"
    with pytest.raises(NotFound):
        queries.group(sauce)


def test_choices_of_another_house_are_not_there(restaurant, other):
    with db.platform("test"), db.tenant(other.id):
        theirs = groups.add(SAUCE)
    dish = factories.dish()
    with pytest.raises(InvalidInput):
        actions.change_item(dish.id, {"group_ids": [theirs]})
    with pytest.raises(NotFound):
        groups.remove(theirs)
    with pytest.raises(NotFound):
        groups.change(theirs, GroupChange(name="x", options=[{"name": "x"}]))


def test_a_choice_is_changed_removed_and_asked_for_at_once_without_a_deadlock(restaurant):
    ids = [groups.add(SharedGroup(name=f"G{n}", options=[{"name": "x"}])) for n in range(4)]
    dishes = [factories.dish(f"Prato {n}", group_ids=ids) for n in range(4)]

    def any_of_it(n):
        dish, group_id = dishes[n % 4], ids[n // 4 % 4]
        match n % 5:
            case 0:
                return groups.change(group_id, GroupChange(name=f"v{n}", options=[{"name": "y"}]))
            case 1:
                return actions.change_item(dish.id, {"group_ids": [ids[(n + k) % 4] for k in range(3)]}).id
            case 2:
                return actions.change_item(dish.id, {"option_groups": [factories.group(f"N{n}", 0, 1, x=0)]}).id
            case 3:
                return actions.duplicate_item(dish.id)
            case _:
                return groups.remove(group_id) if n > 30 else None

    results = at_once(restaurant.id, 40, any_of_it, workers=10)
    assert {one for one in results if isinstance(one, type)} <= {InvalidInput, NotFound}


def test_a_choice_sent_again_is_made_once(restaurant):
    new = SAUCE.model_copy(update={"client_key": "escolha-1-escolha"})
    assert groups.add(new) == groups.add(new)
    assert len(queries.groups()) == 1


def test_the_api_of_choices(client, restaurant):
    owner = client(Role.OWNER)
    made = owner.post("/api/menu/groups", json={"name": "Molho", "options": [{"name": "Jindungo"}]})
    assert made.status_code == 201
    path = f"/api/menu/groups/{made.json['id']}"
    body = {"name": "Molhos", "max": 2, "options": [*made.json["options"], {"name": "Vinagrete"}]}
    changed = owner.patch(path, json=body)
    assert (changed.json["name"], len(changed.json["options"])) == ("Molhos", 2)
    assert changed.json["options"][0]["id"] == made.json["options"][0]["id"]
    dish = factories.dish()
    asked = owner.patch(f"/api/menu/items/{dish.id}", json={"group_ids": [made.json["id"]]})
    assert [one["id"] for one in asked.json["option_groups"]] == [made.json["id"]]
    both = {"group_ids": [made.json["id"]], "option_groups": [{"name": "x", "options": [{"name": "y"}]}]}
    assert owner.patch(f"/api/menu/items/{dish.id}", json=both).status_code == 422
    assert owner.patch(f"/api/menu/items/{dish.id}", json={"group_ids": [str(uuid4())]}).status_code == 422
    assert owner.delete(path).status_code == 204
    assert owner.delete(path).status_code == 404
