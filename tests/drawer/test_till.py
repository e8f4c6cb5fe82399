"""The till's pages: a drawer is counted blind, what is typed stays, what is closed stays closed."""

import re
from uuid import UUID, uuid4

import pytest

from nabancada.drawer.inputs import DENOMINATIONS, Count, Opening
from nabancada.errors import InvalidInput
from nabancada.permissions import Role
from nabancada.till import queries
from nabancada.web.body import validate
from tests import factories
from tests.conftest import sign_in


def opened(browser, cents: int = 2_000_000) -> str:
    """A shift of somebody, over JSON: its id."""
    return browser.post("/api/shifts", json={"opening_cents": cents}).json["id"]


def pay(browser, method: str, cents: int, table: str = "7") -> None:
    """A table of its own that owes so much and one cêntimo, and pays so much."""
    order = factories.order(factories.dish(price_cents=cents).id, table_id=factories.table(table).id).order
    body = {"client_key": uuid4().hex, "party_id": str(order["party_id"]), "method": method, "amount_cents": cents}
    assert browser.post("/api/payments", json=body).status_code == 201


def close(browser, **counted: str):
    return browser.post("/till/closing", data=counted)


def words(page: str) -> str:
    """What a person reads."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", page).replace("\xa0", " "))


def test_a_shift_begins_with_its_notes_counted(client, restaurant):
    cashier = client(Role.CASHIER)
    sent = cashier.post("/till/shift", data={"opening": "", "note-500000": "12", "note-50000": "7", "note-100": ""})
    assert (sent.status_code, sent.location) == (303, "/till")
    [shift] = queries.page(limit=1, before=None, holder=None, open=True)
    assert shift.opening_cents == 12 * 500_000 + 7 * 50_000
    assert shift.opening_notes == {"500000": 12, "50000": 7}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"opening": "vinte mil"}, "opening"),
        ({"opening": "1000", "note-500000": "1"}, "opening"),
        ({"opening": "", "note-500000": "-1"}, "notes"),
        ({"opening": "", "note-500000": "1,5"}, "notes"),
        ({"opening": "", "note-12345": "1"}, "notes"),
        ({"opening": "", "note-abc": "1"}, "notes"),
        ({}, "opening"),
    ],
)
def test_what_cannot_be_counted_is_said_where_it_was_typed(typed, field):
    with pytest.raises(InvalidInput) as refused:
        validate(Opening, typed)
    assert field in refused.value.fields


def test_what_was_typed_stays_and_the_reason_stands_beside_it(client, restaurant):
    cashier = client(Role.CASHIER)
    page = cashier.post("/till/shift", data={"opening": "vinte mil", "note-500000": "3"})
    assert page.status_code == 422
    assert 'value="vinte mil"' in page.text and 'value="3"' in page.text
    assert 'id="cash-opening-error"' in page.text and "Escreva um valor, como 1500,50." in page.text


@pytest.mark.parametrize("typed", ["NaN", "inf", "-1", "1e9", "1.000.000", ""])
def test_a_bad_count_leaves_the_shift_open_and_what_was_typed(client, restaurant, typed):
    cashier = client(Role.CASHIER)
    opened(cashier)
    page = close(cashier, cash="20000", multicaixa=typed or "x", note="Contado por Ana")
    assert page.status_code == 422
    assert 'value="20000"' in page.text and "Contado por Ana" in page.text
    assert 'id="count-multicaixa-error"' in page.text
    assert cashier.get("/api/shifts/current").status_code == 200


def test_the_difference_is_told_in_words_after_closing(client, restaurant):
    cashier = client(Role.CASHIER)
    opened(cashier)
    pay(cashier, "cash", 500_000)
    pay(cashier, "multicaixa", 300_000, table="8")
    done = close(cashier, cash="22 500", multicaixa="3000", hand_over="true")
    assert done.status_code == 303
    slip = words(cashier.get(done.location).text)
    assert "Fecho Z 1" in slip
    assert "Faltam 2 500,00 Kz na caixa." in slip


def test_more_than_expected_is_told_too_and_what_is_right(client, restaurant):
    cashier = client(Role.CASHIER)
    for typed, told in (("20000,50", "Sobram 0,50 Kz na caixa."), ("20000", "A caixa está certa.")):
        opened(cashier)
        assert told in words(cashier.get(close(cashier, cash=typed).location).text)


def test_who_counts_sees_nowhere_what_there_should_be(client, restaurant):
    cashier = client(Role.CASHIER)
    shift = opened(cashier, 1_234_500)
    pay(cashier, "cash", 777_700)
    pay(cashier, "cash", 111_100, table="8")
    expected = 1_234_500 + 777_700 + 111_100
    shown = [
        cashier.get(path).text
        for path in ("/till", f"/till/shifts/{shift}", "/api/shifts/current", f"/api/shifts/{shift}", "/api/shifts")
    ]
    shown.append(cashier.get("/api/events?since=0&limit=200").text)  # what a socket of theirs is sent
    shown.append(close(cashier, cash="0").text)  # refused: there are open tables
    for text in shown:
        assert str(expected) not in text and "21 233,00" not in words(text)
        assert "888800" not in text and "8 888,00" not in words(text)
        assert '"expected":{' not in text.replace(" ", "")


def test_who_may_see_it_reads_x_at_any_time(client, restaurant):
    cashier, manager = client(Role.CASHIER), client(Role.MANAGER)
    shift = opened(cashier, 1_234_500)
    pay(cashier, "cash", 777_700)
    slip = words(manager.get(f"/till/shifts/{shift}").text)
    assert "Leitura X" in slip and "20 122,00" in slip
    assert client(Role.CASHIER).get(f"/till/shifts/{shift}").status_code == 403


def test_open_tables_are_listed_with_the_way_to_each(client, restaurant):
    cashier = client(Role.CASHIER)
    opened(cashier)
    party = factories.order(factories.dish(price_cents=4_200_000).id, table_id=factories.table("12").id).order
    page = cashier.get("/till").text
    assert f'href="/checkout/parties/{party["party_id"]}"' in page
    assert "Mesa 12" in words(page) and "42 000,00" in words(page)
    refused = close(cashier, cash="20000")
    assert refused.status_code == 409
    assert "Ainda há mesas por pagar: 12." in words(refused.text) and 'value="20000"' in refused.text
    assert close(cashier, cash="20000", hand_over="true").status_code == 303


def test_a_register_is_chosen_and_one_that_is_worked_is_not_to_be_had(client, restaurant):
    ana, beto, manager = client(Role.CASHIER), client(Role.CASHIER), client(Role.MANAGER)
    assert manager.post("/till/registers", data={"name": "Bar"}).status_code == 303
    assert manager.post("/till/registers", data={"name": "Bar"}).status_code == 422
    [bar] = queries.registers()
    assert ana.post("/till/shift", data={"opening": "0", "register_id": str(bar.id)}).status_code == 303
    assert f'value="{bar.id}" disabled' in beto.get("/till").text
    refused = beto.post("/till/shift", data={"opening": "500", "register_id": str(bar.id)})
    assert refused.status_code == 409
    assert "Outra pessoa já trabalha nesta caixa." in refused.text and 'value="500"' in refused.text
    assert ana.post("/till/registers", data={"name": "Esplanada"}).status_code == 403


def test_cash_goes_in_and_out_with_a_reason_and_once(client, restaurant):
    cashier = client(Role.CASHIER)
    shift = opened(cashier)
    move = {"client_key": "levantar-1", "kind": "out", "amount": "1 500,50", "reason": "Fornecedor"}
    for _tap in range(2):
        assert cashier.post("/till/movements", data=move).status_code == 303
    assert [(one.kind, one.amount_cents) for one in queries.movements(shift)] == [("out", 150_050)]
    refused = cashier.post("/till/movements", data={**move, "client_key": "levantar-2", "amount": "1000000"})
    assert (refused.status_code, "Na caixa não há tanto dinheiro." in refused.text) == (409, True)
    missing = cashier.post("/till/movements", data={**move, "client_key": "levantar-3", "reason": ""})
    assert 'id="field-reason-error"' in missing.text


def test_a_manager_counts_and_closes_somebody_elses_drawer(client, restaurant):
    cashier, manager = client(Role.CASHIER), client(Role.MANAGER)
    shift = opened(cashier)
    there = f"/till/shifts/{shift}/closing"
    assert there in manager.get("/till").text
    assert 'name="cash"' in manager.get(there).text
    assert cashier.get(there).status_code == 403
    assert cashier.post(there, data={"cash": "0"}).status_code == 403
    wrong = manager.post(there, data={"cash": "muito"})
    assert (wrong.status_code, 'value="muito"' in wrong.text) == (422, True)
    assert manager.post(there, data={"cash": "20000"}).location == f"/till/shifts/{shift}"
    closed = queries.one(shift)
    assert (closed.number, closed.closed_by_name) == (1, "Ana Domingos")
    assert cashier.get("/api/shifts/current").status_code == 404


def test_what_is_closed_is_never_opened_again(app, client, restaurant):
    cashier, manager = client(Role.CASHIER), client(Role.MANAGER)
    shift = opened(cashier)
    close(cashier, cash="20000")
    assert manager.get(f"/till/shifts/{shift}/closing").status_code == 409
    assert manager.post(f"/till/shifts/{shift}/closing", data={"cash": "0"}).status_code == 409
    assert manager.post(f"/api/shifts/{shift}/closure", json={"counted": {"cash": 0}}).status_code == 409
    writes = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if "<uuid:shift_id>" in rule.rule and rule.methods - {"GET", "HEAD", "OPTIONS"}
    }
    assert writes == {
        "/till/shifts/<uuid:shift_id>/closing",
        "/api/shifts/<uuid:shift_id>/closure",
        "/api/shifts/<uuid:shift_id>/print",
    }
    assert (queries.one(shift).number, queries.one(shift).counted["cash"]) == (1, 2_000_000)


def test_closings_are_listed_to_managers_all_and_to_a_cashier_their_own(client, restaurant):
    ana, beto, manager = client(Role.CASHIER), client(Role.CASHIER), client(Role.MANAGER)
    for one, counted in ((ana, "20000"), (beto, "19000")):
        opened(one)
        close(one, cash=counted)
    assert "Z 1" in words(ana.get("/till").text) and "Z 2" not in words(ana.get("/till").text)
    everybody = words(manager.get("/till").text)
    assert "Z 1" in everybody and "faltam 1 000,00" in everybody


def test_a_closing_keeps_the_notes_it_was_counted_by(client, restaurant):
    cashier = client(Role.CASHIER)
    shift = opened(cashier)
    done = close(cashier, cash="", **{"note-1000000": "2"})
    assert done.status_code == 303
    assert queries.one(shift).counted_notes == {"1000000": 2}
    assert "2 × 10 000" in words(cashier.get(done.location).text)


def test_every_note_and_coin_has_its_field(client, restaurant):
    page = client(Role.CASHIER).get("/till").text
    assert [int(value) for value in re.findall(r'data-note="(\d+)"', page)] == list(DENOMINATIONS)
    assert validate(Count, {"cash": "1 500,50"}).cash == 150_050


def test_another_house_sees_nothing_of_it(client, restaurant, other):
    shift = opened(client(Role.CASHIER))
    theirs = client(Role.OWNER, other)
    for path in (f"/till/shifts/{shift}", f"/till/shifts/{shift}/closing"):
        assert theirs.get(path).status_code == 404
    assert theirs.post(f"/till/shifts/{shift}/closing", data={"cash": "0"}).status_code == 404
    assert queries.one(shift).closed_at is None


def test_the_page_costs_ten_statements_at_most(client, restaurant, statements):
    manager = client(Role.MANAGER)
    opened(manager)
    statements()
    assert manager.get("/till").status_code == 200
    assert len(statements()) <= 10


@pytest.fixture
def ana(app, restaurant):
    """`ana(branch_id)`: the same cashier, at work there."""
    somebody = factories.staff(Role.CASHIER)

    def at(branch_id=None):
        browser = app.test_client()
        sign_in(app, browser, somebody, branch_id)
        return browser

    return at


def test_who_goes_to_work_at_another_branch_keeps_their_shift_and_is_told_where_it_is(ana, restaurant):
    talatona = factories.branch(restaurant, "Talatona").id
    opened(ana())
    here, there = words(ana().get("/till").text), words(ana(talatona).get("/till").text)
    assert "Caixa 1 · Principal" in here and "Agora trabalha em" not in here
    assert "Caixa 1 · Principal" in there
    assert "Agora trabalha em Talatona, e o seu turno é numa caixa de Principal: o que receber entra nela." in there


def test_a_till_opens_where_one_works_and_its_list_is_of_there(client, ana, restaurant):
    talatona = factories.branch(restaurant, "Talatona").id
    opened(client(Role.CASHIER))
    shift = opened(ana(talatona))
    assert [(one.name, one.shift_id) for one in queries.registers(talatona)] == [("Caixa 1", UUID(shift))]
    page = words(client(Role.MANAGER, at=talatona).get("/till").text)
    assert page.count("Caixa 1") == 2  # to be opened, and in the list
    assert "turno de Ana Domingos" in page


def test_a_closing_asks_about_the_tables_of_its_registers_branch(ana, restaurant):
    talatona, dish = factories.branch(restaurant, "Talatona").id, factories.dish().id
    factories.order(dish, table_id=factories.table("5", branch_id=talatona).id)
    opened(ana())
    assert "por pagar" not in words(ana().get("/till").text)
    factories.order(dish, table_id=factories.table("7").id)
    refused = close(ana(talatona), cash="20000")
    assert refused.status_code == 409
    assert "Ainda há mesas por pagar: 7." in words(refused.text)
    assert close(ana(talatona), cash="20000", hand_over="true").status_code == 303
