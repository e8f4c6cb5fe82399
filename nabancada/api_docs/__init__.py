"""What the JSON API looks like, for machines: OpenAPI 3.1, made from the routes and from what they read."""

from flask import Flask

from nabancada.api_docs import views


def init_app(app: Flask) -> None:
    """Call it last: what is registered later is not described."""
    app.register_blueprint(views.bp)
