"""Answers to parts of a page: what htmx asked for needs no page, and says little things in a toast."""

import json
from typing import Any

from flask import Response, request


def asked() -> bool:
    """Whether a part of a page is asking, not a person following a link or sending a plain form."""
    return "HX-Request" in request.headers


def done(text: str = "", undo: str = "") -> Response:
    """Nothing to draw here, what changed is live. `text` appears as a toast, undone at the address `undo`."""
    answer = Response(status=204)
    if text:
        told = {"text": text, "undo": undo} if undo else {"text": text}
        trigger: dict[str, Any] = {"nb:toast": told}
        answer.headers["HX-Trigger"] = json.dumps(trigger)  # ASCII: header values know no accents
    return answer


def lead_to(address: str) -> Response:
    """The page that asked has had its day: the browser goes to another."""
    return Response(status=204, headers={"HX-Redirect": address})
