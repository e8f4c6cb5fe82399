"""Answers to parts of a page: what htmx asked for needs no page, and says little things in a toast."""

import json
from typing import Any

from flask import Response, request


def asked() -> bool:
    """Whether a part of a page is asking, not a person following a link or sending a plain form."""
    return "HX-Request" in request.headers


def done(text: str = "") -> Response:
    """Nothing to draw here, what changed is live; `text` appears as a toast."""
    answer = Response(status=204)
    if text:
        trigger: dict[str, Any] = {"nb:toast": {"text": text}}
        answer.headers["HX-Trigger"] = json.dumps(trigger)  # ASCII: header values know no accents
    return answer
