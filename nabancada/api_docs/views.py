"""The description of the API, itself over JSON."""

from functools import cache

from flask import Blueprint, Response, current_app

from nabancada.access import public
from nabancada.api_docs.document import describe
from nabancada.web.json import encode

bp = Blueprint("api_docs", __name__)


@bp.get("/api/openapi.json")
@public
def openapi() -> Response:
    """This description: OpenAPI 3.1."""
    response = Response(_document(), content_type="application/json")
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


@cache
def _document() -> bytes:
    """Made once a process: routes and models do not change while it runs."""
    return encode(describe(current_app))
