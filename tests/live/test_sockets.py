"""The contract of `/ws`, spoken to a real worker."""

import json

import httpx
import pytest
import websocket
from redis import Redis

from nabancada import db, live
from nabancada.permissions import Role
from tests.live.support import some_id

UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


def ring(n=1):
    """Events committed elsewhere: this process publishes nothing, the worker finds them in the log."""
    with db.atomic():
        pending = [live.record("order.placed", some_id(), topics={"kitchen"}, n=i) for i in range(n)]
    db.release()
    return [one.seq for one in pending]


def refused(server, **headers):
    return httpx.get(f"{server.url}/ws", headers={**UPGRADE, **headers})


def test_hello_comes_first_and_names_where_events_begin(connect, token, restaurant):
    position = live.position(restaurant.id)
    hello = connect(token()).hear()
    assert hello == {
        "type": "hello",
        "restaurantId": str(restaurant.id),
        "epoch": str(position.epoch),
        "seq": position.seq,
    }


def test_an_event_of_another_process_arrives_within_the_sweep(connect, token, restaurant):
    ear = connect(token())
    start = ear.hear()["seq"]
    assert ring(3) == [ear.hear()["seq"] for _ in range(3)] == [start + 1, start + 2, start + 3]


def test_an_order_reaches_every_screen_of_its_house_and_none_of_another(server, connect, token, restaurant, other):
    waiter = token(Role.WAITER)
    ears = [connect(waiter), connect(token(Role.KITCHEN))]
    elsewhere = connect(token(house=other))
    for ear in (*ears, elsewhere):
        ear.hear("hello")
    owner = server.http(token())
    owner.post("/api/tables", json={"name": "1", "seats": 2}, headers=here(server)).raise_for_status()
    category = owner.post("/api/menu/categories", json={"name": "Casa"}, headers=here(server)).json()
    heard = [[ear.hear() for _ in range(2)] for ear in ears]
    assert heard[0] == heard[1]
    assert [one["type"] for one in heard[0]] == ["tables.changed", "menu.changed"]
    assert category["id"]
    with db.platform("test"), db.tenant(other.id):
        ring()
    assert elsewhere.hear()["restaurantId"] == str(other.id)  # the first it hears of


def here(server):
    return {"Origin": server.url}


def test_since_replays_what_was_missed(connect, token):
    seqs = ring(4)
    ear = connect(token(), f"?since={seqs[1]}")
    assert ear.hear()["seq"] == seqs[1]
    assert [ear.hear()["seq"] for _ in range(2)] == seqs[2:]


def test_another_epoch_resets(connect, token):
    [seq] = ring()
    ear = connect(token(), f"?since={seq}&epoch={some_id()}")
    assert (ear.hear()["seq"], ear.hear()) == (seq, {"type": "reset", "seq": seq})


def test_resume_on_an_open_socket(connect, token):
    seqs = ring(3)
    ear = connect(token())
    epoch = ear.hear()["epoch"]
    ear.say(type="resume", since=seqs[0], epoch=epoch)
    assert ear.hear() == {"type": "resumed", "since": seqs[0]}
    assert [ear.hear()["seq"] for _ in range(2)] == seqs[1:]
    ear.say(type="resume", since=seqs[-1] + 5)
    assert ear.hear() == {"type": "reset", "seq": seqs[-1]}
    assert ring() == [ear.hear()["seq"]]


def test_auth_is_for_the_own_restaurant_only(connect, token, restaurant, other):
    ear = connect(token())
    ear.hear("hello")
    ear.say(type="auth", restaurantId=str(restaurant.id))
    assert ear.hear()["type"] == "auth_success"
    ear.say(type="auth", restaurantId=str(other.id))
    assert ear.hear()["type"] == "auth_error"
    assert ear.closed_with() == 4403


