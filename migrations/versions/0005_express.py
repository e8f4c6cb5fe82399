"""Multicaixa Express on the payer's phone: why, who gave up, what was returned; whose a reference is.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

STATUSES = "'asking', 'waiting', 'paid', 'refused', 'expired', 'given_up', 'to_return'"
CHECKS = {
    "answered": "(status IN ('asking', 'waiting')) = (answered_at IS NULL)",
    "refused": "(status = 'refused') = (reason IS NOT NULL)",
    "returned": "(status = 'returned') = (returned_at IS NOT NULL)",
}
COLUMNS = {
    "reason": sa.Text(),
    "given_up_at": sa.DateTime(timezone=True),
    "returned_by": sa.Uuid(),
    "returned_by_name": sa.Text(),
    "returned_at": sa.DateTime(timezone=True),
}
INDEXES = {
    "uq_payment_requests_gateway_reference": (["gateway", "gateway_reference"], "gateway_reference IS NOT NULL"),
    "uq_payment_requests_payment": (["payment_id"], "payment_id IS NOT NULL"),
    "ix_payment_requests_to_return": (["id"], "status = 'to_return'"),
}


def upgrade() -> None:
    for name, kind in COLUMNS.items():
        op.add_column("payment_requests", sa.Column(name, kind, nullable=True))
    _statuses(f"{STATUSES}, 'returned'")
    for name, rule in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_payment_requests_{name}"), "payment_requests", rule)
    for name, (columns, where) in INDEXES.items():
        op.create_index(
            name,
            "payment_requests",
            ["restaurant_id", *columns],
            unique=name.startswith("uq"),
            postgresql_where=sa.text(where),
        )
    op.create_table(
        "gateway_references",
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("restaurant_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["restaurant_id", "request_id"],
            ["payment_requests.restaurant_id", "payment_requests.id"],
            name=op.f("fk_gateway_references_restaurant_id_request_id"),
        ),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_gateway_references")),
    )
    op.create_index(
        "ix_gateway_references_due",
        "gateway_references",
        ["look_at"],
        unique=False,
        postgresql_where=sa.text("look_at IS NOT NULL"),
    )
    op.create_index(
        "ix_gateway_references_request", "gateway_references", ["restaurant_id", "request_id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("gateway_references")
    for name in INDEXES:
        op.drop_index(name, "payment_requests")
    for name in CHECKS:
        op.drop_constraint(op.f(f"ck_payment_requests_{name}"), "payment_requests")
    _statuses(STATUSES)
    for name in COLUMNS:
        op.drop_column("payment_requests", name)


def _statuses(words: str) -> None:
    name = op.f("ck_payment_requests_status")
    op.drop_constraint(name, "payment_requests")
    op.create_check_constraint(name, "payment_requests", f"status IN ({words})")
