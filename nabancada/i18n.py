"""Languages: Portuguese is the source, English the other one. Words are translated at the edge only."""

from flask import Flask, g, has_request_context, request
from flask_babel import Babel

LANGUAGES = ("pt", "en")
COOKIE = "nb-language"


def init_app(app: Flask) -> None:
    app.config["BABEL_DEFAULT_LOCALE"] = "pt"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "nabancada/translations"
    Babel(app, locale_selector=language)
    app.jinja_env.globals["language"] = language


def language() -> str:
    """The language of this request: drawn for (`g.language`), else chosen by cookie, else Portuguese."""
    if not has_request_context():
        return LANGUAGES[0]
    wanted = g.get("language") or request.cookies.get(COOKIE)
    return wanted if wanted in LANGUAGES else LANGUAGES[0]


def mark(text: str) -> str:
    """Mark `text` for translation where it is only stored, not shown yet."""
    return text
