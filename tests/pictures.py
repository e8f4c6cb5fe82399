"""Photos and what pretends to be one."""

import struct
import zlib
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw


def photo(form: str = "JPEG", size: tuple[int, int] = (1200, 900), colour: tuple[int, int, int] = (180, 90, 40), **how):
    """A picture with a bright corner at its top left, by which its turning is known."""
    picture = Image.new("RGB", size, colour)
    picture.paste((250, 250, 240), (0, 0, size[0] // 4, size[1] // 4))
    out = BytesIO()
    picture.save(out, form, **how)
    return out.getvalue()


def logo(size: tuple[int, int] = (960, 480), colour: str = "black", margin: int = 0) -> bytes:
    """A quarter of it at each side, and nothing between; `margin` pixels of nothing around it."""
    picture = Image.new("RGBA", (size[0] + 2 * margin, size[1] + 2 * margin), (0, 0, 0, 0))
    for left in (margin, margin + size[0] * 3 // 4):
        picture.paste(colour, (left, margin, left + size[0] // 4, margin + size[1]))
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def grainy(seed: int) -> bytes:
    """As hard to press as a plate of food: colours, edges and grain."""
    chance = Random(seed)
    picture = Image.new("RGB", (1200, 900), (200, 170, 130))
    draw = ImageDraw.Draw(picture)
    for _ in range(160):
        x, y, r = chance.randrange(1200), chance.randrange(900), chance.randrange(20, 140)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=tuple(chance.randrange(30, 230) for _ in range(3)))
    grain = Image.effect_noise(picture.size, 30).convert("RGB")
    out = BytesIO()
    Image.blend(picture, grain, 0.15).save(out, "JPEG", quality=90)
    return out.getvalue()


def with_place(orientation: int = 6) -> bytes:
    """A phone's photo: taken on its side, and telling where in Luanda."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x8825] = {1: "S", 2: (8.0, 50.0, 18.0), 3: "E", 4: (13.0, 14.0, 4.0)}
    exif[0x010E] = "canario-na-descricao"
    return photo(exif=exif)


def endless(width: int = 50_000, height: int = 50_000) -> bytes:
    """A PNG of a few hundred bytes that says it has so many pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 999)) + chunk(b"IEND", b"")
    )


def gif(size: tuple[int, int] = (8, 8)) -> bytes:
    """A GIF that says it has so many pixels, whatever it has."""
    out = BytesIO()
    Image.new("P", (8, 8)).save(out, "GIF")
    says = struct.pack("<HH", 8, 8)
    return out.getvalue().replace(says, struct.pack("<HH", *size))  # of its screen and of its one picture


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
# A GIF to those who look at its first bytes, a script to those who run it.
GIF_AND_SCRIPT = b"GIF89a/*" + b"\x00" * 20 + b"*/=1;alert(1)//"
