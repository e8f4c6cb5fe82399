"""Rooms are rows: they have an order, may be empty, and are renamed with the tables in them.

`dining_tables.area` stays and names its room, so that instances of the release before go on meanwhile.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

POLICY = "restaurant_id = (SELECT nullif(current_setting('app.restaurant_id', true), '')::uuid)"

# One room for every area that tables are in, in the order in which the map has shown them.
ROOMS_OF_AREAS = """
DO $$
DECLARE house uuid;
BEGIN
  FOR house IN SELECT id FROM restaurants LOOP
    PERFORM set_config('app.restaurant_id', house::text, true);
    INSERT INTO rooms (restaurant_id, id, name, position, archived_at)
    SELECT house, uuidv7(), area,
           row_number() OVER (ORDER BY bool_and(archived_at IS NOT NULL), min(position), area) - 1,
           CASE WHEN bool_and(archived_at IS NOT NULL) THEN max(archived_at) END
    FROM dining_tables GROUP BY area;
  END LOOP;
  PERFORM set_config('app.restaurant_id', '', true);
END $$
"""


def upgrade() -> None:
    op.create_table(
        "rooms",
        sa.Column("restaurant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_rooms_name")),
        sa.ForeignKeyConstraint(["restaurant_id"], ["restaurants.id"], name=op.f("fk_rooms_restaurant_id")),
        sa.PrimaryKeyConstraint("restaurant_id", "id", name=op.f("pk_rooms")),
        sa.UniqueConstraint("restaurant_id", "name", name=op.f("uq_rooms_restaurant_id_name")),
    )
    op.execute("ALTER TABLE rooms ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE rooms FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON rooms USING ({POLICY}) WITH CHECK ({POLICY})")
    op.execute(ROOMS_OF_AREAS)
    op.create_foreign_key(
        op.f("fk_dining_tables_restaurant_id_area"),
        "dining_tables",
        "rooms",
        ["restaurant_id", "area"],
        ["restaurant_id", "name"],
        onupdate="CASCADE",
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_dining_tables_restaurant_id_area"), "dining_tables")
    op.drop_table("rooms")
