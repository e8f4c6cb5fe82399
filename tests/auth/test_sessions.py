"""Sessions in PostgreSQL: what they keep, when they end, and what can never happen to them."""

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select, update

from nabancada import db
from nabancada.auth import sessions, store
from nabancada.auth.models import User, WebSession
from nabancada.permissions import Role
from tests import factories


def token_of(client, name: str = sessions.COOKIE) -> str | None:
    cookie = client.get_cookie(name)
    return cookie.value if cookie else None


def row_of(token: str) -> WebSession | None:
    found = db.session.scalar(select(WebSession).where(WebSession.token_hash == store.digest(token)))
    db.release()
    return found


def age(token: str, **columns) -> None:
    with db.atomic():
        db.session.execute(update(WebSession).where(WebSession.token_hash == store.digest(token)).values(**columns))


@pytest.fixture
def wire(app):
    """Every statement this process sends to PostgreSQL on the store's own connections, in order."""
    seen: list[str] = []
    original = store._run

    def run(work, again=False):
        seen.append("statement")
        return original(work, again)

    patch = pytest.MonkeyPatch()
    patch.setattr(store, "_run", run)
    yield seen
    patch.undo()


# What they keep


def test_what_is_put_in_is_there_on_the_next_request_and_on_another_instance(visitor, instance):
    visitor.post("/set", json={"cart": [1, 2], "note": "sem jindungo"})
    assert visitor.get("/data").json == {"cart": [1, 2], "note": "sem jindungo"}
    elsewhere = instance().test_client()
    elsewhere.set_cookie(sessions.COOKIE, token_of(visitor))
    assert elsewhere.get("/data").json == {"cart": [1, 2], "note": "sem jindungo"}


def test_a_removed_key_stays_removed(visitor):
    visitor.post("/set", json={"a": 1, "b": 2})
    session = sessions.WebSession(token_of(visitor))
    del session["a"]
    session.save()
    assert visitor.get("/data").json == {"b": 2}


def test_two_parallel_requests_keep_each_others_keys(small, visitor, meanwhile):
    visitor.post("/set", json={"first": 1})
    other = small.test_client()
    other.set_cookie(sessions.COOKIE, token_of(visitor))
    meanwhile["do"] = lambda: other.post("/set", json={"b": 2})
    visitor.post("/slow", json={"a": 1})
    assert visitor.get("/data").json == {"first": 1, "a": 1, "b": 2}


def test_who_works_here_is_known_with_role_and_house(visitor, restaurant):
    waiter = factories.staff(Role.WAITER)
    assert visitor.get("/api/me").status_code == 401
    visitor.post(f"/begin/{waiter}")
    me = visitor.get("/api/me").json
    assert (me["key"], me["role"], me["house"]) == (f"user:{waiter}", "waiter", str(restaurant.id))
    assert me["session"] == f"session:{store.digest(token_of(visitor)).hex()}"


# What they cost


def test_a_read_is_one_statement_and_no_write(visitor, restaurant, wire):
    visitor.post(f"/begin/{factories.staff(Role.WAITER)}")
    before = row_of(token_of(visitor))
    wire.clear()
    visitor.get("/api/me")
    assert len(wire) == 1
    after = row_of(token_of(visitor))
    assert (before.seen_at, before.expires_at) == (after.seen_at, after.expires_at)


def test_who_asks_for_nothing_of_the_session_costs_nothing(visitor, wire):
    visitor.post("/set", json={"a": 1})
    wire.clear()
    answer = visitor.get("/nothing")
    assert wire == [] and "Set-Cookie" not in answer.headers and "Cookie" not in answer.headers.get("Vary", "")


def test_a_stranger_without_cookie_costs_nothing_and_gets_none(visitor, wire):
    answer = visitor.get("/data")
    assert wire == [] and "Set-Cookie" not in answer.headers


def test_something_that_cannot_be_a_token_is_not_looked_up(visitor, wire):
    visitor.set_cookie(sessions.COOKIE, "short")
    assert visitor.get("/data").json == {} and wire == []


def test_a_used_session_is_touched_now_and_then_only(visitor):
    visitor.post("/set", json={"a": 1})
    token = token_of(visitor)
    age(token, seen_at=func.now() - store.TOUCH_AFTER + timedelta(minutes=1))
    before = row_of(token)
    visitor.get("/data")
    assert row_of(token).seen_at == before.seen_at
    age(token, seen_at=func.now() - store.TOUCH_AFTER - timedelta(seconds=1))
    visitor.get("/data")
    assert row_of(token).seen_at > before.seen_at


# When they end


def test_an_idle_session_is_over_at_its_limit(visitor):
    visitor.post("/set", json={"a": 1})
    token = token_of(visitor)
    kept = row_of(token)
    assert kept.expires_at - kept.created_at == store.IDLE == timedelta(hours=12)
    age(token, expires_at=func.now() + timedelta(seconds=30))
    assert visitor.get("/data").json == {"a": 1}
    age(token, expires_at=func.now() - timedelta(milliseconds=1))
    assert visitor.get("/data").json == {}


def test_no_session_is_older_than_thirty_days_however_busy(visitor):
    visitor.post("/set", json={"a": 1})
    token = token_of(visitor)
    age(
        token,
        created_at=func.now() - store.ABSOLUTE + timedelta(hours=1),
        seen_at=func.now() - store.IDLE / 2,
    )
    visitor.get("/data")
    kept = row_of(token)
    assert kept.expires_at == kept.created_at + store.ABSOLUTE


