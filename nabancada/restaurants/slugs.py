"""The slug of a house, under which the public finds it: nobody else's, and one it had before still leads to it."""

import re

from sqlalchemy import func, select, union_all

from nabancada import db
from nabancada.errors import InvalidInput
from nabancada.restaurants.models import Restaurant
from nabancada.web import addresses

SHAPE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST = 48  # characters, before a number
MOST_FORMER = 5  # of one house: the oldest is let go, so that nobody collects them
NAMELESS = "casa"  # of a name without a letter an address could carry
CHOOSING = 7_102_227  # any number: the advisory lock under which slugs are chosen


def free(name: str) -> str:
    """The slug of `name`, numbered when others have it or had it: nobody's at this moment."""
    slug = addresses.slug(name, LONGEST).strip("-") or NAMELESS
    every = union_all(select(Restaurant.slug), select(func.unnest(Restaurant.former_slugs))).subquery().c.slug
    taken = set(db.session.scalars(select(every).where((every == slug) | every.like(f"{slug}-%"))))
    if slug not in taken:
        return slug
    return next(one for n in range(2, len(taken) + 3) if (one := f"{slug}-{n}") not in taken)


def choose(name: str, wanted: str | None) -> str:
    """The slug a new house gets. Houses that choose at the same moment queue here, until the earlier has committed.

    :param wanted: else it is made of the name
    :raises InvalidInput: another house has the one that is wanted, or had it
    """
    _lock()
    if wanted is None:
        return free(name)
    _ensure_free(wanted)
    return wanted


def leave(house: Restaurant, wanted: str) -> list[str]:
    """Make sure that `house` may move to the slug `wanted`. Locks as `choose` does.

    :returns: the slugs that lead to it then, newest first
    :raises InvalidInput: another house has it, or had it
    """
    _lock()
    if wanted not in house.former_slugs:
        _ensure_free(wanted)
    return [slug for slug in (house.slug, *house.former_slugs) if slug != wanted][:MOST_FORMER]


def _lock() -> None:
    db.session.execute(select(func.pg_advisory_xact_lock(CHOOSING)))


def _ensure_free(slug: str) -> None:
    theirs = (Restaurant.slug == slug) | Restaurant.former_slugs.contains([slug])
    if db.session.scalar(select(Restaurant.id).where(theirs)):
        raise InvalidInput({"slug": "Este endereço já é de outra casa."})
