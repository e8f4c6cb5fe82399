"""A sweep that is killed anywhere loses no picture that anybody refers to."""

import os

import pytest

from nabancada.storage import pictures
from nabancada.storage.bucket import Bucket
from tests.storage.sweeping import RED, aside, grow_old, is_whole, keep, keys, sweep, sweep_days_later


class PowerCut(BaseException):
    """What no code survives."""


@pytest.fixture
def cut(store, monkeypatch):
    """Do something, and have the power fail at the n-th thing that it asks of the store; says whether it has."""
    left = [10**9]

    def spend(**_request):
        left[0] -= 1
        if left[0] < 0:  # and from then on nothing happens any more
            raise PowerCut

    def spent_by(act):
        def do(*given, **named):
            spend()
            return act(*given, **named)

        return do

    def cut(n, act):
        left[0] = n
        with monkeypatch.context() as patched:
            for name in ("rename", "replace", "unlink", "utime", "fsync"):
                patched.setattr(os, name, spent_by(getattr(os, name)))
            try:
                act()
            except PowerCut:
                return True
            finally:
                left[0] = 10**9
        return False

    if isinstance(store, Bucket):
        store._client().meta.events.register("before-send.s3", spend)
    yield cut
    if isinstance(store, Bucket):
        store._client().meta.events.unregister("before-send.s3", spend)


def test_a_picture_a_dish_names_meanwhile_outlives_a_sweep_that_is_cut_short_anywhere(store, restaurant, cut):
    name, n = keep(RED), 0
    grow_old(*keys(restaurant, name))
    while cut(n, sweep):
        there = {key.rpartition("/")[2] for key in store.keys(str(restaurant.id))}
        there |= {key.partition(".")[2] for key in aside(store, restaurant)}
        assert len(there) == 3
        sweep(name)
        assert is_whole(store, restaurant, name) and aside(store, restaurant) == []
        grow_old(*keys(restaurant, name))
        n += 1
    assert n >= 3


def test_a_picture_that_comes_back_outlives_a_cut_anywhere(store, restaurant, cut):
    name = keep(RED)
    for comes_back in (lambda: sweep(name), lambda: pictures.known(name)):
        n, was_cut = 0, True
        while was_cut:
            grow_old(*keys(restaurant, name))
            sweep()
            was_cut = cut(n, comes_back)
            sweep(name)
            assert is_whole(store, restaurant, name) and aside(store, restaurant) == []
            n += 1
        assert n >= 3


def test_of_a_picture_that_is_half_forgotten_nothing_is_known(store, restaurant, cut):
    n, was_cut = 0, True
    while was_cut:
        name = keep(RED)
        grow_old(*keys(restaurant, name))
        sweep()
        was_cut = cut(n, sweep_days_later)
        assert pictures.known(name) is is_whole(store, restaurant, name)
        sweep_days_later()
        sweep_days_later()
        assert aside(store, restaurant) == [] == store.keys(str(restaurant.id))
        n += 1
    assert n >= 3
