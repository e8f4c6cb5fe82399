"""What every table shares: types, names of constraints, and belonging to a restaurant."""

from datetime import datetime
from typing import Any
from uuid import UUID

import uuid_utils.compat as uuids
from sqlalchemy import BigInteger, DateTime, ForeignKeyConstraint, MetaData, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from nabancada.db.tenancy import current_restaurant_id

# The default of a row's branch: what does not say where it belongs is of the house's main one.
MAIN_BRANCH = text("main_branch()")


def new_id() -> UUID:
    """A UUIDv7: made by the application, sorted by time, so that it also says which partition a row is in."""
    return uuids.uuid7()


class Base(DeclarativeBase):
    type_annotation_map = {
        datetime: DateTime(timezone=True),
        int: BigInteger,
        str: Text,
        dict[str, Any]: JSONB(none_as_null=True),
        list[dict[str, Any]]: JSONB(none_as_null=True),
    }
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class TenantRow:
    """A row that belongs to one restaurant and is guarded by row-level security.

    The key begins with the restaurant, so no row can point into another one, and the tables are ready
    to be spread over machines by it.
    """

    restaurant_id: Mapped[UUID] = mapped_column(primary_key=True, default=current_restaurant_id, sort_order=-2)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, sort_order=-1)


def tenant_fk(column: str, target: str, **options: Any) -> ForeignKeyConstraint:
    """A foreign key that cannot cross restaurants (plain ones bypass row-level security)."""
    return ForeignKeyConstraint(["restaurant_id", column], [f"{target}.restaurant_id", f"{target}.id"], **options)
