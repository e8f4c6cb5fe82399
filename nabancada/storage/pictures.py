"""Photos as they are kept: decoded, turned upright, made small, and written anew. What else was in the file is gone."""

import re
import threading
import warnings
from collections.abc import Callable, Set
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from itertools import groupby
from uuid import UUID

from PIL import Image, ImageOps

from nabancada import db
from nabancada.errors import InvalidInput, NotFound
from nabancada.storage import address, store
from nabancada.threads import off_the_loop

WIDTHS = (192, 480, 960)  # pixels: a tile, a phone, a page
MOST_BYTES = 8 * 1024 * 1024
# A JPEG is decoded small from the start; of the others every pixel takes four bytes of memory.
MOST_PIXELS = {"JPEG": 64_000_000, "PNG": 24_000_000, "WEBP": 24_000_000}
FORMATS = tuple(MOST_PIXELS)
AT_ONCE = 2
AT_A_TIME = 20  # pictures that are swept, and held in memory until it is known that nothing refers to them
QUALITY = 76
NAME = re.compile(r"[0-9a-f]{64}")  # what looks otherwise might lead to another house's folder

Image.MAX_IMAGE_PIXELS = max(MOST_PIXELS.values())
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)  # counted by format, below
_turns = threading.BoundedSemaphore(AT_ONCE)


def keep(content: bytes) -> str:
    """Keep a photo of the current restaurant in three widths. The same picture again is the same object.

    :param content: at most `MOST_BYTES`, as it was sent; its name and declared type mean nothing
    :returns: the name to keep it by
    :raises InvalidInput: it is no picture that we take
    :raises StorageAway: it could not be kept; nothing refers to it
    """
    with _turns:
        made = off_the_loop(lambda: encode(content))
    name = sha256(made[max(WIDTHS)]).hexdigest()
    for width in WIDTHS:  # the widest last: where it is, the others are
        store().put(_key(db.current_restaurant_id(), name, width), made[width])
    return name


def known(name: str) -> bool:
    """Whether the current restaurant has kept a photo by this name."""
    return bool(NAME.fullmatch(name)) and store().has(_key(db.current_restaurant_id(), name, max(WIDTHS)))


def read(name: str, width: int) -> bytes:
    """The current restaurant's photo in one of the widths: WebP.

    :raises NotFound: it has none by this name
    :raises StorageAway: it cannot be had now
    """
    if not NAME.fullmatch(name):
        raise NotFound
    return store().get(_key(db.current_restaurant_id(), name, width))


def addresses(name: str) -> dict[str, str]:
    """Where browsers find the current restaurant's photo, by width."""
    return {str(width): address(_key(db.current_restaurant_id(), name, width)) for width in WIDTHS}


def sweep(wanted: Callable[[], Set[str]], before: datetime) -> int:
    """Forget pictures of the current restaurant that were kept before then and that nothing refers to.

    A bucket may lose one that is kept again as it is removed. Whoever keeps one looks for it after referring to it
    (`web.photos.kept`), and here it is asked after removing what is referred to by now: one of the two finds out.

    :param wanted: the names that are referred to, asked once it is known what there is: what is new by then stays
    :returns: how many files
    :raises StorageAway: the rest is left for the next time
    """
    db.release()  # no connection is held while the store is spoken to
    kept = store().keys(str(db.current_restaurant_id()))
    names = wanted()
    db.release()
    by_name = groupby(sorted(kept, key=_name_and_width, reverse=True), key=_name)
    left = [list(files) for name, files in by_name if name not in names]
    return sum(_forget(left[n : n + AT_A_TIME], wanted, before) for n in range(0, len(left), AT_A_TIME))


def _forget(left: list[list[str]], wanted: Callable[[], Set[str]], before: datetime) -> int:
    """Of each picture the widest first, and if that is too young, none: where it is, the others are."""
    gone: dict[str, bytes] = {}
    for files in left:
        for key in files:
            if (body := store().remove(key, before)) is None:
                break
            gone[key] = body
    names = wanted() if gone else set()
    db.release()
    back = [key for key in gone if _name(key) in names]
    for key in back:
        store().put(key, gone[key])
    return len(gone) - len(back)


def encode(content: bytes) -> dict[int, bytes]:
    """WebP files by width, none wider than the picture. Takes a core for a tenth of a second.

    :raises InvalidInput: it is no picture, or one that would take too much to decode
    """
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS[opened.format or ""]:
                raise Image.DecompressionBombError
            opened.draft("RGB", (max(WIDTHS), max(WIDTHS)))
            upright = ImageOps.exif_transpose(opened)
            plain = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
            return {width: _written(plain, width) for width in WIDTHS}
    except Image.DecompressionBombError:
        raise InvalidInput({"photo": "Esta fotografia é grande demais. Use uma com menos de 24 megapíxeis."}) from None
    except Exception:  # what a decoder raises over a hostile file is anybody's guess
        raise InvalidInput({"photo": "Não é uma fotografia JPEG, PNG ou WebP."}) from None


def _written(picture: Image.Image, width: int) -> bytes:
    if picture.width > width:
        height = max(1, round(picture.height * width / picture.width))
        picture = picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
    out = BytesIO()
    picture.save(out, "WEBP", quality=QUALITY, method=4, exif=b"", xmp=b"", icc_profile=b"")
    return out.getvalue()


def _key(restaurant_id: UUID, name: str, width: int) -> str:
    return f"{restaurant_id}/{name}-{width}.webp"


def _name(key: str) -> str:
    return key.rpartition("/")[2].partition("-")[0]


def _name_and_width(key: str) -> tuple[str, int, str]:
    """Also of what is no picture: a file that a crash left half-written."""
    width = key.rpartition("-")[2].removesuffix(".webp")
    return _name(key), int(width) if width.isdecimal() else 0, key
