"""Sweeping, and pictures that are old enough for it, for the tests of both."""

import os
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from moto.core import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends

from nabancada import clock, config
from nabancada.storage import pictures
from tests import pictures as files
from tests.storage.conftest import BUCKET

RED, GREEN, BLUE = (200, 0, 0), (0, 200, 0), (0, 0, 200)
WEEK, OLD = timedelta(days=7), timedelta(days=8)


def keep(colour):
    return pictures.keep(files.photo(colour=colour))


def keys(house, name):
    return [f"{house.id}/{name}-{width}.webp" for width in pictures.WIDTHS]


def grow_old(*grown):
    """As if these had been put eight days ago."""
    then = clock.now() - OLD
    for key in grown:
        if config.settings().uploads.startswith("s3://"):
            s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets[BUCKET].keys[key].last_modified = then.replace(tzinfo=None)
        else:
            os.utime(Path(config.settings().uploads, key), (then.timestamp(), then.timestamp()))


def sweep(*wanted, ago=WEEK):
    return pictures.sweep(lambda: set(wanted), clock.now() - ago)


def sweep_days_later(*wanted):
    """As if what was set aside before had been so for long."""
    return sweep(*wanted, ago=timedelta(days=-1))


def aside(store, house):
    return store.keys(f"aside/{house.id}")


def is_whole(store, house, name):
    files = keys(house, name)
    return all(map(store.has, files)) and sha256(store.get(files[-1])).hexdigest() == name
