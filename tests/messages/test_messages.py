"""What the platform says: once in each house, read by whom, and by nobody else's."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from nabancada import db
from nabancada.errors import KeyReused, NotFound
from nabancada.messages import actions, queries
from nabancada.messages.inputs import NewPost
from nabancada.messages.models import Message, MessageRead
from nabancada.permissions import Role
from tests import factories
from tests.at_once import at_once

ADMIN = factories.SOMEBODY


def post(house=None, **changes):
    return NewPost(
        **{"id": uuid4(), "restaurant_id": house, "subject": "Manutenção", "body": "Domingo às 4.", **changes}
    )


def send(new):
    with db.platform("test"):
        return actions.send(new, ADMIN)


def events(client):
    items = client(Role.OWNER).get("/api/events?limit=200").json["items"]
    return [one for one in items if one["type"] == "message.posted"]


def test_a_message_to_one_house_reaches_it_with_an_event_and_no_other(client, restaurant, other):
    new = post(restaurant.id)
    send(new)
    assert [one["data"]["message_id"] for one in events(client)] == [str(new.id)]
    assert [one["subject"] for one in client(Role.MANAGER).get("/api/messages").json["items"]] == ["Manutenção"]
    assert client(Role.OWNER, other).get("/api/messages").json["items"] == []


def test_a_message_to_all_reaches_every_house_once_however_often_it_is_sent(client, restaurant, other):
    new = post()
    send(new)
    send(new)
    assert len(events(client)) == 1
    assert [one["id"] for one in client(Role.OWNER, other).get("/api/messages").json["items"]] == [str(new.id)]


def test_the_newest_comes_first_whatever_ids_clients_make(client, restaurant):
    for n, made in enumerate((2, 3, 1)):
        send(post(id=UUID(int=made), subject=f"{n}"))
        db.release()
    assert [one["subject"] for one in client(Role.OWNER).get("/api/messages").json["items"]] == ["2", "1", "0"]


def test_what_broke_off_half_way_goes_on_where_it_stopped(client, restaurant, other, monkeypatch):
    new, deliver = post(), actions._deliver

    def crash(said):
        if db.current_restaurant_id() == other.id:
            raise RuntimeError("the power is out")
        deliver(said)

    with monkeypatch.context() as broken:
        broken.setattr(actions, "_deliver", crash)
        with pytest.raises(RuntimeError):
            send(new)
    send(new)
    for house in (restaurant, other):
        assert len(client(Role.OWNER, house).get("/api/messages").json["items"]) == 1
    assert len(events(client)) == 1


def test_the_same_id_with_other_words_and_an_unknown_house_are_refused(restaurant):
    new = post(restaurant.id)
    send(new)
    with pytest.raises(KeyReused):
        send(post(restaurant.id, id=new.id, body="Outra coisa."))
    with pytest.raises(NotFound):
        send(post(uuid4()))


def test_reading_is_noted_once_for_each_person(client, restaurant):
    send(post(restaurant.id))
    owner, manager = client(Role.OWNER), client(Role.MANAGER)
    for _ in range(2):
        assert owner.post("/api/messages/read").status_code == 204
    assert owner.get("/api/messages").json["items"][0]["read_at"] is not None
    assert manager.get("/api/messages").json["items"][0]["read_at"] is None
    [[(name, _at)]] = queries.readers().values()
    assert name == "Ana Domingos"


def test_what_came_after_the_bell_was_drawn_stays_unread(client, restaurant, other):
    send(post(restaurant.id))
    owner, theirs = client(Role.OWNER), client(Role.OWNER, other)
    [seen] = owner.get("/api/messages").json["items"]
    assert f'data-message="{seen["id"]}"' in owner.get("/messages/bell").text
    send(post(restaurant.id))
    assert theirs.post("/api/messages/read", json={"ids": [seen["id"]]}).status_code == 204  # nothing of theirs
    assert queries.readers() == {}
    assert owner.post("/messages/read", data={"ids": [seen["id"]]}).status_code == 204
    assert [one["read_at"] is None for one in owner.get("/api/messages").json["items"]] == [True, False]
    assert owner.post("/api/messages/read", json={"ids": ["1"]}).status_code == 422


def test_reading_on_many_screens_at_once_is_one_receipt(restaurant):
    send(post(restaurant.id))
    reader = factories.SOMEBODY.__class__(factories.staff(Role.OWNER), "Rosa")
    at_once(restaurant.id, 6, lambda _n: actions.mark_read(reader), workers=6)
    assert db.session.scalar(select(func.count()).select_from(MessageRead)) == 1


def test_only_who_leads_the_house_reads_and_only_the_platform_writes(client, restaurant):
    send(post(restaurant.id))
    body = {"id": str(uuid4()), "subject": "x", "body": "y"}
    for role, may in ((Role.MANAGER, True), (Role.CASHIER, False), (Role.WAITER, False), (Role.KITCHEN, False)):
        browser = client(role)
        assert (browser.get("/messages/bell").status_code == 200) is may
        assert (browser.post("/messages/read").status_code == 204) is may
        assert browser.post("/api/admin/messages", json=body).status_code == 403


def test_the_bell_counts_what_is_new(client, restaurant):
    send(post(restaurant.id))
    owner = client(Role.OWNER)
    assert 'data-unread="1"' in owner.get("/messages/bell").text
    owner.post("/messages/read")
    assert 'data-unread="0"' in owner.get("/messages/bell").text


def test_a_house_that_signs_up_later_is_not_told_of_the_past(app, restaurant):
    send(post())
    with db.platform("test"):
        house = factories.restaurant()
        with db.tenant(house.id):
            assert db.session.scalar(select(func.count()).select_from(Message)) == 0
            db.release()
