"""E-mail addresses, kept in one form whatever people type. Proof that one works is a message that arrives."""

import re
import unicodedata

LONGEST = 254  # characters
SHAPE = re.compile(r"[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+\.[^@\s.\x00-\x1f]+")


def normalise(typed: str) -> str:
    """Lower case: what is stored and compared.

    >>> normalise(" Ana@Muxima.co.ao ")
    'ana@muxima.co.ao'

    :raises ValueError: it is not an e-mail address
    """
    email = unicodedata.normalize("NFC", typed.strip()).lower()
    if len(email) > LONGEST or not SHAPE.fullmatch(email):
        raise ValueError("Não é um endereço de e-mail.")
    return email
