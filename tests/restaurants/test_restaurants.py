"""Signing up: one slug each, all of it or nothing."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from nabancada import db
from nabancada.errors import InvalidInput
from nabancada.restaurants import actions
from nabancada.restaurants.models import Restaurant
from nabancada.web.addresses import slug


def test_houses_of_one_name_at_once_get_slugs_of_their_own(app):
    name = f"Casa {uuid4().hex[:8]}"

    def sign_up(_n):
        try:
            return actions.open_house(name=name, phone="+244923456789", plan="basico").slug
        finally:
            db.release()

    with ThreadPoolExecutor(6) as pool:
        slugs = list(pool.map(sign_up, range(6)))
    assert len(set(slugs)) == 6
    assert slug(name) in slugs


def test_an_unknown_plan_leaves_no_house_behind(app):
    before = db.session.scalar(select(func.count()).select_from(Restaurant))
    with pytest.raises(InvalidInput):
        actions.open_house(name="Sem plano", phone="+244923456789", plan="grátis")
    assert db.session.scalar(select(func.count()).select_from(Restaurant)) == before
    db.release()


def test_a_taken_email_leaves_no_house_behind(app):
    browser, email = app.test_client(), f"rosa-{uuid4().hex[:8]}@casa.ao"
    body = {
        "restaurant": {"name": f"Casa {uuid4().hex[:8]}", "phone": "923456789"},
        "owner": {"name": "Rosa", "email": email, "password": "muxima de manhã cedo"},
        "plan": "basico",
    }
    assert browser.post("/api/register", json=body).status_code == 201
    before = db.session.scalar(select(func.count()).select_from(Restaurant))
    db.release()
    again = browser.post("/api/register", json=body)
    assert again.status_code in {409, 422}
    assert db.session.scalar(select(func.count()).select_from(Restaurant)) == before
    db.release()
