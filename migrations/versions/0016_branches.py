"""Branches have rooms, tables, registers, printers, drafts and orders of their own; somebody may work at one alone.

What does not say where it belongs goes to the house's main branch, `main_branch()`: so do the rows that instances of
the release before go on to write.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

PARTS = ("rooms", "dining_tables", "registers", "printers", "carts", "orders")
NAMED = ("registers", "printers", "dining_tables")  # whose names are unique among those in use

MAIN_BRANCH = """
CREATE FUNCTION main_branch() RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT (branches -> 0 ->> 'id')::uuid FROM restaurants
    WHERE id = nullif(current_setting('app.restaurant_id', true), '')::uuid
$$
"""
LIVE = """
    SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'name', name) ORDER BY id), '[]')
    FROM branches WHERE archived_at IS NULL
"""
OF_EVERY_HOUSE = f"""
DO $$
DECLARE house uuid;
BEGIN
  FOR house IN SELECT id FROM restaurants LOOP
    PERFORM set_config('app.restaurant_id', house::text, true);
    INSERT INTO branches (restaurant_id, id, name)
    SELECT house, uuidv7(), 'Principal' WHERE NOT EXISTS (SELECT FROM branches WHERE archived_at IS NULL);
    UPDATE restaurants SET branches = ({LIVE}) WHERE id = house;
    {{parts}}
  END LOOP;
  PERFORM set_config('app.restaurant_id', '', true);
END $$
"""


def upgrade() -> None:
    op.add_column(
        "restaurants",
        sa.Column("branches", sa.dialects.postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
    )
    op.add_column("users", sa.Column("branch_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_users_restaurant_id_branch_id"),
        "users",
        "branches",
        ["restaurant_id", "branch_id"],
        ["restaurant_id", "id"],
    )
    op.drop_constraint(op.f("fk_dining_tables_restaurant_id_area"), "dining_tables")
    op.drop_constraint(op.f("uq_rooms_restaurant_id_name"), "rooms")
    for table in PARTS:
        op.add_column(table, sa.Column("branch_id", sa.Uuid(), nullable=True))
    op.execute(MAIN_BRANCH)
    op.execute(OF_EVERY_HOUSE.format(parts="".join(f"UPDATE {one} SET branch_id = main_branch();\n" for one in PARTS)))
    for table in PARTS:
        op.execute(f"ALTER TABLE {table} ALTER branch_id SET DEFAULT main_branch(), ALTER branch_id SET NOT NULL")
        op.create_foreign_key(
            op.f(f"fk_{table}_restaurant_id_branch_id"),
            table,
            "branches",
            ["restaurant_id", "branch_id"],
            ["restaurant_id", "id"],
        )
    op.create_unique_constraint(
        op.f("uq_rooms_restaurant_id_branch_id_name"), "rooms", ["restaurant_id", "branch_id", "name"]
    )
    op.create_foreign_key(
        op.f("fk_dining_tables_restaurant_id_branch_id_area"),
        "dining_tables",
        "rooms",
        ["restaurant_id", "branch_id", "area"],
        ["restaurant_id", "branch_id", "name"],
        onupdate="CASCADE",
    )
    _names_are_unique(["restaurant_id", "branch_id", "name"])


def downgrade() -> None:
    _names_are_unique(["restaurant_id", "name"])
    op.drop_constraint(op.f("fk_dining_tables_restaurant_id_branch_id_area"), "dining_tables")
    op.drop_constraint(op.f("uq_rooms_restaurant_id_branch_id_name"), "rooms")
    for table in PARTS:
        op.drop_constraint(op.f(f"fk_{table}_restaurant_id_branch_id"), table)
        op.drop_column(table, "branch_id")
    op.create_unique_constraint(op.f("uq_rooms_restaurant_id_name"), "rooms", ["restaurant_id", "name"])
    op.create_foreign_key(
        op.f("fk_dining_tables_restaurant_id_area"),
        "dining_tables",
        "rooms",
        ["restaurant_id", "area"],
        ["restaurant_id", "name"],
        onupdate="CASCADE",
    )
    op.drop_constraint(op.f("fk_users_restaurant_id_branch_id"), "users")
    op.drop_column("users", "branch_id")
    op.execute("DROP FUNCTION main_branch()")
    op.drop_column("restaurants", "branches")


def _names_are_unique(columns: list[str]) -> None:
    for table in NAMED:
        op.drop_index(f"uq_{table}_name", table)
        op.create_index(
            f"uq_{table}_name", table, columns, unique=True, postgresql_where=sa.text("archived_at IS NULL")
        )
