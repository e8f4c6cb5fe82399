"""The four plans on offer.

Revision ID: 0002
Revises: 0001
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LIMITS = (
    "branches",
    "tables",
    "menu_items",
    "orders_per_month",
    "users",
    "customers",
    "coupons",
    "expense_categories",
    "inventory_items",
)
# slug, name, Kz a month, Kz a year, USD a month, days of trial, days of history, limits (None: no end), features
PLANS = (
    ("basico", "Básico", 15_000, 144_000, 18, 14, 30, (1, 10, 50, 500, 2, 100, 0, 0, 0), ()),
    (
        "profissional",
        "Profissional",
        35_000,
        336_000,
        42,
        14,
        90,
        (3, 30, 150, 2_000, 5, 500, 10, 10, 0),
        ("loyalty", "coupons", "expenses"),
    ),
    (
        "empresarial",
        "Empresarial",
        70_000,
        672_000,
        84,
        14,
        365,
        (10, 100, None, 10_000, 15, 2_000, 50, 30, 500),
        ("loyalty", "coupons", "expenses", "inventory", "transfers"),
    ),
    (
        "enterprise",
        "Enterprise",
        150_000,
        1_440_000,
        180,
        30,
        None,
        (None,) * len(LIMITS),
        ("loyalty", "coupons", "expenses", "inventory", "transfers"),
    ),
)
FEATURES = ("loyalty", "coupons", "expenses", "inventory", "transfers")
INSERT = sa.text(
    """
    INSERT INTO plans (slug, name, position, month_cents, year_cents, month_usd_cents, trial_days, history_days,
                       limits, features)
    VALUES (:slug, :name, :position, :month, :year, :usd, :trial, :history, cast(:limits AS jsonb),
            cast(:features AS jsonb))
    """
)


def upgrade() -> None:
    for position, (slug, name, month, year, usd, trial, history, limits, features) in enumerate(PLANS):
        op.get_bind().execute(
            INSERT,
            {
                "slug": slug,
                "name": name,
                "position": position,
                "month": month * 100,
                "year": year * 100,
                "usd": usd * 100,
                "trial": trial,
                "history": history,
                "limits": json.dumps(dict(zip(LIMITS, limits, strict=True))),
                "features": json.dumps({feature: feature in features for feature in FEATURES}),
            },
        )


def downgrade() -> None:
    op.execute("DELETE FROM plans WHERE slug IN ('basico', 'profissional', 'empresarial', 'enterprise')")
