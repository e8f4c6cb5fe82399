"""The menu as a table: columns, and the two kinds of files people keep tables in. Knows no database."""

import csv
import threading
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook, load_workbook
from pydantic import TypeAdapter, ValidationError

from nabancada.errors import InvalidInput
from nabancada.threads import off_the_loop

MOST_BYTES = 1024 * 1024
MOST_UNPACKED = 4 * 1024 * 1024  # bytes of what is read of an XLSX file
MOST_ROWS = 1000
MOST_COLUMNS = 60
XLSX = b"PK\x03\x04"
# What an XLSX file says of its looks, which nobody asks for: 40 KB of it can be minutes and gigabytes to its reader.
LOOKS = ("docProps/", "xl/styles.xml", "xl/theme/", "xl/media/", "xl/drawings/", "xl/charts/", "xl/printerSettings/")
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what makes a spreadsheet calculate a cell

# Our word for a column, and what it is called in a file: the first is written, all are read.
COLUMNS = {
    "id": ("id",),
    "category": ("categoria", "category"),
    "name": ("prato", "nome", "dish", "name"),
    "description": ("descrição", "description"),
    "price": ("preço", "price"),
    "station": ("posto", "station"),
    "prep_minutes": ("minutos", "minutes"),
    "tax": ("imposto %", "imposto", "tax %", "tax"),
    "barcode": ("código de barras", "barcode"),
    "allergens": ("alergénios", "allergens"),
    "tags": ("etiquetas", "tags"),
    "groups": ("escolhas", "choices"),
    "featured": ("destaque", "featured"),
    "available": ("à venda", "available"),
}
HEADERS = {key: names[0] for key, names in COLUMNS.items()}
_turn = threading.BoundedSemaphore(1)  # what reads a hostile file for seconds leaves the other threads to others


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file says: by the number of a row its texts by column, without empty ones; and columns we do not know."""

    rows: dict[int, dict[str, str]]
    unknown: list[str]


_PACKED = TypeAdapter(Sheet)


def write_csv(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """For spreadsheets that speak Portuguese: semicolons, decimal commas, and a mark that it is UTF-8."""
    out = StringIO()
    lines = csv.writer(out, delimiter=";", lineterminator="\r\n")
    lines.writerow(HEADERS.values())
    lines.writerows([_safe(_comma(row.get(key, ""))) for key in COLUMNS] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(rows: Iterable[Mapping[str, Any]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Ementa")
    sheet.append(list(HEADERS.values()))
    for row in rows:
        sheet.append([_safe(row.get(key, "")) for key in COLUMNS])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def read(content: bytes) -> Sheet:
    """What a CSV or XLSX file says. Its first row names the columns.

    :raises InvalidInput: it is neither, or has no column of dishes, or too many rows
    """
    with _turn:
        table = off_the_loop(lambda: _xlsx(content) if content.startswith(XLSX) else _csv(content))
    named = [(number, row) for number, row in enumerate(table, 1) if any(row)]
    if not named:
        raise InvalidInput({"file": "O ficheiro está vazio."})
    (_number, header), *body = named
    known = {plain(name): key for key, names in COLUMNS.items() for name in names}
    keys = [known.get(plain(name)) for name in header]
    if "name" not in keys:
        raise InvalidInput({"file": "A primeira linha tem de dar nome às colunas, e uma delas é «prato»."})
    if len(body) > MOST_ROWS:
        raise InvalidInput({"file": "O ficheiro tem mais de %(most)s linhas."}, most=MOST_ROWS)
    rows = {
        number: {key: text for key, text in zip(keys, map(_bare, row), strict=False) if key and text}
        for number, row in body
    }
    return Sheet(rows, [name for name, key in zip(header, keys, strict=True) if name and key is None])


def packed(sheet: Sheet) -> str:
    """A sheet as a page carries it from being looked at to being stored."""
    return _PACKED.dump_json(sheet).decode()


def unpacked(text: str) -> Sheet:
    """:raises InvalidInput: it is not what `packed` made"""
    try:
        sheet = _PACKED.validate_json(text)
    except ValidationError:
        raise InvalidInput({"file": "O que foi visto perdeu-se. Escolha o ficheiro outra vez."}) from None
    rows = dict(list(sheet.rows.items())[:MOST_ROWS])
    return Sheet({n: {key: text for key, text in row.items() if key in COLUMNS} for n, row in rows.items()}, [])


def plain(text: str) -> str:
    """As words are compared: without accents, capitals and spaces around.

    >>> plain(" Descrição ")
    'descricao'
    """
    decomposed = unicodedata.normalize("NFD", text.strip().casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _csv(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")  # what spreadsheets write here unless told otherwise
    if "\0" in text:
        raise InvalidInput({"file": "Não é um ficheiro CSV nem XLSX."})
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    try:
        return [[cell.strip() for cell in row] for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error:
        raise InvalidInput({"file": "Não é um ficheiro CSV nem XLSX."}) from None


def _xlsx(content: bytes) -> list[list[str]]:
    try:
        book = load_workbook(_without_looks(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        # What the file says of its own size may be anything, so only so much is looked at.
        cells = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True)
        return [[_text(cell) for cell in row] for row in cells]
    except InvalidInput:
        raise
    except Exception:  # a broken or hostile file: the library raises whatever it stumbles over
        raise InvalidInput({"file": "Não é um ficheiro CSV nem XLSX."}) from None


def _without_looks(content: bytes) -> BytesIO:
    """The XLSX file, unpacked.

    :raises InvalidInput: there is too much in it all the same
    """
    plain = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as packed, zipfile.ZipFile(plain, "w") as unpacked:
        parts = [one for one in packed.infolist() if not one.filename.startswith(LOOKS)]
        if sum(one.file_size for one in parts) > MOST_UNPACKED:
            raise InvalidInput({"file": "O ficheiro é grande demais por dentro."})
        for one in parts:
            unpacked.writestr(one.filename, packed.read(one))
    return plain


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "sim" if cell else "não"
    if isinstance(cell, float):
        return f"{cell:.2f}".rstrip("0").rstrip(".")
    return "" if cell is None else str(cell).strip()


def _comma(cell: object) -> object:
    return f"{cell:.2f}".replace(".", ",") if isinstance(cell, float) else cell


def _safe(cell: object) -> object:
    """A text that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip("'").startswith(FORMULA) else cell


def _bare(text: str) -> str:
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULA) else text
