"""The counter asks for a manager's PIN (static/js/lib/totals.js) exactly where the server would refuse a cashier."""

import json
import shutil
import subprocess
from pathlib import Path
from random import Random
from uuid import uuid4

from nabancada.errors import NotAllowed
from nabancada.menu.catalogue import Dish
from nabancada.orders import allowance, pricing
from nabancada.orders.choosing import Chosen, Wanted
from nabancada.orders.pricing import Discount
from nabancada.permissions import POLICY, Role, Staff
from nabancada.restaurants.rules import MoneyRules

MODULE = Path("static/js/lib/totals.js").resolve()
SCRIPT = """
import { readFileSync } from "node:fs";
const { Totals } = await import(%s);
const catalogue = { items: new Map(), unitPrice: ({ menu_cents }) => menu_cents };
const asked = JSON.parse(readFileSync(0, "utf8")).map(({ rules, cart }) =>
    new Totals(rules).needsManager(catalogue, { type: "counter", ...cart }, { discounts: true, freely: false }));
console.log(JSON.stringify(asked));
"""
CASHIER = Staff(None, "Ana", POLICY[Role.CASHIER], "user:ana")


def _cart(random):
    lines = [
        {
            "menu_cents": random.randrange(1, 3_000),
            "quantity": random.randint(1, 4),
            "unit_price_cents": None,
            "discount_percent": random.choice((None, None, 3, 5, 10, 10.01)),
        }
        for _ in range(random.randint(1, 4))
    ]
    offs = (None, None, {"percent": 5}, {"percent": 10}, {"amount_cents": random.randrange(1, 900)})
    return {"lines": lines, "discount": random.choice(offs)}


def _discount(percent, cents=0):
    return Discount(round((percent or 0) * 100), cents)


def _is_refused(cart, rules):
    chosen = []
    for line in cart["lines"]:
        dish = Dish(uuid4(), "Prato", line["menu_cents"], True, "Bar", 5, None, ())
        wanted = Wanted(dish.id, line["quantity"], discount=_discount(line["discount_percent"]))
        chosen.append(Chosen(dish, wanted, ()))
    given = cart["discount"] or {}
    discounts = [_discount(given.get("percent"), given.get("amount_cents", 0))]
    figures = pricing.price(pricing.add_up(one.line(rules.tax_bp) for one in chosen), rules, discounts)
    try:
        allowance.ensure_lines(chosen, rules, CASHIER)
        allowance.ensure_whole(figures, rules, CASHIER)
    except NotAllowed:
        return True
    return False


def test_the_counter_asks_for_a_manager_where_the_server_does():
    random, node = Random(2026), shutil.which("node")
    assert node, "this test needs node"
    rules = [MoneyRules(discount_limit_bp=random.choice((0, 500, 1000, 2500))) for _ in range(1500)]
    carts = [_cart(random) for _ in rules]
    sent = json.dumps([{"rules": one.as_json(), "cart": cart} for one, cart in zip(rules, carts, strict=True)])
    script = [node, "--input-type=module", "-e", SCRIPT % json.dumps(MODULE.as_uri())]
    asked = json.loads(subprocess.run(script, input=sent, capture_output=True, text=True, check=True).stdout)
    assert asked == [_is_refused(cart, one) for one, cart in zip(rules, carts, strict=True)]
    assert {True, False} == set(asked)
