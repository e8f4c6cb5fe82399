"""A house's row names its plan, so that every request knows how far back it looks. An invitation may be to one branch.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

# Instances of the release before write houses that name none, and see all of them: none is no limit.
NAME_THE_PLANS = """
DO $$
DECLARE house uuid;
BEGIN
  FOR house IN SELECT id FROM restaurants LOOP
    PERFORM set_config('app.restaurant_id', house::text, true);
    UPDATE restaurants SET plan_slug = (SELECT plan_slug FROM subscriptions WHERE restaurant_id = house)
    WHERE id = house;
  END LOOP;
  PERFORM set_config('app.restaurant_id', '', true);
END $$
"""


def upgrade() -> None:
    op.add_column("restaurants", sa.Column("plan_slug", sa.Text(), nullable=True))
    op.create_foreign_key(op.f("fk_restaurants_plan_slug"), "restaurants", "plans", ["plan_slug"], ["slug"])
    op.execute(NAME_THE_PLANS)
    op.add_column("invitations", sa.Column("branch_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_invitations_restaurant_id_branch_id"),
        "invitations",
        "branches",
        ["restaurant_id", "branch_id"],
        ["restaurant_id", "id"],
    )
    op.create_check_constraint(op.f("ck_invitations_everywhere"), "invitations", "branch_id IS NULL OR role <> 'owner'")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_invitations_everywhere"), "invitations")
    op.drop_column("invitations", "branch_id")
    op.drop_column("restaurants", "plan_slug")
