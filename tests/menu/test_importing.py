"""A file becomes the menu: row by row it is told what happens, and nothing is stored while a row is wrong."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from nabancada import db
from nabancada.menu import actions, catalogue, groups, importing, queries, sheets
from nabancada.menu.importing import ImportRefused
from nabancada.menu.inputs import SharedGroup
from nabancada.permissions import Role
from tests import factories
from tests.at_once import at_once

HEAD = "categoria;prato;preço;posto;minutos;imposto %;código de barras;alergénios;etiquetas;destaque;à venda;escolhas\n"


def _sheet(*rows: str, head: str = HEAD) -> sheets.Sheet:
    return sheets.read((head + "\n".join(rows)).encode())


def _kinds(report: importing.Report) -> list[str]:
    return [line.kind for line in report.lines]


def _items() -> dict[str, dict]:
    return {item["name"]: item for category in catalogue.now().tree["categories"] for item in category["items"]}


def test_new_dishes_come_with_all_that_a_row_says(restaurant):
    groups.add(SharedGroup(name="Molho", options=[{"name": "Jindungo"}]))
    row = "Pratos;Mufete;9 500,50;Grelha;25;14;5601;Peixe, moluscos;da casa, picante;sim;não;molho"
    report = importing.store(_sheet(row))
    assert _kinds(report) == ["new"]
    dish = _items()["Mufete"]
    assert (dish["price_cents"], dish["station"], dish["prep_minutes"]) == (950_050, "Grelha", 25)
    assert dish["tax_bp"] == 1_400
    assert (dish["allergens"], dish["tags"]) == (["fish", "molluscs"], ["da casa", "picante"])
    assert (dish["featured"], dish["available"], dish["barcode"]) == (True, False, "5601")
    assert [group["name"] for group in dish["option_groups"]] == ["Molho"]


def test_a_second_time_nothing_changes(restaurant):
    sheet = _sheet("Pratos;Mufete;9500;;;;;peixe;;;;", "Bebidas;Cuca;900;Bar;;;;;;;;")
    importing.store(sheet)
    version = catalogue.now().version
    assert _kinds(importing.store(sheet)) == ["same", "same"]
    assert catalogue.now().version == version
    assert len(_items()) == 2


def test_what_is_exported_can_be_changed_and_imported(client, restaurant):
    factories.dish("Mufete", 900_000, allergens=["fish"], option_groups=[factories.group("Molho", 0, 1, x=0)])
    factories.dish("Cuca", 90_000)
    owner = client(Role.OWNER)
    for form in ("csv", "xlsx"):
        exported = owner.get(f"/api/menu/export?format={form}")
        assert exported.headers["Content-Disposition"].endswith(f'.{form}"')
        again = owner.post("/api/menu/import?dry_run=true", data=exported.data)
        assert (again.json["same"], again.json["changed"], again.json["wrong"]) == (2, 0, 0)
    book = load_workbook(BytesIO(exported.data))
    header = [cell.value for cell in book.active[1]]
    book.active.cell(2, header.index("preço") + 1).value = 9750
    book.active.cell(2, header.index("prato") + 1).value = "Mufete da Ilha"
    out = BytesIO()
    book.save(out)
    stored = owner.post("/api/menu/import", data=out.getvalue()).json
    assert (stored["changed"], stored["stored"]) == (1, True)
    assert stored["rows"][0]["changes"] == {"name": ["Mufete", "Mufete da Ilha"], "price": [900_000, 975_000]}
    assert _items()["Mufete da Ilha"]["price_cents"] == 975_000


def test_an_empty_cell_leaves_things_as_they_are(restaurant):
    factories.dish("Mufete", 900_000, description="Com feijão", allergens=["fish"], tax_bp=700)
    importing.store(_sheet("Da casa;Mufete;9500;;;;;;;;;"))
    dish = _items()["Mufete"]
    assert (dish["price_cents"], dish["description"], dish["allergens"], dish["tax_bp"]) == (
        950_000,
        "Com feijão",
        ["fish"],
        700,
    )


def test_names_are_the_same_without_accents_and_capitals(restaurant):
    factories.dish("Café", 50_000)
    assert _kinds(importing.look(_sheet("da CASA;CAFE;600;;;;;;;;;"))) == ["changed"]


def test_every_row_that_is_wrong_says_what_to_do(restaurant):
    factories.dish("Eka", barcode="777")
    report = importing.look(
        _sheet(
            "Pratos;;1;;;;;;;;;",
            "Pratos;A;abc;;;;;;;;;",
            ";B;1;;;;;;;;;",
            "Pratos;C;;;;;;;;;;",
            "Pratos;D;1;;999;;;;;;;",
            "Pratos;E;1;;;abc;;;;;;",
            "Pratos;F;1;;;;;veneno;;;;",
            "Pratos;G;1;;;;;;;talvez;;",
            "Pratos;H;1;;;;;;;;;Nenhuma",
            "Pratos;I;1;;;;777;;;;;",
            "Pratos;J;1;;;;9;;;;;",
            "Pratos;K;1;;;;9;;;;;",
            "Pratos;L;1;;;;;;;;;",
            "Pratos;l;2;;;;;;;;;",
            f"Pratos;{'x' * 121};1;;;;;;;;;",
        )
    )
    wrong = {line.row: sorted(line.errors) for line in report.lines if line.kind == "wrong"}
    assert wrong == {
        2: ["name"],
        3: ["price"],
        4: ["category"],
        5: ["price"],
        6: ["prep_minutes"],
        7: ["tax"],
        8: ["allergens"],
        9: ["featured"],
        10: ["groups"],
        11: ["barcode"],
        13: ["barcode"],
        15: ["name"],
        16: ["name"],
    }
    [poison] = (line.errors["allergens"] for line in report.lines if line.row == 8)
    assert "glúten" in poison and "crustaceans" not in poison  # in the words that a sheet has
    assert all(text for line in report.lines for text in line.errors.values())


def test_nothing_is_stored_while_a_row_is_wrong_unless_the_right_ones_are_wished(restaurant):
    sheet = _sheet("Pratos;Mufete;9500;;;;;;;;;", "Pratos;Funge;abc;;;;;;;;;")
    version = catalogue.now().version
    with pytest.raises(ImportRefused):
        importing.store(sheet)
    assert (_items(), catalogue.now().version) == ({}, version)
    assert _kinds(importing.store(sheet, only_right=True)) == ["new", "wrong"]
    assert list(_items()) == ["Mufete"]


def test_all_of_a_file_is_one_version(restaurant):
    version = catalogue.now().version
    importing.store(_sheet(*(f"Parte {n % 7};Prato {n};{n + 1};;;;;;;;;" for n in range(60))))
    assert (len(_items()), catalogue.now().version) == (60, version + 1)


def test_a_row_moves_its_dish_to_another_category(restaurant):
    dish = factories.dish("Mufete")
    dish_id, home = dish.id, str(dish.category_id)
    importing.store(_sheet(f"{dish_id};Grelhados;Mufete", head="id;categoria;prato\n"))
    assert queries.item_json(dish_id)["category_id"] != home


def test_an_id_of_another_house_is_nobodys(restaurant, other):
    with db.platform("test"), db.tenant(other.id):
        theirs = factories.dish("Deles").id
    report = importing.look(_sheet(f"{theirs};Da casa;Meu;1", head="id;categoria;prato;preço\n"))
    assert report.lines[0].errors.keys() == {"id"}


def test_the_plan_is_kept_to_the_row(restaurant):
    factories.subscription(plan="basico")
    home = actions.add_category("Pratos").id
    for n in range(48):
        actions.add_item(category_id=home, name=f"Prato {n}", price_cents=1, station="Cozinha")
    sheet = _sheet(*(f"Pratos;Novo {n};1;;;;;;;;;" for n in range(4)))
    report = importing.look(sheet)
    assert (_kinds(report), "50" in report.lines[2].errors["name"]) == (["new", "new", "wrong", "wrong"], True)
    with pytest.raises(ImportRefused):
        importing.store(sheet)
    importing.store(sheet, only_right=True)
    assert actions.items_used() == 50


def test_the_same_file_from_many_at_once_makes_its_dishes_once(restaurant):
    sheet = _sheet(*(f"Pratos;Prato {n};1;;;;;;;;;" for n in range(8)))
    results = at_once(restaurant.id, 6, lambda n: importing.store(sheet).count("new"), workers=6)
    assert sorted(results) == [0, 0, 0, 0, 0, 8]
    db.release()
    assert len(_items()) == 8
    assert len(catalogue.now().tree["categories"]) == 1


def test_an_import_that_ends_half_way_leaves_nothing(restaurant, monkeypatch):
    def crash(*_any):
        raise RuntimeError("the process ends here")

    monkeypatch.setattr("nabancada.restaurants.actions.menu_changed", crash)
    with pytest.raises(RuntimeError):
        importing.store(_sheet("Pratos;Mufete;9500;;;;;;;;;"))
    db.release()
    assert catalogue.now().tree["categories"] == []


def test_the_api_tells_the_report_of_what_it_refuses(client, restaurant):
    content = "categoria;prato;preço;margem\nPratos;Mufete;abc;4\n".encode()
    owner = client(Role.OWNER)
    seen = owner.post("/api/menu/import?dry_run=true", data=content, content_type="text/csv")
    assert (seen.status_code, seen.json["wrong"], seen.json["unknown_columns"]) == (200, 1, ["margem"])
    refused = owner.post("/api/menu/import", data=content, content_type="text/csv")
    assert (refused.status_code, refused.json["code"]) == (422, "import_refused")
    assert refused.json["report"] == {**seen.json, "stored": False}
    assert refused.json["fields"].keys() == {"rows.2"}
    assert owner.post("/api/menu/import", data=b"x" * 3_000_000).status_code == 413
