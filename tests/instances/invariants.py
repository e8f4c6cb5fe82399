"""What must be true of the database after anything that was done to the instances."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from sqlalchemy import Connection, create_engine, text

# Each answers with what is wrong in the bound restaurant; nothing when all is well.
CHECKS = {
    "order numbers of a day are 1 to n": """
        SELECT business_day, count(*), min(number), max(number) FROM orders GROUP BY business_day
        HAVING min(number) <> 1 OR max(number) <> count(*) OR count(DISTINCT number) <> count(*)
    """,
    "the counter says the last number": """
        SELECT c.day, c.number FROM order_counters c
        WHERE c.number <> (SELECT max(number) FROM orders WHERE business_day = c.day)
    """,
    "event numbers are 1 to n, and the stream says n": """
        SELECT s.seq, count(e.seq), max(e.seq) FROM streams s LEFT JOIN events e ON e.restaurant_id = s.restaurant_id
        WHERE s.restaurant_id = :house GROUP BY s.seq, s.floor_seq
        HAVING count(e.seq) <> s.seq - s.floor_seq OR coalesce(max(e.seq), s.floor_seq) <> s.seq
            OR count(DISTINCT e.seq) <> count(e.seq)
    """,
    "every order was told once": """
        SELECT o.id FROM orders o LEFT JOIN events e ON e.subject_id = o.id AND e.kind = 'order.placed'
        GROUP BY o.id HAVING count(e.seq) <> 1
    """,
    "what was told has happened": """
        SELECT e.seq FROM events e
        WHERE e.kind = 'order.placed' AND NOT EXISTS (SELECT FROM orders o WHERE o.id = e.subject_id)
    """,
    "a total is the sum of its lines": """
        SELECT o.id, o.total_cents FROM orders o LEFT JOIN order_lines l ON l.order_id = o.id
        GROUP BY o.restaurant_id, o.id, o.total_cents
        HAVING o.total_cents <> coalesce(sum((l.quantity - l.void_quantity) * l.unit_price_cents), 0)
            OR count(l.id) = 0
    """,
    "a table has one open party": """
        SELECT table_id FROM parties WHERE closed_at IS NULL GROUP BY table_id HAVING count(*) > 1
    """,
    "a key led to one order": """
        SELECT k.key FROM client_keys k
        WHERE k.kind = 'order' AND NOT EXISTS (SELECT FROM orders o WHERE o.id = k.result_id)
    """,
}

FOREIGN_KEYS = """
    SELECT conrelid::regclass::text, confrelid::regclass::text,
        array_agg(child.attname::text ORDER BY place), array_agg(parent.attname::text ORDER BY place)
    FROM pg_constraint, unnest(conkey, confkey) WITH ORDINALITY AS key (child_no, parent_no, place)
    JOIN pg_attribute child ON child.attnum = child_no JOIN pg_attribute parent ON parent.attnum = parent_no
    WHERE contype = 'f' AND conparentid = 0 AND connamespace = 'public'::regnamespace
        AND child.attrelid = conrelid AND parent.attrelid = confrelid
    GROUP BY oid ORDER BY 1, 2
"""
NAME_A_HOUSE = """
    SELECT table_name::text FROM information_schema.columns
    WHERE table_schema = 'public' AND column_name = 'restaurant_id'
"""
PEOPLE = """
    SELECT c.table_name, c.column_name FROM information_schema.columns c
    JOIN pg_class t ON t.relname = c.table_name AND t.relrowsecurity AND NOT t.relispartition
    WHERE c.table_schema = 'public' AND c.data_type = 'uuid'
        AND (c.column_name LIKE '%\\_by' OR c.column_name = 'actor_id')
"""


def violations(url: str, houses: Iterable[UUID]) -> list[str]:
    """What is wrong in these restaurants, each read as its owner reads it."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return [line for house in houses for line in of_house(connection, house)]
    finally:
        engine.dispose()


def of_house(connection: Connection, house: UUID) -> list[str]:
    """What is wrong in one restaurant; leaves it bound until the transaction ends."""
    connection.execute(text("SELECT set_config('app.restaurant_id', :house, true)"), {"house": str(house)})
    wrong = []
    for name, statement in [*CHECKS.items(), *references(connection)]:
        rows = connection.execute(text(statement), {"house": house}).fetchmany(3)
        wrong += [f"{house}: {name}: {tuple(row)}" for row in rows]
    return wrong


def references(connection: Connection) -> Iterator[tuple[str, str]]:
    """For every foreign key and every column that names a person: rows that point at what is not of this house.

    Tenant tables show only rows of the house, so what is not seen is somebody else's; the few global ones are filtered.
    """
    named = set(connection.scalars(text(NAME_A_HOUSE)).all())
    for child, parent, columns, targets in connection.execute(text(FOREIGN_KEYS)).all():
        if child not in named:
            continue
        pairs = " AND ".join(f"c.{one} = p.{other}" for one, other in zip(columns, targets, strict=True))
        given = " AND ".join(f"c.{one} IS NOT NULL" for one in columns)
        ours = "AND p.restaurant_id = :house" if parent in named else ""
        yield (
            f"{child} ({', '.join(columns)}) stays in the house",
            f"SELECT {', '.join(columns)} FROM {child} c WHERE c.restaurant_id = :house AND {given}"
            f" AND NOT EXISTS (SELECT FROM {parent} p WHERE {pairs} {ours})",
        )
    for table, column in connection.execute(text(PEOPLE)).all():
        yield (
            f"{table}.{column} is one of the house",
            f"SELECT c.{column} FROM {table} c JOIN users u ON u.id = c.{column} WHERE u.restaurant_id <> :house",
        )
