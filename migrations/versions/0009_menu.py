"""Dishes have photos, allergens, tags and hours; the best of them are featured; a barcode is one dish's.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ALLERGENS = (
    "'gluten', 'crustaceans', 'eggs', 'fish', 'peanuts', 'soybeans', 'milk', 'nuts', 'celery', 'mustard', 'sesame', "
    "'sulphites', 'lupin', 'molluscs'"
)
COLUMNS = ("photo", "allergens", "tags", "featured", "schedule")

# A barcode that several dishes have was never of use: the first keeps it. And what left the menu needs none.
ONE_DISH_A_BARCODE = """
DO $$
DECLARE house uuid;
BEGIN
  FOR house IN SELECT id FROM restaurants LOOP
    PERFORM set_config('app.restaurant_id', house::text, true);
    UPDATE menu_items i SET barcode = NULL
    WHERE archived_at IS NULL AND EXISTS (
      SELECT FROM menu_items o
      WHERE o.restaurant_id = i.restaurant_id AND o.barcode = i.barcode AND o.archived_at IS NULL AND o.id < i.id
    );
  END LOOP;
  PERFORM set_config('app.restaurant_id', '', true);
END $$
"""


def upgrade() -> None:
    op.add_column("menu_items", sa.Column("photo", sa.Text(), nullable=True))
    for name in ("allergens", "tags"):
        op.add_column("menu_items", sa.Column(name, sa.ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.add_column("menu_items", sa.Column("featured", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("menu_items", sa.Column("schedule", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.create_check_constraint(op.f("ck_menu_items_photo"), "menu_items", "photo ~ '^[0-9a-f]{64}$'")
    op.create_check_constraint(
        op.f("ck_menu_items_allergens"), "menu_items", f"allergens <@ ARRAY[{ALLERGENS}]::text[]"
    )
    op.create_check_constraint(
        op.f("ck_menu_items_schedule"), "menu_items", "jsonb_typeof(schedule) = 'array' AND schedule <> '[]'"
    )
    op.execute(ONE_DISH_A_BARCODE)
    op.create_index(
        "uq_menu_items_barcode",
        "menu_items",
        ["restaurant_id", "barcode"],
        unique=True,
        postgresql_where=sa.text("archived_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("uq_menu_items_barcode", "menu_items")
    for name in ("schedule", "allergens", "photo"):
        op.drop_constraint(op.f(f"ck_menu_items_{name}"), "menu_items")
    for name in COLUMNS:
        op.drop_column("menu_items", name)
