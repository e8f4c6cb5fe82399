"""Accidents become answers that help, and nothing of the inside gets out."""

import psycopg2
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from nabancada import access, db, i18n
from nabancada.permissions import Role
from nabancada.web import json, problems, requests
from tests import factories

AWAY = [
    psycopg2.OperationalError("server closed the connection"),
    psycopg2.InterfaceError("connection already closed"),
    psycopg2.errors.LockNotAvailable("canceling statement due to lock timeout"),
    OperationalError("SELECT secret", {}, Exception("gone")),
]
HEAD = text("SELECT seq FROM streams WHERE restaurant_id = :id")


@pytest.fixture
def broken(app):
    """A small application whose one view fails as told."""

    def make(error):
        small = Flask("small", root_path=app.root_path)
        for part in (requests, json, i18n, problems):
            part.init_app(small)
        access.init_app(small, lambda: None)

        @small.get("/api/fails")
        @access.public
        def fails():
            raise error

        return small.test_client()

    return make


@pytest.mark.parametrize("error", AWAY, ids=lambda error: type(error).__name__)
def test_a_database_that_is_away_is_a_503_to_try_again(broken, error):
    answer = broken(error).get("/api/fails")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) >= 1
    assert "secret" not in answer.text


def test_an_accident_names_the_request_and_nothing_else(broken, caplog):
    answer = broken(ZeroDivisionError("palavra secreta")).get("/api/fails", headers={"X-Request-Id": "pedido-0001"})
    assert (answer.status_code, answer.json["code"]) == (500, "internal")
    assert answer.json["request_id"] == answer.headers["X-Request-Id"] == "pedido-0001"
    assert "secreta" not in answer.text
    assert any(record.exc_info and record.__dict__["request_id"] == "pedido-0001" for record in caplog.records)


def test_a_person_gets_a_page_that_helps(client, restaurant):
    answer = client(Role.WAITER).get("/nothing-here", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert answer.headers["X-Request-Id"] in answer.text
    assert "<html" in answer.text


def test_the_address_that_a_form_was_sent_to_leads_back_to_its_screen(client, restaurant):
    """Where a form came back with what is wrong, it stands in the bar: somebody goes there once more."""
    owner = client(Role.OWNER)
    looked = owner.get("/profile/email", headers={"Accept": "text/html"})
    assert (looked.status_code, looked.headers["Location"]) == (303, "/profile")
    assert owner.get("/profile/email").status_code == 405  # a program


def test_what_another_site_sent_is_not_explained_with_permissions(client, restaurant):
    answer = client(Role.OWNER).post("/profile", headers={"Accept": "text/html", "Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "O pedido foi recusado" in answer.text and "quem dirige" not in answer.text


def test_a_verb_that_fails_after_its_event_leaves_neither(restaurant, monkeypatch):
    from nabancada.orders import writing

    def crash(*_args):
        raise psycopg2.OperationalError("server closed the connection")

    dish = factories.dish()
    before = db.session.scalar(HEAD, {"id": restaurant.id})
    monkeypatch.setattr(writing, "insert", crash)
    with pytest.raises(psycopg2.OperationalError):
        factories.order(dish.id)
    assert db.session.scalar(HEAD, {"id": restaurant.id}) == before
