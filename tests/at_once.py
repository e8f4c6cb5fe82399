"""Several terminals of one house at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID

from nabancada import db
from nabancada.errors import DomainError


def at_once(restaurant_id: UUID, times: int, work: Callable[[int], Any], workers: int = 10) -> list[Any]:
    """`work(n)` `times` over in `workers` threads that begin together, each bound to the house.

    A `DomainError` is a result like another: the class of it is returned.
    """
    together = Barrier(workers)

    def terminal(n: int) -> Any:
        if n < workers:
            together.wait(10)
        with db.tenant(restaurant_id):
            try:
                return work(n)
            except DomainError as refused:
                return type(refused)
            finally:
                db.release()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(terminal, range(times)))
