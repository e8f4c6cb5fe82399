"""`make run`, whole: from an empty folder to a server with demo logins, and back to nothing."""

import json
import os
import signal
import subprocess
import sys
import urllib.request

import pytest

from tests.embedded.support import ROOT, processes, wait_for_end, wait_for_keepers
from tests.ports import free_port

OURS = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "WEB_CONCURRENCY", "HOST", "MAKELEVEL", "PUBLIC_URL")

PRINT = "import os; print(os.environ['DATABASE_URL'], len(os.environ['SECRET_KEY']), os.environ['EXPRESS_GATEWAY'])"
LISTEN = """
import socket
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
input()
"""


def launch(var, **settings):
    """Start an instance, and return once it says where it is: (process, its port)."""
    port = free_port()
    env = {name: value for name, value in os.environ.items() if name not in OURS}
    env |= {"NABANCADA_VAR": str(var), "PORT": str(port), **settings}
    process = subprocess.Popen(
        [sys.executable, "-m", "nabancada.embedded"], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True
    )
    for line in process.stdout:
        if "Ctrl-C stops everything" in line:
            return process, port
    raise AssertionError(f"It ended with {process.wait()}.")


def end(process, number=signal.SIGTERM):
    process.send_signal(number)
    process.stdout.read()
    process.stdout.close()
    return process.wait()


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    """One folder for all: the demonstration is made once."""
    return tmp_path_factory.mktemp("run") / "var"


def test_it_runs_beside_a_second_instance_and_leaves_nothing(var):
    first, port = launch(var)
    try:
        run = json.loads((var / "run.json").read_text())
        assert run["url"] == f"http://127.0.0.1:{port}"
        assert run["superadmin"]["email"] and run["superadmin"]["password"]
        assert {"restaurant", "role", "email", "password"} <= set(run["logins"][0])
        with urllib.request.urlopen(f"{run['url']}/readyz") as answer:
            assert answer.status == 200
        second, other = launch(var, DATABASE_URL=run["database_url"], REDIS_URL=run["redis_url"])
        try:
            assert json.loads((var / f"run-{other}.json").read_text())["logins"] == run["logins"]
        finally:
            assert end(second) == 0
        with urllib.request.urlopen(f"{run['url']}/readyz") as answer:
            assert answer.status == 200
    finally:
        assert end(first, signal.SIGINT) == 0  # as Ctrl-C does
    assert processes(str(var)) == {}
    assert list(var.glob("run*.json")) == []


def test_a_killed_launcher_leaves_no_process_behind(var):
    process, _port = launch(var)
    children = processes(str(var)).keys() | set(_children(process.pid))
    process.kill()
    process.wait()
    wait_for_keepers(var)
    for pid in children:
        wait_for_end(pid)
    process.stdout.close()
    assert processes(str(var)) == {}


def test_a_taken_port_is_refused_in_one_sentence(var):
    with subprocess.Popen(
        [sys.executable, "-c", LISTEN], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as listener:
        port = listener.stdout.readline().strip()
        env = {name: value for name, value in os.environ.items() if name not in OURS}
        env |= {"NABANCADA_VAR": str(var), "PORT": port}
        done = subprocess.run(
            [sys.executable, "-m", "nabancada.embedded"], cwd=ROOT, env=env, capture_output=True, text=True
        )
        listener.communicate("\n")
    assert done.returncode == 1
    assert done.stderr.strip() == f"Port {port} is taken: set PORT to another one."


def test_a_command_gets_the_same_servers_and_settings(var):
    command = [sys.executable, "-c", PRINT]
    env = {name: value for name, value in os.environ.items() if name not in OURS} | {"NABANCADA_VAR": str(var)}
    done = subprocess.run(
        [sys.executable, "-m", "nabancada.embedded", *command], cwd=ROOT, env=env, capture_output=True, text=True
    )
    database, secret, gateway = done.stdout.split()
    assert database.startswith("postgresql://nabancada:")
    assert (secret, gateway) == ("43", "simulated")


def _children(pid):
    """All descendants of a process."""
    with open(f"/proc/{pid}/task/{pid}/children") as listed:
        for child in map(int, listed.read().split()):
            yield child
            yield from _children(child)
