"""Photos as they are kept: decoded, turned upright, made small, and written anew. What else was in the file is gone."""

import re
import threading
import warnings
from collections.abc import Callable, Iterable, Set
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from itertools import groupby
from uuid import UUID

from PIL import Image, ImageOps

from nabancada import clock, db
from nabancada.errors import InvalidInput, NotFound
from nabancada.storage import address, store
from nabancada.threads import off_the_loop

WIDTHS = (192, 480, 960)  # pixels: a tile, a phone, a page
MOST_BYTES = 8 * 1024 * 1024
# A JPEG is decoded small from the start; of the others every pixel takes four bytes of memory.
MOST_PIXELS = {"JPEG": 64_000_000, "PNG": 24_000_000, "WEBP": 24_000_000}
FORMATS = tuple(MOST_PIXELS)
MOST_SLENDER = 16  # times as long as it is wide: as a WebP can be, 960 wide
AT_ONCE = 2
ASIDE = "aside"  # where pictures wait, under the day they were set aside on, that nothing seems to refer to
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
    """Whether the current restaurant has kept a photo by this name. One that was set aside comes back."""
    if not NAME.fullmatch(name):
        return False
    if _is_whole(name):
        return True
    _bring_back(one for one in store().keys(_aside()) if _name(_home(one)) == name)
    return _is_whole(name)


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
    """Set aside pictures of the current restaurant that were kept before then and that nothing refers to, and forget
    those that were set aside before that day.

    Cut short anywhere, or beside somebody who keeps or names one of them at that moment, it loses none: what is
    referred to by now comes back at the end of this sweep or of the next, or by `known`; and before it is forgotten it
    lies aside for longer than anything takes that was going on.

    :param wanted: the names that are referred to, asked once it is known what there is
    :returns: how many files are forgotten
    :raises StorageAway: the rest is left for the next time
    """
    db.release()  # no connection is held while the store is spoken to
    _set_aside(store().keys(str(db.current_restaurant_id())), _now(wanted), before)
    waiting = store().keys(_aside())
    names = _now(wanted)
    _bring_back(one for one in waiting if _name(_home(one)) in names)
    over = [one for one in waiting if _name(_home(one)) not in names and _day(one) < before.date().isoformat()]
    for key in sorted(over, key=_width, reverse=True):  # the widest first: what is left of a picture is none
        store().remove(key)
    return len(over)


def _now(wanted: Callable[[], Set[str]]) -> Set[str]:
    names = wanted()
    db.release()
    return names


def _set_aside(kept: Iterable[str], names: Set[str], before: datetime) -> None:
    """Of each picture the widest first, and if that is too young, none: where it is, the others are."""
    today = clock.now().date().isoformat()
    by_name = groupby(sorted(kept, key=lambda key: (_name(key), _width(key)), reverse=True), key=_name)
    for files in (list(files) for name, files in by_name if name not in names):
        for key in files:
            if not store().move(key, _aside(f"{today}.{key.rpartition('/')[2]}"), before):
                break


def _bring_back(keys: Iterable[str]) -> None:
    for key in sorted(keys, key=_width):
        with suppress(NotFound):  # somebody else has brought it back, or it is forgotten
            store().put(_home(key), store().get(key))
            store().remove(key)


def encode(content: bytes) -> dict[int, bytes]:
    """WebP files by width, none wider than the picture. Takes a core for a tenth of a second.

    :raises InvalidInput: it is no picture, or one that would take too much to decode
    """
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS[opened.format or ""]:
                raise Image.DecompressionBombError
            if max(opened.size) > MOST_SLENDER * min(opened.size):
                raise ValueError("a ribbon")
            opened.draft("RGB", (max(WIDTHS), max(WIDTHS)))
            upright = ImageOps.exif_transpose(_smaller(opened))
            return {width: _written(upright, width) for width in WIDTHS}
    except Image.DecompressionBombError:
        raise InvalidInput({"photo": "Esta fotografia é grande demais. Use uma com menos de 24 megapíxeis."}) from None
    except Exception:  # what a decoder raises over a hostile file is anybody's guess
        raise InvalidInput({"photo": "Não é uma fotografia JPEG, PNG ou WebP."}) from None


def _smaller(opened: Image.Image) -> Image.Image:
    """In plain colours, and before anything copies it: of a large picture two copies would take half a gigabyte."""
    mode = "RGBA" if opened.has_transparency_data else "RGB"
    plain = opened if opened.mode == mode else opened.convert(mode)
    factor = min(plain.size) // max(WIDTHS)
    return plain.reduce(factor) if factor > 1 else plain


def _written(picture: Image.Image, width: int) -> bytes:
    if picture.width > width:
        height = max(1, round(picture.height * width / picture.width))
        picture = picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
    out = BytesIO()
    picture.save(out, "WEBP", quality=QUALITY, method=4, exif=b"", xmp=b"", icc_profile=b"")
    return out.getvalue()


def _key(restaurant_id: UUID, name: str, width: int) -> str:
    return f"{restaurant_id}/{name}-{width}.webp"


def _is_whole(name: str) -> bool:
    return all(store().has(_key(db.current_restaurant_id(), name, width)) for width in WIDTHS)


def _aside(file: str = "") -> str:
    """Where the current restaurant's pictures are set aside, or one of them is: `2026-11-28.abc-192.webp`."""
    return "/".join(filter(None, (ASIDE, str(db.current_restaurant_id()), file)))


def _home(aside: str) -> str:
    """The key a picture had that was set aside."""
    return f"{db.current_restaurant_id()}/{aside.rpartition('/')[2].partition('.')[2]}"


def _day(aside: str) -> str:
    return aside.rpartition("/")[2].partition(".")[0]


def _name(key: str) -> str:
    return key.rpartition("/")[2].partition("-")[0]


def _width(key: str) -> int:
    """Also of what is no picture: a file that a crash left half-written."""
    width = key.rpartition("-")[2].removesuffix(".webp")
    return int(width) if width.isdecimal() else 0
