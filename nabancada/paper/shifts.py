"""A shift on paper: the Z report once it is closed, an X reading while it is open. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from nabancada import clock
from nabancada.money import kz
from nabancada.paper.words import METHODS, letterhead, moment, sums
from nabancada.printing.document import RULE, SPACE, Document, Row, centred, pair, text
from nabancada.restaurants.models import Restaurant
from nabancada.till.models import CashMovement, Shift


def report(
    shift: Shift,
    register: str,
    movements: Sequence[CashMovement],
    figures: dict[str, Any],
    house: Restaurant,
    at: datetime,
) -> Document:
    """:param figures: `closing.Figures.as_json`, as they were when it was closed, or now"""
    name = f"Fecho Z {shift.number}" if shift.number else "Leitura X"
    return Document(
        f"{name} · {register}",
        (
            *letterhead(house),
            SPACE,
            centred(name, bold=True, big=True),
            *([] if shift.number else [centred("O turno continua aberto")]),
            SPACE,
            *_about(shift, register, at),
            RULE,
            *_figures(figures),
            RULE,
            *_methods(shift, figures),
            *_movements(movements),
            *_ending(shift),
        ),
    )


def _about(shift: Shift, register: str, at: datetime) -> Iterator[Row]:
    yield pair(register, shift.user_name, bold=True)
    yield pair("Aberto", moment(shift.opened_at))
    if shift.closed_at:
        yield pair("Fechado", moment(shift.closed_at))
    if shift.closed_by_name and shift.closed_by_name != shift.user_name:
        yield text(f"Fechado por {shift.closed_by_name}")
    yield pair("Impresso", clock.day_and_hour(at))


def _figures(figures: dict[str, Any]) -> Iterator[Row]:
    yield pair("Fundo de caixa", kz(figures["opening_cents"]))
    yield pair("Pagamentos", str(figures["payments"]))
    yield from (pair(METHODS.get(name, name), kz(cents)) for name, cents in sorted(figures["taken"].items()))
    yield pair("Recebido, sem gorjetas", kz(sum(figures["taken"].values())), bold=True)
    yield from sums(
        ("Gorjetas", sum(figures["tips"].values())),
        ("Devolvido", -sum(figures["given_back"].values())),
        ("Entradas", figures["put_in_cents"]),
        ("Saídas", -figures["taken_out_cents"]),
        ("Trocos dados", figures["change_cents"]),
        ("Arredondamentos", figures["rounding_cents"]),
    )


def _methods(shift: Shift, figures: dict[str, Any]) -> Iterator[Row]:
    """What there should be of each method; once it was counted, also what there was."""
    expected, counted = shift.expected or figures["expected"], shift.counted
    if counted is None:
        yield text("Esperado", bold=True)
        yield from (pair(METHODS.get(name, name), kz(cents)) for name, cents in sorted(expected.items()))
        return
    for name in sorted(counted):
        should, was = expected.get(name, 0), counted[name]
        yield text(METHODS.get(name, name), bold=True)
        yield pair("Esperado", kz(should), lead="  ")
        yield pair("Contado", kz(was), lead="  ")
        yield pair("Diferença", kz(was - should), lead="  ", bold=was != should)
    difference = sum(counted.values()) - sum(expected.get(name, 0) for name in counted)
    yield RULE
    yield pair("DIFERENÇA", kz(difference), bold=True, big=True)


def _movements(movements: Sequence[CashMovement]) -> Iterator[Row]:
    if movements:
        yield RULE
        yield text("Entradas e saídas", bold=True)
    for one in movements:
        yield pair(one.reason, kz(one.amount_cents if one.kind == "in" else -one.amount_cents))
        yield text(f"  {clock.hour(one.moved_at)} {one.moved_by_name}")


def _ending(shift: Shift) -> Iterator[Row]:
    if shift.note:
        yield RULE
        yield text(shift.note)
    if shift.handed_over:
        yield text("Mesas abertas passadas ao turno seguinte.")
    yield RULE
    yield SPACE
    yield text("Assinatura")
    yield SPACE
    yield RULE
