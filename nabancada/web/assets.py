"""Where the built front-end files are: `asset("css/staff.css")` in templates gives the hashed address."""

import json
from pathlib import Path
from threading import Lock
from typing import Any

from flask import Flask, Response, current_app, request, send_from_directory
from werkzeug.security import safe_join

from nabancada import config
from nabancada.access import public

OWN_PREFIX = "/static/dist"
YEAR = 365 * 24 * 3600  # seconds
# Browsers refuse <use href> to another origin, so the icon sprite never comes from a CDN.
SAME_ORIGIN = frozenset({"img/icons.svg"})


class AssetMissing(LookupError):
    """The template names a file that the build does not know."""


class Manifest:
    """Plain name to hashed name, as the build wrote it.

    :param path: manifest.json; re-read when it changed if `watch` is true, else read once
    """

    def __init__(self, path: Path, watch: bool) -> None:
        self.path = path
        self.watch = watch
        self._lock = Lock()
        self._read_at: int | None = None  # st_mtime_ns of the file as read
        self._names: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        """The hashed name.

        :raises AssetMissing: no such file in the build, or nothing was built
        """
        if self._read_at is None or self.watch:
            self._refresh()
        try:
            return self._names[name]
        except KeyError:
            raise AssetMissing(f"{name} is not in {self.path}; run `make assets`.") from None

    def _refresh(self) -> None:
        with self._lock:
            try:
                changed_at = self.path.stat().st_mtime_ns
            except FileNotFoundError:
                return
            if changed_at != self._read_at:
                self._names = json.loads(self.path.read_text())
                self._read_at = changed_at


def asset(name: str) -> str:
    """Address of a built file, by the name it has in `static/`.

    :raises AssetMissing: the build does not know it
    """
    hashed = current_app.extensions["assets"][name]
    prefix = OWN_PREFIX if name in SAME_ORIGIN else current_app.extensions["assets_prefix"]
    return f"{prefix}/{hashed}"


def icon_href(name: str) -> str:
    """Address of one icon in the sprite, for `<use href>`."""
    return f"{asset('img/icons.svg')}#{name}"


def init_app(app: Flask) -> None:
    """Serve the built files, and register `asset` and `icon_href` as template globals.

    `ASSETS_URL` replaces the own prefix in addresses; the files stay served here, for a CDN to fetch.
    """
    dist = Path(app.root_path) / "static" / "dist"
    app.extensions["assets"] = Manifest(dist / "manifest.json", watch=app.debug or app.testing)
    app.extensions["assets_prefix"] = config.settings().assets_url or OWN_PREFIX
    app.extensions["assets_folder"] = dist
    names: dict[str, Any] = {"asset": asset, "icon_href": icon_href}
    app.jinja_env.globals.update(names)
    app.add_url_rule(f"{OWN_PREFIX}/<path:name>", "static", serve)


@public
def serve(name: str) -> Response:
    """A built file, packed if the browser takes that. It never changes under its hashed name."""
    folder = current_app.extensions["assets_folder"]
    packed = safe_join(str(folder), f"{name}.br")
    if request.accept_encodings.quality("br") and packed is not None and Path(packed).is_file():
        name = f"{name}.br"  # its ending also names the encoding in the answer
    response = send_from_directory(folder, name, max_age=YEAR)
    response.vary.add("Accept-Encoding")
    response.cache_control.public = True
    response.cache_control.immutable = True
    return response
