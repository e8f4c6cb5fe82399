"""Two instances on one database and one Redis are one product."""

from uuid import UUID

import pytest

from nabancada.permissions import Role
from tests.instances.conftest import CONNECTED
from tests.instances.ears import Ear, Follower, closing
from tests.instances.houses import hands, http
from tests.instances.instance import Instance
from tests.ports import free_port

LIMITS = "/api/subscription/limits"
WITH_REDIS = (
    "Redis connected successfully",
    "Cache: Using Redis (distributed)",
    "WebSocket: Using Redis Pub/Sub (distributed)",
    CONNECTED,
)
WITHOUT_REDIS = ("Cache: Using in-memory (single instance only)", "WebSocket: Using local only (single instance)")


def cached(instance, path, cookie=""):
    """Whether the answer came from the cache, and the answer."""
    with http(instance.url, cookie) as client:
        answer = client.get(path).raise_for_status()
    return answer.headers["X-Cache"], answer.json()


def test_what_one_instance_has_worked_out_the_other_finds_in_the_cache(pair, house):
    cookie = house.cookie()
    first, second = (cached(one, LIMITS, cookie) for one in pair.both)
    assert (first[0], second[0]) == ("miss", "hit")
    assert first[1] == second[1]


def test_without_redis_each_instance_works_it_out_for_itself(alone, lonely, house):
    cookie = house.cookie()
    assert [cached(one, LIMITS, cookie)[0] for one in (alone, lonely, lonely)] == ["miss", "miss", "hit"]


@pytest.mark.parametrize("shared", [True, False], ids=["with Redis", "without Redis"])
def test_a_new_table_is_counted_at_once_on_the_other_instance(shared, house, request):
    a, b = request.getfixturevalue("pair").both if shared else map(request.getfixturevalue, ("alone", "lonely"))
    cookie = house.cookie()
    for used in (3, 4, 5):
        assert [cached(one, LIMITS, cookie)[1]["usage"]["tables"] for one in (a, b)] == [used, used]
        with http(a.url, cookie) as owner:
            owner.post("/api/tables", json={"name": f"Nova {used}", "seats": 2}).raise_for_status()
        assert cached(b, LIMITS, cookie)[1]["usage"]["tables"] == used + 1


@pytest.mark.parametrize("shared", [True, False], ids=["with Redis", "without Redis"])
def test_a_sold_out_dish_leaves_the_public_menu_of_the_other_instance_at_once(shared, house, request):
    a, b = request.getfixturevalue("pair").both if shared else map(request.getfixturevalue, ("alone", "lonely"))
    path = f"/api/public/{house.slug}/menu"

    def available(instance):
        categories = cached(instance, path)[1]["categories"]
        return {item["id"] for one in categories for item in one["items"] if item["available"]}

    assert [cached(one, path)[0] for one in (a, b)] == ["miss", "hit" if shared else "miss"]
    with http(a.url, house.cookie()) as owner:
        owner.patch(f"/api/menu/items/{house.dishes[0]}", json={"available": False}).raise_for_status()
    assert available(b) == available(a) == set(house.dishes[1:])


def test_an_order_made_on_either_instance_reaches_the_screens_of_both_once_and_in_order(pair, house):
    cook, waiter = house.cookie(Role.KITCHEN), house.cookie(Role.WAITER)
    with closing([Ear(port, cook) for port in pair.ports]) as ears:
        start = max(ear.hello["seq"] for ear in ears)
        placed = []
        for n in range(10):
            with http(pair.urls[n % 2], waiter) as client:
                placed.append(client.post("/api/orders", json=house.at_table(n)).raise_for_status().json())
        for ear in ears:
            ear.until_seq(placed[-1]["seq"])
            assert ear.seqs == list(range(start + 1, placed[-1]["seq"] + 1))
            assert ear.orders == [order["id"] for order in placed]
            assert {one["restaurantId"] for one in ear.events} == {str(house.id)}


