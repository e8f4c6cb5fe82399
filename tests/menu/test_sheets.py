"""The menu as a table: what goes out comes in again, and nothing in it is run by a spreadsheet."""

import csv
import zipfile
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from nabancada.errors import InvalidInput
from nabancada.menu import sheets

ROW = {"id": "", "category": "Pratos", "name": "Muamba", "price": 6500.5, "prep_minutes": 15, "tags": "da casa, novo"}
HOSTILE = ["=1+1", "+244", "-1", "@cmd", "\tx", "=HYPERLINK(1)", "'=já", "''=x", "'nada"]
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=30).map(str.strip)


@pytest.mark.parametrize("write", [sheets.write_csv, sheets.write_xlsx])
def test_what_goes_out_comes_in_again(write):
    [row] = sheets.read(write([ROW])).rows.values()
    assert row == {
        "category": "Pratos",
        "name": "Muamba",
        "price": "6500,50" if write is sheets.write_csv else "6500.5",
        "prep_minutes": "15",
        "tags": "da casa, novo",
    }


@given(st.one_of(TEXT, st.sampled_from(HOSTILE)).filter(bool))
def test_any_text_survives_and_none_is_a_formula(text):
    for write in (sheets.write_csv, sheets.write_xlsx):
        content = write([{"name": text}])
        [row] = sheets.read(content).rows.values()
        assert row["name"].strip() == text.strip()


@pytest.mark.parametrize("text", [one for one in HOSTILE if one != "'nada"])
def test_no_cell_begins_like_a_formula(text):
    rows = csv.reader(StringIO(sheets.write_csv([{"name": text}]).decode("utf-8-sig")), delimiter=";")
    assert all(not cell.startswith(sheets.FORMULA) for row in rows for cell in row)
    book = load_workbook(BytesIO(sheets.write_xlsx([{"name": text}])))
    cells = [cell for row in book.active.iter_rows(min_row=2) for cell in row if cell.value]
    assert all(cell.data_type != "f" and not str(cell.value).startswith(sheets.FORMULA) for cell in cells)


@pytest.mark.parametrize(
    "content",
    [
        "prato;preço\nMuamba;6500\n".encode(),
        "prato,preço\nMuamba,6500\n".encode(),
        "Prato\tPREÇO\r\nMuamba\t6500\r\n".encode(),
        "prato;preço\nMuamba;6500\n".encode("utf-8-sig"),
        "prato;preço\nMuamba;6500\n".encode("cp1252"),
        b"dish;price\nMuamba;6500\n",
        "\n;;\nprato;preço\n\n Muamba ; 6500 \n".encode(),
    ],
)
def test_files_are_read_however_a_spreadsheet_writes_them(content):
    assert list(sheets.read(content).rows.values()) == [{"name": "Muamba", "price": "6500"}]


def test_rows_keep_the_number_they_have_in_the_sheet():
    assert list(sheets.read(b"prato\nA\n\nB\n").rows) == [2, 4]


def test_columns_that_mean_nothing_are_named():
    sheet = sheets.read("prato;margem;preço\nMuamba;40;6500\n".encode())
    assert (sheet.unknown, sheet.rows[2]) == (["margem"], {"name": "Muamba", "price": "6500"})


def _xlsx(rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_numbers_and_answers_of_a_spreadsheet_are_read_as_texts():
    content = _xlsx([["prato", "preço", "destaque", "minutos"], ["Muamba", 6500, True, 15.0]])
    assert sheets.read(content).rows[2] == {"name": "Muamba", "price": "6500", "featured": "sim", "prep_minutes": "15"}


def _bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"\0" * (sheets.MOST_UNPACKED + 1))
    return out.getvalue()


def _with_part(name: str, change) -> bytes:
    """A file of one dish, a part of which is changed."""
    whole, out = BytesIO(_xlsx([["prato"], ["x"]])), BytesIO()
    with zipfile.ZipFile(whole) as packed, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as changed:
        for one in packed.infolist():
            content = packed.read(one)
            changed.writestr(one, change(content) if one.filename == name else content)
    return out.getvalue()


def _billion_laughs() -> bytes:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return _with_part("xl/worksheets/sheet1.xml", lambda content: bomb + content)


@pytest.mark.parametrize("part", ["xl/styles.xml", "xl/theme/theme1.xml", "docProps/core.xml"])
def test_how_a_file_looks_is_not_read_whatever_that_would_take(part):
    for looks in (b"<styleSheet><cellXfs>" + b"<xf/>" * sheets.MOST_UNPACKED, b"nothing of the kind"):
        assert sheets.read(_with_part(part, lambda _content, looks=looks: looks)).rows == {2: {"name": "x"}}


def test_a_worker_goes_on_while_a_file_is_read(monkeypatch):
    aside = []
    monkeypatch.setattr(sheets, "off_the_loop", lambda work: aside.append(work) or work())
    for content in (b"prato\nx\n", _xlsx([["prato"], ["x"]])):
        assert sheets.read(content).rows == {2: {"name": "x"}}
    assert len(aside) == 2


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (b"", "vazio"),
        (b"\n\n", "vazio"),
        (b"nome da casa;x\n", "prato"),
        (b"prato\n" + b"x\n" * (sheets.MOST_ROWS + 1), "linhas"),
        (b"PK\x03\x04nothing", "CSV nem XLSX"),
        (b"prato\n\0\n", "CSV nem XLSX"),
        (_xlsx([["prato"]])[:-200], "CSV nem XLSX"),
        (_bomb(), "grande demais"),
        (_billion_laughs(), "CSV nem XLSX"),
        (_xlsx([["prato"]] + [["x"]] * (sheets.MOST_ROWS + 1)), "linhas"),
    ],
)
def test_files_that_are_no_menu(content, advice):
    with pytest.raises(InvalidInput) as refused:
        sheets.read(content)
    assert advice in refused.value.fields["file"]


def test_a_sheet_on_its_way_through_a_page_is_the_same_sheet():
    sheet = sheets.read("prato;preço\nMuamba;6500\n".encode())
    assert sheets.unpacked(sheets.packed(sheet)).rows == sheet.rows


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"rows": {"x": {}}, "unknown": []}', '{"rows": {"2": 7}}'])
def test_what_is_no_sheet_on_its_way_is_refused(text):
    with pytest.raises(InvalidInput):
        sheets.unpacked(text)
