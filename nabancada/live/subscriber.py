"""What the other workers say: one subscription a worker, to the restaurants that have a socket here."""

import logging
import random
from collections.abc import Collection
from contextlib import suppress
from time import monotonic
from typing import Any
from uuid import UUID

import gevent
from redis import RedisError

from nabancada import db
from nabancada.cache import shared
from nabancada.cache.breaker import TELL_EVERY
from nabancada.live import metrics
from nabancada.live.bus import BROADCAST, RESTAURANT, Bus
from nabancada.live.crowd import Crowd
from nabancada.live.hub import Hub

log = logging.getLogger(__name__)

TIMEOUT = 1.0  # seconds to connect, or to read the rest of a message
PING_AFTER = 0.5  # seconds of silence until we ask whether the server still runs
SILENT = 1.5  # seconds without any answer: it hangs
LONGEST_PAUSE = 2.0  # seconds between two attempts to connect, at most
SETTLE = 0.010  # seconds: subscriptions confirmed together are checked together


class Silent(Exception):
    """The server accepts but does not answer."""


class Subscriber:
    """Follows the channels of a hub. `up` tells whether what others publish arrives here."""

    def __init__(self, url: str, bus: Bus, hub: Hub, crowd: Crowd) -> None:
        self.up = False
        self._url = url
        self._bus = bus
        self._hub = hub
        self._crowd = crowd
        self._pubsub: Any = None
        self._confirmed: set[UUID] = set()
        self._told = -TELL_EVERY

    def start(self) -> None:
        gevent.spawn(self._run)

    def follow(self, restaurant_id: UUID) -> None:
        """Subscribe to one more restaurant; when there is no connection, the next one will."""
        gevent.spawn(self._tell, "subscribe", [restaurant_id])

    def unfollow(self, restaurant_id: UUID) -> None:
        gevent.spawn(self._tell, "unsubscribe", [restaurant_id])

    def _run(self) -> None:
        pause = 0.1
        while True:
            connected_at = monotonic()
            try:
                self._listen()
            except (RedisError, OSError, Silent) as error:
                self._complain(error)
            except Exception:
                log.exception("the bus listener failed")
            finally:
                self._forget()
            if monotonic() - connected_at > 10 * LONGEST_PAUSE:
                pause = 0.1
            gevent.sleep(random.uniform(0, pause))
            pause = min(2 * pause, LONGEST_PAUSE)

    def _listen(self) -> None:
        client = shared.client(self._url, TIMEOUT)
        pubsub = client.pubsub()
        try:
            pubsub.subscribe(BROADCAST)
            self._pubsub = pubsub
            if self._hub.channels:
                self._tell("subscribe", list(self._hub.channels))
            heard_at = asked_at = monotonic()
            while True:
                message = pubsub.get_message(timeout=PING_AFTER)
                now = monotonic()
                if message is not None:
                    heard_at = now
                    self._hear(message)
                elif now - heard_at > SILENT:
                    raise Silent(f"no answer for {SILENT} s")
                elif now - asked_at >= PING_AFTER:
                    asked_at = now
                    pubsub.ping()
        finally:
            pubsub.close()
            client.close()

    def _hear(self, message: dict[str, Any]) -> None:
        kind, channel = message["type"], _text(message["channel"])
        if kind == "subscribe":
            if channel == BROADCAST:
                self._arrived()
            else:
                self._check_soon(UUID(channel.removeprefix(RESTAURANT)))
        elif kind == "message":
            try:
                self._deliver(channel, message["data"])
            except ValueError as error:
                log.warning("strange message on the bus", extra={"reason": str(error)})

    def _deliver(self, channel: str, data: bytes) -> None:
        if channel == BROADCAST:
            for notice in self._bus.read_broadcast(data):
                if isinstance(notice, dict) and "dismiss" in notice:
                    self._crowd.dismiss(notice["dismiss"])
            return
        restaurant_id = UUID(channel.removeprefix(RESTAURANT))
        self._hub.offer(restaurant_id, self._bus.read(restaurant_id, data))

    def _arrived(self) -> None:
        self.up = True
        metrics.REDIS_UP.set(1)
        self._told = -TELL_EVERY
        log.info("Redis Pub/Sub connected for WebSocket")

    def _check_soon(self, restaurant_id: UUID) -> None:
        """From now on messages arrive; what was said before is in the log."""
        if not self._confirmed:
            gevent.spawn_later(SETTLE, self._check)
        self._confirmed.add(restaurant_id)

    def _check(self) -> None:
        confirmed, self._confirmed = self._confirmed, set()
        try:
            self._hub.check(confirmed)
        except db.FAULTS as error:
            log.warning("log unreadable", extra={"reason": str(error)[:200]})  # the next sweep asks again

    def _tell(self, verb: str, restaurant_ids: Collection[UUID]) -> None:
        pubsub = self._pubsub
        if pubsub is None:
            return
        # If it fails the listening greenlet finds out, too, and subscribes to everything anew.
        with suppress(RedisError, OSError):
            getattr(pubsub, verb)(*[f"{RESTAURANT}{one}" for one in restaurant_ids])

    def _forget(self) -> None:
        self._pubsub = None
        self.up = False
        metrics.REDIS_UP.set(0)

    def _complain(self, error: Exception) -> None:
        now = monotonic()
        if now - self._told >= TELL_EVERY:
            self._told = now
            log.warning("Redis Pub/Sub connection error", extra={"reason": str(error)})


def _text(channel: bytes | str | None) -> str:
    return channel.decode() if isinstance(channel, bytes) else channel or ""
