"""A picture that comes with a form, or that the form names because it came before."""

from flask import g, request

from nabancada.errors import InvalidInput
from nabancada.storage import pictures
from nabancada.web import body


def sent() -> str | None:
    """The photo the form brings, kept before anything else, so that no other mistake costs it; or the one it names.

    :raises InvalidInput, TooLarge, StorageAway: under `photo`
    """
    if content := body.file(pictures.MOST_BYTES, "picture"):
        g.photo = pictures.keep(content)  # for the page that says what else is wrong
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
