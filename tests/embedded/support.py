"""Watching processes from outside."""

import fcntl
import os
import select
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOLD = """
import sys
from pathlib import Path
from nabancada import embedded
with embedded.services(Path(sys.argv[1])) as env:
    print(env["DATABASE_URL"], env["REDIS_URL"], flush=True)
    sys.stdin.read()
"""


def processes(*marks: str) -> dict[int, str]:
    """Living processes whose command line holds one of `marks`: pid to command line."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if any(mark in line for mark in marks):
            found[int(entry.name)] = line
    return found


def wait_for_keepers(var: Path) -> None:
    """Return when no keeper of `var` lives: each holds a lock for life."""
    for keeper in var.glob("*.keeper"):
        with keeper.open() as alive:
            fcntl.flock(alive, fcntl.LOCK_SH)


def wait_for_end(pid: int) -> None:
    """Return when a process that is not our child has ended."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        select.select([handle], [], [])
    finally:
        os.close(handle)


@contextmanager
def holder(var: Path):
    """Another process that uses the servers of `var`: (process, database address, redis address)."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(var)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        database_url, redis_url = process.stdout.readline().split()
        yield process, database_url, redis_url
    finally:
        process.stdin.close()
        process.wait()
        process.stdout.close()
