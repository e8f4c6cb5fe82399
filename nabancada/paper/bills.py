"""A bill on paper: before it is paid (`prebill`) and after (`receipt`). Pure: from the bill as the API answers it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from nabancada import clock
from nabancada.money import kz
from nabancada.orders.states import OrderStatus
from nabancada.orders.tickets import left, title
from nabancada.paper.words import METHODS, letterhead, lines, logo, moment, names, percent, sums
from nabancada.payments.models import Method
from nabancada.printing.document import RULE, SPACE, Document, Row, centred, pair, text
from nabancada.restaurants.models import Restaurant
from nabancada.restaurants.rules import ReceiptText

NO_RECEIPT = "Não serve de factura"


def prebill(bill: dict[str, Any], house: Restaurant, at: datetime) -> Document:
    """What a table is shown before it pays."""
    said = ReceiptText.of(house.settings)
    name = "Consulta de mesa" if bill["party_id"] else "Consulta de conta"
    return Document(
        f"{name} · {_called(bill)}",
        (
            *letterhead(house),
            *lines(said.header),
            SPACE,
            centred(name, bold=True, big=True),
            centred(NO_RECEIPT, bold=True, inverse=True),
            SPACE,
            *_about(bill, at),
            *_dishes(bill),
            *_total(bill),
            *sums(("Já pago", bill["paid_cents"])),
            *([pair("Falta", kz(bill["due_cents"]), bold=True)] if bill["paid_cents"] else []),
            RULE,
            centred(f"{name} · {NO_RECEIPT[0].lower()}{NO_RECEIPT[1:]}"),
        ),
        logo=logo(house, said),
    )


def receipt(bill: dict[str, Any], house: Restaurant, at: datetime) -> Document:
    """What was bought and how it was paid. Opens the drawer when some of it was cash."""
    said = ReceiptText.of(house.settings)
    return Document(
        f"Talão · {_called(bill)}",
        (
            *letterhead(house),
            *lines(said.header),
            SPACE,
            centred("Talão", bold=True, big=True),
            SPACE,
            *_about(bill, at),
            *_dishes(bill),
            *_total(bill),
            RULE,
            *(row for one in bill["payments"] for row in _payment(one)),
            *sums(("Abatido", -bill["written_off_cents"]), ("Falta pagar", bill["due_cents"])),
            *_people("Recebido por", names(*(one["taken_by"] for one in bill["payments"]))),
            *((RULE, *lines(said.footer)) if said.footer else ()),
        ),
        drawer=any(one["method"] == Method.CASH and one["amount_cents"] > 0 for one in bill["payments"]),
        logo=logo(house, said),
    )


def sample(house: Restaurant, said: ReceiptText) -> Document:
    """How a receipt begins and ends, for who writes its words."""
    return Document(
        "Talão",
        (
            *letterhead(house),
            *lines(said.header),
            SPACE,
            centred("Talão", bold=True, big=True),
            SPACE,
            pair("Muamba de galinha", kz(650_000), lead="2 × "),
            RULE,
            pair("TOTAL", kz(650_000), bold=True, big=True),
            *((RULE, *lines(said.footer)) if said.footer else ()),
        ),
        logo=logo(house, said),
    )


def _called(bill: dict[str, Any]) -> str:
    return title(bill["orders"][0]) if bill["orders"] else str(bill["table"] or "")


def _about(bill: dict[str, Any], at: datetime) -> Iterator[Row]:
    yield pair(_called(bill), clock.day_and_hour(at), bold=True)
    if bill["joined"]:
        yield text(f"com {', '.join(bill['joined'])}")
    numbers = ", ".join(str(one["number"]) for one in bill["orders"])
    if numbers:
        yield text(f"Pedidos {numbers}" if "," in numbers else f"Pedido {numbers}")
    if bill["guests"]:
        yield text("1 pessoa" if bill["guests"] == 1 else f"{bill['guests']} pessoas")
    yield from _people("Servido por", names(*(one["placed_by"] for one in bill["orders"])))
    customer = names(*((one["customer"] or {}).get("name") for one in bill["orders"]))
    yield from _people("Cliente", customer)


def _people(words: str, who: str) -> Iterator[Row]:
    if who:
        yield text(f"{words} {who}")


def _dishes(bill: dict[str, Any]) -> Iterator[Row]:
    for order in bill["orders"]:
        yield RULE
        cancelled = order["status"] == OrderStatus.CANCELLED
        if order["round"]:
            yield text(f"Ronda {order['round']} · {moment(order['placed_at'])[-5:]}{' · anulada' if cancelled else ''}")
        if not cancelled:
            yield from (row for line in order["lines"] for row in _line(line))
            if order["note"]:
                yield text(order["note"])
    yield RULE


def _line(line: dict[str, Any]) -> Iterator[Row]:
    quantity = left(line)
    if quantity:
        gross = line["unit_price_cents"] * quantity
        yield pair(line["name"], kz(gross), lead=f"{quantity} × ")
        yield from (Row(lead="  + ", left=one["name"]) for one in line["options"])
        if line["note"]:
            yield Row(lead="  ! ", left=line["note"])
        if off := gross - line["total_cents"]:
            rate = f" {percent(line['discount_bp'])}" if line["discount_bp"] else ""
            yield pair(f"Desconto{rate}", kz(-off), lead="  ")
    if line["void_quantity"]:
        yield Row(lead="  ", left=f"ANULADO {line['void_quantity']} × {line['name']}", struck=True)


def _total(bill: dict[str, Any]) -> Iterator[Row]:
    """From the dishes' sum to what the bill comes to. The figures shown add up."""
    rules = bill["rules"]
    service = f" {percent(rules['service_bp'])}" if rules.get("service_bp") and not rules.get("service_cents") else ""
    figures = (
        (f"Desconto{_reasons(bill)}", -bill["discount_cents"]),
        (f"Serviço{service}", bill["service_cents"]),
        ("Entrega", bill["delivery_cents"]),
        ("Embalagem", bill["packaging_cents"]),
        ("Imposto", bill["tax_added_cents"]),
        ("Arredondamento", bill["rounding_cents"]),
    )
    if any(cents for _words, cents in figures):
        yield pair("Pratos", kz(bill["items_cents"]))
    yield from sums(*figures)
    yield pair("TOTAL", kz(bill["total_cents"]), bold=True, big=True)
    if not bill["tax_added_cents"]:
        yield from sums(("Imposto incluído", bill["tax_cents"]))


def _reasons(bill: dict[str, Any]) -> str:
    rates = [percent(one["bp"]) for one in bill["discounts"] if one["bp"]]
    return f" {' + '.join(rates)}" if rates and len(rates) == len(bill["discounts"]) else ""


def _payment(entry: dict[str, Any]) -> Iterator[Row]:
    name = METHODS.get(entry["method"], entry["method"])
    if entry["refund_of"]:
        yield pair(f"Devolvido, {name}", kz(entry["amount_cents"]))
        yield Row(lead="  ", left=entry["reason"])
    else:
        yield pair(f"{name} · {entry['payer']}" if entry["payer"] else name, kz(entry["amount_cents"]), bold=True)
    yield from sums(("  Gorjeta", entry["tip_cents"]))
    if entry["tendered_cents"]:
        yield from sums(("  Entregue", entry["tendered_cents"]), ("  Troco", entry["change_cents"]))
    if entry["reference"]:
        yield Row(lead="  ", left=f"Ref. {entry['reference']}")
