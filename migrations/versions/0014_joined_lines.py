"""Lines remember whose they are while tables share a bill; a tip alone may be given back.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# Of tables that are joined now nobody remembers what came from where: each takes what it ordered, as it did until now.
ORDERED_BY_THE_JOINED = """
DO $$
DECLARE house uuid;
BEGIN
  FOR house IN SELECT id FROM restaurants LOOP
    PERFORM set_config('app.restaurant_id', house::text, true);
    UPDATE order_lines l SET joined_from = p.id
    FROM parties p JOIN orders o ON o.restaurant_id = p.restaurant_id AND o.party_id = p.id
    WHERE p.restaurant_id = house AND p.joined_to IS NOT NULL AND p.closed_at IS NULL
      AND l.restaurant_id = house AND l.order_id = o.id AND l.bill_id = p.joined_to;
  END LOOP;
  PERFORM set_config('app.restaurant_id', '', true);
END $$
"""

SIGN = """
    CASE WHEN refund_of IS NULL THEN amount_cents > 0
         ELSE amount_cents <= 0 AND tip_cents <= 0 AND amount_cents + tip_cents < 0 END
"""
SIGN_BEFORE = "amount_cents <> 0 AND (refund_of IS NULL) = (amount_cents > 0)"


def upgrade() -> None:
    op.add_column("order_lines", sa.Column("joined_from", sa.Uuid(), nullable=True))
    op.execute(ORDERED_BY_THE_JOINED)
    op.create_foreign_key(
        op.f("fk_order_lines_restaurant_id_joined_from"),
        "order_lines",
        "bills",
        ["restaurant_id", "joined_from"],
        ["restaurant_id", "id"],
    )
    op.create_check_constraint(op.f("ck_order_lines_joined_from"), "order_lines", "joined_from <> bill_id")
    op.drop_constraint(op.f("ck_payments_sign"), "payments")
    op.create_check_constraint(op.f("ck_payments_sign"), "payments", SIGN)


def downgrade() -> None:
    op.drop_constraint(op.f("ck_payments_sign"), "payments")
    op.create_check_constraint(op.f("ck_payments_sign"), "payments", SIGN_BEFORE)
    op.drop_constraint(op.f("ck_order_lines_joined_from"), "order_lines")
    op.drop_constraint(op.f("fk_order_lines_restaurant_id_joined_from"), "order_lines")
    op.drop_column("order_lines", "joined_from")
