"""A document in the language of till printers. Pure: bytes out, nothing sent.

The commands are those that Epson's manuals and every copy of their printers share. A test compares them with
python-escpos; it does not run here, because it unpickles a file from the shared temporary folder when imported.
"""

from PIL import Image, ImageOps

from nabancada.printing.document import Document, Row
from nabancada.printing.layout import COLUMNS, Line, lines, logo_size, simple

ESC, GS = b"\x1b", b"\x1d"
RESET = ESC + b"@"
PORTUGUESE = ESC + b"t\x03"  # code page 860
ENCODING = "cp860"
OPEN_DRAWER = ESC + b"p\x00\x19\x78"  # the drawer at pin 2; 50 ms on, 240 ms off
CUT = GS + b"VB\x00"  # feed to the knife and cut, leaving one point
BOLD = (ESC + b"E\x00", ESC + b"E\x01")
SIZE = (GS + b"!\x00", GS + b"!\x11")
INVERSE = (GS + b"B\x00", GS + b"B\x01")
RASTER = GS + b"v0\x00"  # then its bytes across and its lines down, two bytes each, and eight dots a byte
DOTS = 8  # a millimetre
LETTER = 12  # dots: how wide each letter is


def render(document: Document, width: int, logo: Image.Image | None = None) -> bytes:
    """What to send to a printer with paper `width` millimetres wide."""
    parts = [RESET, PORTUGUESE]
    if document.drawer:
        parts.append(OPEN_DRAWER)
    if logo:
        parts.append(_raster(logo, width) + b"\n")
    before = Row()
    for line in lines(document, width):
        parts.append(_line(line, before))
        before = line.row
    parts += [_look(Row(), before), b"\n", CUT]
    return b"".join(parts)


def _raster(logo: Image.Image, width: int) -> bytes:
    """Dots of black in the middle of the paper. They are moved there by white ones: many printers centre only words."""
    wide, high = (max(1, round(side * DOTS)) for side in logo_size(logo.size, width))
    across = COLUMNS[width] * LETTER
    left = (across - wide) // 2
    canvas = Image.new("L", (left + wide, high), "white")
    canvas.paste(logo.resize((wide, high), Image.Resampling.LANCZOS), (left, 0))
    dots = ImageOps.invert(canvas).convert("1")
    head = (-(-dots.width // 8)).to_bytes(2, "little") + high.to_bytes(2, "little")
    return RASTER + head + dots.tobytes()


def _line(line: Line, before: Row) -> bytes:
    return _look(line.row, before) + simple(line.text, ENCODING).encode(ENCODING) + b"\n"


def _look(row: Row, before: Row) -> bytes:
    """The commands that change the look of `before` into that of `row`."""
    return b"".join(
        states[wanted]
        for states, wanted, had in (
            (BOLD, row.bold, before.bold),
            (SIZE, row.big, before.big),
            (INVERSE, row.inverse, before.inverse),
        )
        if wanted != had
    )
