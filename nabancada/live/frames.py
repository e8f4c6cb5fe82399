"""WebSocket frames as bytes (RFC 6455, server side: unmasked, one frame a message). Built once, sent to many."""

from struct import pack, unpack_from
from typing import Any

import orjson

PING = b"\x89\x00"

NORMAL = 1000
NOT_UNDERSTOOD = 1003
POLICY = 1008
TOO_BIG = 1009
RESTARTING = 1012
TOO_SLOW = 1013
SIGNED_OUT = 4401
NOT_YOURS = 4403

_TEXT, _CLOSE, _PONG = 0x81, 0x88, 0x8A


def text(payload: bytes) -> bytes:
    return _frame(_TEXT, payload)


def message(**fields: Any) -> bytes:
    """A JSON object as a text frame."""
    return text(orjson.dumps(fields))


def close(code: int, reason: str = "") -> bytes:
    """A close frame; `reason` has at most 123 bytes."""
    return _frame(_CLOSE, pack("!H", code) + reason.encode())


def pong(payload: bytes) -> bytes:
    return _frame(_PONG, payload)


def boundary(stream: bytes | memoryview, offset: int) -> int:
    """Where the frame that covers `offset` ends, in a stream that begins with a frame.

    >>> boundary(text(b"one") + text(b"two"), 3)
    5
    >>> boundary(text(b"one") + text(b"two"), 5)
    5
    """
    end = 0
    while end < offset:
        length = stream[end + 1]
        if length < 126:
            end += 2 + length
        elif length == 126:
            end += 4 + int(unpack_from("!H", stream, end + 2)[0])
        else:
            end += 10 + int(unpack_from("!Q", stream, end + 2)[0])
    return end


def _frame(head: int, payload: bytes) -> bytes:
    length = len(payload)
    if length < 126:
        return bytes((head, length)) + payload
    if length < 65536:
        return pack("!BBH", head, 126, length) + payload
    return pack("!BBQ", head, 127, length) + payload
