"""An invitation knows who sent it; a shared device knows which house shares it.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("invitations", sa.Column("invited_by_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_invitations_invited_by_id"), "invitations", "users", ["invited_by_id"], ["id"], ondelete="SET NULL"
    )
    op.execute("""
        UPDATE web_sessions w SET data = w.data || jsonb_build_object('shared_by', u.restaurant_id)
        FROM users u WHERE u.id = w.user_id AND u.restaurant_id IS NOT NULL AND w.data ? 'shared'
    """)


def downgrade() -> None:
    op.execute("UPDATE web_sessions SET data = data - 'shared_by'")
    op.drop_constraint(op.f("fk_invitations_invited_by_id"), "invitations", type_="foreignkey")
    op.drop_column("invitations", "invited_by_id")
