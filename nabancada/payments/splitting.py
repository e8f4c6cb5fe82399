"""Sharing a bill so that the parts add up to it exactly. Pure; amounts in cêntimos."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

Part = Mapping[UUID, int]  # how many of which line somebody pays for


@dataclass(frozen=True, slots=True)
class Shared:
    """A line as it may be shared: `left` units that are not void, `paid` of them paid for already."""

    left: int
    paid: int
    net_cents: int


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


def by_items(due_cents: int, total_cents: int, lines: Mapping[UUID, Shared], parts: Sequence[Part]) -> list[int]:
    """What each part comes to: its dishes, with as much of the bill's discounts, service, fees and taxes as they bear.

    The parts never come to more than is due. Once they cover all that nobody has paid for, they come to exactly that:
    the last of them takes what rounding left over.

    :param total_cents: of the bill, whatever has been paid
    :raises ValueError: more of a line is in the parts than nobody has paid for
    """
    wanted = {line_id: sum(part.get(line_id, 0) for part in parts) for part in parts for line_id in part}
    if any(quantity > lines[line_id].left - lines[line_id].paid for line_id, quantity in wanted.items()):
        raise ValueError("more than there is")
    whole = sum(line.net_cents for line in lines.values())
    amounts: list[int] = []
    for part in parts:
        amount = sum(_bears(lines[line_id], quantity, total_cents, whole) for line_id, quantity in part.items())
        amounts.append(min(amount, due_cents - sum(amounts)))
    if amounts and all(wanted.get(line_id, 0) == line.left - line.paid for line_id, line in lines.items()):
        amounts[-1] = due_cents - sum(amounts[:-1])
    return amounts


def _bears(line: Shared, quantity: int, total_cents: int, whole_cents: int) -> int:
    """What so many of a line bear of the total, a half rounded up."""
    if not line.left or not whole_cents:
        return 0
    share, of = line.net_cents * quantity * total_cents, line.left * whole_cents
    return (2 * share + of) // (2 * of)
