"""The gateway of `make run` and of the tests: a real service (`embedded.express_service`) that moves no money."""

import hmac
import logging
from collections.abc import Mapping
from time import time
from typing import Any

import orjson

from nabancada import clock
from nabancada.payments.gateways.contract import Answer, Ask, BadSignature, Reason, Silent, Standing
from nabancada.payments.gateways.wire import send

log = logging.getLogger(__name__)

SIGNATURE = "X-Express-Signature"  # t=<seconds>,v1=<HMAC-SHA256 of "<t>.<body>">
OLDEST = 300  # seconds: an older signature is somebody's recording


class Simulated:
    name = "simulated"

    def __init__(self, url: str, secret: str, callback_url: str) -> None:
        self._url = url
        self._secret = secret.encode()
        self._callback_url = callback_url
        self._headers = {"Authorization": f"Bearer {secret}"}

    def ask(self, ask: Ask) -> Answer:
        return self._send(
            "POST",
            "/payments",
            {
                "reference": ask.reference,
                "phone": ask.phone,
                "amount_cents": ask.amount_cents,
                "expires_at": clock.iso(ask.expires_at),
                "callback_url": self._callback_url,
            },
        )

    def status(self, reference: str) -> Answer:
        return self._send("GET", f"/payments/{reference}")

    def cancel(self, reference: str) -> Answer:
        return self._send("POST", f"/payments/{reference}/cancellation", {})

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> tuple[str, Answer]:
        self._verify(headers.get(SIGNATURE, ""), body)
        said = orjson.loads(body)
        return said["reference"], _answer(said)

    def _verify(self, signature: str, body: bytes) -> None:
        at, _, given = signature.removeprefix("t=").partition(",v1=")
        ours = hmac.new(self._secret, f"{at}.".encode() + body, "sha256").hexdigest()
        if not hmac.compare_digest(ours.encode(), given.encode()) or abs(time() - int(at)) > OLDEST:
            log.warning("callback with a wrong signature", extra={"gateway": self.name})
            raise BadSignature

    def _send(self, method: str, path: str, body: Any = None) -> Answer:
        status, said = send(method, self._url + path, self._headers, body)
        if status == 404:
            return Answer(Standing.UNKNOWN)
        if status >= 400:
            raise Silent(f"it answered {status}")
        return _answer(said)


def _answer(said: dict[str, Any]) -> Answer:
    """:raises Silent: it is none of the words we know"""
    try:
        reason = Reason(said["reason"]) if said["reason"] else None
        return Answer(Standing(said["status"]), said["id"], said["paid_cents"], reason)
    except (KeyError, TypeError, ValueError) as error:
        raise Silent(f"not understood: {error}") from None
