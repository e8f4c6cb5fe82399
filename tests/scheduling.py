"""Which process of a run does what, and when."""

import pytest
from xdist.scheduler import LoadFileScheduling

WAITING = ("instances", "embedded", "live")  # servers start, die and come back: the machine has time for others
EVERYWHERE = ("admin", "cli", "forms", "messages")  # these look into every house there is: while there are few
LONG = ("browser", "contract")
FIRST = (*WAITING, *EVERYWHERE, *LONG)


class Scheduling(LoadFileScheduling):
    """Whole files, in the order of collection. One process does all that waits, while the other computes."""

    def _split_scope(self, nodeid: str) -> str:
        return "waiting" if _package(nodeid) in WAITING else super()._split_scope(nodeid)


def long_ones_first(items: list[pytest.Item]) -> None:
    """Many small files are left for the end, so that no process waits there for a long one.

    The files of a package stay together: what they share is started once in a process.
    """
    places = {package: n for n, package in enumerate(FIRST)}
    items.sort(key=lambda item: places.get(_package(item.nodeid), len(FIRST)))


def _package(nodeid: str) -> str:
    return nodeid.split("/")[1]
