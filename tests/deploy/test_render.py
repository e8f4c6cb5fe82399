"""render.yaml: its structure, strictly, and what scaling needs."""

import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from nabancada import cli
from nabancada.config import Settings
from tests.deploy import connections

ROOT = Path(__file__).resolve().parents[2]


def record(required, **properties):
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


TEXT = {"type": "string", "minLength": 1}
REFERENCE = record(["name", "property"], name=TEXT, property={"const": "connectionString"}, type={"const": "keyvalue"})
VARIABLE_OF_WEB = record(["type", "name", "envVarKey"], type={"const": "web"}, name=TEXT, envVarKey=TEXT)
VARIABLE = {
    "oneOf": [
        record(["key", "value"], key=TEXT, value=TEXT),
        record(["key", "generateValue"], key=TEXT, generateValue={"const": True}),
        record(["key", "sync"], key=TEXT, sync={"const": False}),
        record(["key", "fromDatabase"], key=TEXT, fromDatabase=REFERENCE),
        record(["key", "fromService"], key=TEXT, fromService={**REFERENCE, "required": ["type", "name", "property"]}),
        record(["key", "fromService"], key=TEXT, fromService=VARIABLE_OF_WEB),
        record(["fromGroup"], fromGroup=TEXT),
    ]
}
STORAGE = {"UPLOADS", "S3_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"}
CONNECTIONS = ((8, 100), (16, 200), (32, 400))  # of a plan with less than so many GB, in Render's documentation
GROUP_VARIABLE = {"oneOf": VARIABLE["oneOf"][:2]}  # a group knows no sync: false
PERCENT = {"type": "integer", "minimum": 1, "maximum": 90}
SCALING = record(
    ["minInstances", "maxInstances"],
    minInstances={"const": 2},
    maxInstances={"const": 10},
    targetCPUPercent=PERCENT,
    targetMemoryPercent=PERCENT,
)
BOTH = {"name": TEXT, "plan": TEXT, "region": {"const": "frankfurt"}}
DOCKER = {
    **BOTH,
    "runtime": {"const": "docker"},
    "dockerfilePath": {"const": "./Dockerfile"},
    "envVars": {"type": "array", "items": VARIABLE},
}
WEB = record(
    ["type", "name", "runtime", "plan", "scaling", "healthCheckPath", "preDeployCommand", "envVars"],
    **DOCKER,
    type={"const": "web"},
    scaling=SCALING,
    healthCheckPath={"const": "/readyz"},
    preDeployCommand={"const": "flask --app wsgi db-upgrade"},
    maxShutdownDelaySeconds={"type": "integer", "minimum": 15, "maximum": 300},
)
CRON = record(
    ["type", "name", "runtime", "plan", "schedule", "dockerCommand", "envVars"],
    **DOCKER,
    type={"const": "cron"},
    schedule={"type": "string", "pattern": r"^(\S+ ){4}\S+$"},
    dockerCommand=TEXT,
)
PRIVATE = {"type": "array", "maxItems": 0}
KEY_VALUE = record(
    ["type", "name", "plan", "ipAllowList"],
    **BOTH,
    type={"const": "keyvalue"},
    maxmemoryPolicy={"const": "volatile-lru"},
    ipAllowList=PRIVATE,
)
DATABASE = record(
    ["name", "databaseName", "user", "plan", "postgresMajorVersion", "ipAllowList"],
    **BOTH,
    databaseName=TEXT,
    user=TEXT,
    postgresMajorVersion={"const": "18"},
    ipAllowList=PRIVATE,
    highAvailability=record(["enabled"], enabled={"type": "boolean"}),
)
BLUEPRINT = record(
    ["databases", "services", "envVarGroups"],
    databases={"type": "array", "items": DATABASE, "minItems": 1, "maxItems": 1},
    services={"type": "array", "items": {"oneOf": [WEB, CRON, KEY_VALUE]}},
    envVarGroups={
        "type": "array",
        "items": record(["name", "envVars"], name=TEXT, envVars={"type": "array", "items": GROUP_VARIABLE}),
    },
)


@pytest.fixture(scope="module")
def blueprint():
    return yaml.safe_load((ROOT / "render.yaml").read_text())


def of_type(blueprint, kind):
    (service,) = [service for service in blueprint["services"] if service["type"] == kind]
    return service


def test_it_has_the_structure_of_a_blueprint(blueprint):
    faults = [f"{fault.json_path}: {fault.message}" for fault in Draft202012Validator(BLUEPRINT).iter_errors(blueprint)]
    assert faults == []


def test_every_reference_leads_to_something_declared(blueprint):
    declared = {
        "fromDatabase": {database["name"] for database in blueprint["databases"]},
        "fromService": {service["name"] for service in blueprint["services"]},
        "fromGroup": {group["name"] for group in blueprint["envVarGroups"]},
    }
    for service in blueprint["services"]:
        for variable in service.get("envVars", []):
            for kind, names in declared.items():
                if kind in variable:
                    wanted = variable[kind]
                    assert (wanted if isinstance(wanted, str) else wanted["name"]) in names


def test_the_secret_is_generated_and_shared_by_all(blueprint):
    (group,) = blueprint["envVarGroups"]
    assert {"key": "SECRET_KEY", "generateValue": True} in group["envVars"]
    for kind in ("web", "cron"):
        assert {"fromGroup": group["name"]} in of_type(blueprint, kind)["envVars"]


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
def test_the_daily_jobs_run(blueprint, job):
    assert f"flask --app wsgi {job}" in of_type(blueprint, "cron")["dockerCommand"]


def test_the_jobs_exist(blueprint):
    jobs = re.findall(r"flask --app wsgi (\S+)", of_type(blueprint, "cron")["dockerCommand"].replace('"', " "))
    assert {*jobs, "db-upgrade"} <= {command.name for command in cli.COMMANDS}


def test_the_database_has_room_for_every_worker_also_while_old_and_new_instances_run(blueprint):
    (database,) = blueprint["databases"]
    gigabytes = int(re.fullmatch(r"[a-z]+-(\d+)gb", database["plan"])[1])
    has = next(most for below, most in CONNECTIONS if gigabytes < below)
    group = {one["key"]: one["value"] for one in blueprint["envVarGroups"][0]["envVars"] if "value" in one}
    assert connections.needed(of_type(blueprint, "web")["scaling"]["maxInstances"], group) <= has


def test_the_jobs_sweep_the_pictures_where_the_service_keeps_them(blueprint):
    web, cron = (of_type(blueprint, kind) for kind in ("web", "cron"))
    assert {variable.get("key") for variable in web["envVars"]} >= STORAGE
    for name in STORAGE:
        same = {"type": "web", "name": web["name"], "envVarKey": name}
        assert {"key": name, "fromService": same} in cron["envVars"]


def test_all_stand_in_one_region(blueprint):
    assert {part["region"] for part in [*blueprint["services"], *blueprint["databases"]]} == {"frankfurt"}


def test_what_the_variables_are_called_is_what_the_settings_are_called(blueprint):
    beside = {"FORWARDED_ALLOW_IPS", *(name for name in STORAGE if name.startswith("AWS_"))}
    named = {
        variable["key"]
        for holder in [*blueprint["services"], *blueprint["envVarGroups"]]
        for variable in holder.get("envVars", [])
        if "key" in variable
    }
    assert {name.lower() for name in named - beside} <= set(Settings.model_fields)
