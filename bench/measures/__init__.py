"""What is measured, in the order it is run."""

from collections.abc import Callable

from bench.measures import live, machine, reads, writes
from bench.stage import House, Stage

Measure = Callable[[Stage, list[House]], dict[str, object]]

ALL: dict[str, Measure] = {
    "machine": machine.machine,
    "statements": reads.statements,
    "cached": reads.cached,
    "uncached": reads.uncached,
    "fairness": reads.fairness,
    "orders": writes.orders,
    "latency": live.latency,
    "fanout": live.fanout,
    "memory": live.memory,
    "history": reads.history,
}
