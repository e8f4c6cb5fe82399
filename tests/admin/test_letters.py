"""Who signed up is told by e-mail that the house may open: once, in their language, whatever becomes of the letter."""

from uuid import uuid4

import pytest

from nabancada import beside, db, mail
from nabancada.admin import actions
from nabancada.auth import actions as auth
from nabancada.auth.models import User
from nabancada.permissions import Role
from nabancada.restaurants import queries as restaurants
from nabancada.restaurants.models import RestaurantStatus
from tests import factories
from tests.at_once import at_once


@pytest.fixture
def decide(superadmin, waiting, caplog):
    """Decide about the house as forms do, and return the letters: into the log, where there is no mail server."""

    def decide(status, reason=""):
        caplog.clear()
        with caplog.at_level("INFO", "nabancada.mail"):
            answer = superadmin.post(
                f"/admin/restaurants/{waiting.id}/status", data={"status": status, "reason": reason}
            )
            beside.finish()
        assert answer.status_code == 303
        return [one.getMessage() for one in caplog.records if one.name == "nabancada.mail"]

    return decide


def test_each_owner_is_told_in_their_language_and_nobody_else(waiting, decide):
    rosa, john = (factories.staff(Role.OWNER, name=name) for name in ("Rosa", "John"))
    factories.staff(Role.MANAGER)
    with db.atomic():
        auth.choose_language(john, "en")
    mails = {name: db.session.get_one(User, one).email for name, one in (("Rosa", rosa), ("John", john))}
    letters = sorted(decide("active"), key=lambda one: mails["John"] in one)
    assert len(letters) == 2
    for name, letter, said in zip(
        ("Rosa", "John"),
        letters,
        (f"A casa {waiting.name} foi aprovada", f"{waiting.name} has been approved"),
        strict=True,
    ):
        assert f"To: {mails[name]}\nSubject: {said}\n" in letter
        assert "http://localhost/sign-in" in letter and name in letter


def test_they_are_told_once_and_not_of_what_comes_later(waiting, decide):
    factories.staff(Role.OWNER)
    assert len(decide("active")) == 1
    assert decide("active") == []
    assert decide("suspended", "Faltam documentos") == []
    assert decide("active") == []


def test_of_two_who_approve_at_once_one_tells(waiting):
    factories.staff(Role.OWNER)
    db.release()
    decided = at_once(waiting.id, 4, lambda _n: actions.set_status(waiting.id, RestaurantStatus.ACTIVE), workers=4)
    assert sorted(len(one.to_tell) for one in decided) == [0, 0, 0, 1]


def test_a_mail_server_that_is_away_is_logged_and_the_house_is_approved(waiting, decide, settings, monkeypatch, caplog):
    factories.staff(Role.OWNER)
    monkeypatch.setattr(mail, "settings", lambda: settings.model_copy(update={"smtp_url": "smtp://127.0.0.1:1"}))
    assert decide("active") == []
    assert "work beside the request failed" in caplog.text
    db.release()
    assert restaurants.current().status == RestaurantStatus.ACTIVE


def test_the_api_tells_too_and_a_house_that_is_not_there_is_no_letter(superadmin, waiting, caplog):
    factories.staff(Role.OWNER)
    with caplog.at_level("INFO", "nabancada.mail"):
        for wanted, status in ((waiting.id, 200), (uuid4(), 404)):
            path = f"/api/admin/restaurants/{wanted}/status"
            assert superadmin.post(path, json={"status": "active"}).status_code == status
        beside.finish()
    assert len([one for one in caplog.records if one.name == "nabancada.mail"]) == 1
