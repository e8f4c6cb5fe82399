import orjson
import pytest

from nabancada import db, live
from nabancada.live import actions, events
from nabancada.live.models import Event, Stream
from tests.live.support import some_id


@pytest.fixture
def rings(monkeypatch):
    """What was published."""
    heard = []
    monkeypatch.setattr(events, "hearers", [lambda restaurant_id, facts: heard.append((restaurant_id, facts))])
    return heard


def ring(kind="order.placed", **data):
    with db.atomic():
        return live.record(kind, some_id(), topics={"kitchen"}, **data)


def test_events_are_numbered_without_a_hole_and_published_after_the_commit(restaurant, rings):
    before = live.position(restaurant.id).seq
    with db.atomic():
        first = live.record("order.placed", some_id(), topics={"kitchen", "floor"}, number=1)
        second = live.record("table.seated", some_id(), topics={"floor"})
        assert rings == []
    assert (first.seq, second.seq) == (before + 1, before + 2)
    assert live.position(restaurant.id).seq == before + 2
    [(where, facts)] = rings
    assert where == restaurant.id
    assert [fact.topics for fact in facts] == [{"kitchen", "floor"}, {"floor"}]


def test_what_is_read_from_the_log_is_what_was_published(restaurant, rings):
    since = live.position(restaurant.id).seq
    ring(number=7, lines=[{"name": "Funge", "note": "sem jindungo"}], table=None)
    [(_, [published])] = rings
    [read] = live.after(restaurant.id, since, 10)
    assert orjson.loads(read.body) == orjson.loads(published.body)
    assert (read.seq, read.topics) == (published.seq, published.topics)
    assert set(orjson.loads(read.body)) == {"type", "seq", "restaurantId", "at", "data"}
    assert orjson.loads(read.body)["at"].endswith("Z")


def test_a_rollback_leaves_no_event_no_hole_and_rings_nobody(restaurant, rings):
    before = live.position(restaurant.id).seq
    with pytest.raises(ZeroDivisionError), db.atomic():
        live.record("order.placed", some_id(), topics={"kitchen"})
        raise ZeroDivisionError
    assert rings == []
    assert ring().seq == before + 1


def test_only_inside_atomic(restaurant):
    with pytest.raises(RuntimeError, match="atomic"):
        live.record("order.placed", some_id(), topics={"kitchen"})


def test_a_restaurant_without_a_stream_cannot_record(app):
    with pytest.raises(RuntimeError, match="no stream"), db.tenant(some_id()):
        ring()


def test_one_transaction_speaks_of_one_restaurant(restaurant, other):
    with pytest.raises(RuntimeError, match="one restaurant"), db.platform("test"), db.atomic():
        live.record("order.placed", some_id(), topics={"kitchen"})
        with db.tenant(other.id):
            live.record("order.placed", some_id(), topics={"kitchen"})


def test_the_event_remembers_who_acted(restaurant):
    somebody = some_id()
    live.acting(somebody)
    try:
        seq = ring().seq
    finally:
        live.acting(None)
    row = db.session.get_one(Event, (restaurant.id, seq, _at(restaurant.id, seq)))
    assert (row.actor_id, row.kind) == (somebody, "order.placed")


def test_another_restaurant_reads_nothing_of_it(restaurant, other):
    ring()
    db.release()
    with db.platform("test"), db.tenant(other.id):
        assert live.after(restaurant.id, 0, 10) == []


def test_the_heads_of_many_restaurants_are_one_statement(restaurant, other, statements):
    ring()
    db.release()
    statements()
    heads = live.heads([restaurant.id, other.id, some_id()])
    assert len([one for one in statements() if "streams" in one]) == 1
    assert heads.keys() == {restaurant.id, other.id}
    assert heads[restaurant.id] == live.position(restaurant.id)


def test_raising_the_floor_says_how_far_back_the_log_reaches(restaurant):
    last = ring().seq
    actions.raise_floor(restaurant.id, before=_at(restaurant.id, last).date().replace(year=2999))
    assert live.position(restaurant.id).floor == last
    actions.raise_floor(restaurant.id, before=_at(restaurant.id, last).date().replace(year=1999))
    assert db.session.get_one(Stream, restaurant.id, populate_existing=True).floor_seq == last


def test_the_api_answers_the_same_events(client, restaurant):
    first, second = ring(n=1), ring(n=2)
    browser = client()
    answer = browser.get(f"/api/events?since={first.seq - 1}").json
    assert [item["seq"] for item in answer["items"]] == [first.seq, second.seq]
    assert answer["seq"] == second.seq
    assert browser.get(f"/api/events?since={first.seq - 1}&limit=1").json["items"][0]["data"] == {"n": 1}
    assert browser.get("/api/events?since=999999").json == {"items": [], "seq": second.seq}
    assert browser.get("/api/events?since=-1").status_code == 422
    assert client(None).get("/api/events").status_code == 401


def _at(restaurant_id, seq):
    with db.tenant(restaurant_id):
        return db.session.query(Event.at).filter_by(restaurant_id=restaurant_id, seq=seq).scalar()
