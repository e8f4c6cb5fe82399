"""QR codes as pictures."""

from io import BytesIO
from typing import Any
from zlib import crc32

import segno
from flask import Response

from nabancada.tables.inputs import Kept
from nabancada.web.addresses import slug
from nabancada.web.body import parse_query

TYPES = {"svg": "image/svg+xml", "png": "image/png"}
DOTS = 12  # pixels of a PNG for each module: sharp on a card as wide as a hand
YEAR = 31_536_000  # seconds


def drawn(address: str, form: str, *, border: int = 4, dots: int = DOTS) -> bytes:
    """A QR code for `address`. A quarter of it may be soiled or scratched and it still reads.

    :param border: the quiet zone in modules; a reader wants four, which may be the white of the card it is on
    """
    out = BytesIO()
    code = segno.make_qr(address, error="q")
    if form == "svg":
        code.save(out, kind="svg", scale=1, border=border, omitsize=True, svgclass=None, lineclass=None, light="#fff")
    else:
        code.save(out, kind="png", scale=dots, border=border)
    return out.getvalue()


def picture(table: dict[str, Any], form: str) -> Response:
    """The answer that carries a table's code. Asked for by its `version` it may be kept: a new code has another."""
    response = Response(drawn(table["url"], form), content_type=TYPES[form])
    kept = parse_query(Kept).v == version(table["url"])
    response.headers["Cache-Control"] = f"private, max-age={YEAR}, immutable" if kept else "private, no-cache"
    name = slug(f"mesa-{table['name']}")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.{form}"'
    return response


def version(address: str) -> str:
    """What tells a picture of one address from that of another, and says nothing of either."""
    return f"{crc32(address.encode()):08x}"
