"""Wakes the runner of this process: something was queued here. The others look every second."""

from collections.abc import Callable

ringers: list[Callable[[], None]] = []  # called after a commit: must neither raise nor wait


def ring() -> None:
    for one in ringers:
        one()
