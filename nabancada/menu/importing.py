"""A sheet becomes the menu: first what it would do, row by row, then that, whole, in one version.

A row means the dish with its `id`, else the one of that name in that category, else a new one; so importing the same
file again changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from nabancada import db
from nabancada.errors import InvalidInput
from nabancada.menu import catalogue, dishes, groups, queries
from nabancada.menu.labels import EVERYWHERE
from nabancada.menu.rows import FIELDS, Row
from nabancada.menu.sheets import Sheet, plain
from nabancada.plans import actions as plans
from nabancada.plans import queries as plan
from nabancada.plans.models import Limit
from nabancada.restaurants import actions as restaurants
from nabancada.web.body import validate

NEW, CHANGED, SAME, WRONG = "new", "changed", "same", "wrong"


@dataclass(slots=True)
class Line:
    """What one row of the sheet does. `changes` are by column, before and after; `errors` say what to do, by column."""

    row: int
    name: str
    category: str = ""
    kind: str = SAME
    item_id: UUID | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    group_ids: list[UUID] | None = None
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Report:
    lines: list[Line]
    unknown: list[str]  # columns that mean nothing here
    stored: bool = False

    def count(self, kind: str) -> int:
        return sum(line.kind == kind for line in self.lines)

    def as_json(self) -> dict[str, Any]:
        shown = ("row", "name", "category", "kind", "changes", "errors")
        return {
            **{kind: self.count(kind) for kind in (NEW, CHANGED, SAME, WRONG)},
            "stored": self.stored,
            "unknown_columns": self.unknown,
            "rows": [{key: getattr(line, key) for key in shown} for line in self.lines],
        }


class ImportRefused(InvalidInput):
    """Rows are wrong, so nothing was stored. The answer tells the `report`."""

    code = "import_refused"
    message = "Há linhas por corrigir: não se guardou nada."

    def __init__(self, report: Report) -> None:
        super().__init__({f"rows.{line.row}": "; ".join(line.errors.values()) for line in report.lines if line.errors})
        self.extra = {"report": report.as_json()}


def look(sheet: Sheet) -> Report:
    """What the sheet would do to the menu as it is now. Writes nothing."""
    return _read(sheet, plan.current().plan.limits.get(Limit.MENU_ITEMS))


@db.atomic()
def store(sheet: Sheet, *, only_right: bool = False) -> Report:
    """Do what the sheet says, all of it or, `only_right`, what is not wrong of it; in one version.

    Locks the subscription, so that of two imports the second sees what the first has made; then categories, dishes
    and choices by their ids, then the restaurant.

    :raises ImportRefused: a row is wrong, and not `only_right`
    """
    report = _read(sheet, plans.lock_ceiling(Limit.MENU_ITEMS))
    if report.count(WRONG) and not only_right:
        raise ImportRefused(report)
    lines = [line for line in report.lines if line.kind in (NEW, CHANGED)]
    if lines:
        _write(lines)
    report.stored = True
    return report


def _write(lines: Sequence[Line]) -> None:
    homes = _homes(lines)
    there = {item.id: item for item in dishes.locked_all([line.item_id for line in lines if line.item_id])}
    written = []
    for line in lines:
        home = {"category_id": homes[plain(line.category)]}
        if line.kind == NEW:
            item = dishes.insert(home["category_id"], line.fields)
        else:
            item = there[line.item_id]  # type: ignore[index]
            dishes.update(item, {**line.fields, **(home if "category" in line.changes else {})})
        if line.group_ids is not None:
            groups.ask_for(item.id, line.group_ids)
        written.append(item.id)
    restaurants.menu_changed(written)


def _homes(lines: Iterable[Line]) -> dict[str, UUID]:
    """The categories that rows name, by their plain names, held where they are; those that are not there are made."""
    tree = catalogue.now().tree
    homes = {plain(category["name"]): UUID(category["id"]) for category in reversed(tree["categories"])}
    for category_id in sorted({homes[key] for line in lines if (key := plain(line.category)) in homes}):
        dishes.ensure_category(category_id)
    for line in lines:
        if plain(line.category) not in homes:
            homes[plain(line.category)] = dishes.insert_category(line.category).id
    return homes


def _read(sheet: Sheet, ceiling: int | None) -> Report:
    menu = _Menu()
    lines = [menu.line(number, cells) for number, cells in sheet.rows.items()]
    room = None if ceiling is None else max(0, ceiling - menu.size)
    for line in [line for line in lines if line.kind == NEW][room:] if room is not None else []:
        line.kind = WRONG
        line.errors["name"] = _("O plano permite %(ceiling)s pratos, e já não há lugar para este.", ceiling=ceiling)
    return Report(lines, sheet.unknown)


class _Menu:
    """The menu as it is, to find in it what rows speak of. Two statements."""

    def __init__(self) -> None:
        tree = catalogue.now().tree
        self._items: dict[str, Mapping[str, Any]] = {}
        self._by_name: dict[tuple[str, str], Mapping[str, Any]] = {}
        self._by_code: dict[str, str] = {}
        self._met: dict[Any, int] = {}
        for category in tree["categories"]:
            for item in category["items"]:
                found = {**item, "category": category["name"]}
                self._items[item["id"]] = found
                self._by_name.setdefault((plain(category["name"]), plain(item["name"])), found)
                if item["barcode"]:
                    self._by_code[item["barcode"]] = item["id"]
        self._groups = {plain(group["name"]): UUID(group["id"]) for group in reversed(queries.groups())}
        self.size = len(self._items)

    def line(self, number: int, cells: Mapping[str, str]) -> Line:
        line = Line(number, cells.get("name", ""), cells.get("category", ""))
        try:
            row = validate(Row, dict(cells))
            self._compare(line, row)
        except InvalidInput as refused:
            for name, advice in refused.fields.items():
                line.errors.setdefault(name.partition(".")[0], advice)
        if line.errors:
            line.kind = WRONG
        return line

    def _compare(self, line: Line, row: Row) -> None:
        item = self._meant(line, row)
        line.fields = {FIELDS[name]: value for name, value in row if name in FIELDS and value is not None}
        self._choose(line, row, item)
        self._barcode(line, row, item)
        if item is None:
            self._complete(line, row)
            line.kind = NEW
            return
        line.item_id, line.category = UUID(item["id"]), row.category or item["category"]
        line.changes = {
            name: (item[kept], line.fields[kept])
            for name, kept in FIELDS.items()
            if kept in line.fields and item[kept] != line.fields[kept]
        }
        if row.category and plain(row.category) != plain(item["category"]):
            line.changes["category"] = (item["category"], row.category)
        if line.group_ids is not None:
            asked = [UUID(group["id"]) for group in item["option_groups"]]
            if asked == line.group_ids:
                line.group_ids = None
            else:
                line.changes["groups"] = (
                    ", ".join(one["name"] for one in item["option_groups"]),
                    ", ".join(row.groups or ()),
                )
        line.kind = CHANGED if line.changes else SAME

    def _meant(self, line: Line, row: Row) -> Mapping[str, Any] | None:
        """The dish a row speaks of; none: a new one."""
        if row.id and str(row.id) not in self._items:
            line.errors["id"] = _("Não há nenhum prato com este id. Para criar um, deixe o id vazio.")
            return None
        item = self._items[str(row.id)] if row.id else None
        item = item or self._by_name.get((plain(row.category or ""), plain(row.name)))
        met = item["id"] if item else (plain(row.category or ""), plain(row.name))
        earlier = self._met.setdefault(met, line.row)
        if earlier != line.row:
            line.errors["name"] = _("Este prato já vem na linha %(n)s.", n=earlier)
        return item

    def _choose(self, line: Line, row: Row, item: Mapping[str, Any] | None) -> None:
        if row.groups is None:
            return
        unknown = [name for name in row.groups if plain(name) not in self._groups]
        if unknown:
            line.errors["groups"] = _("Não há nenhuma escolha «%(name)s».", name=unknown[0])
            return
        # Of several choices with one name those that the dish has already are meant.
        own = {plain(group["name"]): UUID(group["id"]) for group in item["option_groups"]} if item else {}
        line.group_ids = [own.get(plain(name), self._groups[plain(name)]) for name in row.groups]

    def _barcode(self, line: Line, row: Row, item: Mapping[str, Any] | None) -> None:
        if row.barcode is None:
            return
        holder = self._by_code.setdefault(row.barcode, item["id"] if item else f"row {line.row}")
        if holder != (item["id"] if item else f"row {line.row}"):
            line.errors["barcode"] = _("Outro prato já tem este código de barras.")

    def _complete(self, line: Line, row: Row) -> None:
        if row.category is None:
            line.errors["category"] = _("Falta preencher.")
        if row.price is None:
            line.errors["price"] = _("Falta preencher.")
        line.fields.setdefault("station", EVERYWHERE)