def test_orders_made_on_both_at_once_are_on_all_screens_in_one_order(pair, house):
    with closing([Follower([port], house.cookie(Role.KITCHEN)) for port in pair.ports * 3]) as screens:
        start = screens[0].hello["seq"]
        with hands(pair.urls, house.cookie(Role.WAITER), house.at_table, many=6) as working:
            working.until(60)
        for screen in screens:
            screen.wait(lambda screen=screen: len(screen.orders) == len(working.acked))
            assert screen.seqs == list(range(start + 1, start + 1 + len(screen.seqs)))
            assert screen.orders == screens[0].orders
        assert sorted(screens[0].orders) == sorted(one.id for one in working.acked)


def test_a_session_made_on_one_instance_is_valid_on_the_other_and_after_both_were_restarted(pair, house):
    with http(pair.a.url, house.cookie()) as owner:
        hired = {
            "name": "Rui",
            "email": f"rui.{house.slug}@casa.ao",
            "role": "waiter",
            "password": "kizomba-no-quintal-7",
        }
        owner.post("/api/staff", json=hired).raise_for_status()
    with http(pair.a.url) as rui:
        rui.post("/api/session", json={name: hired[name] for name in ("email", "password")}).raise_for_status()
        cookie = f"nb_session={rui.cookies['nb_session']}"

    def whose(instance):
        with http(instance.url, cookie) as client:
            return client.get("/api/session").raise_for_status().json()["user"]["email"]

    assert whose(pair.b) == hired["email"]
    for one in pair.both:
        one.terminate()
    for one in pair.both:
        one.stop()
        one.launch()
    assert [whose(one.ready()) for one in pair.both] == [hired["email"]] * 2
    with closing([Ear(pair.b.port, cookie)]) as [ear]:
        assert UUID(ear.hello["restaurantId"]) == house.id


def test_start_up_says_in_the_log_what_is_shared(pair, alone, lonely):
    for line in WITH_REDIS:
        pair.a.await_line(line)
    assert [pair.a.said(line) for line in WITHOUT_REDIS] == [0, 0]
    for line in WITHOUT_REDIS:
        assert alone.said(line) >= alone.workers  # each says it
        assert lonely.said(line) == lonely.workers
    assert [lonely.said(line) for line in WITH_REDIS] == [0, 0, 0, 0]


def test_hits_and_misses_are_in_the_log_with_their_key(alone, house):
    cookie = house.cookie()
    while cached(alone, LIMITS, cookie)[0] == "miss":
        pass  # each of its two workers has to work it out
    for word in ("miss", "hit"):
        alone.await_line(f'"event": "Cache {word}", "key": "{house.id}:limits:')


def test_an_instance_whose_redis_is_away_says_so_and_serves(folder, house):
    nowhere = Instance(folder, REDIS_URL=f"redis://127.0.0.1:{free_port()}/0").ready()
    try:
        nowhere.await_line("Redis connection error")
        nowhere.await_line("Redis Pub/Sub connection error")
        assert nowhere.said("Redis connected successfully") == nowhere.said(CONNECTED) == 0
        cookie = house.cookie()
        assert cached(nowhere, LIMITS, cookie)[1]["usage"]["tables"] == 3
        with closing([Ear(nowhere.port, cookie)]) as [ear], http(nowhere.url, cookie) as client:
            start = ear.hello["seq"]
            client.post("/api/orders", json=house.order()).raise_for_status()
            ear.until_seq(start + 1)
    finally:
        nowhere.stop()


@pytest.mark.parametrize("shared", [True, False], ids=["with Redis", "without Redis"])
def test_what_is_settled_on_one_instance_guests_of_the_other_see_at_once(shared, house, request):
    a, b = request.getfixturevalue("pair").both if shared else map(request.getfixturevalue, ("alone", "lonely"))
    menu = f"/api/public/{house.slug}/menu"
    for name in ("Muxima", "Ilha", "Talatona"):
        with http(a.url, house.cookie()) as owner:
            said = {"identity": {"name": name}, "guests": {"delivery": True, "delivery_zone": name}}
            owner.patch("/api/settings", json=said).raise_for_status()
        told = [cached(one, menu)[1]["restaurant"] for one in (b, a)]
        assert [(one["name"], one["delivery"]["zone"]) for one in told] == [(name, name)] * 2
