"""What a socket says, and what becomes of it."""

import json
import socket

import pytest
from wsproto.connection import Connection, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Message, Ping, Pong, TextMessage

from nabancada.live import frames, wire
from nabancada.live import listener as listeners
from nabancada.live.crowd import PING_EVERY, Crowd
from nabancada.live.listener import Ear, Listener
from nabancada.live.wire import Wire
from tests.live.support import house, some_id, until


class Browser:
    """The other end of a listener, speaking WebSocket."""

    def __init__(self, sock):
        self.sock = sock
        self.sock.setblocking(False)
        self._protocol = Connection(ConnectionType.CLIENT)
        self.events = []

    def say(self, text):
        self.send(Message(data=text))

    def send(self, event):
        self.sock.send(self._protocol.send(event))

    def hear(self):
        try:
            self._protocol.receive_data(self.sock.recv(1 << 20) or None)
        except BlockingIOError:
            return self.events
        self.events += self._protocol.events()
        return self.events

    def await_close(self):
        until(lambda: any(isinstance(event, CloseConnection) for event in self.hear()))
        return self.events[-1].code


@pytest.fixture
def connected():
    """`connected(answer)`: a listener whose messages `answer` gets, and its browser."""
    ends = []

    def connect(answer=lambda listener, message: True, crowd=None, keys=("user:1",)):
        here, there = socket.socketpair()
        wire.prepare(here)
        ear = Ear(frozenset(keys), keys[0], house(some_id()), None, frozenset(), "pt", None)
        made = Listener(ear, answer, crowd.leave if crowd else lambda _gone: None)
        made.connect(Wire(here, made))
        if crowd:
            crowd.reserve(keys[0])
            crowd.enter(made)
        ends.append(there)
        return made, Browser(there)

    yield connect
    for end in ends:
        end.close()


def test_messages_are_answered_one_after_the_other(connected):
    said = []
    _, browser = connected(lambda _listener, message: said.append(message["n"]) or True)
    for n in range(50):
        browser.say(json.dumps({"n": n}))
    until(lambda: len(said) == 50)
    assert said == list(range(50))


def test_nothing_is_answered_before_the_welcome(connected):
    order = []
    listener, browser = connected(lambda _listener, message: order.append("answer") or True)

    def welcome():
        browser.say("{}")
        until(lambda: listener._inbox)
        order.append("welcome")

    listener.begin(welcome)
    until(lambda: len(order) == 2)
    assert order == ["welcome", "answer"]


@pytest.mark.parametrize("junk", ["junk", "[]", "1", "", '{"type":'])
def test_what_is_not_an_object_closes_with_1003(connected, junk):
    _, browser = connected()
    browser.say(junk)
    assert browser.await_close() == 1003


def test_what_the_contract_does_not_know_closes_with_1003(connected):
    _, browser = connected(lambda _listener, message: False)
    browser.say('{"type":"order"}')
    assert browser.await_close() == 1003


def test_bytes_close_with_1003(connected):
    _, browser = connected()
    browser.send(BytesMessage(data=b"x"))
    assert browser.await_close() == 1003


def test_a_message_of_64_kb_is_heard_and_one_byte_more_is_too_big(connected):
    heard = []
    _, browser = connected(lambda _listener, message: heard.append(message) or True)
    text = json.dumps({"pad": "x" * (listeners.LARGEST - 11)})
    assert len(text) == listeners.LARGEST
    browser.sock.setblocking(True)
    browser.say(text)
    until(lambda: heard)
    browser.say(text + " ")
    browser.sock.setblocking(False)
    assert browser.await_close() == 1009


def test_a_message_in_parts_is_one_message(connected):
    heard = []
    _, browser = connected(lambda _listener, message: heard.append(message) or True)
    browser.send(TextMessage(data='{"a"', message_finished=False))
    browser.send(TextMessage(data=":1}", message_finished=True))
    until(lambda: heard == [{"a": 1}])


def test_a_failing_answer_closes_only_its_socket(connected, caplog):
    _, browser = connected(lambda _listener, message: 1 // 0)
    browser.say("{}")
    assert browser.await_close() == 1012


def test_a_ping_is_answered_and_a_close_echoed(connected):
    _, browser = connected()
    browser.send(Ping(payload=b"are you there"))
    until(lambda: any(isinstance(event, Pong) for event in browser.hear()))
    browser.send(CloseConnection(code=1001))
    assert browser.await_close() == 1001


def test_a_broken_frame_closes_the_socket(connected):
    _, browser = connected()
    browser.sock.send(b"\xff\xff\xff\xff\xff")
    assert browser.await_close() in (1002, 1003)


def test_the_crowd_counts_by_identity_and_forgets_who_left(connected):
    crowd = Crowd()
    first, _ = connected(crowd=crowd)
    connected(crowd=crowd)
    connected(crowd=crowd, keys=("user:2",))
    assert crowd.held_by("user:1") == 2
    first.wire.kill()
    assert crowd.held_by("user:1") == 1
    assert len(crowd.open) == 2


def test_dismissed_sockets_close_with_4401_and_others_stay(connected):
    crowd = Crowd()
    _, out = connected(crowd=crowd, keys=("user:1", "session:a"))
    stays, _ = connected(crowd=crowd, keys=("user:1", "session:b"))
    crowd.dismiss("session:a")
    assert out.await_close() == 4401
    assert crowd.open == {stays}
    crowd.dismiss("session:unknown")


def test_who_no_longer_may_listen_is_found_by_asking_again(connected):
    crowd = Crowd()
    _, out = connected(crowd=crowd, keys=("user:1", "session:a"))
    connected(crowd=crowd, keys=("user:2", "session:b"))
    asked = []
    crowd.recheck = lambda keys: asked.append(keys) or keys - {"session:a"}
    crowd.ask_again()
    assert asked == [{"user:1", "session:a", "user:2", "session:b"}]
    assert out.await_close() == 4401
    assert crowd.held_by("user:2") == 1


def test_who_does_not_answer_a_ping_is_gone_at_the_next(connected):
    crowd = Crowd()
    silent, _ = connected(crowd=crowd)
    alive, browser = connected(crowd=crowd)
    for _ in range(PING_EVERY):
        crowd.turn()
    until(lambda: any(isinstance(event, Ping) for event in browser.hear()))
    browser.send(Pong())
    until(lambda: alive.awake)
    for _ in range(PING_EVERY):
        crowd.turn()
    assert silent.wire.dead
    assert crowd.open == {alive}


def test_a_draining_crowd_says_so_and_closes_with_1012(connected):
    crowd = Crowd()
    browsers = [connected(crowd=crowd)[1] for _ in range(3)]
    for browser in browsers:
        browser.sock.setblocking(False)
    crowd.drain()
    for browser in browsers:
        assert browser.await_close() == 1012
        assert browser.events[0].data == frames.message(type="draining")[2:].decode()
    assert crowd.open == set()
    assert crowd.draining
