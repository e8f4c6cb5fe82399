"""The pages of the floor editor, and the codes on paper."""

import re
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from nabancada.auth import tokens
from nabancada.permissions import Permission, Role
from nabancada.tables import layout, queries
from nabancada.tables.inputs import NewTables
from tests import factories


@pytest.fixture
def owner(client):
    return client(Role.OWNER)


def _read(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def test_a_new_house_is_led_to_its_first_tables(owner, restaurant):
    page = owner.get("/tables").text
    assert "Ainda não há mesas." in page
    assert 'data-first-tables="10"' in page
    assert 'href="/tables"' in owner.get("/floor").text


def test_the_plan_costs_as_many_statements_for_two_hundred_tables_as_for_none(owner, statements, restaurant):
    owner.get("/tables")
    statements()
    owner.get("/tables")
    empty = len(statements())
    layout.add_many(NewTables(count=100))
    layout.add_many(NewTables(count=100, first=101))
    owner.get("/tables")
    statements()
    page = owner.get("/tables").text
    asked = statements()
    assert len(asked) == empty <= 5, asked  # who, whose, rooms, tables, the plan
    assert len(re.findall(r'id="table-[0-9a-f-]{36}"', page)) == 200
    statements()
    owner.get("/tables/codes")
    assert len(statements()) <= 3


def test_the_editor_and_the_map_put_every_table_into_the_same_cells(owner, restaurant):
    layout.add_many(NewTables(count=5, shape="wide"))
    layout.add_many(NewTables(count=5, first=6, shape="round"))
    cells = [
        dict(re.findall(r'id="table-([0-9a-f-]{36})"[^>]*? data-column="(\d+)"', owner.get(path).text))
        for path in ("/tables", "/floor")
    ]
    assert cells[0] == cells[1]
    assert len(cells[0]) == 10


def test_rooms_are_added_renamed_and_archived_and_a_name_that_is_taken_stands_beside_its_field(owner, restaurant):
    factories.table("1", area="Sala")
    owner.post("/tables/rooms", data={"client_key": "sala-0001", "name": "Esplanada"})
    sala, esplanada = queries.rooms()
    refused = owner.post(f"/tables/rooms/{esplanada['id']}", data={"name": "Sala"})
    assert refused.status_code == 422
    assert "Já há uma sala com este nome." in refused.text
    owner.post(f"/tables/rooms/{esplanada['id']}", data={"name": "Jardim"})
    owner.post(f"/tables/rooms/{sala['id']}/archive")
    assert [one["name"] for one in queries.rooms()] == ["Jardim"]
    table = queries.archived()[0]
    assert owner.post(f"/tables/archive/{table['id']}/restoration").status_code == 303
    assert [one["name"] for one in queries.all_with_parties()] == ["1"]
    owner.post(f"/tables/rooms/{sala['id']}/archive")
    assert "volta com 1 mesa" in owner.get("/tables/archive").text
    assert owner.post(f"/tables/archive/rooms/{sala['id']}/restoration").location == f"/tables?room={sala['id']}"
    assert [one["name"] for one in queries.rooms()] == ["Sala", "Jardim"]


@pytest.mark.parametrize("form", ["svg", "png"])
def test_a_code_is_kept_only_under_its_version(owner, restaurant, form):
    table = factories.table("7")
    address = re.search(rf"/api/tables/{table.id}/code.svg\?v=\w+", owner.get("/tables/codes").text)[0]
    kept = owner.get(address.replace(".svg", f".{form}"))
    assert kept.status_code == 200
    assert "immutable" in kept.headers["Cache-Control"]
    assert "no-cache" in owner.get(f"/api/tables/{table.id}/code.{form}").headers["Cache-Control"]


def test_the_png_reads_as_the_tables_address(owner, restaurant):
    table = factories.table("7")
    picture = Image.open(BytesIO(owner.get(f"/api/tables/{table.id}/code.png").data))
    [url] = [one["url"] for one in owner.get("/api/tables").json["items"]]
    assert _read(picture) == [url]
    assert url.endswith(f"/t/{table.code}")


def test_every_code_of_the_pdf_reads_and_says_its_table(owner, restaurant):
    tables = layout.add_many(NewTables(count=8))
    chosen = [str(table.id) for table in tables[:7]]
    answer = owner.post("/tables/codes.pdf", data={"table_ids": chosen})
    assert answer.content_type == "application/pdf"
    pages = PdfReader(BytesIO(answer.data)).pages
    assert len(pages) == 2
    read = [text for page in pages for image in page.images for text in _read(_with_margin(image.image))]
    assert sorted(text.rpartition("/")[2] for text in read) == sorted(table.code for table in tables[:7])
    words = " ".join(page.extract_text() for page in pages)
    assert "Mesa 7" in words
    assert "Mesa 8" not in words
    assert restaurant.name in words


def test_a_program_prints_the_cards_of_its_own_house(client, restaurant, other):
    elsewhere = layout.add(name="9", seats=2, area="Balcão", branch_id=factories.branch(restaurant, "Talatona").id)
    tables, path = [*layout.add_many(NewTables(count=2)), elsewhere], "/api/tables/codes.pdf"
    chosen = {"table_ids": [str(one.id) for one in tables]}
    held = [Permission.EDIT_TABLES]
    program, bearer = client(None), {"Authorization": f"Bearer {tokens.issue('x', held, of=held, by=None)[1]}"}
    printed = program.post(path, json=chosen, headers=bearer)
    assert (printed.status_code, printed.content_type) == (200, "application/pdf")
    [page] = PdfReader(BytesIO(printed.data)).pages
    read = [text for image in page.images for text in _read(_with_margin(image.image))]
    assert sorted(text.rpartition("/")[2] for text in read) == sorted(table.code for table in tables)
    assert program.post(path, json={"table_ids": []}, headers=bearer).json["fields"].keys() == {"table_ids"}
    assert client(Role.WAITER).post(path, json=chosen).status_code == 403
    assert client(Role.OWNER, other).post(path, json=chosen).status_code == 404


def test_chosen_codes_are_made_anew_and_the_page_says_so(owner, restaurant):
    first, second = factories.table("1"), factories.table("2")
    before = second.code
    page = owner.post("/tables/codes", data={"table_ids": [str(first.id)]}, follow_redirects=True).text
    assert "1 código renovado." in page
    codes = {one["name"]: one["code"] for one in queries.all_with_parties()}
    assert codes["1"] != first.code or codes["2"] == before
    assert owner.post("/tables/codes", data={}).status_code == 422


def _with_margin(code: Image.Image) -> Image.Image:
    """The code with the white of its card around it."""
    card = Image.new("L", (code.width + 80, code.height + 80), 255)
    card.paste(code.convert("L"), (40, 40))
    return card
