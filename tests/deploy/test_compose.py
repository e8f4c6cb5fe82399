"""compose.yaml: three instances behind nginx, one database, one Valkey; nothing with a weak default."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.deploy import connections

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "compose.yaml").read_text())


def test_it_fits_the_compose_specification():
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", "compose.yaml"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_three_instances_stand_behind_nginx(compose):
    services = compose["services"]
    assert services["app"]["deploy"]["replicas"] == 3
    assert "ports" not in services["app"]
    assert services["nginx"]["depends_on"] == {"app": {"condition": "service_healthy"}}
    assert "./deploy/nginx.conf:/etc/nginx/nginx.conf:ro" in services["nginx"]["volumes"]


def test_the_database_has_room_for_every_worker_also_while_old_and_new_instances_run(compose):
    app, has = compose["services"]["app"], compose["services"]["postgres"]["command"][-1]
    needed = connections.needed(app["deploy"]["replicas"], app["environment"])
    assert needed <= int(has.removeprefix("max_connections="))


def test_the_schema_is_brought_up_before_any_instance_starts(compose):
    services = compose["services"]
    assert services["migrate"]["command"] == ["flask", "--app", "wsgi", "db-upgrade"]
    assert services["app"]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


@pytest.mark.parametrize(
    "job",
    [
        "make-partitions",
        "expire-subscriptions",
        "purge-sessions",
        "purge-keys",
        "purge-carts",
        "purge-prints",
        "trim-events",
        "sweep-pictures",
    ],
)
def test_every_job_runs_daily(compose, job):
    assert job in compose["services"]["jobs"]["command"][-1]


@pytest.mark.parametrize(
    ("service", "name"),
    [
        ("app", "SECRET_KEY"),
        ("app", "DATABASE_URL"),
        ("app", "REDIS_URL"),
        ("postgres", "POSTGRES_PASSWORD"),
        ("postgres", "APP_PASSWORD"),
        ("valkey", "VALKEY_PASSWORD"),
    ],
)
def test_no_secret_has_a_default(compose, service, name):
    assert ":?" in compose["services"][service]["environment"][name]


def test_the_application_connects_with_the_role_that_row_level_security_holds(compose):
    assert compose["services"]["app"]["environment"]["DATABASE_URL"].startswith("postgresql://nabancada:")
    script = (ROOT / "deploy" / "postgres.sh").read_text()
    assert "CREATE ROLE nabancada LOGIN NOSUPERUSER NOBYPASSRLS" in script
    assert "CREATE DATABASE nabancada OWNER nabancada" in script


def test_an_instance_has_time_to_close_its_sockets(compose):
    assert int(compose["services"]["app"]["stop_grace_period"].removesuffix("s")) > 10


def test_every_volume_is_declared(compose):
    used = {
        volume.partition(":")[0]
        for service in compose["services"].values()
        for volume in service.get("volumes", [])
        if not volume.startswith(".")
    }
    assert used == set(compose["volumes"])
