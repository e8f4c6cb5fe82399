"""`make bench`: every figure in one run on this machine, printed and written to var/bench.json.

Figures are of this machine, with the servers, the database, Redis and the load all on it: read them as
ratios, and compare runs made on the same machine while nothing else was running.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from bench import measures
from bench.stage import VAR, houses, stage
from nabancada.cli import invariants
from nabancada.config import settings

HOUSES = 100


def main(wanted: list[str]) -> None:
    print(f"commit {_commit()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.2f}")
    figures: dict[str, object] = {}
    with stage() as on:
        print(f"preparing {HOUSES} houses…", flush=True)
        where = houses(HOUSES)
        for name, measure in measures.ALL.items():
            if wanted and name not in wanted:
                continue
            print(f"\n{name}: {measure.__doc__}", flush=True)
            figures[name] = found = measure(on, where)
            for what, value in found.items():
                print(f"  {what:<44} {value}", flush=True)
        print(f"\ninvariants: everything about the {HOUSES} houses fits together", flush=True)
        wrong = invariants.violations(settings().database_url, [one.id for one in where])
        figures["invariants"] = {"violations": len(wrong)}
        print(f"  {'violations':<44} {len(wrong)}", *wrong[:10], sep="\n  ", flush=True)
    Path(VAR).mkdir(parents=True, exist_ok=True)
    (VAR.parent / "bench.json").write_text(json.dumps(figures, indent=2, ensure_ascii=False))
    if wrong:
        sys.exit("The books do not agree.")


def _commit() -> str:
    said = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return said.stdout.strip() or "unknown"


if __name__ == "__main__":
    main(sys.argv[1:])
