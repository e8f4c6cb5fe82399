"""Passwords and PINs: Argon2id, off the event loop, two at a time so that sign-ins never take the machine."""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from nabancada.threads import off_the_loop

SHORTEST, LONGEST = 12, 128  # characters
AT_ONCE = 2  # each takes 46 MB and one core for some 30 ms

_argon2id = PasswordHasher(time_cost=1, memory_cost=47104, parallelism=1)
_turns = threading.BoundedSemaphore(AT_ONCE)


@contextmanager
def turn() -> Iterator[None]:
    """Wait for one of the `AT_ONCE` places. Count tries inside, so that no crowd gets past the count."""
    with _turns:
        yield


def hashed(secret: str) -> str:
    """What is kept of a password or PIN."""
    with turn():
        return off_the_loop(lambda: _argon2id.hash(secret))


def matches(kept: str | None, secret: str) -> bool:
    """Whether `secret` is the one that was kept. Call it in your `turn()`.

    Where nothing was kept it takes as long and says no: time does not tell who has an account.
    """

    def compare() -> bool:
        try:
            return _argon2id.verify(kept or _of_nobody(), secret) and kept is not None
        except (VerificationError, InvalidHashError):
            return False

    return off_the_loop(compare)


def outdated(kept: str) -> bool:
    """Whether `kept` was made with other parameters than today's."""
    return _argon2id.check_needs_rehash(kept)


def check(password: str, email: str) -> None:
    """Our policy: long, not on everybody's list, not the e-mail. No rules about kinds of characters.

    :raises ValueError: saying what to do about it
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise ValueError("Use entre 12 e 128 caracteres.")
    folded = password.casefold()
    if folded in {email, email.partition("@")[0]}:
        raise ValueError("Não use o seu e-mail.")
    if folded in _common() or len(set(folded)) < 4:
        raise ValueError("É das mais usadas no mundo. Escolha outra.")


@cache
def _of_nobody() -> str:
    return _argon2id.hash(secrets.token_urlsafe(32))


@cache
def _common() -> frozenset[str]:
    # Imported here: the lists take 6 MB and are needed only when a password is chosen.
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(word for word in FREQUENCY_LISTS["passwords"] if len(word) >= SHORTEST)
