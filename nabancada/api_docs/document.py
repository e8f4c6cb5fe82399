"""The OpenAPI document: paths from the routes, shapes from the models they read and answer."""

import re
from http import HTTPStatus
from typing import Any

from flask import Flask
from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode
from werkzeug.routing import Rule

from nabancada.access import PUBLIC
from nabancada.api_docs import shapes
from nabancada.api_docs.catalogue import OPERATIONS
from nabancada.api_docs.operation import Operation

REFERENCE = "#/components/schemas/{model}"
ARGUMENT = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>")
KINDS: dict[str | None, dict[str, str]] = {
    None: {"type": "string"},
    "string": {"type": "string"},
    "uuid": {"type": "string", "format": "uuid"},
    "int": {"type": "integer"},
}
READS_BODY = {400, 413, 415, 422}
READS_FILE = {413, 422}
FILE: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
ABOUT = (
    "Restaurants, menus, tables, orders. The restaurant always comes from the identity, never from the request; "
    "ids are UUIDs, `*_cents` are whole cêntimos (100 = 1 Kz), times are ISO 8601 in UTC. "
    "Refusals are application/problem+json with a `code` to act on. "
    "Live events are on `GET /ws`, described in docs/api.md."
)


def routes(app: Flask) -> list[Rule]:
    """Every route of the API, sorted by path."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")]
    return sorted(rules, key=lambda rule: rule.rule)


def path(rule: Rule) -> str:
    """A route's path as OpenAPI writes it.

    >>> path(Rule("/api/tables/<uuid:table_id>/bill"))
    '/api/tables/{table_id}/bill'
    """
    return ARGUMENT.sub(r"{\2}", rule.rule)


def operation_id(endpoint: str) -> str:
    """What the document calls an endpoint.

    >>> operation_id("menu_api.add_item")
    'menu_add_item'
    """
    return endpoint.replace("_api.", "_").replace(".", "_")


def describe(app: Flask) -> dict[str, Any]:
    """The whole document.

    :raises KeyError: a route is not in the catalogue
    """
    schemas = _Schemas()
    problem = schemas.of(shapes.Problem, "serialization")
    paths: dict[str, dict[str, Any]] = {}
    for rule in routes(app):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            paths.setdefault(path(rule), {})[method.lower()] = _operation(app, rule, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "NaBancada", "version": "1", "description": ABOUT, "license": {"name": "MIT"}},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.known.items())),
            "responses": {
                "Problem": {
                    "description": "Refused; `code` says why",
                    "content": {"application/problem+json": {"schema": problem}},
                }
            },
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": app.config["SESSION_COOKIE_NAME"]},
                "token": {"type": "http", "scheme": "bearer", "description": "Made with POST /api/tokens"},
            },
        },
    }


class _Schemas:
    """Collects what models need under components.schemas."""

    def __init__(self) -> None:
        self.known: dict[str, Any] = {}

    def of(self, shape: Any, mode: JsonSchemaMode) -> dict[str, Any]:
        """The schema of `shape`; models are named once and referred to."""
        schema = self.whole(shape, mode)
        if "title" not in schema or schema.get("type") != "object":
            return schema
        name = re.sub(r"\W+", "_", schema["title"]).strip("_")
        self._name(name, schema)
        return {"$ref": REFERENCE.format(model=name)}

    def whole(self, shape: Any, mode: JsonSchemaMode = "validation") -> dict[str, Any]:
        """The schema of `shape` itself, written out."""
        schema = TypeAdapter(shape).json_schema(mode=mode, ref_template=REFERENCE, schema_generator=_Said)
        for name, one in schema.pop("$defs", {}).items():
            self._name(name, one)
        return schema

    def _name(self, name: str, schema: dict[str, Any]) -> None:
        if self.known.setdefault(name, schema) != schema:
            raise ValueError(f"two shapes are called {name}")


class _Said(GenerateJsonSchema):
    """How shapes are written down: of a set one may say a thing twice."""

    def _common_set_schema(self, schema: Any) -> dict[str, Any]:
        return {key: value for key, value in super()._common_set_schema(schema).items() if key != "uniqueItems"}


def _operation(app: Flask, rule: Rule, schemas: _Schemas) -> dict[str, Any]:
    entry = OPERATIONS[rule.endpoint]
    view = app.view_functions[rule.endpoint]
    needs = getattr(view, "access", PUBLIC)
    summary, _, more = (view.__doc__ or "").strip().partition("\n")
    described: dict[str, Any] = {
        "operationId": operation_id(rule.endpoint),
        "tags": [rule.rule.split("/")[2].removesuffix(".json")],
        "summary": summary,
        "parameters": [*_path_parameters(rule), *_query_parameters(entry, schemas)],
        "responses": _responses(rule, entry, needs, schemas),
        "security": [{"session": []}, {"token": []}] if needs != PUBLIC or entry.identified else [],
    }
    description = [" ".join(more.split())] if more.strip() else []
    if needs != PUBLIC:
        description.append(f"Needs the permission `{needs}`.")
    if description:
        described["description"] = " ".join(description)
    if entry.body:
        schema = schemas.of(entry.body, "validation")
        needed = any(field.is_required() for field in entry.body.model_fields.values())
        described["requestBody"] = {"required": needed, "content": {"application/json": {"schema": schema}}}
    if entry.takes:
        described["requestBody"] = {"required": True, "content": {kind: FILE for kind in entry.takes}}
    return described


def _path_parameters(rule: Rule) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": KINDS[kind or None]}
        for kind, name in ARGUMENT.findall(rule.rule)
    ]


def _query_parameters(entry: Operation, schemas: _Schemas) -> list[dict[str, Any]]:
    if entry.query is None:
        return []
    schema = schemas.whole(entry.query)
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": one}
        for name, one in schema["properties"].items()
    ]


def _responses(rule: Rule, entry: Operation, needs: str, schemas: _Schemas) -> dict[str, Any]:
    answers = {str(status): _answer(status, shape, entry, schemas) for status, shape in entry.answers.items()}
    refusals = {503, *entry.refusals}
    if needs != PUBLIC:
        refusals |= {401, 403}
    if entry.identified:
        refusals.add(401)
    if rule.arguments:
        refusals.add(404)
    if entry.body:
        refusals |= READS_BODY
    if entry.takes:
        refusals |= READS_FILE
    if entry.query:
        refusals.add(422)
    problem = {"$ref": "#/components/responses/Problem"}
    return answers | {str(status): problem for status in sorted(refusals)}


def _answer(status: int, shape: Any, entry: Operation, schemas: _Schemas) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": HTTPStatus(status).phrase}
    if entry.gives:
        answer["content"] = {kind: FILE for kind in entry.gives}
    elif shape is not None:
        answer["content"] = {"application/json": {"schema": schemas.of(shape, "serialization")}}
        if entry.cached:
            answer["headers"] = {"X-Cache": {"schema": {"enum": ["hit", "miss"]}}}
    return answer
