"""Money: bills, discounts, drafts, registers and shifts, the ledger of payments.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TENANT_TABLES = (
    "registers",
    "carts",
    "shifts",
    "cash_movements",
    "bills",
    "bill_discounts",
    "payments",
    "payment_requests",
)
PARTITIONED = ("payments",)
POLICY = "restaurant_id = (SELECT nullif(current_setting('app.restaurant_id', true), '')::uuid)"

GROSS = "unit_price_cents * (quantity - void_quantity)"
NET = f"{GROSS} - least({GROSS}, ({GROSS} * discount_bp + 5000) / 10000 + discount_cents)"

# What was sold before there were bills: one for each party and for each order of no table. What was closed was paid
# somewhere we know nothing of, and is written off; what is open is due.
BILLS_OF_THE_PAST = """
DO $$
DECLARE house uuid;
BEGIN
  FOR house IN SELECT id FROM restaurants LOOP
    PERFORM set_config('app.restaurant_id', house::text, true);
    INSERT INTO bills (restaurant_id, id, party_id, order_id, business_day, opened_at, rules, delivery_fee_cents,
                       packaging_fee_cents, gross_cents, items_cents, discount_cents, service_cents, delivery_cents,
                       packaging_cents, tax_cents, tax_added_cents, rounding_cents, total_cents, paid_cents,
                       pending_cents, written_off_cents, credited_cents, settled_at, write_off_reason)
    SELECT house, old.id, old.party_id, old.order_id, old.day, old.opened_at, '{}', 0, 0, old.cents, old.cents, 0, 0, 0,
           0, 0, 0, 0, old.cents, 0, 0, CASE WHEN old.closed_at IS NULL THEN 0 ELSE old.cents END, 0, old.closed_at,
           CASE WHEN old.closed_at IS NULL THEN NULL ELSE 'Antes de haver caixa' END
    FROM (
        SELECT p.id, p.id AS party_id, NULL::uuid AS order_id, min(o.business_day) AS day, p.opened_at, p.closed_at,
               coalesce(sum(o.total_cents) FILTER (WHERE o.status <> 'cancelled'), 0) AS cents
        FROM parties p JOIN orders o ON o.restaurant_id = p.restaurant_id AND o.party_id = p.id
        WHERE p.restaurant_id = house GROUP BY p.restaurant_id, p.id
        UNION ALL
        SELECT o.id, NULL, o.id, o.business_day, o.placed_at, coalesce(o.served_at, o.cancelled_at),
               CASE o.status WHEN 'cancelled' THEN 0 ELSE o.total_cents END
        FROM orders o WHERE o.restaurant_id = house AND o.party_id IS NULL
    ) old;
    UPDATE order_lines l SET bill_id = coalesce(o.party_id, o.id)
    FROM orders o WHERE o.restaurant_id = house AND l.restaurant_id = house AND l.order_id = o.id;
  END LOOP;
  PERFORM set_config('app.restaurant_id', '', true);
