"""The contract of `/ws`, where two instances or real sockets make a difference."""

import pytest
from redis import Redis

from bench.client import Refused
from nabancada import db, live
from nabancada.permissions import Role
from nabancada.restaurants import branches
from tests.instances.conftest import CONNECTED
from tests.instances.ears import PATIENCE, Ear, closing
from tests.instances.houses import http

TICK = 11.0  # seconds: one comes every ten
SOON = 2.0  # seconds within which the right to listen ends everywhere
REPLAY = 500  # events
HELD_BY_ONE = 50  # sockets
LARGEST = 64 * 1024  # bytes


def ring(house, many=1):
    """Events of the house, committed in one go by nobody's worker: the numbers they got."""
    with db.tenant(house.id), db.atomic():
        pending = [live.record("message.posted", None, topics={"dashboard"}, n=n) for n in range(many)]
    db.release()
    return [one.seq for one in pending]


@pytest.fixture
def a(pair):
    return pair.a


@pytest.fixture
def listen(a, house):
    """`listen(port, query, role=…, **headers)`: an ear, hung up after the test."""
    with closing([]) as ears:

        def listen(port=a.port, query="", role=Role.OWNER, **headers):
            ears.append(Ear(port, house.cookie(role), query, **headers))
            return ears[-1]

        yield listen


def refusal(port, cookie="", query="", **headers):
    with pytest.raises(Refused) as refused:
        Ear(port, cookie, query, **headers)
    return refused.value.status


def test_who_is_nobody_or_comes_from_elsewhere_is_refused_before_the_upgrade(a, house):
    assert refusal(a.port) == 401
    assert refusal(a.port, "nb_session=" + "x" * 43) == 401
    assert refusal(a.port, Authorization="Bearer nb_nothing") == 401
    for origin in ("https://evil.example", "null", f"http://127.0.0.1:{a.port}.evil.example"):
        assert refusal(a.port, house.cookie(), Origin=origin) == 403


def test_a_person_holds_as_many_sockets_as_allowed_and_may_open_another_when_one_is_gone(lonely, house):
    cookie = house.cookie()
    with closing([Ear(lonely.port, cookie) for _ in range(3)]) as ears:
        for ear in ears:
            assert ear.hello
        assert refusal(lonely.port, cookie) == 429
        ears[1].screen.send((1000).to_bytes(2, "big"), 8)
        assert ears[1].closed_with() == 1000
        ears.append(Ear(lonely.port, cookie))
        assert ears[-1].hello


def test_a_person_holds_as_many_sockets_as_allowed_on_both_instances_together(pair, house):
    cookie = house.cookie()
    with closing([Ear(pair.ports[n % 2], cookie) for n in range(HELD_BY_ONE)]) as ears:
        assert all(ear.hello for ear in ears)
        assert [refusal(port, cookie) for port in pair.ports] == [429, 429]


def test_compression_is_never_agreed_on(listen):
    ear = listen(Sec_WebSocket_Extensions="permessage-deflate; client_max_window_bits")
    assert ear.hello
    assert "sec-websocket-extensions" not in ear.screen.head.lower()


def test_what_was_missed_follows_hello_on_the_other_instance_too(pair, house, listen):
    seqs = ring(house, 5)
    for port in pair.ports:
        ear = listen(port, f"?since={seqs[1]}")
        ear.until_seq(seqs[-1])
        assert ear.messages[0]["type"] == "hello"
        assert ear.hello["seq"] == seqs[1]
        assert ear.seqs == seqs[2:]


def test_resume_on_an_open_socket_continues_exactly_after_the_number_said(house, listen):
    seqs = ring(house, 8)
    ear = listen()
    ear.say(type="resume", since=seqs[2], epoch=ear.hello["epoch"])
    ear.until_seq(seqs[-1])
    assert ear.told[:2] == [ear.hello, {"type": "resumed", "since": seqs[2]}]
    assert ear.seqs == seqs[3:]
    [new] = ring(house)
    ear.wait(lambda: ear.seqs == [*seqs[3:], new])


