"""Drafts: saved by version, offered to others, one order whoever sends them, gone afterwards."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from nabancada import clock, db
from nabancada.floor import queries as floor
from nabancada.floor import slip
from nabancada.orders import actions as orders
from nabancada.orders import carts
from nabancada.orders.inputs import NewCart
from nabancada.permissions import POLICY, Role, Staff
from tests import factories
from tests.at_once import at_once

KEY = "rascunho-1"


@pytest.fixture
def ana(restaurant):
    return _waiter("Ana Domingos")


@pytest.fixture
def beto(restaurant):
    return _waiter("Beto Kiala")


def _waiter(name):
    user_id = factories.staff(Role.WAITER, name=name)
    return Staff(user_id, name, POLICY[Role.WAITER], f"user:{user_id}")


def _draft(dish, version=1, quantity=1, **fields):
    line = {"id": "1", "item_id": str(dish.id), "quantity": quantity}
    kind = "table" if fields.get("table_id") else "counter"
    return NewCart.model_validate({"version": version, "content": {"type": kind, "lines": [line]}, **fields})


def _body(dish, **fields):
    return _draft(dish, **fields).model_dump(mode="json", exclude_none=True)


def _events(kind="cart."):
    rows = db.session.execute(
        text("SELECT kind, topics FROM events WHERE kind LIKE :kind ORDER BY seq"), {"kind": kind + "%"}
    )
    return [(row.kind, set(row.topics)) for row in rows]


def test_a_draft_is_kept_and_found_at_its_table_with_its_owner(ana):
    dish, table = factories.dish(), factories.table("5")
    carts.save(KEY, _draft(dish, table_id=table.id), ana)
    [found] = carts.drafts(table.id)
    assert (found["key"], found["owner_name"], found["version"]) == (KEY, "Ana Domingos", 1)
    assert found["content"]["lines"][0]["item_id"] == str(dish.id)
    assert carts.drafts() == []


def test_only_a_newer_version_replaces_an_older(ana, beto):
    dish = factories.dish()
    carts.save(KEY, _draft(dish, 1), ana)
    carts.save(KEY, _draft(dish, 3, quantity=3), beto)
    with pytest.raises(carts.CartStale) as refused:
        carts.save(KEY, _draft(dish, 2, quantity=2), ana)
    assert refused.value.extra["cart"]["content"]["lines"][0]["quantity"] == 3
    assert str(refused.value) == "Beto Kiala mudou este rascunho entretanto."
    assert carts.one(KEY)["version"] == 3


def test_the_same_save_again_is_no_conflict(ana):
    dish = factories.dish()
    first = carts.save(KEY, _draft(dish), ana)
    assert carts.save(KEY, _draft(dish), ana) == first


def test_of_two_who_save_the_same_version_at_once_one_is_told(restaurant, ana, beto):
    dish = factories.dish()
    db.release()
    answers = at_once(
        restaurant.id, 6, lambda n: carts.save(KEY, _draft(dish, 1, quantity=n + 1), (ana, beto)[n % 2]), workers=6
    )
    assert sorted(type(one).__name__ for one in answers).count("dict") == 1
    assert answers.count(carts.CartStale) == 5


def test_other_screens_hear_when_it_appears_changes_hands_and_goes_not_of_every_dish(ana, beto):
    dish, table = factories.dish(), factories.table("5")
    here = {"table_id": table.id}
    for version, who in ((1, ana), (2, ana), (3, ana), (4, beto)):
        carts.save(KEY, _draft(dish, version, quantity=version, **here), who)
    carts.drop(KEY)
    carts.drop(KEY)
    topics = {"carts", "floor", f"table:{table.id}"}
    assert _events() == [("cart.kept", topics), ("cart.kept", topics), ("cart.gone", topics)]


def test_sending_it_from_both_terminals_makes_one_order_and_no_draft_is_left(restaurant, ana, beto):
    dish, table = factories.dish(), factories.table("5")
    carts.save(KEY, _draft(dish, table_id=table.id), ana)
    db.release()
    placed = at_once(
        restaurant.id,
        2,
        lambda n: factories.orders.place(
            factories.new_order(dish.id, table_id=table.id, client_key=KEY), (ana, beto)[n]
        ),
        workers=2,
    )
    ids = {one if not hasattr(one, "order") else one.order["id"] for one in placed}
    assert len(ids) == 1
    assert carts.drafts(table.id) == []
    with pytest.raises(carts.CartSent) as sent:
        carts.one(KEY)
    assert sent.value.extra == {"order_id": ids.pop()}


def test_an_order_is_theirs_who_sent_it_whoever_began_it(ana, beto):
    dish, table = factories.dish(), factories.table("5")
    earlier = orders.place(factories.new_order(dish.id, table_id=table.id), ana).order
    carts.save(KEY, _draft(dish, table_id=table.id), ana)
    sent = orders.place(factories.new_order(dish.id, table_id=table.id, client_key=KEY), beto).order
    assert (earlier["placed_by"], sent["placed_by"]) == ("Ana Domingos", "Beto Kiala")
    assert [one.by for one in slip.of(table.id).rounds] == ["Ana Domingos", "Beto Kiala"]


def test_a_draft_saved_late_does_not_come_back(ana, beto):
    dish = factories.dish()
    carts.save(KEY, _draft(dish, 1), ana)
    factories.order(dish.id, client_key=KEY)
    with pytest.raises(carts.CartSent):
        carts.save(KEY, _draft(dish, 2), beto)
    assert carts.drafts() == []


def test_a_draft_written_beside_the_sending_is_never_offered(ana):
    dish, table = factories.dish(), factories.table("5")
    factories.order(dish.id, table_id=table.id, client_key=KEY)
    with db.atomic():  # what a save does that read before the order was committed
        db.session.execute(
            text(
                "INSERT INTO carts (restaurant_id, key, table_id, content, version, owner_name)"
                " VALUES (:house, :key, :table, '{}', 1, 'Ana')"
            ),
            {"house": db.current_restaurant_id(), "key": KEY, "table": table.id},
        )
    assert carts.drafts(table.id) == []
    assert [one.draft for one in floor.table_map()] == [None]


def test_a_refused_order_leaves_the_draft(ana):
    dish = factories.dish(available=False)
    carts.save(KEY, _draft(dish), ana)
    with pytest.raises(Exception, match="esgotado"):
        factories.order(dish.id, client_key=KEY)
    db.release()
    assert [one["key"] for one in carts.drafts()] == [KEY]


def test_the_map_marks_a_table_somebody_is_ordering_for(ana):
    dish, five, six = factories.dish(), factories.table("5"), factories.table("6")
    carts.save(KEY, _draft(dish, table_id=five.id), ana)
    assert {one.name: one.draft for one in floor.table_map()} == {"5": "Ana Domingos", "6": None}
    assert six.name == "6"


def test_put_aside_at_the_counter_it_is_listed_apart(ana):
    dish = factories.dish()
    carts.save("a-trabalhar", _draft(dish), ana)
    carts.save("guardado-1", _draft(dish, label=""), ana)
    carts.save("guardado-2", _draft(dish, label="Senhor de azul"), ana)
    assert {one["label"] for one in carts.drafts(held=True)} == {"", "Senhor de azul"}
    assert len(carts.drafts()) == 3


def test_a_table_that_is_not_there_has_no_drafts(client, restaurant, other):
    with db.platform("test"), db.tenant(other.id):
        foreign = factories.table("9").id
        db.release()
    waiter = client(Role.WAITER)
    for table_id in (uuid4(), foreign):
        answer = waiter.put(f"/api/carts/{KEY}", json=_body(factories.dish(), table_id=str(table_id)))
        assert (answer.status_code, answer.json["fields"]) == (422, {"table_id": "Esta mesa não existe."})


def test_over_json_a_stale_version_is_answered_with_the_newer_one(client, restaurant):
    dish = factories.dish()
    here, there = client(Role.WAITER), client(Role.WAITER)
    assert here.put(f"/api/carts/{KEY}", json=_body(dish, version=2)).status_code == 200
    refused = there.put(f"/api/carts/{KEY}", json=_body(dish, version=1, quantity=2))
    assert (refused.status_code, refused.json["code"], refused.json["cart"]["version"]) == (409, "stale_cart", 2)
    assert [one["key"] for one in there.get("/api/carts").json["items"]] == [KEY]
    assert there.delete(f"/api/carts/{KEY}").status_code == 204
    assert here.get(f"/api/carts/{KEY}").status_code == 404


def test_over_json_a_draft_that_was_sent_names_its_order(client, restaurant):
    dish = factories.dish()
    waiter = client(Role.WAITER)
    sent = {"client_key": KEY, "type": "counter", "lines": [{"item_id": str(dish.id), "quantity": 1}]}
    order = waiter.post("/api/orders", json=sent).json
    for answer in (waiter.get(f"/api/carts/{KEY}"), waiter.put(f"/api/carts/{KEY}", json=_body(dish))):
        assert (answer.status_code, answer.json["code"], answer.json["order_id"]) == (409, "cart_sent", order["id"])


@pytest.mark.parametrize(
    "broken",
    [
        {"version": 0},
        {"content": {"type": "counter", "lines": []}},
        {"content": {"type": "counter", "lines": [{"id": "1", "item_id": "x", "quantity": 1}]}},
        {"label": "x" * 61},
        {"owner_name": "Outra"},
    ],
)
def test_what_is_no_draft_is_refused(client, restaurant, broken):
    body = {**_body(factories.dish()), **broken}
    assert client(Role.WAITER).put(f"/api/carts/{KEY}", json=body).status_code == 422


def test_another_house_and_the_kitchen_see_no_drafts(client, restaurant, other, ana):
    dish = factories.dish()
    carts.save(KEY, _draft(dish), ana)
    db.release()
    foreign, cook = client(Role.OWNER, other), client(Role.KITCHEN)
    assert foreign.get("/api/carts").json["items"] == []
    assert foreign.get(f"/api/carts/{KEY}").status_code == 404
    assert foreign.delete(f"/api/carts/{KEY}").status_code == 204
    assert carts.one(KEY)["key"] == KEY
    requests = [("GET", "/api/carts"), *((verb, f"/api/carts/{KEY}") for verb in ("GET", "PUT", "DELETE"))]
    assert {cook.open(path, method=verb, json={}).status_code for verb, path in requests} == {403}


def test_drafts_nobody_touched_for_a_day_are_forgotten(app, ana):
    dish, table = factories.dish(), factories.table("5")
    carts.save("velho-rascunho", _draft(dish, table_id=table.id), ana)
    with db.atomic():
        db.session.execute(text("UPDATE carts SET saved_at = now() - interval '25 hours'"))
    carts.save("novo-rascunho", _draft(dish), ana)
    with db.platform("test"):
        assert "1 drafts forgotten" in app.test_cli_runner().invoke(args=["purge-carts"]).output
        app.test_cli_runner().invoke(args=["purge-carts"])
    assert [one["key"] for one in carts.drafts()] == ["novo-rascunho"]
    assert carts.drafts(table.id) == []
    assert _events("cart.gone") == [("cart.gone", {"carts", "floor", f"table:{table.id}"})]
    assert carts.purge(clock.now() - timedelta(hours=24)) == 0
