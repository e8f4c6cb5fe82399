"""Languages: Portuguese is the source, English the other one. Words are translated at the edge only."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from gettext import NullTranslations

from flask import Flask, g, has_request_context, request
from flask_babel import Babel, force_locale, get_translations
from werkzeug.wrappers import Response

from nabancada.config import settings

LANGUAGES = ("pt", "en")
COOKIE = "nb-language"
A_YEAR = 31_536_000  # seconds


def init_app(app: Flask) -> None:
    app.config["BABEL_DEFAULT_LOCALE"] = "pt"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "nabancada/translations"
    Babel(app, locale_selector=language)
    app.jinja_env.globals["language"] = language
    # Babel looks its catalogue up for every word; half of the time of a kitchen board went there.
    app.jinja_env.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]


def language() -> str:
    """The language of this request: drawn for (`g.language`), else chosen by cookie, else Portuguese."""
    if not has_request_context():
        return LANGUAGES[0]
    wanted = g.get("language") or request.cookies.get(COOKIE)
    return wanted if wanted in LANGUAGES else LANGUAGES[0]


@contextmanager
def speaking(wanted: str) -> Iterator[None]:
    """What is written inside is in this language, whichever the request's is: a letter to somebody else."""
    before = {name: g.pop(name) for name in ("language", "translations") if name in g}
    g.language = wanted
    try:
        with force_locale(wanted):
            yield
    finally:
        for name in ("language", "translations"):
            g.pop(name, None)
        for name, value in before.items():
            setattr(g, name, value)


def remember(answer: Response, wanted: str) -> None:
    """Have this browser's pages in a language from now on."""
    answer.set_cookie(COOKIE, wanted, max_age=A_YEAR, secure=settings().secure, httponly=True, samesite="Lax")


def mark(text: str) -> str:
    """Mark `text` for translation where it is only stored, not shown yet."""
    return text


def _gettext(text: str) -> str:
    return _translations().gettext(text)


def _ngettext(one: str, many: str, n: int) -> str:
    return _translations().ngettext(one, many, n)


def _translations() -> NullTranslations:
    """The catalogue of this request's language, looked up once a request."""
    if "translations" not in g:
        g.translations = _catalogue(language())
    found: NullTranslations = g.translations
    return found


@cache
def _catalogue(wanted: str) -> NullTranslations:
    with force_locale(wanted):
        found: NullTranslations = get_translations()
    return found
