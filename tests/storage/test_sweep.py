"""Pictures that nothing refers to are set aside once they are old, and forgotten days later; no others are, whatever is
cut short.
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import pytest

from nabancada import clock, db, storage
from nabancada.permissions import Role
from nabancada.storage import pictures
from nabancada.storage.failure import StorageAway
from tests import factories
from tests import pictures as files
from tests.at_once import at_once
from tests.storage.conftest import BUCKET
from tests.storage.sweeping import (
    BLUE,
    GREEN,
    RED,
    WEEK,
    aside,
    grow_old,
    is_whole,
    keep,
    keys,
    sweep,
    sweep_days_later,
)


def test_what_is_old_and_not_referred_to_goes_and_the_rest_stays(store, restaurant):
    replaced, shown, new = (keep(colour) for colour in (RED, GREEN, BLUE))
    grow_old(*keys(restaurant, replaced), *keys(restaurant, shown))
    assert sweep(shown) == 0
    assert sorted(store.keys(str(restaurant.id))) == sorted(keys(restaurant, shown) + keys(restaurant, new))
    assert len(aside(store, restaurant)) == 3
    assert sweep(shown) == 0  # on the same day nothing is forgotten
    assert sweep_days_later(shown, new) == 3
    assert aside(store, restaurant) == []
    assert [pictures.known(name) for name in (replaced, shown, new)] == [False, True, True]


def test_a_picture_that_was_set_aside_comes_back_for_who_refers_to_it_or_asks_for_it(store, restaurant):
    name = keep(RED)
    for comes_back in (lambda: sweep(name), lambda: pictures.known(name), lambda: keep(RED)):
        grow_old(*keys(restaurant, name))
        sweep()
        assert not any(map(store.has, keys(restaurant, name)))
        comes_back()
        assert is_whole(store, restaurant, name)
        sweep_days_later(name)
        assert aside(store, restaurant) == []


def test_a_picture_that_is_kept_again_is_young_again(store, restaurant):
    name = keep(RED)
    grow_old(*keys(restaurant, name))
    assert keep(RED) == name
    assert sweep() == 0 and pictures.known(name)


def test_a_picture_whose_widest_is_young_stays_whole(store, restaurant):
    name = keep(RED)
    narrow, middle, _widest = keys(restaurant, name)
    grow_old(narrow, middle)
    assert sweep() == 0
    assert sorted(store.keys(str(restaurant.id))) == sorted(keys(restaurant, name))


def test_what_is_kept_while_the_sweep_looks_stays(store, restaurant):
    name = keep(RED)
    grow_old(*keys(restaurant, name))

    def nothing_yet():
        keep(RED)  # a dish will name it in a moment
        return set()

    assert pictures.sweep(nothing_yet, clock.now() - WEEK) == 0
    assert is_whole(store, restaurant, name)


def test_a_picture_that_is_kept_again_while_it_is_set_aside_in_a_folder_is_there(tmp_path, settings_with):
    settings_with(uploads=str(tmp_path))
    store, key, before = storage.store(), "casa/abc-192.webp", clock.now() - WEEK

    def act(verb, together):
        together.wait(10)
        verb()

    with ThreadPoolExecutor(2) as pool:
        for _turn in range(500):
            store.put(key, b"x")
            grow_old(key)
            together = Barrier(2)
            verbs = (lambda: store.put(key, b"x"), lambda: store.move(key, "aside/abc", before))
            list(pool.map(act, verbs, [together] * 2))
            assert store.has(key)
            assert store.keys("casa") == [key]


@pytest.fixture
def s3_store(bucket, s3, settings_with):
    settings_with(uploads=f"s3://{BUCKET}", s3_endpoint_url=s3)
    return storage.store()


@contextmanager
def once_as(store, what, happens):
    """Something happens in the very moment this process asks the bucket for something else."""
    events, did = store._client().meta.events, []

    def do(**_request):
        if not did:
            did.append(True)
            happens()

    events.register(f"before-send.s3.{what}", do)
    yield
    events.unregister(f"before-send.s3.{what}", do)
    assert did


def test_a_picture_that_is_kept_again_as_the_bucket_sets_it_aside_is_put_back(s3_store, restaurant):
    name, shown = keep(RED), set()
    grow_old(*keys(restaurant, name))

    def give_it_to_a_dish():
        shown.add(keep(RED))

    with once_as(s3_store, "DeleteObject", give_it_to_a_dish):
        assert pictures.sweep(lambda: shown, clock.now() - WEEK) == 0
    assert sorted(s3_store.keys(str(restaurant.id))) == sorted(keys(restaurant, name))
    assert is_whole(s3_store, restaurant, name)


@pytest.mark.parametrize("path", ["/api/menu/items/{dish}/photo", "/api/settings/logo"])
def test_a_picture_that_was_swept_before_a_dish_named_it_is_kept_once_more(s3_store, client, restaurant, path):
    path, owner = path.format(dish=factories.dish().id), client(Role.OWNER)
    name = keep(RED)

    def sweep_what_is_there():
        for key in keys(restaurant, name):
            s3_store.remove(key)

    with once_as(s3_store, "HeadObject", sweep_what_is_there):
        assert owner.put(path, data=files.photo(colour=RED), content_type="image/jpeg").status_code == 200
    assert sorted(s3_store.keys(str(restaurant.id))) == sorted(keys(restaurant, name))


def test_two_sweeps_at_once_do_the_work_of_one(store, restaurant):
    names = [keep(colour) for colour in (RED, GREEN, BLUE)]
    grow_old(*(key for name in names for key in keys(restaurant, name)))
    at_once(restaurant.id, 4, lambda _n: sweep(), workers=4)
    assert store.keys(str(restaurant.id)) == [] and len(aside(store, restaurant)) == 9
    at_once(restaurant.id, 4, lambda _n: sweep(names[0]), workers=4)
    assert is_whole(store, restaurant, names[0])
    at_once(restaurant.id, 4, lambda _n: sweep_days_later(names[0]), workers=4)
    assert is_whole(store, restaurant, names[0]) and aside(store, restaurant) == []


def test_the_pictures_of_another_house_are_not_looked_at(store, restaurant, other):
    with db.platform("test"), db.tenant(other.id):
        theirs = keep(RED)
    grow_old(*keys(other, theirs))
    assert sweep() == 0
    assert len(store.keys(str(other.id))) == 3


def test_what_a_crash_left_half_written_goes_too(tmp_path, settings_with, restaurant):
    settings_with(uploads=str(tmp_path))
    shown, draft = keep(RED), f"{restaurant.id}/tmp8k2x_q1z"
    (tmp_path / draft).write_bytes(b"half")
    assert sweep(shown) == 0
    grow_old(draft)
    assert sweep(shown) == 0 and not (tmp_path / draft).exists()
    assert sweep_days_later(shown) == 1
    assert sorted(one.name for one in tmp_path.rglob("*") if one.is_file()) == sorted(
        f"{shown}-{width}.webp" for width in pictures.WIDTHS
    )


def test_a_store_that_is_away_is_said_so(settings_with, aws, restaurant):
    settings_with(uploads=f"s3://{BUCKET}", s3_endpoint_url="http://127.0.0.1:1")
    with pytest.raises(StorageAway):
        sweep()


def test_the_job_spares_what_dishes_archived_dishes_and_houses_show(app, client, restaurant, tmp_path, settings_with):
    settings_with(uploads=str(tmp_path))
    owner = client(Role.OWNER)
    eaten, archived = (factories.dish(name) for name in ("Funge", "Mufete"))
    shown = []
    for path in (f"/api/menu/items/{eaten.id}/photo", f"/api/menu/items/{archived.id}/photo", "/api/settings/logo"):
        for seed in (len(shown), len(shown) + 10):  # the second replaces the first
            body = files.photo(colour=(seed * 10, 0, 0))
            assert owner.put(path, data=body, content_type="image/jpeg").status_code == 200
        shown.append(pictures.keep(body))
    assert owner.delete(f"/api/menu/items/{archived.id}").status_code == 204
    grow_old(*(str(one.relative_to(tmp_path)) for one in tmp_path.rglob("*.webp")))
    assert _run(app, "--days=9") == "0 files forgotten.\n"
    assert list(tmp_path.glob("aside/*/*")) == []
    assert _run(app) == "0 files forgotten.\n"
    assert len(list(tmp_path.glob("aside/*/*"))) == 9
    left = {one.name for one in tmp_path.glob(f"{restaurant.id}/*")}
    assert left == {f"{name}-{width}.webp" for name in shown for width in pictures.WIDTHS}
    for one in tmp_path.glob("aside/*/*"):
        one.rename(one.with_name("2026-01-01." + one.name.partition(".")[2]))
    assert _run(app) == "9 files forgotten.\n"
    assert list(tmp_path.glob("aside/*/*")) == []


def _run(app, *words):
    db.release()
    with db.platform("test"):
        result = app.test_cli_runner().invoke(args=["sweep-pictures", *words])
    assert result.exit_code == 0, result.output
    return result.output
