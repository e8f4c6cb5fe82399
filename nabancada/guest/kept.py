"""Answers to guests, kept packed by the versions of menu and settings and by whether the house is open: the same bytes
for everybody who asks.
"""

from collections.abc import Callable
from functools import cache as once
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from zlib import crc32

from flask import Response, current_app, request

from nabancada import access, cache, clock
from nabancada.guest import door, packing
from nabancada.restaurants.queries import Shopfront

REVALIDATE = "public, max-age=0, must-revalidate"
HTML = "text/html; charset=utf-8"
JSON = "application/json"


def answer(
    house: Shopfront, what: str, make: Callable[[], bytes], *, content_type: str, vary: str = "Accept-Encoding"
) -> Response:
    """What `make()` says of `house`, from the cache while neither its menu nor our code has changed.

    `make` runs bound to the house. A client that has this very answer is told so, and nothing is read.

    :param what: tells this answer from the house's others
    """
    form = _form(request.headers.get("Accept-Encoding", ""))
    now = door.state(house)
    told = f"{house.settings_version}.{now.open:d}.{now.until}.{clock.now().astimezone(clock.TIMEZONE).toordinal()}"
    name = f"{what}:{_signs(house.name, house.address, house.phone)}:{told}:{build()}:{form}"
    tag = f"{house.menu_version:x}-{crc32(name.encode()):08x}"
    headers = {"ETag": f'"{tag}"', "Cache-Control": REVALIDATE, "Vary": vary}
    if "If-None-Match" in request.headers and request.if_none_match.contains_weak(tag):
        return Response(status=304, headers=headers)

    def packed() -> bytes:
        access.enter(house.id)
        return packing.pack(make(), form)

    body, hit = cache.cached(name, house.menu_version, packed, scope=str(house.id))
    if form != packing.PLAIN:
        headers["Content-Encoding"] = form
    headers["X-Cache"] = "hit" if hit else "miss"
    return Response(body, headers=headers, content_type=content_type)


@once
def build() -> str:
    """Which code and assets this process draws with: what another release drew is not ours."""
    static, templates = Path(current_app.root_path, "static"), Path(current_app.root_path, "templates")
    parts = [static / "dist" / "manifest.json", *sorted(templates.rglob("*.html"))]
    digest = sha256()
    for part in parts:
        digest.update(part.read_bytes() if part.exists() else b"-")
    return digest.hexdigest()[:8]


_form = lru_cache(maxsize=64)(packing.best)


@lru_cache(maxsize=1024)
def _signs(*words: str | None) -> str:
    """The words on the door, short: they are on the page and have no version of their own."""
    return f"{crc32(repr(words).encode()):08x}"
