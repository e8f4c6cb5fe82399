"""Which house, and which table, a guest's address leads to."""

import re

from nabancada.errors import NotFound
from nabancada.restaurants import queries as restaurants
from nabancada.restaurants import slugs
from nabancada.restaurants.models import RestaurantStatus
from nabancada.restaurants.queries import Shopfront
from nabancada.tables import queries as tables
from nabancada.tables.models import DiningTable

CODE = re.compile(r"([0-9a-z]{1,12})-[A-Za-z0-9_-]{16,64}")
BASE = 36  # of the house's number in a code


class CodeRenewed(NotFound):
    """No table of the house has this code: it was renewed, or the table is gone, and the card on it is an old one."""

    code = "code_renewed"
    message = "Este código já não vale. Peça ajuda ao pessoal."


def house_at(slug: str) -> Shopfront:
    """The house with this slug, or that had it. One statement.

    :raises NotFound: there is none, or it is not open for business
    """
    return _open(restaurants.shopfront(slug) if slugs.SHAPE.fullmatch(slug) else None)


def house_behind(code: str) -> Shopfront:
    """The house whose table has this code. One statement.

    :raises NotFound: no house has such codes, or it is not open for business
    """
    shape = CODE.fullmatch(code)
    return _open(restaurants.numbered(int(shape[1], BASE)) if shape else None)


def table_at(code: str) -> DiningTable:
    """The table with this code, in the bound house.

    :raises CodeRenewed: there is none now
    """
    table = tables.by_code(code)
    if table is None:
        raise CodeRenewed
    return table


def _open(house: Shopfront | None) -> Shopfront:
    if house is None or house.status != RestaurantStatus.ACTIVE:
        raise NotFound
    return house
