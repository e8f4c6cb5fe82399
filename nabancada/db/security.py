"""Row-level security: the statements that switch it on, and the proof that nobody ignores it."""

from sqlalchemy import Connection, text

POLICY = "restaurant_id = (SELECT nullif(current_setting('app.restaurant_id', true), '')::uuid)"


def guard(table: str) -> list[str]:
    """The statements that make the rows of `table` exist only for their own restaurant.

    FORCE, because one database user both owns the tables and serves requests. The setting is read
    in a sub-select, so that it is evaluated once a statement instead of once a row.
    """
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY tenant ON {table} USING ({POLICY}) WITH CHECK ({POLICY})",
    ]


def ignores_row_level_security(connection: Connection) -> bool:
    """Whether the current role would see every restaurant's rows."""
    return bool(connection.scalar(text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")))
