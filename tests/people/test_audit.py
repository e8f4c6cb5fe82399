"""The audit: read from the log, in sentences, by the owner alone."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from nabancada import beside, clock, db, live
from nabancada.auth import actions, passwords, queries, resets, store
from nabancada.live.models import EVERYDAY, NOT_EVERYDAY
from nabancada.orders import actions as orders
from nabancada.people import queries as people
from nabancada.people.inputs import AuditFilter
from nabancada.people.words import GROUPS, SENTENCES
from nabancada.permissions import Role
from nabancada.tables import layout, rooms
from nabancada.tables.inputs import NewRoom, NewTables
from tests import factories
from tests.auth.conftest import PASSWORD
from tests.conftest import sign_in

PIN = "4321"


@pytest.fixture
def owner(client):
    return client(Role.OWNER)


def told(browser, **query):
    answer = browser.get("/api/audit", query_string=query)
    assert answer.status_code == 200
    return answer.json["items"]


def happened(kind, n=1, **data):
    with db.atomic():
        for _ in range(n):
            live.record(kind, uuid4(), topics={live.AUDIT}, **data)
    db.release()


def test_a_void_with_a_managers_pin_says_what_who_who_allowed_it_and_why(app, client, owner, restaurant):
    boss = factories.staff(Role.MANAGER, name="Rosa Lima")
    with db.atomic():
        db.session.execute(
            text("UPDATE users SET pin_hash = :pin WHERE id = :id"), {"pin": passwords.hashed(PIN), "id": boss}
        )
    cashier, browser = factories.staff(Role.CASHIER, name="Beto Kiala"), client(None)
    sign_in(app, browser, cashier)
    order = factories.order(factories.dish("Choco grelhado").id, table_id=factories.table("7").id).order
    path = f"/api/orders/{order['id']}/lines/{order['lines'][0]['id']}/void"
    wrong = browser.post(path, json={"reason": "Engano", "manager_pin": "0000"})
    assert wrong.status_code == 422
    assert browser.post(path, json={"reason": "Engano", "manager_pin": PIN}).status_code == 200
    void = next(one for one in told(owner) if one["kind"] == "order.line_voided")
    assert void["text"] == "anulou 1 × Choco grelhado do pedido 1 (mesa 7): Engano"
    assert (void["by"]["name"], void["approved_by"]["name"]) == ("Beto Kiala", "Rosa Lima")
    refused = next(one for one in told(owner) if one["kind"] == "staff.pin_refused")
    assert (refused["text"], refused["by"]["id"]) == ("PIN de gerente errado", str(cashier))
    page = owner.get("/staff/audit").text
    assert "com o PIN de Rosa Lima" in page and "Choco grelhado" in page


def test_people_who_come_change_and_leave_are_told_without_secrets(owner, restaurant):
    beto = actions.hire(name="Beto", email=f"{db.new_id().hex}@casa.ao", role="waiter")
    owner.patch(f"/api/staff/{beto.id}", json={"role": "cashier", "pin": PIN, "password": "calulu de peixe"})
    owner.patch(f"/api/staff/{beto.id}", json={"active": False})
    left, changed, joined = told(owner, person=str(beto.id))
    assert (left["text"], joined["text"]) == ("tirou a entrada a Beto", "juntou-se à casa: Beto (Sala)")
    assert changed["text"] == "mudou de Beto: palavra-passe, PIN, função (Sala → Caixa)"
    assert PIN not in str(changed["data"]) and "argon2" not in str(changed["data"])


def test_a_wrong_password_is_told_to_the_house_of_whoever_was_meant(client, owner, restaurant):
    beto = actions.hire(name="Beto", email=f"{db.new_id().hex}@casa.ao", role="waiter", password="calulu de peixe")
    for email in (beto.email, "ninguem@casa.ao"):
        assert client(None).post("/api/session", json={"email": email, "password": "funge"}).status_code == 401
    beside.finish()
    [refused] = [one for one in told(owner) if one["kind"] == "staff.password_refused"]
    assert (refused["text"], refused["by"]) == ("palavra-passe errada para entrar como Beto", None)
    assert refused["subject_id"] == str(beto.id) and "funge" not in str(refused["data"])


def test_a_change_that_changes_nothing_is_no_news(owner, restaurant):
    beto = actions.hire(name="Beto", email=f"{db.new_id().hex}@casa.ao", role="waiter")
    before = len(told(owner))
    owner.patch(f"/api/staff/{beto.id}", json={"name": "Beto"})
    assert len(told(owner)) == before


def test_money_is_told_with_its_bill(owner, restaurant):
    order = factories.order(factories.dish(price_cents=100_000).id, table_id=factories.table("7").id).order
    body = {"client_key": "desconto-1", "percent": 10, "reason": "Da casa"}
    owner.post(f"/api/parties/{order['party_id']}/discounts", json=body)
    owner.post("/api/shifts", json={"opening_cents": 500_000})
    move = {"client_key": "gelo-0001", "kind": "out", "amount_cents": 150_000, "reason": "Gelo"}
    assert owner.post("/api/shifts/current/movements", json=move).status_code == 201
    texts = [one["text"].replace("\u00a0", " ") for one in told(owner)]
    assert "tirou 1 500,00 Kz da caixa: Gelo" in texts
    assert "deu um desconto de 100,00 Kz na conta da mesa 7: Da casa" in texts
    assert [one["kind"] for one in told(owner, group="till")] == ["shift.cash_moved", "shift.opened"]


def test_what_other_rooms_record_has_words(owner, restaurant):
    happened("settings.changed", section="money", before={"tax_bp": 0, "header": "x"}, after={"tax_bp": 1400})
    happened("token.issued", name="Ecrã da sala")
    happened("table.code_renewed", name="7")
    happened("something.new")
    new, code, token, settings = told(owner)[:4]
    assert settings["text"] == "mudou as definições (Contas): imposto (0\u00a0% → 14\u00a0%)"
    assert (token["text"], code["text"]) == ("criou a chave de acesso Ecrã da sala", "renovou o código QR da mesa 7")
    assert (new["text"], new["group"]) == ("something.new", "house")


def test_how_a_house_was_furnished_is_told_and_who_pushed_a_table_is_not(owner, restaurant):
    hall = rooms.add_once(NewRoom(name="Esplanada"))
    one, _two = layout.add_many(NewTables(count=2, first=1))
    layout.change(one.id, {"grid_column": 5, "grid_row": 5})
    layout.change(one.id, {"seats": 6})
    layout.archive(one.id)
    layout.restore(one.id)
    rooms.rename(hall.id, "Terraço")
    assert [one["text"] for one in reversed(told(owner))][-6:] == [
        "criou a sala Esplanada",
        "juntou mesas: 1, 2",
        "mudou a mesa 1",
        "arquivou mesas: 1",
        "trouxe mesas do arquivo: 1",
        "mudou o nome da sala Esplanada para Terraço",
    ]


def test_every_kind_that_may_be_looked_for_has_words_and_none_is_everyday():
    kinds = {kind for those in GROUPS.values() for kind in those}
    assert kinds == set(SENTENCES)
    assert kinds.isdisjoint(EVERYDAY)


def test_the_everyday_is_not_in_it(owner, restaurant):
    order = factories.order(factories.dish().id).order
    orders.move(order["id"], "preparing")
    assert not [one for one in told(owner) if one["kind"].startswith("order.")]


def test_two_hundred_entries_come_in_parts_without_a_gap_or_a_double(owner, restaurant):
    happened("printers.changed", n=230)
    first = owner.get("/api/audit?limit=200").json
    rest = owner.get(f"/api/audit?limit=200&cursor={first['next']}").json
    seqs = [one["seq"] for one in first["items"] + rest["items"] if one["kind"] == "printers.changed"]
    assert len(first["items"]) == 200 and rest["next"] is None
    assert seqs == sorted(set(seqs), reverse=True) and len(seqs) == 230
    page = owner.get("/staff/audit").text
    assert page.count("pp-entry__at") == 100 and "cursor=" in page


def test_a_part_costs_the_same_for_ten_and_for_a_hundred(owner, restaurant, statements):
    def counted():
        statements()
        assert owner.get("/staff/audit").status_code == 200
        return len(statements())

    factories.dish()
    happened("staff.invited", n=10, name="Zeca", role="waiter")
    counted()
    few = counted()
    for _ in range(9):
        factories.dish()
    happened("staff.invited", n=90, name="Zeca", role="waiter")
    assert counted() == few


def test_days_are_those_of_the_house(owner, restaurant):
    happened("printers.changed")
    today = clock.now().astimezone(clock.TIMEZONE).date()
    yesterday = today - timedelta(days=1)
    assert told(owner, first=str(today), last=str(today))
    assert told(owner, last=str(yesterday)) == []
    assert "Com estes filtros não há registos" in owner.get(f"/staff/audit?last={yesterday}").text
    for wrong in ({"first": "0001-01-01"}, {"last": "9999-12-31"}):
        assert owner.get("/api/audit", query_string=wrong).status_code == 422
    for wrong in ({"first": "x"}, {"person": "x"}, {"group": "x"}, {"cursor": "0"}, {"limit": "201"}):
        assert owner.get("/api/audit", query_string=wrong).status_code == 422


def test_it_is_read_by_its_index(owner, restaurant):
    happened("printers.changed", n=3)
    house = db.current_restaurant_id()
    with db.atomic():
        db.session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = db.session.execute(
            text(
                f"EXPLAIN SELECT * FROM events WHERE restaurant_id = '{house}' AND {NOT_EVERYDAY}"
                " AND kind IN ('staff.left', 'shift.closed') AND seq < 100 ORDER BY seq DESC LIMIT 51"
            )
        )
        assert "restaurant_id_seq_idx" in "\n".join(row[0] for row in plan)


def test_another_house_has_its_own(client, owner, restaurant, other):
    happened("token.issued", name="Segredo da casa")
    assert "Segredo" not in client(Role.OWNER, other).get("/api/audit").text
    assert "Segredo" not in client(Role.OWNER, other).get("/staff/audit").text


def test_only_who_looks_after_the_staff_reads_it_and_nobody_misses_a_number(client, owner, restaurant):
    happened("token.issued", name="Segredo da casa")
    happened("menu.changed", version=1, item_ids=[])
    for role in (Role.MANAGER, Role.CASHIER, Role.WAITER, Role.KITCHEN):
        browser = client(role)
        assert browser.get("/api/audit").status_code == browser.get("/staff/audit").status_code == 403
        heard = browser.get("/api/events").json
        assert [one["seq"] for one in heard["items"]] == list(range(1, heard["seq"] + 1))
        assert "Segredo" not in str(heard) and "token.issued" not in str(heard)
        assert "audit.recorded" in {one["type"] for one in heard["items"]}
    assert "Segredo" in owner.get("/api/events").text


def test_sessions_ended_and_a_password_by_a_link_are_on_record_of_whose_they_are(client, owner, restaurant):
    rosa = actions.hire(name="Rosa Pinto", email=f"{db.new_id().hex}@casa.ao", role=Role.WAITER, password=PASSWORD)
    browsers = [client(None) for _ in range(4)]
    for one in browsers:
        one.post("/api/session", json={"email": rosa.email, "password": PASSWORD})
    [first] = [one["id"] for one in browsers[1].get("/api/sessions").json["items"] if one["here"]]
    assert browsers[0].delete(f"/api/sessions/{first}").status_code == 204
    assert browsers[0].post("/profile/sessions/end").status_code == 303
    assert browsers[0].delete("/api/sessions").status_code == 204
    token = store.new_token()
    assert resets.offer(rosa.email, token)
    client(None).post(f"/password-reset/{token}", data={"password": "três mangas no quintal"})
    said = [
        (one["by"]["name"], one["text"]) for one in told(owner, group="people") if one["subject_id"] == str(rosa.id)
    ]
    assert said[:4] == [
        ("Rosa Pinto", f"pôs outra palavra-passe pela ligação enviada a {rosa.email}"),
        ("Rosa Pinto", "terminou todas as suas sessões"),
        ("Rosa Pinto", "terminou as suas outras sessões"),
        ("Rosa Pinto", "terminou uma das suas sessões"),
    ]


def test_signing_in_is_on_record_with_who_it_was(client, owner, restaurant):
    beto = actions.hire(name="Beto", email=f"{db.new_id().hex}@casa.ao", role="waiter", password="calulu de peixe")
    client(None).post("/api/session", json={"email": beto.email, "password": "calulu de peixe"})
    newest = told(owner)[0]
    assert (newest["by"]["name"], newest["text"]) == ("Beto", "entrou com a palavra-passe")


def test_five_statements_at_most(restaurant, statements):
    factories.dish()
    happened("printers.changed", n=5)
    statements()
    people.audit(AuditFilter(), 50, None)
    asked = [one for one in statements() if one.lstrip().startswith("SELECT") and "set_config" not in one]
    assert len(asked) <= 5 and queries.names([]) == {}
