"""The house's logo for paper: shades of grey on white. Paper comes out without it rather than not at all."""

import logging
from base64 import b64encode
from io import BytesIO

import gevent
from PIL import Image, ImageOps

from nabancada import db
from nabancada.storage import pictures

log = logging.getLogger(__name__)

KEPT = 480  # pixels: the width among `pictures.WIDTHS` that is finer than any printer
PATIENCE = 2.0  # seconds; a bucket that hangs is given up much later
PALE = 235  # of 255: lighter than this nothing is seen on paper


def read(name: str | None) -> Image.Image | None:
    """The current house's picture by this name, as it is drawn on paper.

    None where there is none, where it is no picture or a blank one, and where it cannot be had within `PATIENCE`. Gives
    the connection to the database back first.
    """
    if name is None:
        return None
    db.release()
    try:
        with gevent.Timeout(PATIENCE):
            return _drawn(pictures.read(name, KEPT))
    except (Exception, gevent.Timeout) as error:
        log.warning("paper without its logo", extra={"picture": name, "reason": repr(error)[:200]})
        return None


def address(logo: Image.Image) -> str:
    """The whole of it as an address, so that a page which prints itself asks for nothing more."""
    out = BytesIO()
    logo.save(out, "PNG")
    return f"data:image/png;base64,{b64encode(out.getvalue()).decode()}"


def _drawn(content: bytes) -> Image.Image | None:
    """On white, without its margins. One that is white itself, made for dark grounds, is drawn by its shape."""
    with Image.open(BytesIO(content), formats=["WEBP"]) as opened:
        picture = opened.convert("RGBA")
    shape = picture.getchannel("A")
    grey = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("L")
    if not _ink(grey) and _ink(shape):
        grey = ImageOps.invert(shape)
    clean = grey.point(lambda shade: 255 if shade > PALE else shade)  # a ground that is nearly white prints no specks
    ink = _ink(clean)
    return clean.crop(ink) if ink else None


def _ink(grey: Image.Image) -> tuple[int, int, int, int] | None:
    """Where something is seen: left, top, right, bottom."""
    return grey.point(lambda shade: 255 if shade <= PALE else 0).getbbox()
