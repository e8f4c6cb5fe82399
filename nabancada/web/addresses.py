"""Addresses: those that leave the house (QR codes, links, e-mails), and names as parts of them."""

import re
import unicodedata

from flask import current_app, request
from werkzeug.exceptions import HTTPException

from nabancada.config import settings
from nabancada.permissions import Role

OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
SCREENS = {
    Role.SUPERADMIN: "/admin",
    Role.OWNER: "/dashboard",
    Role.MANAGER: "/dashboard",
    Role.CASHIER: "/pos",
    Role.WAITER: "/floor",
    Role.KITCHEN: "/kitchen",
}


def absolute(path: str) -> str:
    """`path` under PUBLIC_URL, else under the address this request came to."""
    return f"{settings().public_url or request.host_url.rstrip('/')}{path}"


def own_path(wanted: str | None) -> str | None:
    """`wanted` if it is a path of ours: nobody is led elsewhere by a link to us.

    >>> own_path("/floor?table=7"), own_path("//evil.example"), own_path("https://evil.example")
    ('/floor?table=7', None, None)
    """
    return wanted if wanted and OWN_PATH.fullmatch(wanted) else None


def start_of(wanted: str | None) -> str:
    """The screen that `wanted`, a path of ours, is a part of: `/orders` of one order. Home where there is none."""
    urls = current_app.url_map.bind("")
    parts = (own_path(wanted) or "/").partition("?")[0].split("/")
    for path in ("/".join(parts[:n]) for n in range(len(parts), 1, -1)):
        try:
            _screen, names = urls.match(path, method="GET")
        except HTTPException:  # nothing is there, or only something that is sent to
            continue
        if not names:
            return path
    return "/"


def shown_again() -> str:
    """The path of the page that is being drawn; for a form that came back, of the screen it is a part of."""
    return request.full_path.rstrip("?") if request.method == "GET" else start_of(request.path)


def slug(name: str, longest: int = 64) -> str:
    """A name as part of an address; a dash when nothing of it can be.

    >>> slug("Café da Ilha, Luanda")
    'cafe-da-ilha-luanda'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:longest].strip("-") or "-"
