"""What keeps other sites out: who may send writes, and the headers that tell browsers what a page may do."""

import re
from functools import lru_cache
from urllib.parse import urlsplit

from flask import Flask, g, request
from werkzeug.wrappers import Response

from nabancada.config import Settings
from nabancada.errors import CrossOrigin

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_SITES = frozenset({"same-origin", "none"})  # none: typed in, or a bookmark
HOST = re.compile(r"[A-Za-z0-9.\-]+(:\d+)?|\[[0-9a-fA-F:]+\](:\d+)?")
YEAR = 31_536_000  # seconds


def init_app(app: Flask, settings: Settings) -> None:
    """Refuse writes that other sites send, and put the security headers on every answer."""
    public_host = urlsplit(settings.public_url).netloc if settings.public_url else None
    headers = [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ]
    if settings.secure:
        headers.append(("Strict-Transport-Security", f"max-age={YEAR}; includeSubDomains"))

    @lru_cache(maxsize=64)
    def policy(host: str) -> str:
        return content_security_policy(host, assets=settings.assets_url, secure=settings.secure)

    def refuse_other_sites() -> None:
        if request.method not in SAFE_METHODS and not comes_from_here(public_host):
            raise CrossOrigin

    def protect(response: Response) -> Response:
        known = response.headers
        known.extend(headers)
        if "Content-Security-Policy" not in known:
            known.add("Content-Security-Policy", policy(request.host))
        # A CDN in front serves our files to pages of our own host: another origin, by our own wish.
        shared = settings.assets_url is not None and request.path.startswith("/static/")
        known.add("Cross-Origin-Resource-Policy", "cross-origin" if shared else "same-origin")
        if "identity" in g and "Cache-Control" not in known:
            known.add("Cache-Control", "no-store")
        return response

    app.before_request(refuse_other_sites)
    app.after_request(protect)


def comes_from_here(public_host: str | None) -> bool:
    """Whether the browser says that one of our own pages sent this request.

    A request that names no origin comes from no browser of these years: scripts may write with their cookie
    or token, and no page can make a browser leave both headers out.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in OWN_SITES
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    host = urlsplit(origin).netloc
    return host != "" and host in {request.host, public_host}


def content_security_policy(host: str, *, assets: str | None, secure: bool) -> str:
    """Nothing but our own files, no inline script or style; live updates from our own host.

    :param host: the host asked for; some browsers do not count its sockets as 'self'
    :param assets: where hashed files are served from, when that is not here
    """
    cdn = ""
    if assets:
        parts = urlsplit(assets)
        cdn = f" {parts.scheme}://{parts.netloc}"
    sockets = f" {'wss' if secure else 'ws'}://{host}" if HOST.fullmatch(host) else ""
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self'{cdn}",
            f"style-src 'self'{cdn}",
            f"font-src 'self'{cdn}",
            f"img-src 'self' data:{cdn}",
            f"connect-src 'self'{sockets}",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
        )
    )
