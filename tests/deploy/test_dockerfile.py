"""The image: small, unprivileged, complete."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def stages():
    """The instructions of each stage: [[(word, rest), …], …]."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    found = []
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        word, _, rest = line.partition(" ")
        if word == "FROM":
            found.append([])
        found[-1].append((word, " ".join(rest.split())))
    return found


def test_it_is_built_in_one_stage_and_runs_in_another_on_the_same_python(stages):
    build, final = stages
    assert build[0] == ("FROM", "python:3.11-slim-bookworm AS build")
    assert final[0] == ("FROM", "python:3.11-slim-bookworm")


def test_it_does_not_run_as_root(stages):
    words = [word for word, _ in stages[-1]]
    assert ("USER", "nabancada") in stages[-1]
    assert words.index("USER") < words.index("CMD")


def test_it_runs_gunicorn_directly_so_that_signals_reach_it(stages):
    assert ("CMD", '["gunicorn"]') in stages[-1]
    assert ("STOPSIGNAL", "SIGTERM") in stages[-1]


def test_everything_the_application_reads_is_copied(stages):
    copied = " ".join(rest for word, rest in stages[-1] if word == "COPY")
    for part in ("wsgi.py", "gunicorn.conf.py", "migrations", "templates", "nabancada", "static/dist", ".venv"):
        assert part in copied.split() or f"/app/{part}" in copied.split()


def test_sources_of_every_copy_exist_and_are_not_ignored(stages):
    ignored = set((ROOT / ".dockerignore").read_text().split())
    for stage in stages:
        for word, rest in stage:
            if word == "COPY" and not rest.startswith("--from"):
                for source in rest.split()[:-1]:
                    assert (ROOT / source).exists(), source
                    assert source not in ignored


def test_local_data_and_secrets_stay_out_of_the_image():
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {"var", ".env", ".git", ".venv", "node_modules"} <= set(ignored)
