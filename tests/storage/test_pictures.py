"""Whatever is sent as a photo: a photo comes out, without anything else that was in the file, or a sentence."""

from io import BytesIO

import pytest
from PIL import Image

from nabancada.errors import InvalidInput
from nabancada.storage import pictures
from tests import pictures as files


def _opened(made: dict[int, bytes]) -> dict[int, Image.Image]:
    return {width: Image.open(BytesIO(body)) for width, body in made.items()}


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_becomes_webp_in_three_widths(form):
    made = _opened(pictures.encode(files.photo(form)))
    assert {width: (one.format, one.size) for width, one in made.items()} == {
        192: ("WEBP", (192, 144)),
        480: ("WEBP", (480, 360)),
        960: ("WEBP", (960, 720)),
    }


def test_a_small_picture_is_not_blown_up():
    assert {one.size for one in _opened(pictures.encode(files.photo(size=(100, 80)))).values()} == {(100, 80)}


def test_it_is_turned_upright_and_forgets_where_it_was_taken():
    content = files.with_place(orientation=6)  # the camera was turned to the right
    assert b"canario-na-descricao" in content
    made = pictures.encode(content)
    upright = _opened(made)[960]
    assert upright.size == (900, 1200)
    assert upright.getpixel((upright.width - 20, 20))[0] > 230  # the bright corner is at the top right now
    for body in made.values():
        assert b"canario" not in body and b"EXIF" not in body and b"Exif" not in body
        assert not Image.open(BytesIO(body)).getexif()


def test_the_colour_profile_and_other_riders_are_gone():
    content = files.photo(icc_profile=b"canario" * 20, comment=b"canario")
    assert b"canario" in content
    assert all(b"canario" not in body and b"ICCP" not in body for body in pictures.encode(content).values())


def test_what_is_transparent_stays_so():
    out = BytesIO()
    Image.new("RGBA", (300, 300), (0, 0, 0, 0)).save(out, "PNG")
    made = _opened(pictures.encode(out.getvalue()))
    assert made[192].mode == "RGBA" and made[192].getpixel((5, 5))[3] == 0


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "nothing"),
        (b"ementa", "text"),
        (files.SVG, "an SVG with a script"),
        (files.gif(), "a GIF"),
        (files.gif((60_000, 60_000)), "a GIF bomb"),
        (files.GIF_AND_SCRIPT, "a GIF that is a script"),
        (b"%PDF-1.7 ...", "a PDF"),
        (files.photo()[:400], "a JPEG cut short"),
        (files.photo("TIFF"), "another kind of picture"),
        (files.photo("BMP"), "another kind of picture"),
        (files.photo(size=(2000, 100)), "a ribbon"),
        (files.photo(size=(100, 2000)), "a ribbon"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 500, "a JPEG by its first bytes"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_photo_is_refused(content, why):
    with pytest.raises(InvalidInput) as refused:
        pictures.encode(content)
    assert "JPEG" in refused.value.fields["photo"]


@pytest.mark.parametrize("size", [(50_000, 50_000), (9_000, 8_000), (6_000, 5_000)])
def test_pixels_that_would_fill_the_memory_are_refused_before_they_are_decoded(size):
    with pytest.raises(InvalidInput) as refused:
        pictures.encode(files.endless(*size))
    assert "grande demais" in refused.value.fields["photo"]


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_a_large_picture_is_made_small_before_anything_copies_it(form, monkeypatch):
    turned, turn = [], pictures.ImageOps.exif_transpose
    monkeypatch.setattr(pictures.ImageOps, "exif_transpose", lambda one: turned.append(one.size) or turn(one))
    exif = Image.Exif()
    exif[0x0112] = 6
    made = _opened(pictures.encode(files.photo(form, size=(4000, 3000), exif=exif)))[960]
    assert turned == [(1334, 1000)]
    assert made.size == (960, 1281) and made.getpixel((made.width - 20, 20))[0] > 230


def test_a_large_jpeg_of_a_good_camera_is_taken():
    assert _opened(pictures.encode(files.photo(size=(8000, 6000), quality=30)))[960].size == (960, 720)


def test_the_name_of_the_file_means_nothing(client, restaurant):
    """A script with a picture's name and type is refused; a picture under any name is a picture."""
    from tests import factories

    owner, path = client(), f"/api/menu/items/{factories.dish().id}/photo"
    refused = owner.put(path, data=files.SVG, content_type="image/png")
    assert (refused.status_code, list(refused.json["fields"])) == (422, ["photo"])
    assert owner.put(path, data=files.photo(), content_type="text/html").status_code == 200