@pytest.mark.parametrize("how", ["on opening", "on resume"])
@pytest.mark.parametrize("why", ["another epoch", "too far behind", "beyond the head"])
def test_a_number_that_cannot_be_continued_from_is_reset_and_nothing_is_replayed(why, how, house, listen):
    seqs = ring(house, REPLAY + 1 if why == "too far behind" else 3)
    epoch = "0199e000-0000-7000-8000-000000000000" if why == "another epoch" else ""
    since = {"too far behind": seqs[0] - 1, "another epoch": seqs[0], "beyond the head": seqs[-1] + 5}[why]
    if how == "on opening":
        ear = listen(query=f"?since={since}" + (f"&epoch={epoch}" if epoch else ""))
    else:
        ear = listen()
        ear.say(type="resume", since=since, **({"epoch": epoch} if epoch else {}))
    assert ear.first("reset") == {"type": "reset", "seq": seqs[-1]}
    [new] = ring(house)
    ear.wait(lambda: new in ear.seqs)
    assert ear.seqs == [new]


def test_five_hundred_behind_is_still_replayed_whole(house, listen):
    seqs = ring(house, REPLAY + 1)
    ear = listen(query=f"?since={seqs[0]}")
    ear.wait(lambda: len(ear.seqs) == REPLAY)
    assert ear.seqs == seqs[1:]
    assert ear.of("reset") == []


def test_auth_is_answered_for_the_own_restaurant_and_ends_it_for_another(house, open_house, listen):
    ear = listen()
    ear.say(type="auth", restaurantId=str(house.id))
    ear.first("auth_success")
    ear.say(type="auth", restaurantId=str(open_house().id))
    assert ear.closed_with() == 4403
    assert [one["type"] for one in ear.told] == ["hello", "auth_success", "auth_error"]


@pytest.mark.parametrize(
    ("payload", "binary", "code"),
    [
        (b"not JSON", False, 1003),
        (b'{"type":"order.placed"}', False, 1003),
        (b'["auth"]', False, 1003),
        (b"\x00\x01", True, 1003),
        (b'{"type":"watch","regions":["' + b"x" * LARGEST + b'"]}', False, 1009),
    ],
    ids=["not JSON", "unknown type", "not an object", "binary", "over 64 KB"],
)
def test_what_is_not_in_the_contract_closes_the_socket(payload, binary, code, listen):
    ear = listen()
    ear.send(payload, binary=binary)
    assert ear.closed_with() == code


@pytest.mark.timed
def test_signing_out_on_one_instance_closes_the_sockets_of_that_session_on_the_other(pair, house):
    leaving, staying = house.cookie(), house.cookie()
    with closing([Ear(pair.b.port, leaving), Ear(pair.b.port, staying)]) as [gone, stays]:
        assert gone.hello and stays.hello
        with http(pair.a.url, leaving) as client:
            client.delete("/api/session").raise_for_status()
        assert gone.closed_with(SOON) == 4401
        assert refusal(pair.b.port, leaving) == 401
        [seq] = ring(house)
        stays.until_seq(seq)


@pytest.mark.timed
def test_without_redis_signing_out_closes_the_sockets_on_every_worker(alone, house):
    cookie = house.cookie()
    with closing([]) as ears:
        while len({alone.worker_of(ear.screen.sock) for ear in ears}) < alone.workers:
            ears.append(Ear(alone.port, cookie))  # the kernel chooses the worker
            assert ears[-1].hello
        with http(alone.url, cookie) as client:
            client.delete("/api/session").raise_for_status()
        assert {ear.closed_with(SOON) for ear in ears} == {4401}


@pytest.mark.timed
@pytest.mark.parametrize("by", [Role.WAITER, Role.OWNER], ids=["chosen", "told to"])
def test_without_redis_working_elsewhere_closes_the_sockets_on_every_worker_and_no_session(by, alone, house):
    with db.tenant(house.id):
        there = {"branch_id": str(branches.add("Talatona").id)}
        db.release()
    cookie, user_id = house.staff(Role.WAITER)
    with closing([]) as ears:
        while len({alone.worker_of(ear.screen.sock) for ear in ears}) < alone.workers:
            ears.append(Ear(alone.port, cookie))  # the kernel chooses the worker
            assert ears[-1].hello
        if by == Role.OWNER:
            with http(alone.url, house.cookie()) as owner:
                owner.patch(f"/api/staff/{user_id}", json=there).raise_for_status()
        with http(alone.url, cookie) as client:
            if by == Role.WAITER:
                client.put("/api/session/branch", json=there).raise_for_status()
            assert {ear.closed_with(SOON) for ear in ears} == {4401}
            assert client.get("/api/session").json()["branch"]["name"] == "Talatona"


