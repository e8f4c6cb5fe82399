"""Whatever is sent to the API, by whoever: it answers as its description says, and never with an accident.

Schemathesis makes the requests: those at the edges of what the description allows, one by one, and random ones on
either side of them. Half of them carry ids that exist.
`CONTRACT_EXAMPLES=500 make test ARGS=tests/contract` looks longer, and elsewhere each time.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core import NotSet
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi import checks

from nabancada.api_docs.catalogue import OPERATIONS
from nabancada.api_docs.document import operation_id
from nabancada.permissions import Role
from tests.contract.house import House
from tests.instances.instance import Instance

LONGER = os.environ.get("CONTRACT_EXAMPLES")
EXAMPLES = int(LONGER or 4)
SHARES = {Role.OWNER: 1.0, Role.WAITER: 0.4, Role.SUPERADMIN: 0.4, None: 0.2}  # of the examples
POSITIVE, NEGATIVE = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
PROFILE = settings(
    derandomize=LONGER is None,
    database=None,
    deadline=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
ENDPOINTS = [one for one in OPERATIONS if one != "api_docs.openapi"]  # where the description itself comes from
# Not among them: that what fits the description is accepted. Rules of the business go beyond shapes, and answer 422.
CHECKS = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]


@pytest.fixture(scope="module")
def operations(instance: Instance) -> dict[str, list[Any]]:
    """What the served description describes, by its ids."""
    config = SchemathesisConfig.from_dict({"generation": {"with-security-parameters": False}})
    schema = schemathesis.openapi.from_url(f"{instance.url}/api/openapi.json", config=config)
    found: dict[str, list[Any]] = {}
    for one in schema.get_all_operations():
        operation = one.ok()
        found.setdefault(operation.definition.raw["operationId"], []).append(operation)
    return found


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_at_the_edges_of_what_is_described(endpoint: str, operations: dict[str, list[Any]], instance: Instance):
    house, role = House(), Role.OWNER
    if endpoint.startswith("admin_api."):
        role, house.known["slug"] = Role.SUPERADMIN, "basico"
    for operation in operations[operation_id(endpoint)]:
        sender = Sender(house, instance, role)
        for case in _edges(operation):
            sender.ask(case)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_whatever_is_sent(endpoint: str, operations: dict[str, list[Any]], instance: Instance):
    house = House()
    for operation in operations[operation_id(endpoint)]:
        for role, share in SHARES.items():
            many = max(2, int(EXAMPLES * share))
            _send(operation, POSITIVE, many, Sender(house, instance, role))
            with suppress(Unsatisfiable):  # nothing about it can be wrong
                _send(operation, NEGATIVE, many, Sender(house, instance, role))


class Sender:
    """Somebody of a house, or nobody, who compares every answer with the description."""

    def __init__(self, house: House, instance: Instance, role: Role | None) -> None:
        self.house, self.instance, self.role = house, instance, role
        self.browser = house.browser(role)

    def ask(self, case: Case, aimed: bool = True) -> None:
        if aimed:
            self.house.aim(case)
        answer = case.call(base_url=self.instance.url, session=self.browser)
        assert answer.status_code < 500, f"{case.as_curl_command()}\n{self.instance.log.read_text()[-3000:]}"
        refusing = [checks.negative_data_rejection] if _is_wrong(case) else []
        case.validate_response(answer, checks=[*CHECKS, *refusing])


def _send(operation: Any, mode: GenerationMode, many: int, sender: Sender) -> None:
    @settings(PROFILE, max_examples=many)
    @given(case=operation.as_strategy(generation_mode=mode), aimed=st.booleans())
    def send(case: Case, aimed: bool) -> None:
        sender.ask(case, aimed)

    send()


def _edges(operation: Any) -> Iterator[Case]:
    """The least and the most, the missing, the wrong kind and the superfluous, of each thing by itself."""
    return operation.schema.iter_coverage_cases(
        operation,
        generation_modes=[POSITIVE, NEGATIVE],
        generation_config=operation.schema.config.generation_for(operation=operation),
    )


def _is_wrong(case: Case) -> bool:
    """Whether it breaks the description. A file may hold any bytes, and a body that is not there is an empty one."""
    json = case.media_type == "application/json" and not isinstance(case.body, NotSet)
    return any(
        part.mode.is_negative and (json or location != ParameterLocation.BODY)
        for location, part in case.meta.components.items()
    )


@schemathesis.serializer("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
def _as_it_is(_context: Any, file: Any) -> Any:
    return file
