"""What workers tell each other through Redis, and what they do when it goes wrong."""

import json
import socket

import orjson
import pytest
from redis import Redis

from nabancada import live
from nabancada.live.bus import BROADCAST, QUEUE, RESTAURANT, Bus
from tests.live.support import fact, some_id, until


@pytest.fixture
def redis(redis_url):
    return Redis.from_url(redis_url)


@pytest.fixture
def dead():
    """A bus to where nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield Bus(f"redis://127.0.0.1:{held.getsockname()[1]}/0")


def event(restaurant_id, seq, **data):
    return {"type": "order.placed", "seq": seq, "restaurantId": str(restaurant_id), "at": "now", "data": data}


def message(*events, sender="another"):
    return json.dumps({"from": sender, "events": [{"topics": ["kitchen"], "event": one} for one in events]})


def real(restaurant_id, seq):
    return live.Fact.of(seq, {"kitchen"}, orjson.dumps(event(restaurant_id, seq)))


def test_what_is_published_is_what_the_others_read(redis_url, redis):
    house, here, there = some_id(), Bus(redis_url), Bus(redis_url)
    ear = redis.pubsub(ignore_subscribe_messages=True)
    ear.subscribe(f"{RESTAURANT}{house}", BROADCAST)
    until(lambda: redis.pubsub_numsub(f"{RESTAURANT}{house}")[0][1] == 1)
    here.start()
    here.publish(house, [real(house, 1), real(house, 2)])
    here.publish(house, [real(house, 3)])
    here.broadcast(dismiss="user:1")
    heard = {}

    def hear():
        if one := ear.get_message():
            heard.setdefault(one["channel"].decode(), []).append(one["data"])
        return len(heard) == 2

    until(hear)
    facts = [fact for data in heard[f"{RESTAURANT}{house}"] for fact in there.read(house, data)]
    assert facts == [real(house, seq) for seq in (1, 2, 3)]
    assert there.read_broadcast(heard[BROADCAST][0]) == [{"dismiss": "user:1"}]
    assert here.read(house, heard[f"{RESTAURANT}{house}"][0]) == []
    assert here.read_broadcast(heard[BROADCAST][0]) == []


@pytest.mark.parametrize("data", ["junk", "[]", "{}", '{"from":"a"}', '{"from":"a","events":[{}]}',
                                  '{"from":"a","events":[1]}'])  # fmt: skip
def test_a_strange_message_is_refused(redis_url, data):
    with pytest.raises(ValueError):
        Bus(redis_url).read(some_id(), data.encode())


def test_an_event_of_another_house_on_this_channel_is_refused(redis_url):
    with pytest.raises(ValueError, match="another restaurant"):
        Bus(redis_url).read(some_id(), message(event(some_id(), 1)).encode())


def test_without_redis_nothing_raises_and_nothing_waits(dead):
    dead.start()
    for seq in range(QUEUE + 10):
        dead.publish(some_id(), [fact(seq)])
    until(lambda: dead.breaker.open and dead._queue.empty())


def test_a_message_of_another_worker_is_delivered(connect, token, restaurant, redis):
    ear = connect(token())
    head = ear.hear("hello")["seq"]
    channel = f"{RESTAURANT}{restaurant.id}"
    until(lambda: redis.pubsub_numsub(channel)[0][1] == 1)
    news = event(restaurant.id, head + 1, n=7)
    for data in ("junk", message(event(some_id(), head + 1)), message(news), message(news)):
        redis.publish(channel, data)
    assert ear.hear() == news
    redis.publish(channel, message(event(restaurant.id, head + 2)))
    assert ear.hear()["seq"] == head + 2


def test_after_a_cut_every_restaurant_is_subscribed_again(connect, token, restaurant, redis):
    ear = connect(token())
    head = ear.hear("hello")["seq"]
    channel = f"{RESTAURANT}{restaurant.id}"
    until(lambda: redis.pubsub_numsub(channel)[0][1] == 1)
    before = {one["id"] for one in redis.client_list(_type="pubsub")}
    for one in before:
        redis.client_kill_filter(_id=one)
    until(lambda: {one["id"] for one in redis.client_list(_type="pubsub")} - before)
    until(lambda: redis.pubsub_numsub(channel)[0][1] == 1)
    redis.publish(channel, message(event(restaurant.id, head + 1)))
    assert ear.hear()["seq"] == head + 1
