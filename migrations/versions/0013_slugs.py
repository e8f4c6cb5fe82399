"""A house may change its slug: those it had still lead to it.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("restaurants", sa.Column("former_slugs", ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.create_index("ix_restaurants_former_slugs", "restaurants", ["former_slugs"], postgresql_using="gin")


def downgrade() -> None:
    op.drop_index("ix_restaurants_former_slugs", "restaurants")
    op.drop_column("restaurants", "former_slugs")
