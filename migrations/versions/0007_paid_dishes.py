"""What the money core relied on its code for, the database keeps too: dishes paid for by name, steps, write-offs.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# How much of each line was paid for by name, or is being paid on a phone. Where dishes had been taken back after
# somebody paid for them, what is left counts as paid.
PAID_BY_NAME = """
DO $$
DECLARE house uuid;
BEGIN
  FOR house IN SELECT id FROM restaurants LOOP
    PERFORM set_config('app.restaurant_id', house::text, true);
    UPDATE order_lines l SET paid_quantity = greatest(0, least(l.quantity - l.void_quantity, paid.units))
    FROM (
        SELECT y.bill_id, (item ->> 'line_id')::uuid AS line_id,
               sum(sign(y.amount_cents) * (item ->> 'quantity')::int) AS units
        FROM (
            SELECT bill_id, amount_cents, items FROM payments WHERE restaurant_id = house
            UNION ALL SELECT bill_id, amount_cents, items FROM payment_requests
            WHERE restaurant_id = house AND status IN ('asking', 'waiting')
        ) y
        CROSS JOIN LATERAL jsonb_array_elements(coalesce(nullif(y.items, 'null'), '[]')) item
        GROUP BY 1, 2
    ) paid
    WHERE l.restaurant_id = house AND l.bill_id = paid.bill_id AND l.id = paid.line_id;
  END LOOP;
  PERFORM set_config('app.restaurant_id', '', true);
END $$
"""

KEEP_THE_STEPS = """
CREATE FUNCTION keep_the_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.status, NEW.status) NOT IN (
    ('pending', 'preparing'), ('preparing', 'ready'), ('ready', 'served'),
    ('pending', 'cancelled'), ('preparing', 'cancelled'), ('ready', 'cancelled')
  ) THEN
    RAISE EXCEPTION 'An order does not go from % to %.', OLD.status, NEW.status;
  END IF;
  RETURN NEW;
END $$
"""


def upgrade() -> None:
    op.add_column("order_lines", sa.Column("paid_quantity", sa.BigInteger(), server_default="0", nullable=False))
    op.execute(PAID_BY_NAME)
    op.create_check_constraint(
        op.f("ck_order_lines_paid_quantity"), "order_lines", "paid_quantity BETWEEN 0 AND quantity - void_quantity"
    )
    op.create_check_constraint(
        op.f("ck_bills_written_off"), "bills", "written_off_cents = 0 OR write_off_reason IS NOT NULL"
    )
    op.execute(KEEP_THE_STEPS)
    op.execute(
        "CREATE TRIGGER keep_the_steps BEFORE UPDATE OF status ON orders FOR EACH ROW"
        " WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION keep_the_steps()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER keep_the_steps ON orders")
    op.execute("DROP FUNCTION keep_the_steps()")
    op.drop_constraint(op.f("ck_bills_written_off"), "bills")
    op.drop_constraint(op.f("ck_order_lines_paid_quantity"), "order_lines")
    op.drop_column("order_lines", "paid_quantity")
