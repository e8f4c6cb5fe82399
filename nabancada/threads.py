"""Work that keeps a core busy: in a thread of its own, so that the other requests of a worker go on meanwhile."""

from collections.abc import Callable
from typing import TypeVar

import gevent
from gevent import monkey

Answer = TypeVar("Answer")


def off_the_loop(work: Callable[[], Answer]) -> Answer:
    """`work()`, off the event loop of a worker; elsewhere there is nobody to hold up, and it is simply done."""
    if not monkey.is_module_patched("threading"):
        return work()
    answer: Answer = gevent.get_hub().threadpool.apply(work)
    return answer
