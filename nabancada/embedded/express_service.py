"""A gateway that asks on phones nobody holds: HTTP, signed callbacks, and everything that goes wrong, for real.

    POST /payments {reference, phone, amount_cents, expires_at, callback_url}   the same again: the same payment
    GET  /payments/<reference>
    POST /payments/<reference>/cancellation                                     also of one that has never arrived

answer with {reference, id, status, reason, paid_cents}. How a payment goes on is decided by the last two digits of the
phone: see `BEHAVIOURS`, and docs/operations.md for people.

    python -m nabancada.embedded.express_service PORT PACE JOURNAL < SECRET
"""

import hmac
import json
import sys
import threading
import time
import urllib.error
import urllib.request
from dataclasses import asdict, dataclass, field
from datetime import datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

HANG = 30.0  # seconds: longer than anybody waits
SLOW = 2.0
SIGNATURE = "X-Express-Signature"
CALLBACK_SECONDS = 5.0
PAUSES = (1.0, 2.0, 4.0, 8.0)  # seconds between tries of a callback that was not taken


@dataclass(frozen=True)
class Behaviour:
    """What a payer, and the network to us, make of one payment."""

    ask: str = "answered"  # or hanging, lost, failing, unregistered
    becomes: str = "paid"  # or refused, nothing (until its time is over), never (not even then), late (paid after it)
    reason: str = ""
    callbacks: str = "once"  # or twice, never, late, forged
    slow: bool = False
    short: bool = False  # less is paid than was asked for


BEHAVIOURS = {
    "01": Behaviour(becomes="refused", reason="declined"),
    "02": Behaviour(becomes="refused", reason="no_funds"),
    "03": Behaviour(ask="unregistered", reason="not_registered"),
    "04": Behaviour(becomes="nothing"),
    "05": Behaviour(callbacks="twice"),
    "06": Behaviour(callbacks="never"),
    "07": Behaviour(callbacks="late"),
    "08": Behaviour(callbacks="forged"),
    "09": Behaviour(becomes="late"),
    "10": Behaviour(ask="hanging"),
    "11": Behaviour(ask="lost"),
    "12": Behaviour(ask="failing"),
    "13": Behaviour(slow=True),
    "14": Behaviour(becomes="never", callbacks="never"),
    "15": Behaviour(short=True),
}


@dataclass
class Payment:
    reference: str
    phone: str = ""
    amount_cents: int = 0
    expires_at: float = 0.0
    callback_url: str = ""
    status: str = "waiting"
    reason: str = ""
    paid_cents: int | None = None
    id: str = field(default_factory=lambda: uuid4().hex)

    @property
    def behaviour(self) -> Behaviour:
        return BEHAVIOURS.get(self.phone[-2:], Behaviour())

    def told(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("reference", "id", "status", "reason", "paid_cents")}


