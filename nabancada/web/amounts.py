"""Amounts and shares as people write them into a form."""

import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

BASIS_POINTS = 100  # of one percent
MOST = 1_000_000_000  # cêntimos

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


def _in_reason(cents: int) -> int:
    """:raises ValueError: more than ten million Kwanza"""
    if cents > MOST:
        raise ValueError("Escreva um valor até dez milhões de Kwanza.")
    return cents


Kwanza = Annotated[int, BeforeValidator(_cents), Field(ge=0, le=100_000_000_000)]
Amount = Annotated[Kwanza, AfterValidator(_in_reason)]
Price = Annotated[Amount, BeforeValidator(_filled_in)]  # free of charge is said, not left out


def _share(typed: object) -> object:
    """`14`, `14,5` or `14 %` in basis points.

    :raises ValueError: it is no percentage, or more than all
    """
    if not isinstance(typed, str):
        return typed
    if not re.fullmatch(r"\d{1,3}([.,]\d{1,2})?", number := typed.strip(" %\N{NO-BREAK SPACE}")):
        raise ValueError("Escreva uma percentagem, como 14 ou 7,5.")
    share = round(float(number.replace(",", ".")) * BASIS_POINTS)
    if share > 100 * BASIS_POINTS:
        raise ValueError("Escreva uma percentagem até 100.")
    return share


Percent = Annotated[int, BeforeValidator(_share), Field(ge=0, le=100 * BASIS_POINTS)]
