"""The pictures among the bytes for a till printer, as it would print them."""

from PIL import Image, ImageOps

from nabancada.printing.escpos import RASTER


def found(slip: bytes) -> list[Image.Image]:
    """Each picture, as wide as the bytes say it is."""
    return [_picture(part) for part in slip.split(RASTER)[1:]]


def ink(picture: Image.Image) -> tuple[int, int, int, int]:
    """Where on it something is black: left, top, right, bottom."""
    box = ImageOps.invert(picture).getbbox()
    assert box, "nothing is black"
    return box


def _picture(part: bytes) -> Image.Image:
    across, down = (int.from_bytes(part[at : at + 2], "little") for at in (0, 2))
    dots = Image.frombytes("1", (across * 8, down), part[4 : 4 + across * down])
    return ImageOps.invert(dots.convert("L"))  # a set dot is black
