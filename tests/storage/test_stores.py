"""A folder and a bucket keep the same promises."""

import stat
from hashlib import sha256

import pytest

from nabancada import db, storage
from nabancada.errors import NotFound
from nabancada.storage import pictures
from nabancada.storage.bucket import FOR_EVER
from nabancada.storage.failure import StorageAway
from tests import factories
from tests import pictures as files
from tests.at_once import at_once
from tests.storage.conftest import BUCKET

KEY = "casa/abc-192.webp"


def test_what_was_put_is_there(store):
    assert not store.has(KEY)
    store.put(KEY, b"\x00\xff")
    assert store.has(KEY)
    assert store.get(KEY) == b"\x00\xff"


def test_what_was_not_is_not_found(store):
    with pytest.raises(NotFound):
        store.get(KEY)


def test_the_same_picture_twice_is_one_object(store, restaurant):
    names = {pictures.keep(files.photo()) for _ in range(2)}
    names |= {pictures.keep(files.with_place(orientation=1))}  # the same pixels with a rider
    [name] = names
    assert pictures.known(name)
    body = store.get(f"{restaurant.id}/{name}-960.webp")
    assert sha256(body).hexdigest() == name


def test_the_same_picture_from_many_at_once_is_one_object(store, restaurant):
    assert len(set(at_once(restaurant.id, 8, lambda n: pictures.keep(files.photo()), workers=4))) == 1


def test_a_photo_of_another_house_is_not_known_here(store, restaurant, other):
    with db.platform("test"), db.tenant(other.id):
        theirs = pictures.keep(files.photo())
        assert pictures.read(theirs, 480)
    ways_there = (theirs, f"../{other.id}/{theirs}", f"{restaurant.id}/../../{other.id}/{theirs}")
    for name in ways_there:
        assert not pictures.known(name)
        with pytest.raises(NotFound):
            pictures.read(name, 480)


def test_a_key_cannot_leave_the_folder(tmp_path, settings_with):
    (tmp_path / "segredo").write_bytes(b"x")
    settings_with(uploads=str(tmp_path / "uploads"))
    for key in ("../segredo", "a/../../segredo", str(tmp_path / "segredo")):
        with pytest.raises(NotFound):
            storage.store().get(key)
        with pytest.raises(NotFound):
            storage.store().put(key, b"y")
    assert (tmp_path / "segredo").read_bytes() == b"x"


def test_a_folder_shows_nothing_half_written(tmp_path, settings_with):
    settings_with(uploads=str(tmp_path))
    storage.store().put(KEY, b"x" * 100_000)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["abc-192.webp"]


def test_a_folder_that_cannot_be_written_is_said_so(tmp_path, settings_with):
    (tmp_path / "uploads").write_bytes(b"a file, where the folder should be")
    settings_with(uploads=str(tmp_path / "uploads"))
    with pytest.raises(StorageAway):
        storage.store().put(KEY, b"x")
    assert stat.S_ISREG((tmp_path / "uploads").stat().st_mode)


def test_an_object_says_what_it_is_and_that_it_never_changes(bucket, s3, settings_with):
    settings_with(uploads=f"s3://{BUCKET}", s3_endpoint_url=s3)
    storage.store().put(KEY, b"x")
    head = bucket.head_object(Bucket=BUCKET, Key=KEY)
    assert (head["ContentType"], head["CacheControl"]) == ("image/webp", FOR_EVER)


@pytest.mark.parametrize("place", ["s3://not-there", f"s3://{BUCKET}"])
def test_a_bucket_that_is_not_there_or_not_reached_changes_no_dish(client, restaurant, settings_with, aws, s3, place):
    endpoint = s3 if place == "s3://not-there" else "http://127.0.0.1:1"
    dish, owner = factories.dish(), client()
    settings_with(uploads=place, s3_endpoint_url=endpoint)
    answer = owner.put(f"/api/menu/items/{dish.id}/photo", data=files.photo())
    assert (answer.status_code, answer.json["code"]) == (503, "storage_unavailable")
    assert "armazém" in answer.json["detail"] and answer.headers["Retry-After"]
    assert owner.get("/api/menu").json["categories"][0]["items"][0]["photo"] is None


def test_the_settings_name_a_folder_or_a_bucket(settings):
    from nabancada.config import Settings

    for wrong in ("s3://", "s3://A B", "ftp://x", "s3://a/b"):
        with pytest.raises(ValueError, match="s3://bucket"):
            Settings(uploads=wrong)
    assert Settings(uploads="s3://fotografias").uploads == "s3://fotografias"
