"""The other pages of the editor: choices, prices, files, stations."""

import re
from html import unescape
from io import BytesIO

import pytest

from nabancada.menu import actions as menu
from nabancada.menu import queries
from nabancada.plans.models import SubscriptionStatus
from tests import factories
from tests.editor.support import items, send
from tests.forms.page import Page


def test_a_choice_keeps_what_was_typed_and_says_what_is_wrong(owner, restaurant):
    typed = {
        "name": "Molho",
        "min": "3",
        "max": "1",
        "option_id": ["", "", ""],
        "option_name": ["Jindungo", "Vinagrete", ""],
        "option_price": ["", "50", ""],
        "option_out": ["1"],
    }
    refused = owner.post("/menu/choices/new", data=typed)
    assert refused.status_code == 422
    assert "O mínimo não pode passar o máximo." in refused.text
    assert 'value="Vinagrete"' in refused.text
    assert owner.post("/menu/choices/new", data={**typed, "min": "0"}).status_code == 303
    [group] = queries.groups()
    assert [(one["name"], one["price_cents"], one["available"]) for one in group["options"]] == [
        ("Jindungo", 0, True),
        ("Vinagrete", 5_000, False),
    ]
    assert owner.post(f"/menu/choices/{group['id']}", data={**typed, "option_price": ["x", "", ""]}).status_code == 422
    assert owner.post(f"/menu/choices/{group['id']}/removal").status_code == 303


def test_a_choice_made_beside_a_dish_comes_back_as_a_row(owner, restaurant):
    typed = {"name": "Molho", "option_id": "", "option_name": "Jindungo", "option_price": ""}
    row = owner.post("/menu/choices/new", data=typed, headers={"HX-Request": "true"})
    assert row.status_code == 200
    assert row.text.strip().startswith("<li") and "checked" in row.text
    wrong = owner.post("/menu/choices/new", data={**typed, "name": ""}, headers={"HX-Request": "true"})
    assert (wrong.status_code, wrong.json["fields"]) == (422, {"name": "Falta preencher."})


def test_prices_are_shown_before_they_are_changed_and_changed_as_shown(owner, restaurant):
    dish, other = factories.dish("Mufete", 900_000), factories.dish("Cuca", 90_000)
    ids = str(dish.id), str(other.id)
    page = owner.get("/menu/prices?way=up&much=10&by=percent&step=50").text
    assert "9\N{NO-BREAK SPACE}900" in page and "1\N{NO-BREAK SPACE}000" in page
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    wish = {"way": "up", "much": "10", "by": "percent", "step": "50", "version": version, "item_ids": [ids[0]]}
    assert "1 preço mudado." in owner.post("/menu/prices", data=wish, follow_redirects=True).text
    assert {item["name"]: item["price_cents"] for item in items()} == {"Mufete": 990_000, "Cuca": 90_000}
    late = owner.post("/menu/prices", data=wish)
    assert (late.status_code, "A ementa mudou entretanto" in late.text) == (409, True)
    assert "Escreva um valor" in owner.get("/menu/prices?much=muito").text
    assert "abaixo de zero" in owner.get("/menu/prices?way=down&much=5000&by=amount").text


def test_unticked_prices_do_not_change_and_ticking_none_changes_none(owner, restaurant):
    factories.dish("Mufete", 900_000)
    wish = {"way": "up", "much": "10", "by": "percent", "step": "50"}
    refused = owner.post("/menu/prices", data=wish)
    assert refused.status_code == 422
    assert [item["price_cents"] for item in items()] == [900_000]


