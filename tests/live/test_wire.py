import socket

import pytest
from wsproto.connection import Connection, ConnectionType
from wsproto.events import CloseConnection, TextMessage

from nabancada.live import frames, wire
from nabancada.live.wire import Wire
from tests.live.support import until


class Notes:
    """What a wire told its reader."""

    def __init__(self):
        self.heard = b""
        self.times_gone = 0

    def received(self, data):
        self.heard += data

    def gone(self):
        self.times_gone += 1


class Peer:
    """The other end: reads when told to, and understands what it read."""

    def __init__(self, sock):
        self.sock = sock
        self.sock.setblocking(False)
        self._protocol = Connection(ConnectionType.CLIENT)
        self.texts, self.closed_with, self.ended = [], None, False
        self._part = ""

    def read(self, most=1 << 20):
        try:
            data = self.sock.recv(most)
        except BlockingIOError:
            return 0
        except ConnectionResetError:
            data = b""
        if not data:
            self.ended = True
            return 0
        self._protocol.receive_data(data)
        for event in self._protocol.events():
            if isinstance(event, TextMessage):
                self._part += event.data
                if event.message_finished:
                    self.texts.append(self._part)
                    self._part = ""
            elif isinstance(event, CloseConnection):
                self.closed_with = event.code
        return len(data)

    def done(self):
        self.read()
        return self.ended


@pytest.fixture
def ends():
    here, there = socket.socketpair()
    wire.prepare(here)
    yield here, Peer(there)
    there.close()


def fill(line, size=40_000):
    """Send until the kernel takes no more."""
    sent = 0
    while not line.queued:
        line.send(frames.text(b"%06d" % sent + b"x" * size))
        sent += 1
    return sent


def test_a_small_message_leaves_at_once(ends):
    here, peer = ends
    line = Wire(here, Notes())
    line.send(frames.text(b"hello"))
    peer.read()
    assert peer.texts == ["hello"]


def test_what_the_kernel_does_not_take_follows_whole_and_in_order(ends):
    here, peer = ends
    line = Wire(here, Notes())
    sent = fill(line)
    for n in range(sent, sent + 4):
        line.send(frames.text(b"%06d" % n + b"x" * 40_000))
    until(lambda: (peer.read(10_000), len(peer.texts) == sent + 4)[1])
    assert [int(text[:6]) for text in peer.texts] == list(range(sent + 4))
    assert (line.queued, line.deadline) == (0, None)


def test_a_reader_too_far_behind_gets_the_frame_under_way_and_1013(ends):
    here, peer = ends
    notes = Notes()
    line = Wire(here, notes)
    sent = fill(line)
    while not line.closing:
        line.send(frames.text(b"%06d" % sent + b"x" * 40_000))
        sent += 1
    assert line.queued < 50_000
    assert notes.times_gone == 1
    until(peer.done)
    assert peer.closed_with == 1013
    assert [int(text[:6]) for text in peer.texts] == list(range(len(peer.texts)))
    assert len(peer.texts) < sent


def test_a_reader_that_stalls_is_given_up_on(ends):
    here, _peer = ends
    notes = Notes()
    line = Wire(here, notes)
    fill(line)
    line.expire(line.deadline - 0.1)
    assert not line.closing
    line.expire(line.deadline + 0.1)
    assert line.closing and not line.dead
    line.expire(line.deadline + 0.1)
    assert line.dead
    assert notes.times_gone == 1


def test_a_message_larger_than_the_backlog_reaches_who_reads(ends):
    here, peer = ends
    line = Wire(here, Notes())
    line.send(frames.text(b"y" * (3 * wire.BACKLOG)))
    until(lambda: (peer.read(), peer.texts)[1])
    assert peer.texts == ["y" * (3 * wire.BACKLOG)]


def test_nothing_follows_a_close_frame(ends):
    here, peer = ends
    line = Wire(here, Notes())
    line.close(1012, "restarting")
    line.send(frames.text(b"late"))
    line.close(1000)
    until(peer.done)
    assert (peer.texts, peer.closed_with) == ([], 1012)
    peer.sock.close()
    until(lambda: line.dead)


def test_what_the_peer_says_is_heard_and_its_end_noticed_once(ends):
    here, peer = ends
    notes = Notes()
    line = Wire(here, notes)
    peer.sock.send(b"abc")
    until(lambda: notes.heard == b"abc")
    peer.sock.close()
    until(lambda: line.dead)
    line.kill()
    line.send(frames.text(b"to nobody"))
    assert notes.times_gone == 1


def test_a_paused_wire_hears_nothing_until_it_goes_on(ends):
    here, peer = ends
    notes = Notes()
    line = Wire(here, notes)
    line.pause()
    peer.sock.send(b"abc")
    line.send(frames.PING)
    until(lambda: peer.read() > 0)
    assert notes.heard == b""
    line.resume()
    until(lambda: notes.heard == b"abc")
