"""The assembly: rooms, screens and edges become one application."""

from importlib import import_module
from pathlib import Path

from flask import Flask, abort, request
from werkzeug.middleware.proxy_fix import ProxyFix

from nabancada import access, api_docs, cache, cli, clock, config, db, health, i18n, live, logs, money
from nabancada.auth import identities
from nabancada.config import SCREENS, Settings
from nabancada.menu import schedule
from nabancada.menu.labels import ALLERGEN_NAMES
from nabancada.payments import gateways
from nabancada.printing import troubles
from nabancada.storage import pictures
from nabancada.usage import branches
from nabancada.web import addresses, assets, json, limiter, observability, problems, requests, security, uploads

ROOT = Path(__file__).resolve().parents[1]
MEGABYTE = 1024 * 1024

ROOMS = ("restaurants", "auth", "menu", "tables", "till", "printing", "orders", "payments", "messages", "usage")
EVERYWHERE = frozenset({"account"})  # screens that every process serves: whoever is not signed in is led there
PARTS = ("api", "carts_api", "views", "regions")
SEVERAL = ("_api", "_views")  # of which a large room has more than one


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application: reads settings, opens no connection.

    :raises ConfigurationError: a setting is missing or malformed
    """
    settings = settings or config.settings()
    logs.configure(settings)
    app = Flask("nabancada", root_path=str(ROOT), static_folder=None)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MEGABYTE,
        MAX_FORM_MEMORY_SIZE=MEGABYTE,
        SETTINGS=settings,
    )
    db.connect(settings.database_url, settings.database_replica_url, pool_size=settings.database_pool)
    for ground in (requests, json, i18n, assets, uploads, problems):
        ground.init_app(app)
    _keep_to_screens(app, settings)
    for part in (observability, cache, live, limiter, security, identities, health):
        part.init_app(app, settings)
    access.init_app(app, identities.who)
    app.jinja_env.filters.update(kz=money.kz, kz_parts=money.parts)
    app.jinja_env.filters.update(local_time=clock.hour, local_day=clock.day_and_hour, local_moment=clock.moment)
    app.jinja_env.filters.update(day=clock.calendar_day, span=clock.span, day_runs=schedule.runs, plain_kz=money.plain)
    app.jinja_env.globals.update(identity=access.identity, may=access.may, now=clock.now)
    app.jinja_env.globals.update(absolute=addresses.absolute, shown_again=addresses.shown_again)
    app.jinja_env.globals.update(allergen_names=ALLERGEN_NAMES, printer_troubles=troubles.WORDS)
    app.jinja_env.globals.update(picture_addresses=pictures.addresses)
    gateways.configure(settings)
    branches.keep_used()
    _open_rooms(app)
    api_docs.init_app(app)
    cli.init_app(app)
    _wrap(app, settings)
    return app


def _keep_to_screens(app: Flask, settings: Settings) -> None:
    """Screens that another process serves are not found here, whoever asks.

    Their addresses stay known, since the proxy in front makes one origin of all processes: pages link to every
    screen, and any process draws the live regions of all.
    """
    if not settings.nabancada_screens:
        return
    elsewhere = set(SCREENS) - settings.nabancada_screens - EVERYWHERE
    modules = tuple(f"nabancada.{screen}." for screen in elsewhere)

    @app.before_request
    def keep_to_screens() -> None:
        view = app.view_functions.get(request.endpoint or "")
        if view is not None and view.__module__.startswith(modules):
            abort(404)


def _open_rooms(app: Flask) -> None:
    """Register every blueprint of the rooms and of the screens."""
    for room in (*ROOMS, *SCREENS):
        for file in sorted((ROOT / "nabancada" / room).glob("*.py")):
            if file.stem not in PARTS and not file.stem.endswith(SEVERAL):
                continue
            module = import_module(f"nabancada.{room}.{file.stem}")
            if hasattr(module, "bp"):
                app.register_blueprint(module.bp)


def _wrap(app: Flask, settings: Settings) -> None:
    app.wsgi_app = live.Middleware(app.wsgi_app)  # type: ignore[method-assign]
    if hops := settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
