"""Kwanza as people read and write it. Amounts are whole cêntimos (100 = 1 Kz) everywhere in the code."""

NO_BREAK = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"


def parts(cents: int) -> tuple[str, str]:
    """The large and the small half of an amount, as screens draw it.

    >>> parts(650000)
    ('6\\xa0500', ',00\\xa0Kz')
    >>> parts(-1999)
    ('−19', ',99\\xa0Kz')
    """
    kwanza, rest = divmod(abs(cents), 100)
    sign = MINUS if cents < 0 else ""
    return f"{sign}{kwanza:,}".replace(",", NO_BREAK), f",{rest:02}{NO_BREAK}Kz"


def kz(cents: int) -> str:
    """The amount in one piece: `6 500,00 Kz` with no-break spaces."""
    return "".join(parts(cents))


def plain(cents: int) -> str:
    """The amount as it stands in a field to be changed: `6500`, `6500,50`.

    >>> plain(650000), plain(650050)
    ('6500', '6500,50')
    """
    whole, rest = divmod(cents, 100)
    return f"{whole},{rest:02}" if rest else str(whole)
