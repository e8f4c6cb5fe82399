"""From the worker where something was committed to all the others, through Redis, beside the request path.

Losing a message is fine: the log has it and every hub compares. So nothing here waits for Redis, nothing raises,
and while Redis is in trouble nothing is even tried.
"""

import logging
from typing import Any
from uuid import UUID, uuid4

import gevent
import orjson
from gevent.queue import Full, Queue
from redis import RedisError

from nabancada.cache import shared
from nabancada.cache.breaker import Breaker
from nabancada.live import metrics
from nabancada.live.events import Fact

log = logging.getLogger(__name__)

BROADCAST = "ws:broadcast"
RESTAURANT = "ws:restaurant:"
TIMEOUT = 0.25  # seconds
REST = 0.5  # seconds without trying after a failure
QUEUE = 5000  # messages waiting to be published
BATCH = 200  # of them sent in one go

Outgoing = tuple[str, list[dict[str, Any]]]


class Bus:
    """What one worker says to the others. `worker` marks its own messages: it has heard them already."""

    def __init__(self, url: str) -> None:
        self.worker = uuid4().hex
        self.breaker = Breaker(REST, log, "Redis Pub/Sub connection error")
        self._redis = shared.client(url, TIMEOUT)
        self._queue: Queue[Outgoing] = Queue(maxsize=QUEUE)

    def start(self) -> None:
        gevent.spawn(self._run)

    def publish(self, restaurant_id: UUID, facts: list[Fact]) -> None:
        """Say what was committed. Returns at once."""
        events = [{"topics": sorted(fact.topics), "event": orjson.Fragment(fact.body)} for fact in facts]
        self._put((f"{RESTAURANT}{restaurant_id}", events))

    def broadcast(self, **message: str) -> None:
        """Say something to all workers of all instances."""
        self._put((BROADCAST, [message]))

    def read(self, restaurant_id: UUID, data: bytes) -> list[Fact]:
        """The events in a message about `restaurant_id`, none if it is our own.

        :raises ValueError: it is not one of ours at all
        """
        message = _message(data)
        if message["from"] == self.worker:
            return []
        try:
            events = [(one["topics"], one["event"]) for one in message["events"]]
            if any(event["restaurantId"] != str(restaurant_id) for _topics, event in events):
                raise ValueError("an event of another restaurant")
            return [Fact.of(event["seq"], topics, orjson.dumps(event)) for topics, event in events]
        except (KeyError, TypeError) as error:
            raise ValueError(str(error)) from error

    def read_broadcast(self, data: bytes) -> list[dict[str, str]]:
        """:raises ValueError: it is not one of ours"""
        message = _message(data)
        return [] if message["from"] == self.worker else list(message["events"])

    def _put(self, outgoing: Outgoing) -> None:
        try:
            self._queue.put_nowait(outgoing)
        except Full:
            metrics.UNPUBLISHED.inc()

    def _run(self) -> None:
        while True:
            batch: dict[str, list[dict[str, Any]]] = {}
            channel, events = self._queue.get()
            batch[channel] = events
            while not self._queue.empty() and len(batch) < BATCH:
                channel, events = self._queue.get_nowait()
                batch[channel] = [*batch.get(channel, ()), *events]
            self._send(batch)

    def _send(self, batch: dict[str, list[dict[str, Any]]]) -> None:
        if self.breaker.open:
            metrics.UNPUBLISHED.inc(len(batch))
            return
        pipeline = self._redis.pipeline(transaction=False)
        for channel, events in batch.items():
            pipeline.publish(channel, orjson.dumps({"from": self.worker, "events": events}))
        try:
            pipeline.execute()
        except (RedisError, OSError) as error:
            self.breaker.failed(error)
            metrics.UNPUBLISHED.inc(len(batch))
        else:
            self.breaker.worked()


def _message(data: bytes) -> dict[str, Any]:
    message = orjson.loads(data)  # a JSONDecodeError is a ValueError
    if not isinstance(message, dict) or "from" not in message or not isinstance(message.get("events"), list):
        raise ValueError("not a message of ours")
    return message
