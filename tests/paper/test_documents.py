"""What papers say, at both widths; and that their figures add up to the bill."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nabancada.orders import pricing
from nabancada.orders.pricing import Discount, Fees, Line
from nabancada.paper import bills, shifts
from nabancada.printing.document import Document
from nabancada.printing.layout import COLUMNS, lines
from nabancada.restaurants.models import Restaurant
from nabancada.restaurants.rules import MoneyRules
from nabancada.till.models import CashMovement, Shift

AT = datetime(2026, 11, 27, 13, 5, tzinfo=UTC)
HOUSE = Restaurant(
    settings={}, name="Quintal da Muxima", phone="+244923456789", address="Rua da Missão 12, Luanda", nif="5417000000"
)


def line(name: str = "Muamba de galinha", price: int = 650_000, quantity: int = 1, **more):
    void = more.get("void_quantity", 0)
    return {
        "id": str(uuid4()),
        "name": name,
        "quantity": quantity,
        "void_quantity": void,
        "unit_price_cents": price,
        "options": [],
        "note": None,
        "discount_bp": 0,
        "total_cents": price * (quantity - void),
        **more,
    }


def order(*of: dict, **more):
    return {
        "number": 12,
        "status": "served",
        "type": "table",
        "table": "7",
        "round": 1,
        "placed_at": AT,
        "placed_by": "Ana Domingos",
        "customer": None,
        "note": None,
        "lines": list(of),
        **more,
    }


def bill(*orders: dict, **more):
    total = sum(one["total_cents"] for each in orders for one in each["lines"])
    figures = dict.fromkeys(
        ("discount_cents", "service_cents", "delivery_cents", "packaging_cents", "tax_cents", "tax_added_cents",
         "rounding_cents", "paid_cents", "written_off_cents", "credited_cents"), 0
    )  # fmt: skip
    return {
        "party_id": uuid4(),
        "table": "7",
        "guests": 4,
        "joined": [],
        "rules": {},
        "discounts": [],
        "payments": [],
        "orders": list(orders),
        "items_cents": total,
        "total_cents": total,
        "due_cents": total,
        **figures,
        **more,
    }


def paid(cents: int, method: str = "cash", **more):
    return {
        "method": method,
        "amount_cents": cents,
        "tip_cents": 0,
        "tendered_cents": None,
        "change_cents": 0,
        "refund_of": None,
        "reason": None,
        "reference": None,
        "payer": None,
        "taken_by": "Rosa Lima",
        **more,
    }


def written(document: Document, width: int) -> list[str]:
    return [one.text for one in lines(document, width)]


def figures(document: Document) -> dict[str, int]:
    """The amounts of a document by their words."""
    return {row.left.strip(): _cents(row.right) for row in document.rows if row.right.endswith("Kz")}


@pytest.mark.parametrize("width", sorted(COLUMNS))
def test_a_prebill_says_what_it_is_and_whose_it_is(width):
    of = bill(order(line(quantity=2, options=[{"name": "Funge"}], note="sem sal"), line("Cuca", 90_000)))
    shown = "\n".join(written(bills.prebill(of, HOUSE, AT), width))
    one_line = " ".join(shown.split())
    for said in (
        "Quintal da Muxima",
        "Rua da Missão 12, Luanda",
        "NIF 5417000000",
        "+244 923 456 789",
        "Consulta de mesa",
        "Não serve de factura",
        "não serve de factura",
        "Mesa 7",
        "27/11/2026 14:05",
        "Pedido 12",
        "4 pessoas",
        "Servido por Ana Domingos",
        "Ronda 1 · 14:05",
        "+ Funge",
        "! sem sal",
        "13 000,00 Kz",
        "TOTAL",
        "13 900,00 Kz",
    ):
        assert said in one_line, said
    assert "2 x Muamba" in shown


@pytest.mark.parametrize("width", sorted(COLUMNS))
def test_a_receipt_says_how_it_was_paid(width):
    of = bill(
        order(line(quantity=2)),
        payments=[
            paid(1_000_000, tendered_cents=1_100_000, change_cents=50_000, tip_cents=50_000, payer="Pessoa 1"),
            paid(300_000, "multicaixa", reference="998877"),
            paid(-100_000, "multicaixa", refund_of=uuid4(), reason="Prato devolvido"),
        ],
        due_cents=0,
    )
    document = bills.receipt(of, HOUSE, AT)
    shown = written(document, width)
    assert document.drawer
    sums = figures(document)
    assert sums["Numerário · Pessoa 1"] == 1_000_000
    assert (sums["Entregue"], sums["Troco"], sums["Gorjeta"]) == (1_100_000, 50_000, 50_000)
    assert (sums["Multicaixa"], sums["Devolvido, Multicaixa"]) == (300_000, -100_000)
    assert any("Ref. 998877" in one for one in shown)
    assert any("Prato devolvido" in one for one in shown)
    assert any("Recebido por Rosa Lima" in one for one in shown)
    assert not any("factura" in one for one in shown)


def test_only_cash_opens_the_drawer():
    of = bill(order(line()), payments=[paid(650_000, "card")])
    assert not bills.receipt(of, HOUSE, AT).drawer


def test_what_was_taken_back_is_marked_and_costs_nothing():
    of = bill(
        order(line("Cuca", 90_000, 3, void_quantity=1)),
        order(line("Calulu", 720_000, total_cents=0), number=13, round=2, status="cancelled"),
    )
    document = bills.prebill(of, HOUSE, AT)
    shown = written(document, 80)
    assert any("ANULADO 1 x Cuca" in one for one in shown)
    assert any("Ronda 2" in one and "anulada" in one for one in shown)
    assert not any("Calulu" in one for one in shown)
    assert figures(document)["TOTAL"] == 180_000


def test_a_bill_of_no_table_is_called_by_its_order():
    of = bill(order(line(), type="takeaway", table=None, round=None, customer={"name": "Rosa"}), party_id=None)
    shown = written(bills.prebill(of, HOUSE, AT), 58)
    assert any("Levar 12" in one for one in shown)
    assert any("Consulta de" in one for one in shown)
    assert any("Cliente Rosa" in one for one in shown)
    assert not any("Ronda" in one for one in shown)


amounts = st.integers(0, 5_000_000)
sold = st.lists(
    st.builds(Line, st.integers(1, 3_000_000), st.integers(1, 20), st.sampled_from([0, 700, 1400]),
              st.builds(Discount, bp=st.sampled_from([0, 0, 500]), cents=st.sampled_from([0, 0, 10_000]))),
    min_size=1, max_size=6,
)  # fmt: skip
rules = st.builds(
    MoneyRules,
    service_bp=st.sampled_from([0, 1000]),
    service_before_discount=st.booleans(),
    tax_bp=st.sampled_from([0, 1400]),
    tax_included=st.booleans(),
)


@given(sold, rules, st.sampled_from([0, 1000]), amounts, st.integers(-5, 5), st.sampled_from(sorted(COLUMNS)))
def test_the_figures_shown_add_up_to_the_bill(of, charged, off, fee, rounding, width):
    discounts = [Discount(bp=off)] if off else []
    priced = pricing.price(pricing.add_up(of), charged, discounts, Fees(delivery_cents=fee))
    shown_lines = [
        line("Prato", one.unit_price_cents, one.quantity, total_cents=one.net_cents, discount_bp=one.discount.bp)
        for one in of
    ]
    total = priced.total_cents + rounding
    document = bills.prebill(
        bill(
            order(*shown_lines),
            rules=charged.as_json(),
            discounts=[{"bp": off, "cents": 0}] if off else [],
            items_cents=priced.items_cents,
            discount_cents=priced.discount_cents,
            service_cents=priced.service_cents,
            delivery_cents=priced.fees.delivery_cents,
            tax_cents=priced.tax_cents,
            tax_added_cents=0 if priced.tax_included else priced.tax_cents,
            rounding_cents=rounding,
            total_cents=total,
        ),
        HOUSE,
        AT,
    )
    assert all(len(one) <= COLUMNS[width] for one in written(document, width))
    start = next(n for n, row in enumerate(document.rows) if row.shape == "rule")
    pairs = [(row.left, _cents(row.right)) for row in document.rows[start:] if row.right.endswith("Kz")]
    end = [name for name, _value in pairs].index("TOTAL")
    dishes = [value for name, value in pairs[:end] if name == "Prato" or name.startswith("Desconto")]
    assert pairs[end][1] == total
    if "Pratos" in dict(pairs):
        at = [name for name, _value in pairs].index("Pratos")
        assert sum(value for _name, value in pairs[:at]) == pairs[at][1] == priced.items_cents
        assert sum(value for _name, value in pairs[at:end]) == total
    else:
        assert sum(dishes) == total


def report(**closed):
    shift = Shift(
        id=uuid4(),
        user_name="Rosa Lima",
        opened_at=AT,
        closed_at=closed.get("closed_at"),
        closed_by_name="Beto Kiala" if closed else None,
        number=closed.get("number"),
        expected=closed.get("expected"),
        counted=closed.get("counted"),
        note="Faltou troco",
        handed_over=True,
    )
    moved = CashMovement(kind="out", amount_cents=200_000, reason="Gelo", moved_by_name="Rosa Lima", moved_at=AT)
    of = {
        "opening_cents": 2_000_000,
        "taken": {"cash": 900_000, "card": 100_000},
        "tips": {"cash": 5_000},
        "given_back": {"card": 10_000},
        "payments": 3,
        "change_cents": 1_000,
        "rounding_cents": -300,
        "put_in_cents": 0,
        "taken_out_cents": 200_000,
        "expected": {"cash": 2_705_000, "card": 90_000},
    }
    return shifts.report(shift, "Caixa 1", [moved], of, HOUSE, AT)


@pytest.mark.parametrize("width", sorted(COLUMNS))
def test_a_z_report_has_its_number_and_every_difference(width):
    expected, counted = {"cash": 2_705_000, "card": 90_000}, {"cash": 2_700_000, "card": 90_000}
    document = report(number=12, closed_at=AT, expected=expected, counted=counted)
    shown = written(document, width)
    assert any("Fecho Z 12" in one for one in shown)
    assert any("Fechado por Beto Kiala" in one for one in shown)
    sums = figures(document)
    assert (sums["DIFERENÇA"], sums["Recebido, sem gorjetas"], sums["Saídas"]) == (-5_000, 1_000_000, -200_000)
    assert (sums["Gelo"], sums["Fundo de caixa"]) == (-200_000, 2_000_000)
    assert any("Faltou troco" in one for one in shown)
    assert any("Mesas abertas" in one for one in shown)


def test_an_x_reading_has_no_number_and_says_that_the_shift_goes_on():
    document = report()
    shown = written(document, 80)
    assert any("Leitura X" in one for one in shown)
    assert any("O turno continua aberto" in one for one in shown)
    assert figures(document)["Numerário"] == 2_705_000
    assert "DIFERENÇA" not in figures(document)


def _cents(shown: str) -> int:
    plain = shown.replace("\N{NO-BREAK SPACE}", "").removesuffix("Kz").replace(",", "").replace("−", "-")
    return int(plain)
