"""The pages of the editor: forms keep what was typed, and mistakes stand beside their fields."""

import re
from io import BytesIO
from uuid import uuid4

import pytest

from nabancada import db
from nabancada.menu import actions, catalogue, groups
from nabancada.menu.inputs import SharedGroup
from nabancada.permissions import Role
from nabancada.storage.failure import StorageAway
from tests import factories
from tests import pictures as files
from tests.editor.support import items


@pytest.fixture
def home(restaurant) -> str:
    return str(actions.add_category("Pratos").id)


def _dish(home: str, **changes) -> dict:
    typed = {"client_key": uuid4().hex, "name": "Mufete", "category_id": home, "price": "9 500,50", "station": "Grelha"}
    return {**typed, "prep_minutes": "20", **changes}


def _seen(page: str) -> str:
    return re.search(r'name="seen" value="(\w+)"', page)[1]


def test_only_who_edits_the_menu_sees_the_editor(client, restaurant):
    pages = (
        "",
        "/dishes/new",
        "/choices",
        "/choices/new",
        "/prices",
        "/sheets",
        "/sheets/csv",
        "/stations",
        "/archive",
    )
    for role, status in ((Role.CASHIER, 403), (Role.WAITER, 403), (Role.KITCHEN, 403)):
        browser = client(role)
        assert {browser.get(f"/menu{page}").status_code for page in pages} == {status}
    assert {client(Role.MANAGER).get(f"/menu{page}").status_code for page in pages} <= {200, 303}


def test_the_list_costs_four_statements_however_long_it_is(owner, statements):
    for n in range(12):
        factories.dish(f"Prato {n}", option_groups=[factories.group(f"G{n}", 0, 1, x=0)])
    owner.get("/menu")
    statements()
    assert owner.get("/menu").status_code == 200
    assert len(statements()) <= 4


def test_a_dish_is_made_with_all_that_its_page_says(owner, home):
    sauce = groups.add(SharedGroup(name="Molho", options=[{"name": "Jindungo"}]))
    point = groups.add(SharedGroup(name="Ponto", options=[{"name": "Mal passada"}]))
    answer = owner.post(
        "/menu/dishes/new",
        data=_dish(
            home,
            description="Peixe grelhado",
            tax="7,5",
            barcode="5601",
            art="mufete",
            allergens=["fish", "molluscs"],
            tags="da casa, picante",
            featured="true",
            group_ids=[str(point), str(sauce)],
            window_start=["07:00", ""],
            window_end=["11:00", ""],
            window_days=["0:1", "0:2"],
            picture=(BytesIO(files.photo()), "prato.svg"),
        ),
        content_type="multipart/form-data",
    )
    assert answer.status_code == 303
    [item] = items()
    assert answer.location.endswith(f"#dish-{item['id']}")
    assert (item["price_cents"], item["tax_bp"], item["prep_minutes"], item["art"]) == (950_050, 750, 20, "mufete")
    assert (item["allergens"], item["tags"], item["featured"]) == (["fish", "molluscs"], ["da casa", "picante"], True)
    assert item["schedule"] == [{"days": [1, 2], "start": "07:00", "end": "11:00"}]
    assert [group["name"] for group in item["option_groups"]] == ["Ponto", "Molho"]
    assert owner.get(item["photo"]["960"]).status_code == 200


def test_a_form_that_is_sent_twice_makes_one_dish(owner, home):
    typed = _dish(home)
    assert [owner.post("/menu/dishes/new", data=typed).status_code for _ in range(2)] == [303, 303]
    assert len(items()) == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": ""}, "Falta preencher."),
        ({"price": "muito"}, "Escreva um valor, como 1500,50."),
        ({"prep_minutes": "900"}, "O máximo é 240."),
        ({"price": "10 000 000,01"}, "Escreva um valor até dez milhões de Kwanza."),
        ({"tax": "muito"}, "Escreva uma percentagem"),
        ({"tax": "100,01"}, "Escreva uma percentagem até 100."),
        ({"category_id": str(uuid4())}, "Esta categoria não existe."),
        ({"barcode": "777"}, "Outro prato já tem este código de barras."),
        ({"window_start": "07:00", "window_end": "", "window_days": "0:1"}, "Não está certo."),
        ({"window_start": "07:00", "window_end": "11:00"}, "Escolha pelo menos 1."),
        ({"group_ids": str(uuid4())}, "Uma destas escolhas já não existe."),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(owner, home, wrong, says):
    factories.dish("Eka", barcode="777")
    typed = _dish(home, description="Com <b>feijão</b>", tags="picante", allergens=["fish"], featured="true", **wrong)
    answer = owner.post("/menu/dishes/new", data=typed)
    assert answer.status_code == 422
    assert says in answer.text
    for kept in ("Com &lt;b&gt;feijão&lt;/b&gt;", 'value="picante"', 'value="fish" checked', typed["client_key"]):
        assert kept in answer.text
    assert [item["name"] for item in items()] == ["Eka"]


def test_a_photo_is_not_lost_by_another_mistake(owner, home):
    typed = _dish(home, price="muito", picture=(BytesIO(files.photo()), "x.jpg"))
    refused = owner.post("/menu/dishes/new", data=typed, content_type="multipart/form-data")
    name = re.search(r'name="photo" value="([0-9a-f]{64})"', refused.text)[1]
    assert owner.post("/menu/dishes/new", data=_dish(home, photo=name)).status_code == 303
    assert name in items()[0]["photo"]["192"]


