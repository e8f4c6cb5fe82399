"""Refusals and accidents, turned into answers: problem+json for machines, a page that helps for people."""

import logging
from typing import Any

import psycopg2
from flask import Flask, Response, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from nabancada.access import PasswordNeeded
from nabancada.errors import DomainError, InvalidInput, NotFound, NotSignedIn, Unavailable, Word
from nabancada.web import addresses, htmx
from nabancada.web.body import is_api
from nabancada.web.json import encode

log = logging.getLogger(__name__)

# Of the driver, too: the hottest statements, and the opening of a connection, do not pass through SQLAlchemy.
AWAY = (OperationalError, PoolTimeout, psycopg2.OperationalError, psycopg2.InterfaceError)


def init_app(app: Flask) -> None:
    app.register_error_handler(DomainError, refusal)
    app.register_error_handler(HTTPException, _http)
    for away in AWAY:
        app.register_error_handler(away, _database_away)
    app.register_error_handler(Exception, _accident)


def refusal(error: DomainError) -> AnyResponse:
    """What a refusal of the business looks like: a way to sign in, a problem document, or a page that helps."""
    if isinstance(error, NotSignedIn) and not is_api() and request.method == "GET":
        return redirect(url_for("account.sign_in", next=request.full_path.rstrip("?")), 303)
    if isinstance(error, PasswordNeeded) and not is_api() and request.method == "GET" and not htmx.asked():
        return redirect(url_for("account.confirmation.ask", next=request.full_path.rstrip("?")), 303)
    details = {name: _(value) if isinstance(value, Word) else value for name, value in error.details.items()}
    text = _(error.message, **details)
    extra = dict(error.extra)
    if isinstance(error, InvalidInput):
        extra["fields"] = {name: _(advice, **details) for name, advice in error.fields.items()}
    answer = problem(error.status, error.code, text, **extra)
    if retry_after := error.details.get("retry_after"):
        answer.headers["Retry-After"] = str(retry_after)
    return answer


def _http(error: HTTPException) -> AnyResponse:
    if error.response is not None or (error.code or 500) < 400:
        return error.get_response()
    if error.code == 405 and request.method == "GET" and _is_looked_at():
        return redirect(addresses.start_of(request.path), 303)  # a form that came back has the address it was sent to
    words = {
        404: ("not_found", _(NotFound.message)),
        405: ("method_not_allowed", _("Este endereço não aceita este método.")),
        413: ("too_large", _("É grande demais.")),
        415: ("unsupported_media_type", _("Envie application/json.")),
    }
    code, text = words.get(error.code or 500, ("bad_request", _("O pedido não se percebe.")))
    answer = problem(error.code or 500, code, text)
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            answer.headers[name] = value
    return answer


def _database_away(error: Exception) -> AnyResponse:
    """The connection was lost or none was free: nothing is stored, the same `client_key` may try again."""
    log.warning("database unavailable", extra={"request_id": g.get("request_id"), "reason": str(error)[:200]})
    return refusal(Unavailable())


def _accident(error: Exception) -> AnyResponse:
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return _database_away(error)
    log.error("unhandled", exc_info=error, extra={"request_id": g.get("request_id"), "path": request.path})
    return problem(500, "internal", _("Algo falhou deste lado e ficou registado."))


def problem(status: int, code: str, detail: str, **extra: Any) -> Response:
    """An RFC 9457 answer, or the same as a page where a person is looking."""
    request_id = g.get("request_id")
    if _is_looked_at():
        page = render_template("errors/problem.html", status=status, code=code, detail=detail, request_id=request_id)
        return make_response(page, status)
    body = {
        "type": f"about:blank#{code}",
        "title": code.replace("_", " "),
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": request_id,
        **extra,
    }
    return Response(encode(body), status, content_type="application/problem+json")


def _is_looked_at() -> bool:
    """Whether a person sees the answer, in a browser."""
    return not is_api() and "text/html" in request.headers.get("Accept", "")
