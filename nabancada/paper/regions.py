"""The live parts about printers: what every work screen says when one fails, and the queue."""

from flask import render_template

from nabancada import access
from nabancada.live.regions import region
from nabancada.paper import queries
from nabancada.permissions import Permission
from nabancada.printing import queries as printing
from nabancada.printing.jobs import JOBS, PRINTERS


@region("printer-trouble", topics={PRINTERS}, needs=Permission.WORK_HERE)
def trouble() -> str:
    """Which printers do not print, by name; nothing when all do."""
    return render_template("paper/_trouble.html", printers=printing.in_trouble(access.branch()))


@region("print-queue", topics={JOBS, "kitchen"}, needs=Permission.WORK_HERE)
def queue() -> str:
    """What waits or was given up, and what came out last."""
    return render_template("paper/_queue.html", queue=queries.queue(access.listed_since()))
