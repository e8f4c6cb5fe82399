"""Is this instance alive, is it ready, how is it doing; and may it start at all."""

import os

from flask import Blueprint, Flask, Response, current_app
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import SQLAlchemyError

from nabancada import cache, db
from nabancada.access import public
from nabancada.config import Settings
from nabancada.db import migrate
from nabancada.db.security import ignores_row_level_security
from nabancada.web.json import answer

bp = Blueprint("health", __name__)

OK, DOWN, OLD, OFF = "ok", "down", "old", "off"


def init_app(app: Flask, _settings: Settings) -> None:
    app.register_blueprint(bp)


@bp.get("/healthz")
@public
def alive() -> Response:
    """The process answers."""
    return Response("ok\n", content_type="text/plain")


@bp.get("/readyz")
@public
def ready() -> Response:
    """What this instance needs, each by name. Without Redis it still serves, only slower."""
    parts = {"postgresql": DOWN, "schema": DOWN, "redis": _redis()}
    try:
        with db.engine().connect() as connection:
            parts["postgresql"] = OK
            parts["schema"] = OK if migrate.is_current(connection) else OLD
    except SQLAlchemyError:
        current_app.logger.warning("not ready: the database does not answer")
    fit = parts["postgresql"] == parts["schema"] == OK
    return answer(parts, 200 if fit else 503)


@bp.get("/metrics")
@public
def metrics() -> Response:
    """Prometheus figures of all workers of this instance."""
    return Response(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)


def figure(name: str) -> float:
    """One of those figures, as people look at it: the sum of its samples; 0 while there is none."""
    return sum(sample.value for family in _registry().collect() for sample in family.samples if sample.name == name)


def reasons_not_to_start(settings: Settings) -> list[str]:
    """What is wrong with the database, one sentence each. Opens a connection of its own and closes it."""
    engine = create_engine(settings.database_url, connect_args={"connect_timeout": 5})
    try:
        with engine.connect() as connection:
            return _faults(connection)
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).strip().splitlines()[0]
        return [f"The database of DATABASE_URL does not answer: {reason}."]
    finally:
        engine.dispose()


def _registry() -> CollectorRegistry:
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return registry


def _faults(connection: Connection) -> list[str]:
    found = []
    if ignores_row_level_security(connection):
        found.append("The database role of DATABASE_URL ignores row-level security: use an ordinary role.")
    if not migrate.is_current(connection):
        found.append("The database schema is older than this code: run `flask --app wsgi db-upgrade`.")
    return found


def _redis() -> str:
    answers = cache.reachable()
    return OFF if answers is None else OK if answers else DOWN
