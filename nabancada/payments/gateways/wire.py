"""HTTP to a gateway: one short question, one short answer, and never for long."""

import http.client
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import orjson

from nabancada.payments.gateways.contract import Silent

SECONDS = 3.0  # for connecting, and then for each piece of the answer; a worker that ends waits 4
LONGEST = 64 * 1024  # bytes of an answer


def send(method: str, url: str, headers: Mapping[str, str], body: Any = None) -> tuple[int, Any]:
    """The status and the JSON of the answer; a 5xx is no answer.

    :raises Silent: the network failed, the time was up, or what came is not to be understood
    """
    where = urlsplit(url)
    kind = http.client.HTTPSConnection if where.scheme == "https" else http.client.HTTPConnection
    connection = kind(where.hostname or "", where.port, timeout=SECONDS)
    try:
        try:
            connection.connect()
        except OSError as error:
            raise Silent(f"no connection: {error}", reached=False) from None
        sent = orjson.dumps(body) if body is not None else None
        connection.request(method, where.path, sent, {"Content-Type": "application/json", **headers})
        answer = connection.getresponse()
        if answer.status >= 500:
            raise Silent(f"it answered {answer.status}")
        return answer.status, orjson.loads(answer.read(LONGEST) or b"null")
    except (OSError, http.client.HTTPException, orjson.JSONDecodeError) as error:
        raise Silent(f"{type(error).__name__}: {error}") from None
    finally:
        connection.close()
