"""Orders of many hands at once, over HTTP, on two workers."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from bench.client import Http
from nabancada.permissions import Role
from tests.instances.ears import Ear, Follower, closing
from tests.instances.houses import hands, http

CLIENTS, EACH, SUBMITS = 20, 10, 10


def at_once(many, do):
    """`do(n)` in so many threads, begun together: what each returned."""
    ready = Barrier(many)

    def one(n):
        ready.wait(10)
        return do(n)

    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(one, range(many)))


def test_two_hundred_orders_of_twenty_clients_are_numbered_1_to_200(alone, house, database):
    cookie = house.cookie(Role.WAITER)

    def client(n):
        with http(alone.url, cookie) as mine:
            answers = [mine.post("/api/orders", json=house.order()) for _ in range(EACH)]
        assert {one.status_code for one in answers} == {201}
        return [(one.json()["number"], one.json()["seq"]) for one in answers]

    [[before]] = database(house, "SELECT seq FROM streams WHERE restaurant_id = :house")
    made = [pair for one in at_once(CLIENTS, client) for pair in one]
    assert sorted(number for number, _seq in made) == list(range(1, CLIENTS * EACH + 1))
    assert sorted(seq for _number, seq in made) == list(range(before + 1, before + CLIENTS * EACH + 1))
    assert all(seq - number == before for number, seq in made)  # both follow the order of commits


@pytest.mark.parametrize("where", ["alone", "pair"])
def test_ten_identical_submits_at_once_are_one_order(where, house, database, request):
    instance = request.getfixturevalue(where)
    urls = [instance.url] if where == "alone" else instance.urls
    body, cookie = house.at_table(0), house.cookie(Role.WAITER)

    def submit(n):
        with http(urls[n % len(urls)], cookie) as client:
            answer = client.post("/api/orders", json=body)
        return answer.status_code, answer.json()["id"]

    answers = at_once(SUBMITS, submit)
    assert sorted(status for status, _id in answers) == [200] * (SUBMITS - 1) + [201]
    assert len({order_id for _status, order_id in answers}) == 1
    assert database(house, "SELECT count(*) FROM orders") == [(1,)]


def test_an_order_whose_answer_was_lost_on_the_way_is_found_again_by_its_key(pair, house):
    cookie, body = house.cookie(Role.WAITER), house.at_table(0)
    with closing([Ear(pair.b.port, house.cookie(Role.KITCHEN))]) as [ear]:
        start = ear.hello["seq"]
        sent = Http(pair.a.port, cookie)
        sent.ask("/api/orders", body)
        sent.sock.close()
        placed = ear.first("order.placed")
        with http(pair.b.url, cookie) as client:
            again = [client.post("/api/orders", json=body) for _ in range(2)]
            assert [one.status_code for one in again] == [200, 200]
            assert {one.json()["id"] for one in again} == {placed["data"]["id"]}
            changed = client.post("/api/orders", json={**body, "note": "outro"})
        assert (changed.status_code, changed.json()["code"]) == (409, "key_reused")
        with http(pair.a.url, cookie) as client:
            last = client.post("/api/orders", json=house.order()).raise_for_status().json()
        ear.until_seq(last["seq"])
        assert ear.orders == [placed["data"]["id"], last["id"]]
        assert ear.seqs == list(range(start + 1, last["seq"] + 1))


@pytest.mark.timed
def test_without_redis_an_order_reaches_the_sockets_of_the_other_worker_within_a_second(alone, house):
    cook = house.cookie(Role.KITCHEN)
    screens, by_worker = [], {}
    while len(by_worker) < 2:  # the kernel chooses the worker
        screens.append(Follower([alone.port], cook))
        by_worker.setdefault(alone.worker_of(screens[-1].screen.sock), screens[-1])
    with closing(screens):
        start = screens[0].hello["seq"]
        with hands([alone.url], house.cookie(Role.WAITER), house.at_table, many=1) as working:
            working.until(40)  # over one connection, so all on one worker: the other has only the log to go by
        for screen in by_worker.values():
            screen.wait(lambda screen=screen: len(screen.orders) == len(working.acked))
            seen = screen.seen_at()
            assert max(seen[one.id] - one.acked_at for one in working.acked) < 1.0
            assert screen.seqs == list(range(start + 1, start + 1 + len(screen.seqs)))


def test_what_is_wrong_with_an_order_stores_nothing(pair, house, database):
    with closing([Ear(pair.b.port, house.cookie(Role.KITCHEN))]) as [ear], http(pair.a.url, house.cookie()) as client:
        start = ear.hello["seq"]
        bad = house.order(lines=[{"item_id": house.dishes[0], "quantity": 0}])
        assert client.post("/api/orders", json=bad).status_code == 422
        good = client.post("/api/orders", json=house.order()).raise_for_status().json()
        assert (good["number"], good["seq"]) == (1, start + 1)
        ear.until_seq(start + 1)
        assert ear.seqs == [start + 1]
    assert database(house, "SELECT count(*) FROM client_keys") == [(1,)]
