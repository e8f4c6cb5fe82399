import pytest
from wsproto.connection import Connection, ConnectionType
from wsproto.events import CloseConnection, Ping, Pong, TextMessage

from nabancada.live import frames


def read(data: bytes) -> list:
    client = Connection(ConnectionType.CLIENT)
    client.receive_data(data)
    return list(client.events())


@pytest.mark.parametrize("length", [0, 1, 125, 126, 127, 65_535, 65_536, 200_000])
def test_a_text_of_any_length_is_read_as_it_was_written(length):
    assert "".join(event.data for event in read(frames.text(b"x" * length))) == "x" * length


def test_several_frames_may_travel_together():
    events = read(frames.text("olá".encode()) + frames.PING + frames.pong(b"p") + frames.text(b"two"))
    assert [type(event) for event in events] == [TextMessage, Ping, Pong, TextMessage]
    assert events[0].data == "olá"


def test_a_close_frame_carries_code_and_reason():
    [event] = read(frames.close(frames.TOO_SLOW, "too slow"))
    assert isinstance(event, CloseConnection)
    assert (event.code, event.reason) == (1013, "too slow")


@pytest.mark.parametrize("length", [3, 126, 70_000])
def test_the_end_of_the_frame_at_any_offset_is_found(length):
    one, two = frames.text(b"a" * length), frames.text(b"b" * 10)
    stream = one + two
    assert frames.boundary(stream, 0) == 0
    assert frames.boundary(stream, 1) == len(one)
    assert frames.boundary(stream, len(one)) == len(one)
    assert frames.boundary(memoryview(stream), len(one) + 1) == len(stream)
