"""Bringing a database up to the code, and telling whether it is."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text

SCRIPTS = Path(__file__).resolve().parents[2] / "migrations"
LOCK = 7_102_226  # any number: the advisory lock of upgrades


def upgrade(url: str, revision: str = "head") -> None:
    """Run what is missing, one upgrade at a time however many deploys start together."""
    _run(url, lambda config: command.upgrade(config, revision))


def downgrade(url: str, revision: str) -> None:
    """Undo migrations down to `revision`: for tests and emergencies."""
    _run(url, lambda config: command.downgrade(config, revision))


def head() -> str:
    """The revision this code needs."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def is_current(connection: Connection) -> bool:
    """Whether the schema is at least what this code needs: a newer one, mid-deploy, still serves it."""
    at = MigrationContext.configure(connection).get_current_revision()
    if at is None:
        return False
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    return at == head() or at not in known


def _run(url: str, work: Callable[[Config], None]) -> None:
    engine = create_engine(url)
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
        connection.commit()
        config = _config()
        config.attributes["connection"] = connection
        try:
            work(config)
        finally:
            connection.rollback()
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})
            connection.commit()
    engine.dispose()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    return config
