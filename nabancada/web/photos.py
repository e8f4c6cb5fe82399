"""A picture that comes with a request, or that a form names because it came before."""

from contextlib import suppress

from flask import Response, after_this_request, g, request

from nabancada.errors import InvalidInput
from nabancada.storage import pictures
from nabancada.storage.failure import StorageAway
from nabancada.web import body


def kept(content: bytes) -> str:
    """Keep a photo for what this request is about to write, and look for it after that: a sweep may have set aside the
    same one from before at this moment, and it comes back.

    :returns: the name to keep it by
    :raises InvalidInput, StorageAway: see `pictures.keep`
    """
    name = pictures.keep(content)

    @after_this_request
    def look_for_it(answer: Response) -> Response:
        with suppress(StorageAway):  # what was written stays; the store has said that it is away
            if not pictures.known(name):
                pictures.keep(content)
        return answer

    return name


def sent() -> str | None:
    """The photo the form brings, kept before anything else, so that no other mistake costs it; or the one it names.

    :raises InvalidInput, TooLarge, StorageAway: under `photo`
    """
    if content := body.file(pictures.MOST_BYTES, "picture"):
        g.photo = kept(content)  # for the page that says what else is wrong
        return str(g.photo)
    name = _named()
    if name and not pictures.known(name):
        raise InvalidInput({"photo": "Esta fotografia já não está guardada. Escolha-a outra vez."})
    return name or None


def again() -> str:
    """The photo to show on the page that says what is wrong, or nothing."""
    return g.get("photo") or _named()


def _named() -> str:
    return "" if "no_photo" in request.form else request.form.get("photo", "")