def test_a_photo_nobody_gave_this_house_is_not_taken(owner, home, other):
    from nabancada.storage import pictures

    with db.platform("test"), db.tenant(other.id):
        theirs = pictures.keep(files.photo())
    db.release()
    answer = owner.post("/menu/dishes/new", data=_dish(home, photo=theirs))
    assert (answer.status_code, "já não está guardada" in answer.text) == (422, True)
    assert items() == []


@pytest.mark.parametrize(
    ("content", "status", "says"),
    [(files.SVG, 422, "JPEG, PNG ou WebP."), (b"\xff" * (8 * 1024 * 1024 + 1), 413, "8 MB")],
    ids=["drawn", "too large"],
)
def test_a_file_that_is_no_photo_is_told_of_beside_it(owner, home, content, status, says):
    typed = _dish(home, picture=(BytesIO(content), "prato.png"))
    answer = owner.post("/menu/dishes/new", data=typed, content_type="multipart/form-data")
    assert answer.status_code == status
    assert re.search(rf'id="picture-error">.*{re.escape(says)}', answer.text)
    assert 'value="Mufete"' in answer.text
    assert items() == []


def test_a_store_that_is_away_keeps_what_was_typed(owner, home, monkeypatch):
    def away(_content):
        raise StorageAway

    monkeypatch.setattr("nabancada.storage.pictures.keep", away)
    typed = _dish(home, picture=(BytesIO(files.photo()), "x.jpg"))
    answer = owner.post("/menu/dishes/new", data=typed, content_type="multipart/form-data")
    assert answer.status_code == 503
    assert "o armazém não responde" in answer.text and 'value="Mufete"' in answer.text
    assert items() == []


def test_a_dish_is_changed_and_what_its_page_does_not_say_stays(owner, home):
    owner.post("/menu/dishes/new", data=_dish(home, allergens=["fish"]))
    item_id = items()[0]["id"]
    actions.change_item(item_id, {"available": False})
    page = owner.get(f"/menu/dishes/{item_id}").text
    assert 'value="9500,50"' in page
    answer = owner.post(f"/menu/dishes/{item_id}", data=_dish(home, name="Mufete da Ilha", seen=_seen(page)))
    assert answer.status_code == 303
    [item] = items()
    assert (item["name"], item["allergens"], item["available"]) == ("Mufete da Ilha", [], False)


def test_who_saves_an_old_page_is_told_that_the_dish_has_changed(owner, home):
    owner.post("/menu/dishes/new", data=_dish(home))
    item_id = items()[0]["id"]
    page = owner.get(f"/menu/dishes/{item_id}").text
    actions.change_item(item_id, {"price_cents": 1_000_000})
    late = owner.post(f"/menu/dishes/{item_id}", data=_dish(home, name="Outro", seen=_seen(page)))
    assert (late.status_code, "outra pessoa mudou este prato" in late.text) == (409, True)
    assert items()[0]["price_cents"] == 1_000_000
    assert 'value="Outro"' in late.text
    again = owner.post(f"/menu/dishes/{item_id}", data=_dish(home, name="Outro", seen=_seen(late.text)))
    assert (again.status_code, items()[0]["name"]) == (303, "Outro")


def test_a_photo_is_taken_away(owner, home):
    owner.post(
        "/menu/dishes/new",
        data=_dish(home, picture=(BytesIO(files.photo()), "x.jpg")),
        content_type="multipart/form-data",
    )
    item = items()[0]
    page = owner.get(f"/menu/dishes/{item['id']}").text
    name = re.search(r'name="photo" value="(\w+)"', page)[1]
    owner.post(f"/menu/dishes/{item['id']}", data=_dish(home, photo=name, no_photo="true", seen=_seen(page)))
    assert items()[0]["photo"] is None


def test_categories_are_made_renamed_and_archived(owner, restaurant):
    assert owner.post("/menu/categories", data={"name": "Pratos", "client_key": "categoria-pagina"}).status_code == 303
    assert owner.post("/menu/categories", data={"name": " "}).status_code == 422
    [category] = catalogue.now().tree["categories"]
    owner.post(f"/menu/categories/{category['id']}", data={"name": "Do lume"})
    db.release()
    assert catalogue.now().tree["categories"][0]["name"] == "Do lume"
    owner.post(f"/menu/categories/{category['id']}/archive")
    db.release()
    assert catalogue.now().tree["categories"] == []


def test_the_archive_gives_back_what_the_plan_has_room_for(owner, restaurant):
    dish = factories.dish("Prato antigo")
    item_id = dish.id
    actions.archive_item(item_id)
    assert "Prato antigo" in owner.get("/menu/archive").text
    assert owner.post(f"/menu/archive/{item_id}/restoration").status_code == 303
    actions.archive_item(item_id)
    factories.subscription(plan="basico")
    category = actions.add_category("Cheia").id
    for n in range(50):
        actions.add_item(category_id=category, name=f"Prato {n}", price_cents=1, station="Cozinha")
    refused = owner.post(f"/menu/archive/{item_id}/restoration")
    assert (refused.status_code, "O plano permite 50 pratos." in refused.text) == (402, True)