@pytest.mark.timed
def test_signing_out_while_redis_is_away_closes_the_sockets_on_the_other_instance(pair, house):
    cookie, connected = house.cookie(), [one.said(CONNECTED) for one in pair.both]
    with closing([Ear(pair.b.port, cookie)]) as [ear]:
        assert ear.hello
        pair.valkey.kill()
        try:
            with http(pair.a.url, cookie) as client:
                client.delete("/api/session").raise_for_status()
            assert ear.closed_with(SOON) == 4401
        finally:
            pair.valkey.start(pair.valkey.port)
    for one, before in zip(pair.both, connected, strict=True):
        one.await_line(CONNECTED, before + 1)


@pytest.mark.timed
@pytest.mark.parametrize("change", [{"active": False}, {"role": "waiter"}], ids=["left", "another role"])
def test_who_loses_a_right_is_cut_off_on_the_other_instance(change, pair, house):
    cookie, user_id = house.staff(Role.KITCHEN)
    with closing([Ear(pair.b.port, cookie)]) as [ear], http(pair.a.url, house.cookie()) as owner:
        assert ear.hello
        owner.patch(f"/api/staff/{user_id}", json=change).raise_for_status()
        assert ear.closed_with(SOON) == 4401
    assert refusal(pair.b.port, cookie) == 401


@pytest.mark.timed
def test_a_token_opens_a_socket_until_it_is_revoked_on_the_other_instance(pair, house):
    with http(pair.a.url, house.cookie()) as owner:
        made = owner.post("/api/tokens", json={"name": "Ecrã", "permissions": ["work_here", "cook"]}).json()
        with closing([Ear(pair.b.port, Authorization=f"Bearer {made['token']}")]) as [ear]:
            assert ear.hello["restaurantId"] == str(house.id)
            ring(house)
            ear.wait(lambda: ear.events)
            owner.delete(f"/api/tokens/{made['id']}").raise_for_status()
            assert ear.closed_with(SOON) == 4401
    assert refusal(pair.b.port, Authorization=f"Bearer {made['token']}") == 401


def test_a_watched_region_is_drawn_anew_after_an_order_on_the_other_instance(pair, house):
    board, room = "kitchen-board:todas", "floor-map:todas"
    with closing([Ear(pair.b.port, house.cookie(role)) for role in (Role.KITCHEN, Role.WAITER)]) as [cook, waiter]:
        for ear in (cook, waiter):
            ear.say(type="watch", regions=[board, room])
            ear.first("region")
        with http(pair.a.url, house.cookie(Role.WAITER)) as client:
            order = client.post("/api/orders", json={**house.at_table(1), "note": "Sem jindungo"}).json()

        def drawn(ear, region):
            return [one for one in ear.of("region") if one["id"] == region and one["seq"] >= order["seq"]]

        cook.wait(lambda: any("Sem jindungo" in one["html"] for one in drawn(cook, board)))
        waiter.wait(lambda: drawn(waiter, room))
        assert {one["id"] for one in cook.of("region")} == {board}  # each sees what their role may
        assert {one["id"] for one in waiter.of("region")} == {room}


def test_a_tick_tells_how_far_the_socket_has_heard(house, listen):
    ear = listen()
    [seq] = ring(house)
    ear.wait(lambda: any(one["seq"] == seq for one in ear.of("tick")), TICK + PATIENCE)


def test_what_does_not_belong_on_the_bus_is_not_delivered(pair, house, open_house, listen):
    ear, other = listen(), open_house()
    assert ear.hello
    foreign = b'{"from":"x","events":[{"topics":[],"event":{"seq":99,"restaurantId":"%s"}}]}' % str(other.id).encode()
    with Redis.from_url(pair.valkey.url) as stranger:
        for message in (b"junk", b"[]", foreign):
            while not stranger.publish(f"ws:restaurant:{house.id}", message):
                pass  # the instance has not subscribed yet
    [seq] = ring(house)
    ear.until_seq(seq)
    assert ear.seqs == [seq]
    assert ear.closed is None
