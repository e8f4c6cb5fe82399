"""Amounts and shares as people write them into a form."""

import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

BASIS_POINTS = 100  # of one percent
MOST_CENTS = 1_000_000_000  # of a price

_WRITTEN = re.compile(r"\d{1,9}(?:[.,]\d{1,2})?")


def _cents(typed: object) -> object:
    """`20 000,50` and `20000.5` are 2 000 050 cêntimos.

    :raises ValueError: it is no amount
    """
    if not isinstance(typed, str):
        return typed
    plain = re.sub(r"\s", "", typed)
    if not plain:
        return 0
    if not _WRITTEN.fullmatch(plain):
        raise ValueError("Escreva um valor, como 1500,50.")
    whole, _dot, rest = plain.replace(",", ".").partition(".")
    return int(whole) * 100 + int(rest.ljust(2, "0") or 0)


def _filled_in(typed: object) -> object:
    """:raises ValueError: nothing is typed"""
    if isinstance(typed, str) and not typed.strip():
        raise ValueError("Escreva um valor, como 1500,50.")
    return typed


def _credible(cents: int) -> int:
    """:raises ValueError: no price is that high"""
    if cents > MOST_CENTS:
        raise ValueError("O máximo é 10\u00a0000\u00a0000\u00a0Kz.")
    return cents


Kwanza = Annotated[int, BeforeValidator(_cents), Field(ge=0, le=100_000_000_000)]
Amount = Annotated[Kwanza, AfterValidator(_credible)]
Price = Annotated[Amount, BeforeValidator(_filled_in)]  # free of charge is said, not left out


def _share(typed: object) -> object:
    """`14`, `14,5` or `14 %` in basis points.

    :raises ValueError: it is no percentage
    """
    if not isinstance(typed, str):
        return typed
    if not re.fullmatch(r"\d{1,3}([.,]\d{1,2})?", number := typed.strip(" %\N{NO-BREAK SPACE}")):
        raise ValueError("Escreva uma percentagem, como 14 ou 7,5.")
    return round(float(number.replace(",", ".")) * BASIS_POINTS)


def _part(basis_points: int) -> int:
    """:raises ValueError: it is more than the whole"""
    if basis_points > 100 * BASIS_POINTS:
        raise ValueError("O máximo é 100\u00a0%.")
    return basis_points


Percent = Annotated[int, BeforeValidator(_share), Field(ge=0), AfterValidator(_part)]
