"""What must be true of a restaurant's data at every moment, asked of the database."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from sqlalchemy import Connection, create_engine, text

from nabancada import clock
from nabancada.cli.invariants.checks import CHECKS
from nabancada.orders import bills
from nabancada.orders.pricing import Discount, Fees, Sums, price
from nabancada.reports import queries as reports
from nabancada.restaurants.rules import MoneyRules

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

_BASES = """
    SELECT b.*, l.gross, l.rates,
           (SELECT coalesce(json_agg(json_build_array(d.bp, d.cents)), '[]') FROM bill_discounts d
            WHERE d.restaurant_id = b.restaurant_id AND d.bill_id = b.id AND d.removed_at IS NULL) AS discounts
    FROM bills b
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(gross), 0)::bigint AS gross, coalesce(json_object_agg(tax_bp, net), '{}') AS rates
        FROM (
            SELECT l.tax_bp, sum(l.unit_price_cents * (l.quantity - l.void_quantity))::bigint AS gross,
                   sum(l.net_cents)::bigint AS net
            FROM order_lines l JOIN orders o ON o.restaurant_id = l.restaurant_id AND o.id = l.order_id
            WHERE l.restaurant_id = b.restaurant_id AND l.bill_id = b.id AND o.status <> 'cancelled'
            GROUP BY l.tax_bp
        ) by_rate
    ) l
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
    for name, statement in [*CHECKS.items(), *_references(connection)]:
        rows = connection.execute(text(statement), {"house": house}).fetchmany(3)
        wrong += [f"{house}: {name}: {tuple(row)}" for row in rows]
    wrong += [f"{house}: a bill is priced as its lines say: {bill}" for bill in _wrongly_priced(connection)]
    return wrong + [
        f"{house}: the dashboard counts what bills come to: {told}" for told in _wrongly_told(connection, house)
    ]


def _wrongly_priced(connection: Connection) -> Iterator[UUID]:
    """Bills whose figures are not what `pricing` makes of their lines, discounts and fees."""
    for row in connection.execute(text(_BASES)).mappings():
        sums = Sums(row["gross"], {int(rate): cents for rate, cents in row["rates"].items()})
        fees = Fees(row["delivery_fee_cents"], row["packaging_fee_cents"])
        discounts = [Discount(bp, cents) for bp, cents in row["discounts"]]
        figures = bills.columns(price(sums, MoneyRules(**row["rules"]), discounts, fees))
        figures["total_cents"] += row["rounding_cents"]
        if any(row[name] != cents for name, cents in figures.items()):
            yield row["id"]


def _wrongly_told(connection: Connection, house: UUID) -> Iterator[tuple[int, int]]:
    """The revenue of all days as the dashboard counts it, and as the bills come to, where they differ.

    Not day by day: an order that a party placed after the day turned is of the next one, its bill of the day before.
    """
    days = connection.scalars(text("SELECT business_day FROM bills UNION SELECT business_day FROM orders")).all()
    counted = 0
    for day in days:
        rows = connection.execute(
            text(reports.SALES),
            reports.bounds(house, day) | {"today": day, "before": day, "turns_at": 0, "then": clock.now()},
        )
        counted += sum(row.cents for row in rows)
    owed = connection.scalar(
        text("SELECT coalesce(sum(total_cents - credited_cents - written_off_cents), 0) FROM bills")
    )
    if counted != owed:
        yield counted, owed


def _references(connection: Connection) -> Iterator[tuple[str, str]]:
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
