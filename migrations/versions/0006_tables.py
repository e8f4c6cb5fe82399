"""When a dish's note was changed after it was sent, so that the kitchen sees it was.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("order_lines", sa.Column("note_changed_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("order_lines", "note_changed_at")