END $$
"""

# What was taken or given back stays as it was written, whoever asks.
KEEP_THE_LEDGER = """
CREATE FUNCTION keep_the_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The ledger is never changed: write a new entry.';
END $$
"""


def upgrade() -> None:
    op.create_table(
        "registers",
        sa.Column("restaurant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_registers_name")),
        sa.ForeignKeyConstraint(["restaurant_id"], ["restaurants.id"], name=op.f("fk_registers_restaurant_id")),
        sa.PrimaryKeyConstraint("restaurant_id", "id", name=op.f("pk_registers")),
    )
    op.create_index(
        "uq_registers_name",
        "registers",
        ["restaurant_id", "name"],
        unique=True,
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_table(
        "carts",
        sa.Column("restaurant_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("table_id", sa.Uuid(), nullable=True),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("owner_name", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("length(key) BETWEEN 8 AND 64", name=op.f("ck_carts_key")),
        sa.CheckConstraint("version > 0", name=op.f("ck_carts_version")),
        sa.ForeignKeyConstraint(
            ["restaurant_id", "table_id"],
            ["dining_tables.restaurant_id", "dining_tables.id"],
            name=op.f("fk_carts_restaurant_id_table_id"),
        ),
        sa.ForeignKeyConstraint(["restaurant_id"], ["restaurants.id"], name=op.f("fk_carts_restaurant_id")),
        sa.PrimaryKeyConstraint("restaurant_id", "key", name=op.f("pk_carts")),
    )
    op.create_index("ix_carts_table", "carts", ["restaurant_id", "table_id"], unique=False)
    op.create_table(
        "shifts",
        sa.Column("restaurant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("register_id", sa.Uuid(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.Column("opening_cents", sa.BigInteger(), nullable=False),
        sa.Column("opening_notes", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_by_name", sa.Text(), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("expected", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("counted", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("counted_notes", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("handed_over", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("report", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.CheckConstraint("(closed_at IS NULL) = (counted IS NULL)", name=op.f("ck_shifts_counted")),
        sa.CheckConstraint("(closed_at IS NULL) = (number IS NULL)", name=op.f("ck_shifts_number")),
        sa.CheckConstraint("opening_cents >= 0", name=op.f("ck_shifts_opening")),
        sa.ForeignKeyConstraint(
            ["restaurant_id", "register_id"],
            ["registers.restaurant_id", "registers.id"],
            name=op.f("fk_shifts_restaurant_id_register_id"),
        ),
        sa.PrimaryKeyConstraint("restaurant_id", "id", name=op.f("pk_shifts")),
    )
    op.create_index("uq_shifts_number", "shifts", ["restaurant_id", "number"], unique=True)
    op.create_index(
        "uq_shifts_open_holder",
        "shifts",
        ["restaurant_id", "holder"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "uq_shifts_open_register",
        "shifts",
        ["restaurant_id", "register_id"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "cash_movements",
        sa.Column("restaurant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("shift_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("moved_by", sa.Uuid(), nullable=True),
        sa.Column("moved_by_name", sa.Text(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kind IN ('in', 'out')", name=op.f("ck_cash_movements_kind")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_cash_movements_reason")),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_cash_movements_amount")),
        sa.ForeignKeyConstraint(
            ["restaurant_id", "shift_id"],
            ["shifts.restaurant_id", "shifts.id"],
            name=op.f("fk_cash_movements_restaurant_id_shift_id"),
        ),
        sa.PrimaryKeyConstraint("restaurant_id", "id", name=op.f("pk_cash_movements")),
    )
    op.create_index("ix_cash_movements_shift", "cash_movements", ["restaurant_id", "shift_id"], unique=False)
    op.create_table(
        "bills",
        sa.Column("restaurant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rules", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("delivery_fee_cents", sa.BigInteger(), nullable=False),
        sa.Column("packaging_fee_cents", sa.BigInteger(), nullable=False),
        sa.Column("gross_cents", sa.BigInteger(), nullable=False),
        sa.Column("items_cents", sa.BigInteger(), nullable=False),
        sa.Column("discount_cents", sa.BigInteger(), nullable=False),
        sa.Column("service_cents", sa.BigInteger(), nullable=False),
        sa.Column("delivery_cents", sa.BigInteger(), nullable=False),
        sa.Column("packaging_cents", sa.BigInteger(), nullable=False),
        sa.Column("tax_cents", sa.BigInteger(), nullable=False),
        sa.Column("tax_added_cents", sa.BigInteger(), nullable=False),
        sa.Column("rounding_cents", sa.BigInteger(), nullable=False),
        sa.Column("total_cents", sa.BigInteger(), nullable=False),
        sa.Column("paid_cents", sa.BigInteger(), nullable=False),
        sa.Column("pending_cents", sa.BigInteger(), nullable=False),
        sa.Column("written_off_cents", sa.BigInteger(), nullable=False),
        sa.Column("credited_cents", sa.BigInteger(), nullable=False),
        sa.Column(
            "due_cents",
            sa.BigInteger(),
            sa.Computed("total_cents - paid_cents - written_off_cents - credited_cents", persisted=True),
            nullable=False,
        ),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("write_off_reason", sa.Text(), nullable=True),
        sa.Column("written_off_by", sa.Uuid(), nullable=True),
        sa.Column("split", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.CheckConstraint(
            "id = coalesce(party_id, order_id) AND num_nonnulls(party_id, order_id) = 1", name=op.f("ck_bills_of")
        ),
        sa.CheckConstraint(
            "least(delivery_cents, packaging_cents, tax_added_cents, total_cents) >= 0", name=op.f("ck_bills_figures")
        ),
        sa.CheckConstraint(
            "least(gross_cents, items_cents, discount_cents, service_cents) >= 0", name=op.f("ck_bills_parts")
        ),
        sa.CheckConstraint(
            "least(paid_cents, pending_cents, written_off_cents, credited_cents) >= 0", name=op.f("ck_bills_moved")
        ),
        sa.CheckConstraint(
            "settled_at IS NULL OR total_cents - paid_cents - written_off_cents - credited_cents = 0",
            name=op.f("ck_bills_settled"),
        ),
        sa.CheckConstraint(
            "total_cents - paid_cents - written_off_cents - credited_cents - pending_cents >= 0",
            name=op.f("ck_bills_not_overpaid"),
        ),
        sa.ForeignKeyConstraint(
            ["restaurant_id", "order_id"],
            ["orders.restaurant_id", "orders.id"],
            name=op.f("fk_bills_restaurant_id_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["restaurant_id", "party_id"],
            ["parties.restaurant_id", "parties.id"],
            name=op.f("fk_bills_restaurant_id_party_id"),
        ),
        sa.PrimaryKeyConstraint("restaurant_id", "id", name=op.f("pk_bills")),
    )
    op.create_index("ix_bills_day", "bills", ["restaurant_id", "business_day"], unique=False)
    op.create_index(
        "ix_bills_open",
        "bills",
        ["restaurant_id", "opened_at"],
        unique=False,
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.create_table(
        "bill_discounts",
        sa.Column("restaurant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bill_id", sa.Uuid(), nullable=False),
        sa.Column("bp", sa.BigInteger(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=True),
        sa.Column("given_by_name", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_bill_discounts_reason")),
        sa.CheckConstraint(
            "bp BETWEEN 0 AND 10000 AND cents >= 0 AND bp + cents > 0", name=op.f("ck_bill_discounts_amount")
        ),
        sa.ForeignKeyConstraint(
            ["restaurant_id", "bill_id"],
            ["bills.restaurant_id", "bills.id"],
            name=op.f("fk_bill_discounts_restaurant_id_bill_id"),
        ),
        sa.PrimaryKeyConstraint("restaurant_id", "id", name=op.f("pk_bill_discounts")),
    )
    op.create_index("ix_bill_discounts_bill", "bill_discounts", ["restaurant_id", "bill_id"], unique=False)
    op.create_table(
        "payments",
        sa.Column("restaurant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bill_id", sa.Uuid(), nullable=False),
        sa.Column("shift_id", sa.Uuid(), nullable=True),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("tip_cents", sa.BigInteger(), nullable=False),
        sa.Column("tendered_cents", sa.BigInteger(), nullable=True),
        sa.Column("change_cents", sa.BigInteger(), nullable=False),
        sa.Column("rounding_cents", sa.BigInteger(), nullable=False),
        sa.Column("credited_cents", sa.BigInteger(), nullable=False),
        sa.Column("refund_of", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("payer", sa.Text(), nullable=True),
        sa.Column("items", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.Column("taken_by_name", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("method <> 'cash' OR shift_id IS NOT NULL", name=op.f("ck_payments_cash_in_a_shift")),
        sa.CheckConstraint(
            "method = 'cash' OR (tendered_cents IS NULL AND change_cents = 0)",
            name=op.f("ck_payments_change_from_cash"),
        ),
        sa.CheckConstraint(
            "method IN ('cash', 'multicaixa', 'multicaixa_express', 'transfer', 'card')",
            name=op.f("ck_payments_method"),
        ),
        sa.CheckConstraint(
            "amount_cents <> 0 AND (refund_of IS NULL) = (amount_cents > 0)", name=op.f("ck_payments_sign")
        ),
        sa.CheckConstraint("(refund_of IS NULL) = (reason IS NULL)", name=op.f("ck_payments_reason")),
        sa.CheckConstraint("change_cents >= 0", name=op.f("ck_payments_change_positive")),
        sa.CheckConstraint(
            "tendered_cents IS NULL OR change_cents = tendered_cents - amount_cents - tip_cents",
            name=op.f("ck_payments_change"),
        ),
        sa.CheckConstraint("tip_cents >= 0 OR refund_of IS NOT NULL", name=op.f("ck_payments_tip")),
        sa.ForeignKeyConstraint(
            ["restaurant_id", "bill_id"],
            ["bills.restaurant_id", "bills.id"],
            name=op.f("fk_payments_restaurant_id_bill_id"),
        ),
        sa.ForeignKeyConstraint(
            ["restaurant_id", "refund_of"],
            ["payments.restaurant_id", "payments.id"],
            name=op.f("fk_payments_restaurant_id_refund_of"),
        ),
        sa.ForeignKeyConstraint(
            ["restaurant_id", "shift_id"],
            ["shifts.restaurant_id", "shifts.id"],
            name=op.f("fk_payments_restaurant_id_shift_id"),
        ),
        sa.PrimaryKeyConstraint("restaurant_id", "id", name=op.f("pk_payments")),
        postgresql_partition_by="RANGE (id)",
    )
    op.create_index("ix_payments_bill", "payments", ["restaurant_id", "bill_id"], unique=False)
    op.create_index(
        "ix_payments_refund",
        "payments",
        ["restaurant_id", "refund_of"],
        unique=False,
        postgresql_where=sa.text("refund_of IS NOT NULL"),
    )
    op.create_index("ix_payments_shift", "payments", ["restaurant_id", "shift_id"], unique=False)
    op.create_table(
        "payment_requests",
        sa.Column("restaurant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bill_id", sa.Uuid(), nullable=False),
        sa.Column("shift_id", sa.Uuid(), nullable=True),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("tip_cents", sa.BigInteger(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("payer", sa.Text(), nullable=True),
        sa.Column("items", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("gateway", sa.Text(), nullable=False),
        sa.Column("gateway_reference", sa.Text(), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("asked_by_name", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("payment_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(status = 'paid') = (payment_id IS NOT NULL)", name=op.f("ck_payment_requests_paid")),
        sa.CheckConstraint(
            "status IN ('asking', 'waiting', 'paid', 'refused', 'expired', 'given_up', 'to_return')",
            name=op.f("ck_payment_requests_status"),
        ),
        sa.CheckConstraint("amount_cents > 0 AND tip_cents >= 0", name=op.f("ck_payment_requests_amount")),
        sa.ForeignKeyConstraint(
            ["restaurant_id", "bill_id"],
            ["bills.restaurant_id", "bills.id"],
            name=op.f("fk_payment_requests_restaurant_id_bill_id"),
        ),
        sa.ForeignKeyConstraint(
            ["restaurant_id", "payment_id"],
            ["payments.restaurant_id", "payments.id"],
            name=op.f("fk_payment_requests_restaurant_id_payment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["restaurant_id", "shift_id"],
            ["shifts.restaurant_id", "shifts.id"],
            name=op.f("fk_payment_requests_restaurant_id_shift_id"),
        ),
        sa.PrimaryKeyConstraint("restaurant_id", "id", name=op.f("pk_payment_requests")),
    )
    op.create_index("ix_payment_requests_bill", "payment_requests", ["restaurant_id", "bill_id"], unique=False)
    op.create_index(
        "ix_payment_requests_open",
        "payment_requests",
        ["restaurant_id", "expires_at"],
        unique=False,
        postgresql_where=sa.text("status IN ('asking', 'waiting')"),
    )
    op.create_index("uq_payment_requests_reference", "payment_requests", ["restaurant_id", "reference"], unique=True)
    op.add_column("menu_items", sa.Column("tax_bp", sa.BigInteger(), nullable=True))
    op.add_column("menu_items", sa.Column("barcode", sa.Text(), nullable=True))
    op.add_column("order_lines", sa.Column("bill_id", sa.Uuid(), nullable=True))
    op.add_column("order_lines", sa.Column("split_of", sa.Uuid(), nullable=True))
    op.add_column("order_lines", sa.Column("seat", sa.BigInteger(), nullable=True))
    op.add_column("order_lines", sa.Column("tax_bp", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("order_lines", sa.Column("discount_bp", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("order_lines", sa.Column("discount_cents", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("order_lines", sa.Column("menu_price_cents", sa.BigInteger(), nullable=True))
    op.add_column(
        "order_lines",
        sa.Column(
            "net_cents",
            sa.BigInteger(),
            sa.Computed(
                NET,
                persisted=True,
            ),
            nullable=False,
        ),
    )
    op.create_index("ix_order_lines_bill", "order_lines", ["restaurant_id", "bill_id"], unique=False)
    op.create_foreign_key(
        op.f("fk_order_lines_restaurant_id_bill_id"),
        "order_lines",
        "bills",
        ["restaurant_id", "bill_id"],
        ["restaurant_id", "id"],
    )
    op.add_column("parties", sa.Column("joined_to", sa.Uuid(), nullable=True))
    op.add_column("parties", sa.Column("waiter_id", sa.Uuid(), nullable=True))
    op.add_column("parties", sa.Column("waiter_name", sa.Text(), nullable=True))
    op.create_index(
        "ix_parties_joined",
        "parties",
        ["restaurant_id", "joined_to"],
        unique=False,
        postgresql_where=sa.text("joined_to IS NOT NULL"),
    )
    op.create_foreign_key(
        op.f("fk_parties_restaurant_id_joined_to"),
        "parties",
        "parties",
        ["restaurant_id", "joined_to"],
        ["restaurant_id", "id"],
    )
    op.create_check_constraint(
        op.f("ck_order_lines_discount"), "order_lines", "discount_bp BETWEEN 0 AND 10000 AND discount_cents >= 0"
    )
    op.create_check_constraint(op.f("ck_order_lines_tax"), "order_lines", "tax_bp BETWEEN 0 AND 10000")
    op.create_check_constraint(op.f("ck_parties_joined_to"), "parties", "joined_to <> id")

    for table in TENANT_TABLES:
        guard(table)
    for table in PARTITIONED:
        # Rows outside every month find a home too; the job that makes partitions keeps it empty.
        op.execute(f"CREATE TABLE {table}_default PARTITION OF {table} DEFAULT")
        guard(f"{table}_default")
    op.execute(BILLS_OF_THE_PAST)
    op.alter_column("order_lines", "bill_id", nullable=False)
    op.execute(KEEP_THE_LEDGER)
    op.execute(
        "CREATE TRIGGER keep_the_ledger BEFORE UPDATE OR DELETE ON payments"
        " FOR EACH ROW EXECUTE FUNCTION keep_the_ledger()"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_parties_restaurant_id_joined_to"), "parties")
    op.drop_index("ix_parties_joined", "parties")
    op.drop_constraint(op.f("ck_parties_joined_to"), "parties")
    for column in ("waiter_name", "waiter_id", "joined_to"):
        op.drop_column("parties", column)
    op.drop_constraint(op.f("fk_order_lines_restaurant_id_bill_id"), "order_lines")
    op.drop_index("ix_order_lines_bill", "order_lines")
    op.drop_constraint(op.f("ck_order_lines_tax"), "order_lines")
    op.drop_constraint(op.f("ck_order_lines_discount"), "order_lines")
    for column in (
        "net_cents",
        "menu_price_cents",
        "discount_cents",
        "discount_bp",
        "tax_bp",
        "seat",
        "split_of",
        "bill_id",
    ):
        op.drop_column("order_lines", column)
    for column in ("barcode", "tax_bp"):
        op.drop_column("menu_items", column)
    for table in (
        "payment_requests",
        "payments",
        "bill_discounts",
        "bills",
        "cash_movements",
        "shifts",
        "carts",
        "registers",
    ):
        op.drop_table(table)
    op.execute("DROP FUNCTION keep_the_ledger()")


def guard(table: str) -> None:
    """Rows exist only for their own restaurant, for the owner of the table too."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON {table} USING ({POLICY}) WITH CHECK ({POLICY})")
