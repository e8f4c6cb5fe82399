"""Telephone numbers, kept in one form whatever people type."""

import re

import phonenumbers

COUNTRY = "AO"
WRITTEN = re.compile(r"(?:\+|00)?([\d ().\u00a0-]+)", re.ASCII)


def normalise(typed: str) -> str:
    """E.164: what is stored and compared.

    >>> normalise("923 456 789")
    '+244923456789'

    :raises ValueError: it is not a telephone number
    """
    try:
        number = phonenumbers.parse(typed, COUNTRY)
    except phonenumbers.NumberParseException:
        raise ValueError("Não é um número de telefone.") from None
    if not phonenumbers.is_possible_number(number):
        raise ValueError("Não é um número de telefone.")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def readable(number: str) -> str:
    """A stored number as people write it.

    >>> readable("+244923456789")
    '+244 923 456 789'
    """
    return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def digits(typed: str) -> str:
    """Of a number, or a part of one, as people write it, what a stored number would have of it; else nothing.

    >>> digits("+244 923 456"), digits("00244 923"), digits("Casa 7")
    ('244923456', '244923', '')
    """
    number = WRITTEN.fullmatch(typed.strip())
    return re.sub(r"\D", "", number[1]) if number else ""
