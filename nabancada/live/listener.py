"""One WebSocket: who it is, what it heard, what it asks for. Idle it is a few kilobytes and no greenlet."""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import gevent
import orjson
from wsproto.connection import Connection, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Ping, TextMessage
from wsproto.utilities import LocalProtocolError

from nabancada import db
from nabancada.access import Branch, House
from nabancada.live import frames
from nabancada.live.channel import AWAY, Audience, Channel
from nabancada.live.wire import Wire
from nabancada.permissions import Permission

log = logging.getLogger(__name__)

LARGEST = 64 * 1024  # bytes of one message
WAITING = 16  # messages read ahead; then we stop reading until they are answered


@dataclass(frozen=True, slots=True)
class Ear:
    """Who listens, as decided at the upgrade. Never changes: new rights mean a new socket."""

    keys: frozenset[str]  # any of them closes it: the person or token, the session, its branch or visit
    counted_as: str
    house: House
    branch: Branch | None
    permissions: frozenset[Permission]
    language: str
    audience: Audience


class Listener:
    """Connects a wire with the hub. The event loop calls `received` and `gone`; answers run in a greenlet."""

    __slots__ = ("_busy", "_inbox", "_partial", "_protocol", "answer", "at", "audience", "awake", "channel", "ear",
                 "on_gone", "send", "views", "wire")  # fmt: skip

    wire: Wire
    send: Callable[[bytes], None]  # the wire's own, so that a delivery is one call

    def __init__(self, ear: Ear, answer: "Answer", on_gone: "Callable[[Listener], None]") -> None:
        self.ear = ear
        self.audience = ear.audience
        self.at = AWAY
        self.channel: Channel | None = None
        self.views: tuple[object, ...] = ()  # the screen regions it watches
        self.awake = True  # something was heard from it since the last ping
        self.answer = answer
        self.on_gone = on_gone
        self._protocol = Connection(ConnectionType.SERVER)
        self._partial: str | None = None
        self._inbox: deque[str] | None = None
        self._busy = False

    def connect(self, wire: Wire) -> None:
        """Speak through `wire` from now on."""
        self.wire, self.send = wire, wire.send

    @property
    def restaurant_id(self) -> UUID:
        return self.ear.house.id

    def begin(self, welcome: Callable[[], None]) -> None:
        """Be welcomed before anything is answered."""
        self._busy = True
        try:
            welcome()
        except Exception:  # its request is answered already: nobody else would hear of it
            log.exception("not welcomed")
            self.wire.close(frames.RESTARTING, "try again")
        finally:
            if self._inbox:
                gevent.spawn(self._converse)
            else:
                self._busy = False

    def received(self, data: bytes) -> None:
        self.awake = True
        try:
            self._protocol.receive_data(data)
            for event in self._protocol.events():
                if isinstance(event, TextMessage):
                    self._read(event)
                elif isinstance(event, Ping):
                    self.wire.send(frames.pong(bytes(event.payload)))
                elif isinstance(event, BytesMessage):
                    self.wire.close(frames.NOT_UNDERSTOOD, "text only")
                elif isinstance(event, CloseConnection):
                    self.wire.close(_echo(event.code))
                if self.wire.closing:
                    return
        except LocalProtocolError:
            self.wire.close(frames.NOT_UNDERSTOOD)

    def gone(self) -> None:
        self._inbox = None
        self.on_gone(self)

    def _read(self, event: TextMessage) -> None:
        text = event.data if self._partial is None else self._partial + event.data
        if len(text) > LARGEST or len(text.encode()) > LARGEST:
            self.wire.close(frames.TOO_BIG, "at most 64 KB")
        elif not event.message_finished:
            self._partial = text
        else:
            self._partial = None
            self._queue(text)

    def _queue(self, text: str) -> None:
        if self._inbox is None:
            self._inbox = deque()
        self._inbox.append(text)
        if len(self._inbox) == WAITING:
            self.wire.pause()
        if not self._busy:
            self._busy = True
            gevent.spawn(self._converse)

    def _converse(self) -> None:
        """Answer what was asked, one after the other."""
        try:
            while self._inbox and not self.wire.closing:
                self._answer(self._inbox.popleft())
        except db.FAULTS as error:
            log.warning("socket unanswered", extra={"reason": str(error)[:200]})
            self.wire.close(frames.RESTARTING, "try again")
        except Exception:
            log.exception("socket failed")
            self.wire.close(frames.RESTARTING, "try again")
        finally:
            self._busy = False
            self._inbox = None
            self.wire.resume()

    def _answer(self, text: str) -> None:
        try:
            message = orjson.loads(text)
        except orjson.JSONDecodeError:
            message = None
        if not isinstance(message, dict) or not self.answer(self, message):
            self.wire.close(frames.NOT_UNDERSTOOD, "not understood")


Answer = Callable[[Listener, dict[str, object]], bool]


def _echo(code: int) -> int:
    """The code to answer a close frame with; without one it is a normal end."""
    return code if 1000 <= code < 5000 and code not in (1004, 1005, 1006, 1015) else frames.NORMAL
