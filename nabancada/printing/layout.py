"""A document in lines of a fixed number of characters, as till printers write them, and its logo above. Pure."""

import textwrap
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from nabancada.printing.document import Document, Row

COLUMNS = {58: 32, 80: 48}  # characters in a line, by the paper's width in millimetres

MOST_WIDE = {58: 24, 80: 36}  # millimetres a logo may take: half of what is written on
MOST_HIGH = 20

GAP = 2  # characters at least before a figure: one would join it to a number at the end of a name

# What screens write and a till printer has no letter for.
_SIMPLER = str.maketrans(
    {
        "\N{NO-BREAK SPACE}": " ",
        "−": "-",
        "–": "-",
        "—": "-",
        "×": "x",
        "…": "...",
        "•": "*",
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "€": "EUR",
        "\t": " ",
        "\n": " ",
        "\r": " ",
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """Text of at most `columns` characters, of half as many when it is big."""

    text: str
    row: Row


def lines(document: Document, width: int) -> list[Line]:
    """The document for paper `width` millimetres wide.

    >>> doc = Document("Conta", (Row("pair", "Muamba de galinha", "6 500,00", lead="2 x "), Row("rule")))
    >>> [line.text for line in lines(doc, 58)]
    ['2 x Muamba de galinha   6 500,00', '--------------------------------']
    """
    return [Line(text, row) for row in document.rows for text in _drawn(row, COLUMNS[width])]


def logo_size(pixels: tuple[int, int], width: int) -> tuple[float, float]:
    """How wide and how high a logo is on paper `width` millimetres wide, in millimetres: as large as it may be.

    >>> logo_size((480, 480), 80), logo_size((480, 120), 58)
    ((20.0, 20.0), (24.0, 6.0))
    """
    wide, high = pixels
    scale = min(MOST_WIDE[width] / wide, MOST_HIGH / high)
    return wide * scale, high * scale


def simple(text: str, encoding: str) -> str:
    """`text` in the letters `encoding` has: a letter it lacks loses its accent, a sign it lacks becomes `?`.

    >>> simple("São João − 2 ×", "cp860"), simple("Ŝ€ 漢", "cp860")
    ('São João - 2 x', 'SEUR ?')
    """
    return "".join(_letter(one, encoding) for one in text.translate(_SIMPLER))


def _drawn(row: Row, columns: int) -> Iterator[str]:
    room = columns // 2 if row.big else columns
    if row.shape == "rule":
        yield "-" * room
    elif row.shape == "space":
        yield ""
    else:
        yield from _written(row, room)


def _written(row: Row, room: int) -> Iterator[str]:
    lead, left, right = (one.translate(_SIMPLER) for one in (row.lead, row.left, row.right))
    lead, right = lead[: room // 2], right[:room]
    beside = room - len(lead) - (len(right) + GAP if right else 0)
    if right and beside < room // 3:  # no room for both: the figure gets a line of its own
        yield from (lead + one for one in _wrapped(left, room - len(lead)))
        yield right.rjust(room)
        return
    for n, words in enumerate(_wrapped(left, beside)):
        before = lead if n == 0 else " " * len(lead)
        if row.center:
            yield words.center(room) if row.inverse else words.center(room).rstrip()
        elif right and n == 0:
            yield f"{before}{words:<{beside + GAP}}{right}"
        else:
            yield f"{before}{words}"


def _wrapped(words: str, room: int) -> list[str]:
    return textwrap.wrap(words, max(1, room), break_on_hyphens=False) or [""]


def _letter(letter: str, encoding: str) -> str:
    for form in (letter, _bare(letter)):
        try:
            form.encode(encoding)
        except UnicodeEncodeError:
            continue
        return form
    return "?"


def _bare(letter: str) -> str:
    """Without its accent; nothing of an accent that stands alone."""
    return "".join(one for one in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(one))
