"""Every table of the first floor: houses, plans, people, menus, tables, orders and the event log.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TENANT_TABLES = (
    "subscriptions",
    "branches",
    "menu_categories",
    "menu_items",
    "option_groups",
    "options",
    "item_option_groups",
    "dining_tables",
    "parties",
    "orders",
    "order_lines",
    "order_counters",
    "client_keys",
    "events",
)
PARTITIONED = ("orders", "order_lines", "events")
POLICY = "restaurant_id = (SELECT nullif(current_setting('app.restaurant_id', true), '')::uuid)"


def upgrade() -> None:
    op.create_table(
        "client_keys",
        sa.Column("restaurant_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("result_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("restaurant_id", "key", name=op.f("pk_client_keys")),
    )
    op.create_table(
        "events",
        sa.Column("restaurant_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("topics", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("restaurant_id", "seq", "at", name=op.f("pk_events")),
        postgresql_partition_by="RANGE (at)",
    )
    op.create_table(
        "plans",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("month_cents", sa.BigInteger(), nullable=False),
        sa.Column("year_cents", sa.BigInteger(), nullable=False),
        sa.Column("month_usd_cents", sa.BigInteger(), nullable=False),
        sa.Column("trial_days", sa.BigInteger(), nullable=False),
        sa.Column("history_days", sa.BigInteger(), nullable=True),
        sa.Column("limits", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("features", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_plans")),
    )
    op.create_table(
        "restaurants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("nif", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("settings", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("menu_version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("plan_version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name=op.f("ck_restaurants_slug")),
        sa.CheckConstraint("status IN ('pending', 'active', 'suspended')", name=op.f("ck_restaurants_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restaurants")),
        sa.UniqueConstraint("number", name=op.f("uq_restaurants_number")),
        sa.UniqueConstraint("slug", name=op.f("uq_restaurants_slug")),
        postgresql_with={"fillfactor": 50},
    )
    op.create_table(
        "branches",
        sa.Column("restaurant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["restaurant_id"], ["restaurants.id"], name=op.f("fk_branches_restaurant_id")),
        sa.PrimaryKeyConstraint("restaurant_id", "id", name=op.f("pk_branches")),
    )
    op.create_table(
        "dining_tables",
        sa.Column("restaurant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("seats", sa.BigInteger(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("shape", sa.Text(), nullable=False),
        sa.Column("grid_column", sa.BigInteger(), nullable=True),
        sa.Column("grid_row", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("shape IN ('square', 'round', 'wide')", name=op.f("ck_dining_tables_shape")),
        sa.CheckConstraint("seats BETWEEN 1 AND 99", name=op.f("ck_dining_tables_seats")),
        sa.ForeignKeyConstraint(["restaurant_id"], ["restaurants.id"], name=op.f("fk_dining_tables_restaurant_id")),
        sa.PrimaryKeyConstraint("restaurant_id", "id", name=op.f("pk_dining_tables")),
    )
    op.create_index("uq_dining_tables_code", "dining_tables", ["restaurant_id", "code"], unique=True)
    op.create_index(
        "uq_dining_tables_name",
        "dining_tables",
        ["restaurant_id", "name"],
        unique=True,
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_table(
        "menu_categories",
        sa.Column("restaurant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["restaurant_id"], ["restaurants.id"], name=op.f("fk_menu_categories_restaurant_id")),
        sa.PrimaryKeyConstraint("restaurant_id", "id", name=op.f("pk_menu_categories")),
    )
    op.create_table(
        "option_groups",
        sa.Column("restaurant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("min_choices", sa.BigInteger(), nullable=False),
        sa.Column("max_choices", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "0 <= min_choices AND min_choices <= max_choices AND max_choices >= 1",
            name=op.f("ck_option_groups_choices"),
        ),
        sa.ForeignKeyConstraint(["restaurant_id"], ["restaurants.id"], name=op.f("fk_option_groups_restaurant_id")),
        sa.PrimaryKeyConstraint("restaurant_id", "id", name=op.f("pk_option_groups")),
    )
    op.create_table(
        "order_counters",
        sa.Column("restaurant_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("placed", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["restaurant_id"], ["restaurants.id"], name=op.f("fk_order_counters_restaurant_id")),
        sa.PrimaryKeyConstraint("restaurant_id", name=op.f("pk_order_counters")),
        postgresql_with={"fillfactor": 50},
    )
    op.create_table(
        "streams",
        sa.Column("restaurant_id", sa.Uuid(), nullable=False),
        sa.Column("epoch", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("seq", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("floor_seq", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["restaurant_id"], ["restaurants.id"], name=op.f("fk_streams_restaurant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("restaurant_id", name=op.f("pk_streams")),
        postgresql_with={"fillfactor": 50},
    )
    op.create_table(
        "subscriptions",
        sa.Column("restaurant_id", sa.Uuid(), nullable=False),
        sa.Column("plan_slug", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("trial_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("renews_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "status IN ('pending', 'trial', 'active', 'past_due', 'cancelled', 'suspended', 'expired')",
            name=op.f("ck_subscriptions_status"),
        ),
        sa.ForeignKeyConstraint(["plan_slug"], ["plans.slug"], name=op.f("fk_subscriptions_plan_slug")),
        sa.ForeignKeyConstraint(["restaurant_id"], ["restaurants.id"], name=op.f("fk_subscriptions_restaurant_id")),
        sa.PrimaryKeyConstraint("restaurant_id", name=op.f("pk_subscriptions")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("restaurant_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("pin_hash", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("language", sa.Text(), server_default="pt", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(role = 'superadmin') = (restaurant_id IS NULL)", name=op.f("ck_users_restaurant")),
        sa.CheckConstraint("language IN ('pt', 'en')", name=op.f("ck_users_language")),
        sa.CheckConstraint("name <> ''", name=op.f("ck_users_name")),
        sa.CheckConstraint(
            "role IN ('superadmin', 'owner', 'manager', 'cashier', 'waiter', 'kitchen')",
            name=op.f("ck_users_role"),
        ),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_users_email_lower")),
        sa.ForeignKeyConstraint(["restaurant_id"], ["restaurants.id"], name=op.f("fk_users_restaurant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
    )
    op.create_index("ix_users_restaurant_id", "users", ["restaurant_id", "id"], unique=False)
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("restaurant_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("permissions", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("issued_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("name <> ''", name=op.f("ck_api_tokens_name")),
        sa.CheckConstraint("cardinality(permissions) > 0", name=op.f("ck_api_tokens_permissions")),
        sa.CheckConstraint("octet_length(token_hash) = 32", name=op.f("ck_api_tokens_token_hash")),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["users.id"], name=op.f("fk_api_tokens_issued_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["restaurant_id"], ["restaurants.id"], name=op.f("fk_api_tokens_restaurant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_tokens_token_hash")),
    )
    op.create_index("ix_api_tokens_restaurant_id", "api_tokens", ["restaurant_id", "id"], unique=False)
    op.create_table(
        "menu_items",
        sa.Column("restaurant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("price_cents", sa.BigInteger(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("art", sa.Text(), nullable=True),
        sa.Column("prep_minutes", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("available", sa.Boolean(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("prep_minutes BETWEEN 1 AND 240", name=op.f("ck_menu_items_prep_minutes")),
        sa.CheckConstraint("price_cents >= 0", name=op.f("ck_menu_items_price")),
        sa.ForeignKeyConstraint(
            ["restaurant_id", "category_id"],
            ["menu_categories.restaurant_id", "menu_categories.id"],
            name=op.f("fk_menu_items_restaurant_id_category_id"),
        ),
        sa.PrimaryKeyConstraint("restaurant_id", "id", name=op.f("pk_menu_items")),
    )
    op.create_index("ix_menu_items_category", "menu_items", ["restaurant_id", "category_id"], unique=False)
    op.create_table(
        "options",
        sa.Column("restaurant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("price_cents", sa.BigInteger(), nullable=False),
        sa.Column("available", sa.Boolean(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("price_cents >= 0", name=op.f("ck_options_price")),
        sa.ForeignKeyConstraint(
            ["restaurant_id", "group_id"],
            ["option_groups.restaurant_id", "option_groups.id"],
            name=op.f("fk_options_restaurant_id_group_id"),
        ),
        sa.PrimaryKeyConstraint("restaurant_id", "id", name=op.f("pk_options")),
    )
    op.create_index("ix_options_group", "options", ["restaurant_id", "group_id"], unique=False)
    op.create_table(
        "parties",
        sa.Column("restaurant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("table_id", sa.Uuid(), nullable=False),
        sa.Column("guests", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=True),
        sa.Column("bill_requested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rounds", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["restaurant_id", "table_id"],
            ["dining_tables.restaurant_id", "dining_tables.id"],
            name=op.f("fk_parties_restaurant_id_table_id"),
        ),
        sa.PrimaryKeyConstraint("restaurant_id", "id", name=op.f("pk_parties")),
    )
    op.create_index("ix_parties_table", "parties", ["restaurant_id", "table_id", "opened_at"], unique=False)
    op.create_index(
        "uq_parties_open_table",
        "parties",
        ["restaurant_id", "table_id"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "web_sessions",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("jsonb_typeof(data) = 'object'", name=op.f("ck_web_sessions_data")),
        sa.CheckConstraint("octet_length(token_hash) = 32", name=op.f("ck_web_sessions_token_hash")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_web_sessions_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_web_sessions")),
    )
    op.create_index("ix_web_sessions_expires_at", "web_sessions", ["expires_at"], unique=False)
    op.create_index(
        "ix_web_sessions_user_id",
        "web_sessions",
        ["user_id"],
        unique=False,
        postgresql_where=sa.text("user_id IS NOT NULL"),
    )
    op.create_table(
        "item_option_groups",
        sa.Column("restaurant_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["restaurant_id", "group_id"],
            ["option_groups.restaurant_id", "option_groups.id"],
            name=op.f("fk_item_option_groups_restaurant_id_group_id"),
        ),
        sa.ForeignKeyConstraint(
            ["restaurant_id", "item_id"],
            ["menu_items.restaurant_id", "menu_items.id"],
            name=op.f("fk_item_option_groups_restaurant_id_item_id"),
        ),
        sa.PrimaryKeyConstraint("restaurant_id", "item_id", "group_id", name=op.f("pk_item_option_groups")),
    )
    op.create_table(
        "orders",
        sa.Column("restaurant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("round", sa.BigInteger(), nullable=True),
        sa.Column("customer", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("total_cents", sa.BigInteger(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("placed_by", sa.Uuid(), nullable=True),
        sa.Column("placed_by_name", sa.Text(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("served_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by", sa.Uuid(), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("(type = 'table') = (party_id IS NOT NULL)", name=op.f("ck_orders_party")),
        sa.CheckConstraint(
            "status IN ('pending', 'preparing', 'ready', 'served', 'cancelled')",
            name=op.f("ck_orders_status"),
        ),
        sa.CheckConstraint("type IN ('table', 'counter', 'takeaway', 'delivery')", name=op.f("ck_orders_type")),
        sa.CheckConstraint("total_cents >= 0", name=op.f("ck_orders_total")),
        sa.ForeignKeyConstraint(
            ["restaurant_id", "party_id"],
            ["parties.restaurant_id", "parties.id"],
            name=op.f("fk_orders_restaurant_id_party_id"),
        ),
        sa.PrimaryKeyConstraint("restaurant_id", "id", name=op.f("pk_orders")),
        postgresql_partition_by="RANGE (id)",
    )
    op.create_index("ix_orders_day", "orders", ["restaurant_id", "business_day", "number"], unique=False)
    op.create_index(
        "ix_orders_open",
        "orders",
        ["restaurant_id", "placed_at"],
        unique=False,
        postgresql_where=sa.text("status IN ('pending', 'preparing', 'ready')"),
    )
    op.create_index(
        "ix_orders_party",
        "orders",
        ["restaurant_id", "party_id"],
        unique=False,
        postgresql_where=sa.text("party_id IS NOT NULL"),
    )
    op.create_table(
        "order_lines",
        sa.Column("restaurant_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("prep_minutes", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("void_quantity", sa.BigInteger(), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_by", sa.Uuid(), nullable=True),
        sa.Column("unit_price_cents", sa.BigInteger(), nullable=False),
        sa.Column("options", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint("quantity BETWEEN 1 AND 999", name=op.f("ck_order_lines_quantity")),
        sa.CheckConstraint("unit_price_cents >= 0", name=op.f("ck_order_lines_unit_price")),
        sa.CheckConstraint("void_quantity BETWEEN 0 AND quantity", name=op.f("ck_order_lines_void_quantity")),
        sa.ForeignKeyConstraint(
            ["restaurant_id", "item_id"],
            ["menu_items.restaurant_id", "menu_items.id"],
            name=op.f("fk_order_lines_restaurant_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["restaurant_id", "order_id"],
            ["orders.restaurant_id", "orders.id"],
            name=op.f("fk_order_lines_restaurant_id_order_id"),
        ),
        sa.PrimaryKeyConstraint("restaurant_id", "order_id", "id", name=op.f("pk_order_lines")),
        postgresql_partition_by="RANGE (order_id)",
    )

    for table in TENANT_TABLES:
        guard(table)
    for table in PARTITIONED:
        # Rows outside every month find a home too; the job that makes partitions keeps it empty.
        op.execute(f"CREATE TABLE {table}_default PARTITION OF {table} DEFAULT")
        guard(f"{table}_default")


def downgrade() -> None:
    for table in (
        "order_lines",
        "orders",
        "item_option_groups",
        "web_sessions",
        "parties",
        "options",
        "menu_items",
        "api_tokens",
        "users",
        "subscriptions",
        "streams",
        "order_counters",
        "option_groups",
        "menu_categories",
        "dining_tables",
        "branches",
        "restaurants",
        "plans",
        "events",
        "client_keys",
    ):
        op.drop_table(table)


def guard(table: str) -> None:
    """Rows exist only for their own restaurant, for the owner of the table too."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON {table} USING ({POLICY}) WITH CHECK ({POLICY})")
