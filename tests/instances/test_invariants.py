"""A checker that never failed proves nothing: each rule is broken on purpose, and noticed."""

import pytest
from sqlalchemy import create_engine, text

from nabancada import db
from nabancada.cli import invariants
from nabancada.payments import closing, requests
from nabancada.payments import queries as payments
from nabancada.payments.gateways import Answer, Standing
from nabancada.payments.inputs import Closing
from nabancada.tables import queries as tables
from nabancada.till import queries as shifts
from nabancada.till.inputs import NewShift
from tests import factories
from tests.factories import SOMEBODY

ONE_MORE_BRANCH = "INSERT INTO branches (restaurant_id, id, name) VALUES (:house, uuidv7(), 'Talatona')"
BROKEN = {
    "order numbers of a day are 1 to n": "UPDATE orders SET number = 7 WHERE number = 2",
    "the counter says the last number": "UPDATE order_counters SET number = number + 1",
    "event numbers are 1 to n, and the stream says n": "UPDATE streams SET seq = seq + 1 WHERE restaurant_id = :house",
    "every order was told once": "DELETE FROM events WHERE kind = 'order.placed'",
    "what was told has happened": "UPDATE events SET subject_id = gen_random_uuid() WHERE kind = 'order.placed'",
    "a total is the sum of its lines": "UPDATE order_lines SET unit_price_cents = unit_price_cents + 1",
    "a table has one open party": """
        DROP INDEX uq_parties_open_table;
        INSERT INTO parties (restaurant_id, id, table_id, rounds)
        SELECT restaurant_id, gen_random_uuid(), table_id, 0 FROM parties
    """,
    "a key led to one order": "UPDATE client_keys SET result_id = gen_random_uuid() WHERE kind = 'order'",
    "a bill says what its lines come to": "UPDATE order_lines SET void_quantity = 1 WHERE position = 0",
    "a total is its parts": "UPDATE bills SET total_cents = total_cents + 1, settled_at = NULL",
    "a bill is priced as its lines say": """
        UPDATE bills SET discount_cents = 5, service_cents = 5 WHERE settled_at IS NULL
    """,
    "what a bill says was paid is what the ledger says": """
        UPDATE bills SET paid_cents = paid_cents - 1, settled_at = NULL WHERE paid_cents > 0
    """,
    "what is pending was asked for": "UPDATE bills SET pending_cents = 1 WHERE due_cents > 0",
    "what a phone was asked for has an end": """
        UPDATE payment_requests SET expires_at = now() - interval '3 minutes' WHERE status = 'asking'
    """,
    "what is open at a gateway is looked after, and nothing else": "UPDATE gateway_references SET look_at = NULL",
    "a request that was paid is one entry of its amount": """
        UPDATE payment_requests SET amount_cents = amount_cents + 1 WHERE status = 'paid'
    """,
    "every request was told, and its answer too": "DELETE FROM events WHERE kind = 'payment.answered'",
    "nothing is paid beyond its total": """
        ALTER TABLE bills DROP CONSTRAINT ck_bills_not_overpaid;
        UPDATE bills SET paid_cents = total_cents + 1 WHERE settled_at IS NULL
    """,
    "a party closes when nothing is due": "UPDATE parties SET closed_at = now()",
    "a settled bill's party has left": "UPDATE parties SET closed_at = NULL",
    "a dish that came with a table is on the bill that one joined": """
        ALTER TABLE order_lines DROP CONSTRAINT ck_order_lines_joined_from;
        UPDATE order_lines SET joined_from = bill_id
    """,
    "every party that ordered, and every other order, has a bill": """
        ALTER TABLE order_lines DROP CONSTRAINT fk_order_lines_restaurant_id_bill_id;
        ALTER TABLE payments DROP CONSTRAINT fk_payments_restaurant_id_bill_id;
        ALTER TABLE payment_requests DROP CONSTRAINT fk_payment_requests_restaurant_id_bill_id;
        DELETE FROM bills WHERE settled_at IS NULL
    """,
    "no more is given back than was taken": """
        ALTER TABLE payments DISABLE TRIGGER keep_the_ledger;
        UPDATE payments SET amount_cents = -10000000 WHERE refund_of IS NOT NULL
    """,
    "a refund is on its payment's bill": """
        ALTER TABLE payments DISABLE TRIGGER keep_the_ledger;
        UPDATE payments SET bill_id = (SELECT id FROM bills WHERE settled_at IS NULL) WHERE refund_of IS NOT NULL
    """,
    "no dish is paid for twice, and each keeps how many were": "UPDATE order_lines SET paid_quantity = 1",
    "a key led to one act of money": "UPDATE client_keys SET kind = 'refund' WHERE kind = 'order'",
    "a step happens once, and the last one told is where the order is": """
        ALTER TABLE orders DISABLE TRIGGER keep_the_steps;
        UPDATE orders SET status = 'ready' WHERE status = 'pending'
    """,
    "what was taken back or given up says why": "UPDATE order_lines SET void_quantity = 1",
    "what is settled owes nothing": """
        ALTER TABLE bills DROP CONSTRAINT ck_bills_settled; UPDATE bills SET settled_at = now() WHERE due_cents > 0
    """,
    "who shares another's bill has none of their own": """
        UPDATE parties SET joined_to = (SELECT p.id FROM parties p WHERE p.id <> parties.id LIMIT 1)
    """,
    "nothing grew beyond the plan since it was chosen": """
        INSERT INTO rooms (restaurant_id, id, name, position) VALUES (:house, gen_random_uuid(), 'Sala', 0)
        ON CONFLICT DO NOTHING;
        INSERT INTO dining_tables (restaurant_id, id, name, seats, area, shape, position, code)
        SELECT :house, gen_random_uuid(), 'Mesa ' || n, 4, 'Sala', 'round', n, 'k' || n FROM generate_series(10, 20) n;
        UPDATE subscriptions SET plan_slug = 'basico' WHERE restaurant_id = :house
    """,
    "a closing tells of its entries": """
        UPDATE shifts SET report = jsonb_set(report, '{taken,cash}', '1') WHERE closed_at IS NOT NULL
    """,
    "the dashboard counts what bills come to": """
        UPDATE orders SET status = 'cancelled', cancelled_at = now(), cancel_reason = 'x'
    """,
    "every entry of the ledger was told once": "DELETE FROM events WHERE kind = 'payment.refunded'",
    "what was told of money is in the ledger": """
        UPDATE events SET subject_id = gen_random_uuid() WHERE kind = 'payment.taken'
    """,
    "a closed shift expects what its entries come to": """
        UPDATE shifts SET opening_cents = opening_cents + 1 WHERE closed_at IS NOT NULL
    """,
    "closings are numbered 1 to n": "UPDATE shifts SET number = 7 WHERE number IS NOT NULL",
    "cash is taken in a shift": """
        ALTER TABLE payments DISABLE TRIGGER keep_the_ledger;
        ALTER TABLE payments DROP CONSTRAINT ck_payments_cash_in_a_shift;
        UPDATE payments SET shift_id = NULL
    """,
    "a person and a register have one open shift": """
        DROP INDEX uq_shifts_open_holder;
        DROP INDEX uq_shifts_open_register;
        DROP INDEX uq_shifts_number;
        INSERT INTO shifts (restaurant_id, id, register_id, holder, user_name, opening_cents)
        SELECT restaurant_id, gen_random_uuid(), register_id, holder, user_name, 0
        FROM shifts, generate_series(1, 2)
    """,
    "a party joins one that has joined nobody": """
        UPDATE parties SET closed_at = NULL, joined_to = (SELECT p.id FROM parties p WHERE p.id <> parties.id LIMIT 1)
    """,
    "who sits at a table has ordered at its branch": f"""
        {ONE_MORE_BRANCH}; UPDATE orders SET branch_id = (SELECT max(id::text)::uuid FROM branches)
    """,
    "who shares another's bill sits at its branch": f"""
        {ONE_MORE_BRANCH};
        ALTER TABLE dining_tables DROP CONSTRAINT fk_dining_tables_restaurant_id_branch_id_area;
        UPDATE dining_tables SET branch_id = (SELECT max(id::text)::uuid FROM branches)
        WHERE id = (SELECT table_id FROM parties LIMIT 1);
        UPDATE parties SET closed_at = NULL, joined_to = (SELECT p.id FROM parties p WHERE p.id <> parties.id LIMIT 1)
    """,
    "the house names its branches in use, the first of them first": ONE_MORE_BRANCH,
    "the house names the plan of its subscription": "UPDATE subscriptions SET plan_slug = 'basico'",
    "nothing is left at a branch that is archived": "UPDATE branches SET archived_at = now()",
    "a draft that was sent is gone": """
        INSERT INTO carts (restaurant_id, key, content, version, owner_name)
        SELECT restaurant_id, key, '{}', 1, 'Ana' FROM client_keys WHERE kind = 'order' LIMIT 1
    """,
    "orders (restaurant_id, party_id) stays in the house": """
        ALTER TABLE orders DROP CONSTRAINT fk_orders_restaurant_id_party_id;
        UPDATE orders SET party_id = gen_random_uuid() WHERE party_id IS NOT NULL;
        ALTER TABLE orders ADD FOREIGN KEY (restaurant_id, party_id) REFERENCES parties NOT VALID
    """,
    "orders.placed_by is one of the house": "UPDATE orders SET placed_by = :stranger",
}


