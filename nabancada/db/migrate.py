"""Bringing a database up to the code, and telling whether it is."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
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


@cache
def head() -> str:
    """The revision this code needs."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


@cache
def _known() -> frozenset[str]:
    """Every revision this code has heard of."""
    return frozenset(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


def is_current(connection: Connection) -> bool:
    """Whether the schema is at least what this code needs: a newer one, mid-deploy, still serves it."""
    if not connection.scalar(text("SELECT to_regclass('alembic_version') IS NOT NULL")):
        return False
    at = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return at is not None and (at == head() or at not in _known())


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
