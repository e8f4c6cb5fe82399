"""A checker that never failed proves nothing: each rule is broken on purpose, and noticed."""

import pytest
from sqlalchemy import create_engine, text

from nabancada import db
from tests import factories
from tests.instances import invariants

BROKEN = {
    "order numbers of a day are 1 to n": "UPDATE orders SET number = 7 WHERE number = 2",
    "the counter says the last number": "UPDATE order_counters SET number = number + 1",
    "event numbers are 1 to n, and the stream says n": "UPDATE streams SET seq = seq + 1 WHERE restaurant_id = :house",
    "every order was told once": "DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)",
    "what was told has happened": "UPDATE events SET subject_id = gen_random_uuid() WHERE kind = 'order.placed'",
    "a total is the sum of its lines": "UPDATE order_lines SET unit_price_cents = unit_price_cents + 1",
    "a table has one open party": """
        DROP INDEX uq_parties_open_table;
        INSERT INTO parties (restaurant_id, id, table_id, rounds)
        SELECT restaurant_id, gen_random_uuid(), table_id, 0 FROM parties
    """,
    "a key led to one order": "UPDATE client_keys SET result_id = gen_random_uuid()",
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
        for _ in range(2):
            factories.order(house.dishes[0], table_id=house.tables[0])
        db.release()
    assert invariants.of_house(connection, house.id) == []
    for statement in BROKEN[rule].split(";"):
        connection.execute(text(statement), {"house": house.id, "stranger": stranger})
    assert any(f": {rule}: " in line for line in invariants.of_house(connection, house.id))
