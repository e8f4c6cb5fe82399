"""What several papers say in the same way. Paper speaks Portuguese, whatever language the screen is in."""

from collections.abc import Iterator
from datetime import datetime

from nabancada import clock
from nabancada.money import kz
from nabancada.payments.models import Method
from nabancada.printing.document import Row, centred, pair
from nabancada.restaurants import phones
from nabancada.restaurants.models import Restaurant
from nabancada.restaurants.rules import Look, ReceiptText

METHODS: dict[str, str] = {
    Method.CASH: "Numerário",
    Method.MULTICAIXA: "Multicaixa",
    Method.MULTICAIXA_EXPRESS: "Multicaixa Express",
    Method.TRANSFER: "Transferência",
    Method.CARD: "Cartão",
}


def logo(house: Restaurant, said: ReceiptText) -> str | None:
    """The picture above all words of a bill, if there is one and the house wants it there."""
    return Look.of(house.settings).logo if said.logo else None


def letterhead(house: Restaurant) -> Iterator[Row]:
    """Who the house is."""
    yield centred(house.name, bold=True, big=True)
    if house.address:
        yield centred(house.address)
    if house.nif:
        yield centred(f"NIF {house.nif}")
    yield centred(phones.readable(house.phone))


def lines(words: str) -> Iterator[Row]:
    """What the house writes on its papers, in the middle of the page."""
    return (centred(line) for line in words.split("\n") if line)


def sums(*figures: tuple[str, int]) -> Iterator[Row]:
    """One row for each figure that is not nought."""
    return (pair(words, kz(cents)) for words, cents in figures if cents)


def percent(bp: int) -> str:
    """`10 %`, `7,5 %`"""
    return f"{bp / 100:g} %".replace(".", ",")


def moment(at: str | datetime) -> str:
    return clock.day_and_hour(datetime.fromisoformat(at) if isinstance(at, str) else at)


def names(*given: str | None) -> str:
    """Each name once, in the order they were first said."""
    return ", ".join(dict.fromkeys(one for one in given if one))
