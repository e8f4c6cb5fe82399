"""The database session, the tenant it is bound to, and when work is committed.

Everything that writes runs inside `atomic()`; everything that reads just uses `session`. Row-level
security decides which rows exist, from the restaurant given to `tenant()`; with no tenant there are none.
"""

from nabancada.db.engine import FAULTS, connect, dispose, engine
from nabancada.db.lookup import lookup
from nabancada.db.order import put_in_order
from nabancada.db.schema import MAIN_BRANCH, Base, TenantRow, new_id, tenant_fk
from nabancada.db.tenancy import current_restaurant_id, tenant_or_none
from nabancada.db.work import (
    atomic,
    before_commit,
    notes,
    on_commit,
    platform,
    read_only,
    release,
    reporting,
    run,
    session,
    tenant,
)

__all__ = [
    "FAULTS",
    "MAIN_BRANCH",
    "Base",
    "TenantRow",
    "atomic",
    "before_commit",
    "connect",
    "current_restaurant_id",
    "dispose",
    "engine",
    "lookup",
    "new_id",
    "notes",
    "on_commit",
    "platform",
    "put_in_order",
    "read_only",
    "release",
    "reporting",
    "run",
    "session",
    "tenant",
    "tenant_fk",
    "tenant_or_none",
]
