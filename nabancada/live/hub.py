"""From the log and the bus to the sockets of this worker: in order, once, nothing missing.

The bus makes it fast, the log makes it certain: whatever does not follow the last number is read from the log,
and every second the heads of all restaurants with a socket here are compared with it in one statement.
"""

import logging
from collections.abc import Callable, Collection
from functools import partial
from time import monotonic
from typing import TypeVar
from uuid import UUID

import gevent
from gevent.lock import BoundedSemaphore

from nabancada import db
from nabancada.live import frames, metrics, queries
from nabancada.live.channel import AWAY, Channel, Socket, heard
from nabancada.live.events import Fact
from nabancada.live.queries import Position

log = logging.getLogger(__name__)

TICK = 0.010  # seconds: what happens within it leaves in one write
PATIENCE = 0.020  # seconds: a missing event may just be late, two requests publish in any order
REPLAY = 500  # events replayed at most; who is further behind fetches its state anew
BREATH = 200  # sockets written to before other greenlets may run
LINGER = 30.0  # seconds a channel outlives its last socket: pages come and go
READERS = 3  # log reads at once: most of the pool belongs to requests

Answer = TypeVar("Answer")
Opened = Callable[[UUID], None]
Touched = Callable[[Channel, list[Fact]], None]


class Hub:
    """All channels of this worker.

    `on_open` and `on_close` follow the channels, `on_facts` hears what is handed out, `on_restart` that there is a gap.
    """

    def __init__(self) -> None:
        self.channels: dict[UUID, Channel] = {}
        self.on_open: Opened = _ignore
        self.on_close: Opened = _ignore
        self.on_restart: Opened = _ignore
        self.on_facts: list[Touched] = []
        self._reading = BoundedSemaphore(READERS)

    def offer(self, restaurant_id: UUID, facts: list[Fact]) -> None:
        """Hand out committed events, from wherever they came. Never waits."""
        channel = self.channels.get(restaurant_id)
        if channel is None:
            return
        missing = False
        for fact in facts:
            missing = channel.accept(fact)
        if channel.outbox:
            self._schedule(channel)
        if missing:
            if channel.filling:
                channel.again = True
            elif not channel.waiting:
                channel.waiting = True
                gevent.spawn_later(PATIENCE, self._fill_hole, channel)

    def attach(
        self,
        socket: Socket,
        channel: Channel,
        since: int | None,
        epoch: str | None,
        greet: Callable[[int, bool], None],
    ) -> None:
        """Let `socket` hear everything after `since` (or after now), in order and once. May wait for the log.

        `greet(start, reset)` is called before the first event: what follows begins after number `start`;
        with `reset` that is not where the socket wanted to begin, and it has to fetch its state anew.

        :raises db.FAULTS: the log cannot be read
        """
        began_in: UUID | None = channel.epoch
        reset = since is not None and not self._reaches_back(channel, since, epoch)
        if since is None or reset:
            greet(channel.last, reset)
            channel.join(socket, channel.last)
            return
        greet(since, False)
        at = since
        # Between the last comparison and `join` no other greenlet runs: nothing can fall in between.
        while at < channel.last:
            facts = self._read(channel, at)
            if not facts or facts[0].seq != at + 1:
                began_in = None
                break
            socket.send(b"".join(fact.frame for fact in heard(facts, socket.audience)))
            at = facts[-1].seq
            if at > channel.last:
                self.offer(channel.restaurant_id, facts)
        if channel.epoch != began_in:  # trimmed or restored while we read
            at = channel.last
            greet(at, True)
        channel.join(socket, at)

    def channel(self, restaurant_id: UUID, epoch: UUID, head: int) -> Channel:
        """The channel of a restaurant, opened at `head` (a number just read from the log) if there is none."""
        channel = self.channels.get(restaurant_id)
        if channel is None:
            channel = self.channels[restaurant_id] = Channel(restaurant_id, epoch, head)
            self.on_open(restaurant_id)
        elif channel.epoch != epoch:
            self._restart(channel, Position(epoch, head, floor=0))
        channel.unused_since = None  # somebody is on the way: not to be forgotten under them
        return channel

    def check(self, restaurant_ids: Collection[UUID]) -> None:
        """Compare with the log, in one statement, and fetch what was missed.

        :raises db.FAULTS: the log cannot be read
        """
        ids = [one for one in restaurant_ids if one in self.channels]
        if not ids:
            return
        for restaurant_id, position in self._ask(partial(queries.heads, ids)).items():
            channel = self.channels.get(restaurant_id)
            if channel is None:
                continue
            if position.epoch != channel.epoch:
                self._restart(channel, position)
            elif position.seq > channel.last:
                gevent.spawn(self.fill, channel)

    def fill(self, channel: Channel) -> None:
        """Read from the log what this channel has not heard of. One reader a channel; a second one asks it to go on."""
        if channel.filling:
            channel.again = True
            return
        channel.filling = True
        try:
            self._fill(channel)
        except db.FAULTS as error:
            log.warning("log unreadable", extra={"reason": str(error)[:200]})  # the next sweep tries again
        finally:
            channel.filling = False

    def tick(self) -> None:
        """Tell every socket how far it has heard."""
        for channel in list(self.channels.values()):
            numbers: dict[int, bytes] = {}
            for socket in channel.everybody():
                if socket.at != AWAY:
                    frame = numbers.get(socket.at) or frames.message(type="tick", seq=socket.at)
                    numbers[socket.at] = frame
                    socket.send(frame)
            gevent.sleep(0)

    def close_unused(self) -> None:
        """Forget channels that nobody has listened to for a while."""
        now = monotonic()
        for channel in list(self.channels.values()):
            if channel.sockets:
                channel.unused_since = None
            elif channel.unused_since is None:
                channel.unused_since = now
            elif now - channel.unused_since > LINGER:
                del self.channels[channel.restaurant_id]
                self.on_close(channel.restaurant_id)

    def _reaches_back(self, channel: Channel, since: int, epoch: str | None) -> bool:
        if epoch is not None and epoch != str(channel.epoch):
            return False
        if since == channel.last:
            return True
        position = self._ask(partial(queries.position, channel.restaurant_id))
        return position.floor <= since <= position.seq <= since + REPLAY

    def _fill_hole(self, channel: Channel) -> None:
        channel.waiting = False
        if channel.early:
            self.fill(channel)

    def _fill(self, channel: Channel) -> None:
        while True:
            channel.again = False
            facts = self._read(channel, channel.last)
            metrics.GAPS.inc()
            if facts and facts[0].seq > channel.last + 1:  # trimmed, or the numbers start anew
                self._restart(channel, self._ask(partial(queries.position, channel.restaurant_id)))
            else:
                for fact in facts:
                    channel.accept(fact)
            if channel.outbox:
                self._schedule(channel)
            if len(facts) < REPLAY and not channel.again:
                channel.early.clear()  # what the log does not hold never happened
                return

    def _restart(self, channel: Channel, position: Position) -> None:
        channel.restart(position.epoch, position.seq)
        frame = frames.message(type="reset", seq=position.seq)
        for socket in channel.everybody():
            socket.at = position.seq
            socket.send(frame)
        self.on_restart(channel.restaurant_id)

    def _read(self, channel: Channel, since: int) -> list[Fact]:
        def read() -> list[Fact]:
            with db.tenant(channel.restaurant_id), db.read_only():
                return queries.after(channel.restaurant_id, since, REPLAY)

        return self._ask(read)

    def _ask(self, question: Callable[[], Answer]) -> Answer:
        """Ask the database on a connection that is given back at once. Waits for its turn."""
        with self._reading:
            try:
                return question()
            finally:
                db.release()

    def _schedule(self, channel: Channel) -> None:
        """The first event leaves at once; those that come within a tick after it leave together."""
        if not channel.scheduled:
            channel.scheduled = True
            gevent.spawn_later(max(0.0, channel.flushed_at + TICK - monotonic()), self._flush, channel)

    def _flush(self, channel: Channel) -> None:
        try:
            facts, channel.outbox = channel.outbox, []
            if facts:
                for touched in self.on_facts:
                    touched(channel, facts)
                _deliver(channel, facts)
        finally:
            channel.scheduled = False
            channel.flushed_at = monotonic()
            if channel.outbox:
                self._schedule(channel)


def _deliver(channel: Channel, facts: list[Fact]) -> None:
    """Send `facts` to whoever has not heard them: in one write, the same bytes to all."""
    first, last = facts[0].seq, facts[-1].seq
    written = 0
    for audience, sockets in list(channel.sockets.items()):
        theirs = heard(facts, audience)
        data = b"".join([fact.frame for fact in theirs])
        for socket in tuple(sockets):
            at = socket.at
            if at >= last:
                continue  # away, or it has read further in the log
            socket.at = last
            if at < first:
                socket.send(data)
            else:
                socket.send(b"".join([fact.frame for fact in theirs if fact.seq > at]))
            written += 1
            if written % BREATH == 0:
                gevent.sleep(0)
    metrics.EVENTS.inc(len(facts))
    metrics.DELIVERIES.inc(len(facts) * written)


def _ignore(_restaurant_id: UUID) -> None:
    pass
