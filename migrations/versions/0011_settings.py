"""Settings have a version, and branches end and have names of their own.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("restaurants", sa.Column("settings_version", sa.BigInteger(), server_default="1", nullable=False))
    op.add_column("branches", sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "uq_branches_name",
        "branches",
        ["restaurant_id", sa.text("lower(name)")],
        unique=True,
        postgresql_where=sa.text("archived_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("uq_branches_name", "branches")
    op.drop_column("branches", "archived_at")
    op.drop_column("restaurants", "settings_version")
