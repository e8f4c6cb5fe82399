"""Colours a house may have: words on them must be read by everybody (WCAG 2.2 AA), in light and dark alike. Pure."""

import re

WHITE, INK = "#ffffff", "#241a13"
READABLE = 4.5  # contrast that text needs at least
SHAPE = re.compile(r"#[0-9a-f]{6}")


def ink_on(colour: str) -> str | None:
    """What words on `colour` are written in; nothing when neither white nor ink is read on it.

    >>> ink_on("#1f5673"), ink_on("#f0a81c"), ink_on("#787878")
    ('#ffffff', '#241a13', None)
    """
    best = max((WHITE, INK), key=lambda ink: contrast(colour, ink))
    return best if contrast(colour, best) >= READABLE else None


def contrast(one: str, other: str) -> float:
    """From 1, the same, to 21, black on white."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