@pytest.fixture
def connection(database_url):
    """What is done on it is never committed."""
    engine = create_engine(database_url)
    with engine.connect() as opened:
        yield opened
        opened.rollback()
    engine.dispose()


@pytest.mark.parametrize("rule", BROKEN)
def test_a_broken_rule_is_noticed(rule, house, open_house, connection):
    stranger = open_house().staff()[1]
    with db.tenant(house.id):
        _work(house)
        db.release()
    assert invariants.of_house(connection, house.id) == []
    for statement in BROKEN[rule].split(";"):
        connection.execute(text(statement), {"house": house.id, "stranger": stranger})
    assert any(f": {rule}: " in line for line in invariants.of_house(connection, house.id))


def test_every_rule_is_broken_here_once():
    of_code = {"a bill is priced as its lines say", "the dashboard counts what bills come to"}
    assert {*invariants.CHECKS} | of_code <= {*BROKEN}


def _work(house) -> None:
    """A table that owes, also by phone, one that has paid in cash and got some back, a closed shift and an open one."""
    closing.open_shift(NewShift(opening_cents=100), SOMEBODY)
    for table_id in (*house.tables[:2], house.tables[0]):
        party = factories.order(house.dishes[0], table_id=table_id).order["party_id"]
    owing = payments.bill_of(party, None)
    other = next(one for one in tables.all_with_parties() if one["party_id"] not in (None, party))
    due = payments.bill_of(other["party_id"], None)["due_cents"]
    paid = factories.payment(other["party_id"], due, "cash")
    factories.refund(paid.payment.id, 10)
    assert owing["due_cents"] > 0
    for answer in (None, Answer(Standing.PAID, "gw-1")):
        asked, _fresh = requests.begin(factories.asking(party, 10), SOMEBODY, "simulated")
        if answer:
            requests.conclude(asked.id, answer)
    shift = shifts.mine(SOMEBODY.key)
    closing.close(shift.id, Closing(counted={"cash": 0}, hand_over=True), SOMEBODY)
    closing.open_shift(NewShift(opening_cents=0), SOMEBODY)
