"""The live side of one worker, put together: what runs, and what happens every so often."""

import logging
from collections.abc import Callable
from time import monotonic
from uuid import UUID

import gevent
from flask import Flask, g, has_app_context

from nabancada import cache, db
from nabancada.config import Settings
from nabancada.live import events, frames
from nabancada.live.bus import Bus
from nabancada.live.channel import Channel
from nabancada.live.crowd import Crowd
from nabancada.live.events import Fact
from nabancada.live.hub import Hub
from nabancada.live.listener import Listener
from nabancada.live.places import ALL, Places
from nabancada.live.regions import Gallery
from nabancada.live.subscriber import Subscriber

log = logging.getLogger(__name__)

SWEEP = 1.0  # seconds between two looks at the log
SWEEP_ALONE = 0.25  # the same while nothing comes through Redis
TICK = 10.0
RECHECK = 60.0  # seconds between two looks at who may still listen
RECHECK_ALONE = 1.0  # the same while no other worker can tell


class Runtime:
    """Bus, hub, crowd and gallery of a process. Nothing runs until `start`."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.hub = Hub()
        self.crowd = Crowd()
        self.gallery = Gallery(app, self.hub, settings.public_url)
        self.bus: Bus | None = None
        self.subscriber: Subscriber | None = None
        self.places: Places | None = None
        self.started = False
        self._was_alone = False
        self._swept_at = 0.0
        self._redis_url = settings.redis_url
        self.hub.on_facts.append(self.gallery.touch)
        self.hub.on_restart = self.gallery.touch_all

    def start(self) -> None:
        """Begin to publish, to listen and to keep house. Once a process; later calls do nothing."""
        if self.started:
            return
        self.started = True
        cache.start()
        events.hearers.append(self.committed)
        if self._redis_url:
            log.info("WebSocket: Using Redis Pub/Sub (distributed)")
            self.bus = Bus(self._redis_url)
            self.subscriber = Subscriber(self._redis_url, self.bus, self.hub, self.crowd)
            self.places = Places(self._redis_url, self.bus.worker)
            self.crowd.on_fewer = self.places.changed
            self.hub.on_open, self.hub.on_close = self.subscriber.follow, self.subscriber.unfollow
            self.bus.start()
            self.subscriber.start()
        else:
            log.info("WebSocket: Using local only (single instance)")
        gevent.spawn(_forever, self._sweep_if_due, lambda: SWEEP_ALONE)
        gevent.spawn(_forever, self._keep_house, lambda: 1.0)
        gevent.spawn(_forever, self.hub.tick, lambda: TICK)
        gevent.spawn(_forever, self._look_again, lambda: RECHECK)
        gevent.spawn(_forever, self._look_sooner, lambda: RECHECK_ALONE)

    def committed(self, restaurant_id: UUID, facts: list[Fact]) -> None:
        """Events were committed in this process. Returns at once."""
        self.hub.offer(restaurant_id, facts)
        if self.bus is not None:
            self.bus.publish(restaurant_id, facts)

    def close_identity(self, key: str) -> None:
        """Close the sockets that `key` opened, on every worker."""
        self.crowd.dismiss(key)
        if self.bus is not None:
            self.bus.broadcast(dismiss=key)

    def reserve(self, key: str, limit: int) -> bool:
        """Count one more socket of `key`; False when that is more than `limit` on all workers together."""
        here = self.crowd.reserve(key)
        if here > limit:
            return False
        return self.places is None or self.places.announce(key, here) <= limit

    def welcome(self, listener: Listener, since: int | None, epoch: str | None) -> None:
        """Greet a new socket and let it hear what follows. May wait for the log."""
        self.crowd.enter(listener)
        house = listener.ear.house
        channel = listener.channel = self.hub.channel(house.id, house.epoch, house.seq)

        def greet(start: int, reset: bool) -> None:
            listener.send(_hello(channel, start))
            if reset:
                listener.send(frames.message(type="reset", seq=start))

        self._attach(listener, since, epoch, greet)
        if self.crowd.draining:  # it came in while the others were sent away
            listener.wire.close(frames.RESTARTING, "restarting")

    def answer(self, listener: Listener, message: dict[str, object]) -> bool:
        """Do what a socket asks. Runs in a greenlet of its own and may wait.

        :returns: False for what is not in the contract
        """
        match message:
            case {"type": "auth", "restaurantId": str(restaurant_id)}:
                self._authenticate(listener, restaurant_id)
            case {"type": "watch", "regions": [*ids]} if all(isinstance(one, str) for one in ids):
                self.gallery.watch(listener, [str(one) for one in ids])
            case {"type": "resume", "since": int(since)} if since >= 0 and not isinstance(since, bool):
                epoch = message.get("epoch")
                if epoch is not None and not isinstance(epoch, str):
                    return False
                self._resume(listener, since, epoch)
            case _:
                return False
        return True

    def farewell(self, listener: Listener) -> None:
        """A socket is gone."""
        if listener.channel is not None:
            listener.channel.leave(listener)
            listener.channel = None
        self.gallery.unwatch(listener)
        self.crowd.leave(listener)

    def drain(self) -> None:
        """Say goodbye to every socket; new ones are refused. Waits up to two seconds."""
        self.crowd.drain()
        if self.places is not None:
            self.places.changed(ALL)
            self.places.tell(self._held)  # else our word would keep their places taken for minutes

    def sockets_everywhere(self) -> int | None:
        """How many sockets all workers hold; None when nobody can tell."""
        return self.places.everywhere() if self.places is not None else None

    def _authenticate(self, listener: Listener, restaurant_id: str) -> None:
        if restaurant_id.lower() == str(listener.restaurant_id):
            listener.send(frames.message(type="auth_success", restaurantId=listener.restaurant_id))
        else:
            listener.send(frames.message(type="auth_error"))
            listener.wire.close(frames.NOT_YOURS, "not your restaurant")

    def _resume(self, listener: Listener, since: int, epoch: str | None) -> None:
        if listener.channel is None:
            return
        listener.channel.leave(listener)

        def greet(start: int, reset: bool) -> None:
            listener.send(frames.message(type="reset", seq=start) if reset else _resumed(start))

        self._attach(listener, since, epoch, greet)

    def _attach(
        self, listener: Listener, since: int | None, epoch: str | None, greet: Callable[[int, bool], None]
    ) -> None:
        channel = listener.channel
        if channel is None:
            return
        try:
            self.hub.attach(listener, channel, since, epoch, greet)
        except db.FAULTS as error:
            log.warning("log unreadable", extra={"reason": str(error)[:200]})
            listener.wire.close(frames.RESTARTING, "try again")
        if listener.wire.closing:  # it left while the log was read
            channel.leave(listener)

    @property
    def _alone(self) -> bool:
        """Whether nothing that other workers say arrives here."""
        return self.subscriber is None or not self.subscriber.up or self.bus is None or self.bus.breaker.open

    def _sweep_if_due(self) -> None:
        """Whoever has just lost Redis must not wait out the long pause."""
        now = monotonic()
        if self._alone or now - self._swept_at >= SWEEP - SWEEP_ALONE / 2:
            self._swept_at = now
            self._sweep()

    def _sweep(self) -> None:
        try:
            self.hub.check([one.restaurant_id for one in list(self.hub.channels.values()) if one.sockets])
        except db.FAULTS as error:
            log.warning("log unreadable", extra={"reason": str(error)[:200]})

    def _keep_house(self) -> None:
        self.crowd.turn()
        self.hub.close_unused()
        if self.places is not None:
            self.places.tell(self._held)

    def _look_again(self) -> None:
        self._recheck()
        if self.places is not None:
            self.places.repeat([*self.crowd.holders(), ALL], self._held)

    def _held(self, key: str) -> int:
        """How many sockets an identity holds here, or all of them."""
        if key == ALL:
            return 0 if self.crowd.draining else len(self.crowd.open)
        return self.crowd.held_by(key)

    def _look_sooner(self) -> None:
        """Nobody can tell us who lost the right to listen; when they can again, we missed what was said before."""
        alone = self._alone
        if alone or self._was_alone:
            self._recheck()
        self._was_alone = alone

    def _recheck(self) -> None:
        try:
            with db.read_only():
                self.crowd.ask_again()
        except db.FAULTS as error:
            log.warning("sessions unreadable", extra={"reason": str(error)[:200]})


def actor() -> UUID | None:
    """The person of the current request, if it has been asked who it is."""
    if has_app_context() and g.get("identity") is not None:
        return g.identity.user_id
    return events.said_actor()


def _forever(job: Callable[[], None], pause: Callable[[], float]) -> None:
    """Do `job` every `pause()` seconds. One failure is logged, never the end of it."""
    while True:
        gevent.sleep(pause())
        try:
            job()
        except Exception:
            log.exception("live housekeeping failed")


def _hello(channel: Channel | None, start: int) -> bytes:
    assert channel is not None
    return frames.message(type="hello", restaurantId=channel.restaurant_id, epoch=channel.epoch, seq=start)


def _resumed(since: int) -> bytes:
    return frames.message(type="resumed", since=since)
