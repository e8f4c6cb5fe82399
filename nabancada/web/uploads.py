"""Photos, served from the store under names that never change what they mean."""

import re

from flask import Flask, Response

from nabancada import storage
from nabancada.access import public
from nabancada.errors import NotFound

KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/[0-9a-f]{64}-[0-9]{3}\.webp")
# Whatever a browser takes it for, it runs nothing and is no page.
HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Disposition": 'attachment; filename="foto.webp"',
    "Content-Security-Policy": "sandbox; default-src 'none'",
}


def init_app(app: Flask) -> None:
    """Beside the built files, so that the CDN that stands in front of those has these, too."""
    app.add_url_rule(f"{storage.OWN_PREFIX}{storage.PATH}/<path:key>", "uploads", serve)


@public
def serve(key: str) -> Response:
    """A photo. Public: whoever was given its address may see it, and nobody finds one otherwise.

    :raises NotFound: there is none
    """
    if not KEY.fullmatch(key):
        raise NotFound
    return Response(storage.store().get(key), headers=HEADERS, content_type="image/webp")
