"""The screen's pricing (static/js/lib/pricing.js) says what the server's says, to the cêntimo."""

import json
import shutil
import subprocess
from dataclasses import asdict
from pathlib import Path
from random import Random

from nabancada.orders.pricing import Discount, Fees, Line, add_up, apportion, in_coins, price
from nabancada.restaurants.rules import MoneyRules

MODULE = Path("static/js/lib/pricing.js").resolve()
SCRIPT = """
import { readFileSync } from "node:fs";
const { price, inCoins, apportion } = await import(%s);
const { bills, parts } = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify({
    bills: bills.map(({ lines, rules, discounts, fees }) => {
        const figures = price(lines, rules, discounts, fees);
        return { ...figures, coins: inCoins(figures.total_cents, rules.cash_step_cents) };
    }),
    parts: parts.map(({ cents, weights }) => apportion(cents, weights)),
}));
"""
RATES = (0, 500, 700, 1400)


def _discount(random):
    kind = random.randrange(4)
    return Discount(
        random.randrange(1, 10_001) if kind in (1, 3) else 0, random.randrange(3_000_000) * (kind in (2, 3))
    )


def _bill(random):
    huge = random.random() < 0.1  # beyond what a double holds once it is multiplied
    lines = [
        Line(
            random.randint(1, 99),
            random.randrange(1_000_000_001 if huge else 2_000_001),
            random.choice(RATES),
            _discount(random),
        )
        for _ in range(random.randrange(9))
    ]
    rules = MoneyRules(
        service_bp=random.choice((0, 1000, 1250, 333)),
        service_cents=random.choice((0, 0, 0, 50_000)),
        service_before_discount=random.random() < 0.5,
        tax_bp=random.choice(RATES),
        tax_included=random.random() < 0.5,
        cash_step_cents=random.choice((0, 5, 500, 1000, 7)),
    )
    discounts = [_discount(random) for _ in range(random.randrange(3))]
    return lines, rules, discounts, Fees(random.choice((0, 150_000)), random.choice((0, 20_033)))


def _in_node(body):
    node = shutil.which("node")
    assert node, "this test needs node"
    script = SCRIPT % json.dumps(MODULE.as_uri())
    ran = subprocess.run(
        [node, "--input-type=module", "-e", script], input=json.dumps(body), capture_output=True, text=True, check=True
    )
    return json.loads(ran.stdout)


def test_screen_and_server_come_to_the_same_for_any_cart():
    random = Random(2026)
    bills = [_bill(random) for _ in range(1500)]
    parts = [
        (random.randrange(10**12), [random.randrange(10**10) for _ in range(random.randint(1, 6))]) for _ in range(300)
    ]
    answered = _in_node(
        {
            "bills": [
                {
                    "lines": [asdict(one) for one in lines],
                    "rules": rules.as_json(),
                    "discounts": [asdict(one) for one in discounts],
                    "fees": asdict(fees),
                }
                for lines, rules, discounts, fees in bills
            ],
            "parts": [{"cents": cents, "weights": weights} for cents, weights in parts],
        }
    )
    for (lines, rules, discounts, fees), shown in zip(bills, answered["bills"], strict=True):
        figures = price(add_up(lines), rules, discounts, fees)
        assert shown == {
            "gross_cents": figures.gross_cents,
            "items_cents": figures.items_cents,
            "discount_cents": figures.discount_cents,
            "service_cents": figures.service_cents,
            "delivery_cents": figures.fees.delivery_cents,
            "packaging_cents": figures.fees.packaging_cents,
            "taxes": [asdict(one) for one in figures.taxes],
            "tax_cents": figures.tax_cents,
            "tax_included": figures.tax_included,
            "total_cents": figures.total_cents,
            "coins": in_coins(figures.total_cents, rules.cash_step_cents),
        }
    assert answered["parts"] == [apportion(cents, weights) for cents, weights in parts]
