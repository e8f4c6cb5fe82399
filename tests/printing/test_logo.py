"""The house's logo on paper: in dots, in a file, and when it cannot be had."""

import os
import socket
import subprocess
import sys
from io import BytesIO

import pytest
from escpos.printer import Dummy
from PIL import Image
from pypdf import PdfReader

from nabancada import db
from nabancada.printing import escpos, logo, pdf
from nabancada.printing.document import Document, centred
from nabancada.printing.layout import MOST_HIGH, MOST_WIDE
from nabancada.storage import pictures, store
from tests import pictures as files
from tests.printing import rasters

PLAIN = Document("x", (centred("Muxima", big=True),))
BLACK = Image.new("L", (480, 240), "black")

# In a process of its own, since patching cannot be undone: as in a worker, where others go on meanwhile.
IN_A_WORKER = """
from gevent import monkey; monkey.patch_all()
from time import perf_counter
from nabancada import db
from nabancada.printing import logo
from nabancada.storage import store
with db.tenant(db.new_id()):
    store()._client()  # its library takes its time to load
    before = perf_counter()
    assert logo.read("0" * 64) is None
    print(perf_counter() - before)
"""


def shades(picture: Image.Image) -> list[float]:
    """Of the left quarter, the middle and the right: 0 is black, 1 white."""
    wide, high = picture.size
    return [round(picture.getpixel((wide * part // 8, high // 2)) / 255, 1) for part in (1, 4, 7)]


@pytest.mark.parametrize(("width", "across", "size"), [(80, 576, (288, 144)), (58, 384, (192, 96))])
def test_a_logo_is_half_as_wide_as_the_paper_and_in_its_middle(width, across, size):
    slip = escpos.render(PLAIN, width, BLACK)
    assert slip.startswith(escpos.RESET + escpos.PORTUGUESE + escpos.RASTER)
    [picture] = rasters.found(slip)
    left, top, right, bottom = rasters.ink(picture)
    assert (right - left, bottom - top) == size
    assert left == (across - size[0]) // 2
    assert slip.endswith(escpos.render(PLAIN, width).removeprefix(escpos.RESET + escpos.PORTUGUESE))


@pytest.mark.parametrize("shape", [(480, 480), (100, 80), (480, 1600), (480, 1), (1, 480)])
@pytest.mark.parametrize("width", [58, 80])
def test_whatever_its_shape_it_is_as_large_as_it_may_be(shape, width):
    [picture] = rasters.found(escpos.render(PLAIN, width, Image.new("L", shape, "black")))
    left, top, right, bottom = rasters.ink(picture)
    wide, high = right - left, bottom - top
    assert 1 <= wide <= MOST_WIDE[width] * escpos.DOTS and 1 <= high <= MOST_HIGH * escpos.DOTS
    assert wide == MOST_WIDE[width] * escpos.DOTS or high == MOST_HIGH * escpos.DOTS
    [image] = PdfReader(BytesIO(pdf.render(PLAIN, width, Image.new("L", shape, "black")))).pages[0].images
    assert image.image.size == shape


def test_its_dots_are_sent_as_others_send_them():
    dummy = Dummy()
    dummy.profile.profile_data["media"]["width"]["pixels"] = 576
    dummy.image(BLACK.resize((288, 144)), impl="bitImageRaster", center=True)
    ours = escpos.render(PLAIN, 80, BLACK)
    assert dummy.output[:4] == escpos.RASTER
    [theirs], [mine] = rasters.found(dummy.output), rasters.found(ours)
    assert rasters.ink(theirs) == rasters.ink(mine)


def test_what_is_grey_is_a_share_of_black_dots():
    [picture] = rasters.found(escpos.render(PLAIN, 80, Image.new("L", (480, 240), 64)))
    black = picture.crop(rasters.ink(picture)).histogram()[0] / (288 * 144)
    assert black == pytest.approx(0.75, abs=0.01)


@pytest.mark.parametrize("width", [58, 80])
def test_a_file_has_it_once_above_its_words(width):
    [page] = PdfReader(BytesIO(pdf.render(PLAIN, width, BLACK))).pages
    [bare] = PdfReader(BytesIO(pdf.render(PLAIN, width))).pages
    assert (len(page.images), len(bare.images)) == (1, 0)
    grown = float(page.mediabox.height - bare.mediabox.height) * 25.4 / 72
    assert grown == pytest.approx(MOST_WIDE[width] / 2 + pdf.BELOW, abs=0.1)
    assert "Muxima" in page.extract_text()


def test_what_is_transparent_is_white(restaurant):
    assert shades(logo.read(pictures.keep(files.logo()))) == [0, 1, 0]


def test_one_made_for_dark_grounds_is_drawn_by_its_shape(restaurant):
    assert shades(logo.read(pictures.keep(files.logo(colour="white")))) == [0, 1, 0]


def test_its_margins_take_no_paper(restaurant):
    read = logo.read(pictures.keep(files.logo((400, 200), margin=40)))
    assert read.size == pytest.approx((400, 200), abs=4)
    assert shades(read) == [0, 1, 0]


def test_a_ground_that_is_nearly_white_prints_no_specks(restaurant):
    ground = Image.new("RGB", (480, 240), (248, 246, 240))
    ground.paste("black", (0, 0, 20, 240))
    ground.paste("black", (460, 0, 480, 240))
    out = BytesIO()
    ground.save(out, "JPEG", quality=60)
    [picture] = rasters.found(escpos.render(PLAIN, 80, logo.read(pictures.keep(out.getvalue()))))
    left, top, right, bottom = rasters.ink(picture)
    assert picture.crop((left + 30, top, right - 30, bottom)).getextrema() == (255, 255)


@pytest.mark.parametrize("colour", ["white", "#f4f4f0"])
def test_of_a_blank_sheet_nothing_is_printed(restaurant, colour):
    out = BytesIO()
    Image.new("RGB", (300, 300), colour).save(out, "PNG")
    assert logo.read(pictures.keep(out.getvalue())) is None


def test_a_picture_that_is_lost_broken_or_anothers_is_no_logo(restaurant, other):
    with db.platform("test"), db.tenant(other.id):
        theirs = pictures.keep(files.logo((500, 500)))
        assert logo.read(theirs)
    broken = "b" * 64
    store().put(f"{restaurant.id}/{broken}-480.webp", b"RIFF....WEBPVP8 ")
    for name in (None, "a" * 64, broken, theirs, f"../{other.id}/{theirs}"):
        assert logo.read(name) is None


def test_paper_waits_no_longer_than_a_moment_for_a_store_that_says_nothing(restaurant):
    keys = {"AWS_ACCESS_KEY_ID": "chave", "AWS_SECRET_ACCESS_KEY": "segredo", "AWS_DEFAULT_REGION": "us-east-1"}
    with socket.create_server(("127.0.0.1", 0)) as silent:
        away = {"UPLOADS": "s3://fotografias", "S3_ENDPOINT_URL": f"http://127.0.0.1:{silent.getsockname()[1]}"}
        ran = subprocess.check_output(
            [sys.executable, "-c", IN_A_WORKER], env={**os.environ, **keys, **away}, text=True
        )
    assert logo.PATIENCE <= float(ran.split()[-1]) < logo.PATIENCE + 1.5