@pytest.mark.parametrize(
    "message", ['{"type":"resume"}', '{"type":"resume","since":-1}', '{"type":"resume","since":true}',
                '{"type":"watch","regions":"board"}', '{"type":"auth"}', '{"type":"nonsense"}']
)  # fmt: skip
def test_what_is_not_in_the_contract_closes_with_1003(connect, token, message):
    ear = connect(token())
    ear.send(message)
    assert ear.closed_with() == 1003


def test_signing_out_closes_this_session_and_no_other(server, connect, token):
    mine, yours = token(), token()
    ear, stays = connect(mine), connect(yours)
    stays.hear("hello")
    server.http(mine).delete("/api/session", headers=here(server)).raise_for_status()
    assert ear.closed_with() == 4401
    [seq] = ring()
    assert stays.hear()["seq"] == seq


def test_a_notice_of_another_worker_closes_the_sockets_of_an_identity(server, connect, token, redis_url):
    mine = token()
    user = f"user:{server.http(mine).get('/api/session').json()['user']['id']}"
    ear = connect(mine)
    ear.hear("hello")
    Redis.from_url(redis_url).publish("ws:broadcast", json.dumps({"from": "another", "events": [{"dismiss": user}]}))
    assert ear.closed_with() == 4401


def test_who_is_nobody_foreign_or_no_websocket_is_refused_before_the_upgrade(server, token):
    assert refused(server).status_code == 401
    cookie = f"{server.cookie}={token()}"
    assert refused(server, Cookie=cookie, Origin="https://evil.example").status_code == 403
    assert refused(server, Cookie=cookie, Origin="null").status_code == 403
    assert refused(server, Cookie=cookie, **{"Sec-WebSocket-Key": "short"}).status_code == 400
    assert httpx.get(f"{server.url}/ws", headers={"Cookie": cookie}).status_code == 400
    assert httpx.get(f"{server.url}/ws?since=x", headers={**UPGRADE, "Cookie": cookie}).status_code == 400


def test_compression_is_never_agreed_to(connect, token):
    ear = connect(token(), **{"Sec-WebSocket-Extensions": "permessage-deflate"})
    assert "sec-websocket-extensions" not in ear.headers


def test_one_identity_holds_so_many_sockets(server, connect, token):
    mine = token()
    for _ in range(50):
        connect(mine)
    with pytest.raises(websocket.WebSocketBadStatusException) as refusal:
        connect(mine)
    assert refusal.value.status_code == 429


def test_open_sockets_hold_no_database_connection(server, connect, token):
    mine = token()
    for _ in range(20):
        connect(mine)
    assert server.http(mine).get("/api/session").status_code == 200
    with db.engine().connect() as connection:
        busy = connection.exec_driver_sql(
            "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%%'"
        ).scalar()
    assert busy == 0


def test_the_end_of_a_worker_sends_everybody_away_and_the_log_tells_how_it_began(app, redis_url, token):
    from tests.live.conftest import Server

    server = Server({"REDIS_URL": redis_url}, app.config["SESSION_COOKIE_NAME"])
    ears = [server.connect(one) for one in (token(), token())]
    server.process.terminate()
    assert [ear.hear("draining")["type"] for ear in ears] == ["draining"] * 2
    assert [ear.closed_with() for ear in ears] == [1012, 1012]
    log = server.ended(10)
    for line in (
        "Redis connected successfully",
        "Cache: Using Redis (distributed)",
        "WebSocket: Using Redis Pub/Sub (distributed)",
        "Redis Pub/Sub connected for WebSocket",
    ):
        assert line in log
    assert "Traceback" not in log


def test_without_redis_the_log_carries_everything(app, token):
    from tests.live.conftest import Server

    server = Server({"REDIS_URL": ""}, app.config["SESSION_COOKIE_NAME"])
    ear = server.connect(token())
    ear.hear("hello")
    assert ring() == [ear.hear()["seq"]]
    ear.close()
    log = server.stop()
    assert "WebSocket: Using local only (single instance)" in log
    assert "Cache: Using in-memory (single instance only)" in log
