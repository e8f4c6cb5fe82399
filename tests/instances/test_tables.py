"""Two terminals at one table, on two instances: one bill, nothing lost, and both see it."""

import re

from nabancada.permissions import Role
from tests.instances.ears import Ear, closing
from tests.instances.houses import http
from tests.instances.test_orders import at_once


def seated(pair, house, *places: int) -> list[dict]:
    """A party with one dish at each of these tables."""
    with http(pair.a.url, house.cookie(Role.WAITER)) as client:
        return [client.post("/api/orders", json=house.at_table(n)).raise_for_status().json() for n in places]


def test_eight_more_orders_for_a_table_from_both_instances_are_on_one_bill(pair, house):
    [first] = seated(pair, house, 0)
    waiter = house.cookie(Role.WAITER)

    def order(n):
        with http(pair.urls[n % 2], waiter) as client:
            return client.post("/api/orders", json=house.at_table(0)).raise_for_status().json()

    more = at_once(8, order)
    assert {one["party_id"] for one in more} == {first["party_id"]}
    assert sorted(one["round"] for one in more) == list(range(2, 10))
    with http(pair.b.url, waiter) as client:
        bill = client.get(f"/api/parties/{first['party_id']}/bill").json()
    assert len(bill["orders"]) == 9
    assert bill["total_cents"] == 9 * first["total_cents"]


def test_two_tables_joined_from_both_instances_at_once_are_one_bill_and_all_orders_are_there(pair, house, database):
    two, four, six = seated(pair, house, 0, 1, 2)
    waiter, ways = house.cookie(Role.WAITER), [(two, four), (four, two)]

    def join(n):
        party, into = ways[n]
        with http(pair.urls[n], waiter) as client:
            body = {"party_id": into["party_id"]}
            return client.post(f"/api/parties/{party['party_id']}/join", json=body).raise_for_status().json()

    assert len({one["id"] for one in at_once(2, join)}) == 1
    assert database(house, "SELECT count(*) FROM parties WHERE joined_to IS NOT NULL") == [(1,)]
    assert database(house, "SELECT count(*), min(status), max(status) FROM orders") == [(3, "pending", "pending")]
    [(total,)] = database(house, "SELECT sum(total_cents)::bigint FROM bills")
    assert total == sum(one["total_cents"] for one in (two, four, six))


def test_a_free_table_is_given_to_one_of_two_who_move_there_at_once(pair, house):
    here, there = seated(pair, house, 0, 1)
    waiter, free = house.cookie(Role.WAITER), house.tables[2]

    def move(n):
        with http(pair.urls[n], waiter) as client:
            return client.post(f"/api/parties/{(here, there)[n]['party_id']}/move", json={"table_id": free}).status_code

    assert sorted(at_once(2, move)) == [200, 409]


def test_what_one_of_two_joined_tables_orders_is_on_the_others_slip_at_the_other_instance(pair, house):
    here, there = seated(pair, house, 0, 1)
    region = f"table-slip:{here['table_id']}"
    with (
        closing([Ear(pair.b.port, house.cookie(Role.WAITER))]) as [ear],
        http(pair.a.url, house.cookie(Role.WAITER)) as client,
    ):
        ear.say(type="watch", regions=[region])
        ear.first("region")
        client.post(f"/api/parties/{here['party_id']}/join", json={"party_id": there["party_id"]}).raise_for_status()
        ear.wait(lambda: rounds(ear) == 2)
        client.post("/api/orders", json=house.at_table(1)).raise_for_status()
        ear.wait(lambda: rounds(ear) == 3)
        bill = client.get(f"/api/parties/{here['party_id']}/bill").json()
        sent = {"client_key": "pago-noutro-sitio", "party_id": there["party_id"], "method": "card"}
        with http(pair.a.url, house.cookie(Role.CASHIER)) as cashier:
            cashier.post("/api/payments", json={**sent, "amount_cents": bill["due_cents"]}).raise_for_status()
        ear.wait(lambda: rounds(ear) == 0)


def rounds(ear: Ear) -> int:
    """How many the slip that was drawn last shows."""
    return len(re.findall(r'class="nb-round"', ear.of("region")[-1]["html"]))
