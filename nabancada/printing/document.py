"""What a slip of paper says, as data: rows, whichever printer, width or screen shows them.

Pure. Whoever knows orders and money writes documents; `layout`, `escpos`, `pdf` and the page's template draw them.
"""

from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, Self

Shape = Literal["text", "pair", "rule", "space"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `lead` stands before `left`, what is wrapped hangs under `left`; `right` is a figure, never broken."""

    shape: Shape = "text"
    left: str = ""
    right: str = ""
    lead: str = ""
    center: bool = False
    bold: bool = False
    big: bool = False  # twice as wide and as high
    inverse: bool = False  # white on black: what must not be missed
    struck: bool = False  # taken back


@dataclass(frozen=True, slots=True)
class Document:
    """`drawer`: the money drawer opens when it is printed. `logo`: the house's picture on top, by its name."""

    title: str
    rows: tuple[Row, ...]
    drawer: bool = False
    logo: str | None = None

    def as_json(self) -> dict[str, Any]:
        """What `of` reads. Rows without what is at its default."""
        rows = [{name: value for name, value in asdict(row).items() if value != _PLAIN[name]} for row in self.rows]
        return {"title": self.title, "rows": rows, "drawer": self.drawer, "logo": self.logo}

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Self:
        """What was kept, by this release or one that knew no logos."""
        return cls(kept["title"], tuple(Row(**row) for row in kept["rows"]), kept["drawer"], kept.get("logo"))

    def as_copy(self, number: int) -> "Document":
        """The same, marked when it is not the first; only the first opens the drawer."""
        if number < 2:
            return self
        mark = Row(left=f"{number}.ª via", center=True, bold=True, inverse=True)
        return replace(self, rows=(mark, *self.rows), drawer=False)


_PLAIN = asdict(Row())

RULE = Row("rule")
SPACE = Row("space")


def text(words: str, **look: Any) -> Row:
    return Row(left=words, **look)


def centred(words: str, **look: Any) -> Row:
    return Row(left=words, center=True, **look)


def pair(left: str, right: str, **look: Any) -> Row:
    return Row("pair", left, right, **look)
