"""Addresses that leave the house: in QR codes, links and e-mails."""

from flask import request

from nabancada.config import settings


def absolute(path: str) -> str:
    """`path` under PUBLIC_URL, else under the address this request came to."""
    return f"{settings().public_url or request.host_url.rstrip('/')}{path}"
