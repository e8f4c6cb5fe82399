"""Passwords for the demonstration: easy to read out and type, never the same twice."""

import secrets
from functools import cache
from pathlib import Path

WORDS = Path(__file__).with_name("words.txt")


def passphrase() -> str:
    """Three words and a number, as in `quintal-moinho-brisa-4071`."""
    words = [secrets.choice(_words()) for _ in range(3)]
    return "-".join([*words, str(1_000 + secrets.randbelow(9_000))])


@cache
def _words() -> list[str]:
    return WORDS.read_text().split()
