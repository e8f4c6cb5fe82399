"""Sharing a bill so that the parts add up to it exactly. Pure; amounts in cêntimos."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from uuid import UUID

Units = int | Fraction  # of a dish: a third of it, where three share one
Part = Mapping[UUID, Units]  # how many of which line somebody pays for


@dataclass(frozen=True, slots=True)
class Shared:
    """A line as it may be shared: `left` units that are not void, `paid` of them paid for already."""

    left: int
    paid: Units
    net_cents: int

    @property
    def unpaid(self) -> Units:
        return max(0, self.left - self.paid)


def equally(due_cents: int, people: int) -> list[int]:
    """The first pay the odd cêntimos, so none is lost or invented.

    :param people: how many pay, at least 1
    :raises ValueError: if nobody pays or less than nothing is due

    >>> equally(1000, 3)
    [334, 333, 333]
    """
    if people < 1 or due_cents < 0:
        raise ValueError(f"cannot share {due_cents} between {people}")
    share, odd = divmod(due_cents, people)
    return [share + 1] * odd + [share] * (people - odd)


def level(due_cents: int, given: Sequence[int]) -> list[int]:
    """What each has still to pay so that in the end all have paid the same; who has given more pays nothing.

    :param given: what each of them has paid already
    :raises ValueError: see `equally`

    >>> level(900, [100, 0, 0])
    [234, 333, 333]
    """
    still = list(range(len(given)))
    while True:
        targets = dict(zip(still, equally(due_cents + sum(given[n] for n in still), len(still)), strict=True))
        ahead = {n for n, target in targets.items() if given[n] > target}
        if not ahead:
            return [targets[n] - given[n] if n in targets else 0 for n in range(len(given))]
        still = [n for n in still if n not in ahead]


def wanted(due_cents: int, wishes: Sequence[int | None], given: Sequence[int]) -> list[int]:
    """What each has still to pay of the amount they said; those who said none and paid nothing share what is left.

    Never more than is due: where they said more, the last pay less.
    """
    left: list[int] = []
    for wish, paid in zip(wishes, given, strict=True):
        left.append(min(max(0, (wish or 0) - paid), due_cents - sum(left)))
    silent = [n for n, (wish, paid) in enumerate(zip(wishes, given, strict=True)) if wish is None and not paid]
    if silent:
        for n, cents in zip(silent, equally(due_cents - sum(left), len(silent)), strict=True):
            left[n] = cents
    return left


def by_items(
    due_cents: int,
    total_cents: int,
    lines: Mapping[UUID, Shared],
    parts: Sequence[Part],
    credits: Sequence[int] | None = None,
) -> list[int]:
    """What each part comes to: its dishes, with as much of the bill's discounts, service, fees and taxes as they bear.

    The parts never come to more than is due. Once they cover all that nobody has paid for, they come to exactly that:
    the last of them takes what rounding left over.

    :param total_cents: of the bill, whatever has been paid
    :param credits: what each has paid towards its part already
    :raises ValueError: more of a line is in the parts than nobody has paid for
    """
    asked = {line_id: sum(part.get(line_id, 0) for part in parts) for part in parts for line_id in part}
    if any(units > lines[line_id].left - lines[line_id].paid for line_id, units in asked.items()):
        raise ValueError("more than there is")
    amounts: list[int] = []
    for part, credit in zip(parts, credits or [0] * len(parts), strict=True):
        amounts.append(min(max(0, bears(part, total_cents, lines) - credit), due_cents - sum(amounts)))
    eaters = [n for n, part in enumerate(parts) if part]
    if eaters and all(asked.get(line_id, 0) == line.unpaid for line_id, line in lines.items()):
        amounts[eaters[-1]] += due_cents - sum(amounts)
    return amounts


def shares(line: Shared, people: Mapping[int, int]) -> dict[int, Units]:
    """How much of what is unpaid of a line each has, by how often they were named for it.

    As long as there are enough, each has one for each time; where they were named more often, they share what there is.

    >>> shares(Shared(3, 0, 900), {1: 1, 2: 1})
    {1: Fraction(1, 1), 2: Fraction(1, 1)}
    >>> shares(Shared(1, 0, 900), {1: 1, 2: 1})
    {1: Fraction(1, 2), 2: Fraction(1, 2)}
    """
    named = sum(people.values())
    if not named or not line.unpaid:
        return {}
    each = min(Fraction(1), Fraction(line.unpaid) / named)
    return {person: each * times for person, times in people.items()}


def bears(part: Part, total_cents: int, lines: Mapping[UUID, Shared]) -> int:
    """What so many of some lines bear of the total, each line's half rounded up."""
    whole = sum(line.net_cents for line in lines.values())
    if not whole:
        return 0
    return sum(
        floor(Fraction(lines[line_id].net_cents * total_cents, whole * lines[line_id].left) * units + Fraction(1, 2))
        for line_id, units in part.items()
        if line_id in lines and lines[line_id].left
    )
