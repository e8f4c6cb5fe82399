"""Who directs a house works at all of its branches.

Revision ID: 0018
Revises: 0017
"""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_check_constraint(
        op.f("ck_users_everywhere"), "users", "branch_id IS NULL OR role NOT IN ('owner', 'superadmin')"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_users_everywhere"), "users")
