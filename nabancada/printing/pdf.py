"""A document as PDF: one page, as wide as the paper and as long as the slip."""

from fpdf import FPDF
from PIL import Image

from nabancada.printing.document import Document
from nabancada.printing.layout import COLUMNS, Line, lines, logo_size, simple

# One of the fourteen fonts every reader brings along: its letters cover Portuguese, and nothing is embedded.
FONT, ENCODING = "Courier", "cp1252"
MARGIN = 4  # millimetres
LETTER = 0.6  # of the font's size: how wide each of its letters is
LEADING = 1.25
BELOW = 2  # millimetres between the logo and the words
POINT = 25.4 / 72  # millimetres


def render(document: Document, width: int, logo: Image.Image | None = None) -> bytes:
    """The slip for paper `width` millimetres wide."""
    written = lines(document, width)
    size = (width - 2 * MARGIN) / COLUMNS[width] / LETTER  # millimetres
    wide, high = logo_size(logo.size, width) if logo else (0, 0)
    above = high + BELOW if logo else 0
    height = 2 * MARGIN + above + sum(_height(line, size) for line in written)
    page = FPDF(unit="mm", format=(width, height))
    page.set_title(document.title)
    page.set_margin(MARGIN)
    page.set_auto_page_break(False)
    page.c_margin = 0
    page.add_page()
    if logo:
        page.image(logo, (width - wide) / 2, MARGIN, wide, high)
        page.set_y(MARGIN + above)
    for line in written:
        _write(page, line, size)
    return bytes(page.output())


def _write(page: FPDF, line: Line, size: float) -> None:
    row, high = line.row, _height(line, size)
    page.set_font(FONT, "B" if row.bold or row.big else "", size * (2 if row.big else 1) / POINT)
    page.set_text_color(255 if row.inverse else 0)
    page.set_fill_color(0)
    page.cell(0, high, simple(line.text, ENCODING), fill=row.inverse, new_x="LMARGIN", new_y="NEXT")


def _height(line: Line, size: float) -> float:
    return size * LEADING * (2 if line.row.big else 1)