def test_refused_prices_are_shown_again_for_the_same_categories_with_what_was_unticked(owner, restaurant):
    dish, drink = factories.dish("Mufete", 900_000), factories.dish("Cuca", 90_000)
    menu.add_item(category_id=dish.category_id, name="Calulu", price_cents=500_000, station="Brasa")
    path = f"/menu/prices?way=up&much=10&by=percent&step=50&category_ids={dish.category_id}"
    sent = Page(path, owner.get(path).text).form(path).fields | {"item_ids": [str(dish.id)]}
    menu.change_item(drink.id, {"name": "Eka"})
    refused = owner.post(path, data=sent)
    again = Page(path, refused.text)
    assert (refused.status_code, again.form(path).fields["item_ids"]) == (409, [str(dish.id)])
    assert "Calulu" in refused.text and "Eka" not in refused.text
    assert [one.fields["category_ids"] for one in again.forms if "category_ids" in one.fields] == [
        [str(dish.category_id)]
    ] * 2
    assert owner.post(path, data=again.form(path).fields).location.endswith("?done=1")
    prices = {item["name"]: item["price_cents"] for item in items()}
    assert prices == {"Mufete": 990_000, "Calulu": 500_000, "Eka": 90_000}


def test_a_file_is_looked_at_then_stored(owner, restaurant):
    content = "categoria;prato;preço\nPratos;Mufete;9500\nPratos;<script>;abc\n".encode()
    seen = owner.post(
        "/menu/sheets", data={"file": (BytesIO(content), "ementa.csv")}, content_type="multipart/form-data"
    )
    assert seen.status_code == 200
    assert "Importar só 1 linha certa" in seen.text and "Escreva um valor, como 1500,50." in seen.text
    assert "<script>;" not in seen.text and items() == []
    rows = carried(seen)
    refused = owner.post("/menu/sheets/rows", data={"rows": rows})
    assert (refused.status_code, items()) == (422, [])
    assert "Há linhas por corrigir: não se guardou nada." in refused.text and carried(refused) == rows
    stored = owner.post("/menu/sheets/rows", data={"rows": rows, "only_right": "true"})
    assert (stored.status_code, [item["name"] for item in items()]) == (200, ["Mufete"])


def carried(answer):
    """The rows that the page will send to store them."""
    return unescape(re.search(r'name="rows" value="([^"]*)"', answer.text)[1])


def test_what_happened_to_the_menu_since_a_file_was_looked_at_is_told_and_the_file_stays(owner, restaurant):
    content = "categoria;prato;preço;código de barras\nPratos;Mufete;9500;5601234567890\nPratos;Calulu;8000;\n".encode()
    seen = send(owner, "/menu/sheets", file=(BytesIO(content), "ementa.csv"))
    assert "Importar 2 pratos" in seen.text
    factories.dish("Cuca", barcode="5601234567890")
    refused = owner.post("/menu/sheets/rows", data={"rows": carried(seen)})
    assert refused.status_code == 422
    assert "Outro prato já tem este código de barras." in refused.text
    assert "Importar só 1 linha certa" in refused.text and carried(refused) == carried(seen)


def test_a_subscription_that_ends_meanwhile_is_told_and_the_file_stays(owner, restaurant):
    seen = send(owner, "/menu/sheets", file=(BytesIO("categoria;prato;preço\nPratos;Mufete;9500\n".encode()), "x.csv"))
    factories.subscription(status=SubscriptionStatus.EXPIRED)
    refused = owner.post("/menu/sheets/rows", data={"rows": carried(seen)})
    assert (refused.status_code, items()) == (402, [])
    assert "A subscrição não está activa." in refused.text and carried(refused) == carried(seen)


@pytest.mark.parametrize("content", [b"", b"nada", b"PK\x03\x04x"])
def test_a_file_that_is_no_menu_is_told_of_beside_it(owner, restaurant, content):
    answer = send(owner, "/menu/sheets", file=(BytesIO(content), "x.csv"))
    assert answer.status_code == 422
    assert 'id="file-error"' in answer.text


def test_stations_are_renamed_on_their_page(owner, restaurant):
    factories.dish("Mufete", station="Cozinha")
    assert owner.post("/menu/stations", data={"old": "Cozinha", "new": "Grelha"}).status_code == 303
    assert [item["station"] for item in items()] == ["Grelha"]
    assert owner.post("/menu/stations", data={"old": "Grelha", "new": " "}).status_code == 422
    assert owner.post("/menu/stations", data={"old": "Nada", "new": "x"}).status_code == 404