class Gateway:
    """What was asked for, kept in a journal so that a restart forgets nothing."""

    def __init__(self, journal: Path, pace: float, secret: str) -> None:
        self.secret = secret
        self._pace = pace
        self._journal = journal
        self._lock = threading.Lock()
        self._lost: set[str] = set()
        self._payments: dict[str, Payment] = {}
        for line in journal.read_text().splitlines() if journal.exists() else ():
            payment = Payment(**json.loads(line))
            self._payments[payment.reference] = payment
        for payment in self._payments.values():
            if payment.status == "waiting":
                self._foresee(payment)

    def ask(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Take a payment up, or say how it stands already."""
        wanted = Payment(**{**asked, "expires_at": datetime.fromisoformat(asked["expires_at"]).timestamp()})
        behaviour = wanted.behaviour
        if behaviour.ask == "lost" and wanted.reference not in self._lost:
            self._lost.add(wanted.reference)
            time.sleep(HANG)
        with self._lock:
            if known := self._payments.get(wanted.reference):
                return HTTPStatus.OK, known.told()
            if behaviour.ask == "unregistered":
                wanted.status, wanted.reason = "refused", behaviour.reason
            elif wanted.expires_at < time.time():
                wanted.status = "expired"
            self._keep(wanted)
        if wanted.status == "waiting":
            self._foresee(wanted)
        if behaviour.ask == "hanging":
            time.sleep(HANG)
        return (HTTPStatus.BAD_GATEWAY if behaviour.ask == "failing" else HTTPStatus.CREATED), wanted.told()

    def find(self, reference: str) -> Payment | None:
        return self._payments.get(reference)

    def cancel(self, reference: str) -> dict[str, Any]:
        """End it, whether or not it has ever arrived: it is remembered as ended."""
        with self._lock:
            payment = self._payments.get(reference) or Payment(reference)
            if payment.status == "waiting":
                payment.status = "cancelled"
                self._keep(payment)
            return payment.told()

    def _keep(self, payment: Payment) -> None:
        self._payments[payment.reference] = payment
        with self._journal.open("a") as journal:
            journal.write(json.dumps(asdict(payment)) + "\n")

    def _foresee(self, payment: Payment) -> None:
        """Have the payer answer in a while, and the time run out if not."""
        behaviour, left = payment.behaviour, max(0.0, payment.expires_at - time.time())
        if behaviour.becomes in ("paid", "refused"):
            self._later(self._pace, payment, behaviour.becomes)
        if behaviour.becomes != "never":
            self._later(left, payment, "expired")
        if behaviour.becomes == "late":
            self._later(left + self._pace, payment, "paid")

    def _later(self, seconds: float, payment: Payment, status: str) -> None:
        timer = threading.Timer(seconds, self._become, (payment, status))
        timer.daemon = True
        timer.start()

    def _become(self, payment: Payment, status: str) -> None:
        behaviour = payment.behaviour
        with self._lock:
            if payment.status != "waiting" and (payment.status, behaviour.becomes) != ("expired", "late"):
                return
            payment.status = status
            payment.reason = behaviour.reason if status == "refused" else ""
            if status == "paid":
                payment.paid_cents = payment.amount_cents - 100 * behaviour.short
            self._keep(payment)
        self._call_back(payment)

    def _call_back(self, payment: Payment) -> None:
        match payment.behaviour.callbacks:
            case "never":
                return
            case "late":
                time.sleep(max(0.0, payment.expires_at - time.time()) + self._pace)
            case "twice":
                threading.Thread(target=self._send, args=(payment,), daemon=True).start()
        self._send(payment)

    def _send(self, payment: Payment) -> None:
        """Tell them, and again while they do not take it; a refusal is the end of it."""
        body = json.dumps(payment.told()).encode()
        for pause in (*PAUSES, 0.0):
            sent = urllib.request.Request(payment.callback_url, body, {"Content-Type": "application/json"})
            sent.add_header(SIGNATURE, self._signature(body, forged=payment.behaviour.callbacks == "forged"))
            try:
                with urllib.request.urlopen(sent, timeout=CALLBACK_SECONDS):
                    return
            except urllib.error.HTTPError as refused:
                if refused.code < 500:
                    return
            except OSError:
                pass
            time.sleep(pause)

    def _signature(self, body: bytes, *, forged: bool) -> str:
        at = int(time.time())
        secret = b"somebody else's" if forged else self.secret.encode()
        return f"t={at},v1={hmac.new(secret, f'{at}.'.encode() + body, 'sha256').hexdigest()}"


class Answering(BaseHTTPRequestHandler):
    gateway: Gateway  # set by `serve`
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(*self._asked(b""))

    def do_POST(self) -> None:
        self._answer(*self._asked(self.rfile.read(int(self.headers["Content-Length"]))))

    def log_message(self, *_said: Any) -> None:
        """The log is for what goes wrong."""

    def _asked(self, body: bytes) -> tuple[int, Any]:
        _, _, reference, *further = [*self.path.split("/"), "", ""]
        if not hmac.compare_digest(self.headers.get("Authorization", ""), f"Bearer {self.gateway.secret}"):
            return HTTPStatus.UNAUTHORIZED, None
        if "cancellation" in further:
            return HTTPStatus.OK, self.gateway.cancel(reference)
        if body:
            return self.gateway.ask(json.loads(body))
        payment = self.gateway.find(reference)
        if payment is None:
            return HTTPStatus.NOT_FOUND, None
        if payment.behaviour.slow:
            time.sleep(SLOW)
        return HTTPStatus.OK, payment.told()

    def _answer(self, status: int, said: Any) -> None:
        body = json.dumps(said).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            pass  # whoever asked has given up


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def serve(port: int, pace: float, journal: Path, secret: str) -> None:
    Answering.gateway = Gateway(journal, pace, secret)
    Server(("127.0.0.1", port), Answering).serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]), float(sys.argv[2]), Path(sys.argv[3]), sys.stdin.read())
