"""A table remembers since when its guests call.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dining_tables", sa.Column("called_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("dining_tables", "called_at")
