"""Addresses: those that leave the house (QR codes, links, e-mails), and names as parts of them."""

import re
import unicodedata

from flask import request

from nabancada.config import settings


def absolute(path: str) -> str:
    """`path` under PUBLIC_URL, else under the address this request came to."""
    return f"{settings().public_url or request.host_url.rstrip('/')}{path}"


def slug(name: str, longest: int = 64) -> str:
    """A name as part of an address; a dash when nothing of it can be.

    >>> slug("Café da Ilha, Luanda")
    'cafe-da-ilha-luanda'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:longest].strip("-") or "-"
