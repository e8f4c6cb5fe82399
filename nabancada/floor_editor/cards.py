"""The cards with QR codes as PDF: A4, two by three, cut along the thin lines."""

from io import BytesIO

from fpdf import FPDF

from nabancada.printing.layout import simple
from nabancada.tables import qr

# One of the fourteen fonts every reader brings along: its letters cover Portuguese, and nothing is embedded.
FONT, ENCODING = "Helvetica", "cp1252"
POINT = 25.4 / 72  # millimetres
PAGE = (210, 297)
ACROSS, DOWN = 2, 3
MARGIN = 10
CARD = ((PAGE[0] - 2 * MARGIN) / ACROSS, (PAGE[1] - 2 * MARGIN) / DOWN)
CODE = 44  # how wide the code is: read from an arm's length
DOTS = 6  # pixels for a module
LINE = 0.2
INSTRUCTIONS = ("Aponte a câmara do telemóvel para ver a ementa", "Point your phone's camera here to see the menu")


def render(house: str, tables: list[tuple[str, str, str]]) -> bytes:
    """:param tables: of each its name, its room and the address its code carries"""
    page = FPDF(unit="mm", format="A4")
    page.set_title(simple(f"Códigos QR · {house}", ENCODING))
    page.set_auto_page_break(False)
    page.c_margin = 0
    for n, (name, area, address) in enumerate(tables):
        on_page = n % (ACROSS * DOWN)
        if on_page == 0:
            page.add_page()
        row, column = divmod(on_page, ACROSS)
        _card(page, MARGIN + column * CARD[0], MARGIN + row * CARD[1], house, name, area, address)
    return bytes(page.output())


def _card(page: FPDF, left: float, top: float, house: str, name: str, area: str, address: str) -> None:
    page.set_draw_color(190)
    page.set_line_width(LINE)
    page.rect(left, top, *CARD)
    _line(page, left, top + 6, house, 12, bold=True)
    page.image(
        BytesIO(qr.drawn(address, "png", border=0, dots=DOTS)), left + (CARD[0] - CODE) / 2, top + 15, CODE, CODE
    )
    _line(page, left, top + 62.5, f"Mesa {name}", 22, bold=True)
    _line(page, left, top + 72, area, 9)
    _line(page, left, top + 79, INSTRUCTIONS[0], 9)
    _line(page, left, top + 83.5, INSTRUCTIONS[1], 9)


def _line(page: FPDF, left: float, top: float, text: str, points: float, *, bold: bool = False) -> None:
    """A centred line, in smaller letters where it would not fit its card."""
    words = simple(text, ENCODING)
    page.set_font(FONT, "B" if bold else "", points)
    room = CARD[0] - 10
    if (wide := page.get_string_width(words)) > room:
        page.set_font_size(points * room / wide)
    page.set_xy(left, top)
    page.cell(CARD[0], points * POINT, words, align="C")
