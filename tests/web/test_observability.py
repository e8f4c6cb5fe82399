"""Errors and traces reach whoever is configured to hear of them; without configuration nobody is told."""

import gzip
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import brotli
import pytest
from flask import Flask, request

from nabancada.config import Settings
from nabancada.web import observability

UNPACK = {"gzip": gzip.decompress, "br": brotli.decompress, "identity": bytes}


@pytest.fixture
def collector():
    """An HTTP server that keeps what it is sent: (path, body)."""
    received, arrived = [], threading.Event()

    class Keeping(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            unpack = UNPACK[self.headers.get("Content-Encoding", "identity")]
            received.append((self.path, unpack(body)))
            arrived.set()
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_rest):
            pass

    server = HTTPServer(("127.0.0.1", 0), Keeping)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.received, server.arrived = received, arrived
    yield server
    server.shutdown()


@pytest.fixture
def served(settings):
    def make(**changes):
        app = Flask("small")

        @app.get("/fine")
        def fine():
            return "fine"

        @app.get("/broken")
        def broken():
            typed = request.headers["Cookie"]
            raise ZeroDivisionError(len(typed))

        observability.init_app(app, settings.model_copy(update=changes))
        return app

    return make


def test_a_request_becomes_a_span(served, collector):
    app = served(otel_exporter_otlp_endpoint=f"http://127.0.0.1:{collector.server_port}")
    app.test_client().get("/fine")
    app.extensions["tracer_provider"].force_flush()
    [(path, body)] = collector.received
    assert path == "/v1/traces"
    assert b"nabancada" in body and b"/fine" in body


def test_an_error_is_reported_without_what_people_typed(served, collector):
    import sentry_sdk

    app = served(sentry_dsn=f"http://key@127.0.0.1:{collector.server_port}/1")
    app.test_client().get("/broken", headers={"Cookie": "nb_session=secret-token"})
    sentry_sdk.flush(timeout=5)
    assert collector.arrived.wait(5)
    body = b"".join(body for _path, body in collector.received)
    sentry_sdk.init()
    assert b"ZeroDivisionError" in body
    assert b"secret-token" not in body


def test_without_configuration_nothing_is_loaded(settings):
    app = Flask("small")
    observability.init_app(app, Settings(database_url=settings.database_url, secret_key=settings.secret_key))
    assert "tracer_provider" not in app.extensions
