"""Telephone numbers, kept in one form whatever people type."""

import phonenumbers

COUNTRY = "AO"


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