def test_sign_out_ends_it_on_every_instance_at_once(visitor, instance, restaurant):
    visitor.post(f"/begin/{factories.staff(Role.WAITER)}")
    token, elsewhere = token_of(visitor), instance().test_client()
    elsewhere.set_cookie(sessions.COOKIE, token)
    assert elsewhere.get("/api/me").status_code == 200
    answer = visitor.post("/end")
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    assert elsewhere.get("/data").json == {} and row_of(token) is None
    assert elsewhere.get("/api/me").status_code == 401


def test_whoever_was_let_go_is_nobody_at_once(visitor, restaurant):
    waiter = factories.staff(Role.WAITER)
    visitor.post(f"/begin/{waiter}")
    with db.atomic():
        db.session.execute(update(User).where(User.id == waiter).values(active=False))
    assert visitor.get("/api/me").status_code == 401


def test_expired_sessions_are_purged_and_only_those(visitor, small):
    visitor.post("/set", json={"a": 1})
    other = small.test_client()
    other.post("/set", json={"b": 1})
    age(token_of(other), expires_at=func.now() - timedelta(seconds=1))
    assert store.purge() >= 1
    assert row_of(token_of(other)) is None and row_of(token_of(visitor)) is not None


# What can never happen


def test_a_refused_request_saves_its_session_but_none_of_its_half_done_work(visitor):
    email = f"{db.new_id().hex}@casa.ao"
    assert visitor.post("/half", json={"email": email}).status_code == 400
    assert visitor.get("/data").json == {"seen": True}
    assert db.session.scalar(select(User).where(User.email == email)) is None


def test_a_request_that_outlives_the_sign_out_does_not_bring_the_session_back(small, visitor, restaurant, meanwhile):
    visitor.post(f"/begin/{factories.staff(Role.WAITER)}")
    token, other = token_of(visitor), small.test_client()
    other.set_cookie(sessions.COOKIE, token)
    meanwhile["do"] = lambda: other.post("/end")
    visitor.post("/slow", json={"late": True})
    assert row_of(token) is None
    assert visitor.get("/api/me").status_code == 401


def test_an_open_session_holds_no_connection_of_the_pool(visitor):
    visitor.post("/set", json={"a": 1})
    assert visitor.post("/slow", json={"b": 1}).status_code == 200  # asserts it in the middle of the request


def test_the_connection_goes_back_as_it_came(visitor):
    visitor.post("/set", json={"a": 1})
    visitor.get("/data")
    with db.engine().connect() as connection:
        assert connection.connection.dbapi_connection.autocommit is False


def test_the_table_opens_no_door(visitor, small):
    visitor.post("/set", json={"a": 1})
    token = token_of(visitor)
    kept = row_of(token)
    assert kept.token_hash == hashlib.sha256(token.encode()).digest()
    for stolen in (kept.token_hash.hex(), kept.token_hash.hex()[:43]):
        thief = small.test_client()
        thief.set_cookie(sessions.COOKIE, stolen)
        assert thief.get("/data").json == {}


def test_tokens_are_256_random_bits():
    tokens = {store.new_token() for _ in range(10_000)}
    assert len(tokens) == 10_000 and {len(token) for token in tokens} == {store.TOKEN_LENGTH}


def test_a_planted_token_is_not_adopted(visitor):
    planted = "A" * store.TOKEN_LENGTH
    visitor.set_cookie(sessions.COOKIE, planted)
    visitor.post("/set", json={"a": 1})
    assert token_of(visitor) != planted and row_of(planted) is None


def test_signing_in_makes_a_new_token_and_keeps_what_was_carried(visitor, small, restaurant):
    visitor.post("/set", json={"cart": [1]})
    before = token_of(visitor)
    visitor.post(f"/begin/{factories.staff(Role.WAITER)}")
    assert token_of(visitor) != before and row_of(before) is None
    assert visitor.get("/data").json == {"cart": [1]}
    planter = small.test_client()
    planter.set_cookie(sessions.COOKIE, before)
    assert planter.get("/api/me").status_code == 401


def test_data_comes_back_as_json_never_as_objects(visitor):
    visitor.post("/set", json={"when": "2026-11-22T10:00:00Z", "nested": {"a": [1, None, True]}})
    assert visitor.get("/data").json == {"when": "2026-11-22T10:00:00Z", "nested": {"a": [1, None, True]}}


def test_a_connection_that_died_while_idle_costs_a_second_try_and_no_error(visitor):
    visitor.post("/set", json={"a": 1})
    killer = db.engine().connect()
    mine = killer.connection.dbapi_connection.info.backend_pid
    visitor.get("/data")
    killer.exec_driver_sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        f" WHERE datname = current_database() AND pid <> {mine} AND usename = current_user"
    )
    killer.close()
    assert visitor.get("/data").json == {"a": 1}
    db.dispose()


def test_a_pooler_that_swaps_connections_is_survived(visitor):
    visitor.post("/set", json={"a": 1})

    def swap(connection, *_rest) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")
        connection.rollback()

    visitor.get("/data")
    event.listen(db.engine(), "checkout", swap)
    try:
        assert visitor.get("/data").json == {"a": 1}
    finally:
        event.remove(db.engine(), "checkout", swap)
        db.dispose()  # the connections that forgot
