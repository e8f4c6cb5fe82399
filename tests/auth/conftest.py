"""A small application whose views do what sessions must survive, and people with passwords."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask, abort, jsonify, request, session
from flask.testing import FlaskClient

from nabancada import access, beside, db, i18n
from nabancada.access import Branch
from nabancada.auth import actions, identities, sessions
from nabancada.auth.models import User
from nabancada.config import Settings
from nabancada.permissions import Permission, Role
from nabancada.web import problems
from tests import factories

PASSWORD = "muamba com funge"
Meanwhile = dict[str, Callable[[], object]]


@pytest.fixture
def owner(restaurant) -> User:
    """The owner of the house, with `PASSWORD`."""
    return actions.hire(name="Rosa", email=f"{db.new_id().hex}@casa.ao", role=Role.OWNER, password=PASSWORD)


@pytest.fixture
def main(restaurant) -> Branch:
    """The branch every house begins with."""
    return factories.branch(restaurant)


@pytest.fixture
def talatona(restaurant) -> Branch:
    """One more branch of the house."""
    return factories.branch(restaurant, "Talatona")


@pytest.fixture
def browser(client) -> FlaskClient:
    """The pages and the API, signed out."""
    return client(None)


@pytest.fixture
def ask(browser, caplog):
    """`ask(email)`: ask for a reset link, on the page or at `path`; the answer, and the letters written to the log,
    where there is no mail server."""

    def ask(email: str, path: str = "/password-reset", address: str = "192.0.2.1"):
        caplog.clear()
        sent = {"json" if path.startswith("/api/") else "data": {"email": email}}
        with caplog.at_level("INFO", "nabancada.mail"):
            answer = browser.post(path, **sent, environ_base={"REMOTE_ADDR": address})
            beside.finish()
        return answer, [record.getMessage() for record in caplog.records if record.name == "nabancada.mail"]

    return ask


@pytest.fixture
def meanwhile() -> Meanwhile:
    """What happens elsewhere while `/slow` runs: set `meanwhile["do"]`."""
    return {"do": lambda: None}


@pytest.fixture
def instance(app: Flask, settings: Settings, meanwhile: Meanwhile) -> Callable[..., Flask]:
    """`instance()`: one more server on the same database; `instance(public_url=…)`: with other settings."""
    return lambda **changes: _small(settings.model_copy(update=changes), meanwhile)


@pytest.fixture
def small(instance) -> Flask:
    return instance()


@pytest.fixture
def visitor(small: Flask) -> FlaskClient:
    return small.test_client()


def _small(settings: Settings, meanwhile: Meanwhile) -> Flask:
    app = Flask("small")
    app.config["SECRET_KEY"] = settings.secret_key
    i18n.init_app(app)
    problems.init_app(app)
    identities.init_app(app, settings)
    access.init_app(app, identities.who)

    @app.get("/data")
    @access.public
    def data():
        return jsonify(dict(session))

    @app.get("/nothing")
    @access.public
    def nothing():
        return "x"

    @app.post("/set")
    @access.public
    def set_some():
        session.update(request.get_json())
        return "x"

    @app.post("/slow")
    @access.public
    def slow():
        """Opens its session, is overtaken, and then writes."""
        session.get("anything")
        assert db.engine().pool.checkedout() == 0, "an open session holds no connection"
        meanwhile["do"]()
        session.update(request.get_json())
        return "x"

    @app.post("/half")
    @access.public
    def half():
        """Leaves work half done and refuses."""
        db.session.add(User(name="half", email=request.get_json()["email"], role=Role.SUPERADMIN))
        db.session.flush()
        session["seen"] = True
        abort(400)

    @app.post("/begin/<uuid:user_id>")
    @access.public
    def begin(user_id: UUID):
        sessions.begin(user_id)
        return "x"

    @app.post("/end")
    @access.public
    def end():
        sessions.end()
        return "x"

    @app.get("/api/me")
    @access.requires(Permission.WORK_HERE)
    def me():
        who = access.current()
        return jsonify(key=who.key, role=who.role, house=str(access.house().id), session=who.session_key)

    return app
