"""What the curated spec promises, read from spec/openapi.yaml itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from scripts.references import reached
from scripts.spec_files import SPEC, read_yaml
from tests.operations import PAYLOADS

SPEC_FILE = read_yaml(SPEC / "openapi.yaml")
SCHEMAS: dict[str, Any] = SPEC_FILE["components"]["schemas"]
OPERATIONS = {
    (method.upper(), path): operation
    for path, item in SPEC_FILE["paths"].items()
    for method, operation in item.items()
}
ANSWERED = reached([operation["responses"] for operation in OPERATIONS.values()], SCHEMAS)
# The first that fits.
TAGS = {
    "/rest/api/3/": "jira_v3",
    "/rest/api/2/reindex": "jira_dc",
    "/rest/api/2/": "jira_v2",
    "/wiki/api/v2/": "confluence_v2",
    "/wiki/": "confluence",
    "/rest/api/": "confluence_dc",
}
# What a payload has to hold is what Atlassian says, but for these.
REQUIRED: dict[str, list[str]] = {
    "BulkMove": ["targetToSourcesMapping"],
    "BulkMoveFieldValue": ["value"],
    "BulkMoveTarget": [
        "inferClassificationDefaults",
        "inferFieldDefaults",
        "inferStatusDefaults",
        "inferSubtaskTypeDefault",
        "issueIdsOrKeys",
    ],
    "WorkflowStatusUpdate": [],
    "WorkflowUpdate": [],
    # Of answers, only what nothing can be said without.
    "JiraTask": ["status"],
    "PermissionTransition": ["status"],
    "LongTaskPage": ["results"],
    "DataCenterLongTaskPage": ["results"],
}


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        node = list(node.values())
    if isinstance(node, list):
        for part in node:
            yield from nodes(part)


def test_every_operation_has_its_own_id_and_the_tag_of_its_api() -> None:
    ids = [operation["operationId"] for operation in OPERATIONS.values()]
    for (_, path), operation in OPERATIONS.items():
        assert operation["tags"] == [next(TAGS[api] for api in TAGS if path.startswith(api))]

    assert len(set(ids)) == len(ids)
    assert {tag["name"] for tag in SPEC_FILE["tags"]} == set(TAGS.values())


@pytest.mark.parametrize("place", OPERATIONS, ids=" ".join)
def test_an_operation_is_whole_and_told(place: tuple[str, str]) -> None:
    operation = OPERATIONS[place]
    parameters = operation.get("parameters", [])
    in_path = {one["name"] for one in parameters if one["in"] == "path" and one["required"]}

    assert in_path == set(re.findall(r"\{(\w+)\}", place[1]))
    assert operation["summary"].endswith(".")
    assert "Who may: " in operation["description"]
    assert all(parameter["description"].endswith(".") for parameter in parameters)
    assert any(status.startswith(("2", "303")) for status in operation["responses"])
    for status, response in operation["responses"].items():
        assert response["description"]
        assert status.startswith("2") or set(response) == {"description"}


def test_references_lead_to_schemas_and_every_schema_is_referred_to() -> None:
    references = {node["$ref"] for node in nodes(SPEC_FILE) if isinstance(node.get("$ref"), str)}

    assert references == {f"#/components/schemas/{name}" for name in SCHEMAS}


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_valid_told_and_tolerant(name: str) -> None:
    schema = SCHEMAS[name]
    jsonschema.Draft4Validator.check_schema(schema)

    assert schema["description"].endswith(".")
    for key, value in schema.get("properties", {}).items():
        assert value["description"].endswith("."), key
        assert name not in ANSWERED or value.get("nullable") or set(value) == {"description"}, key


def test_every_object_is_a_named_schema() -> None:
    inline = [
        node
        for schema in SCHEMAS.values()
        for part in schema.get("properties", {}).values()
        for node in nodes(part)
        if node.get("type") == "object" or "properties" in node
    ]

    assert inline == []


def test_little_is_required_and_nothing_is_sent_unasked() -> None:
    required = {name: one.get("required", []) for name, one in SCHEMAS.items()}
    slices = [json.loads(path.read_bytes()) for path in sorted((SPEC / "upstream").glob("*.json"))]
    upstream = {
        name: schema.get("required", [])
        for one in slices
        for name, schema in one["components"]["schemas"].items()
        if name in PAYLOADS
    }

    assert required == {name: [] for name in SCHEMAS} | upstream | REQUIRED
    assert not [node for node in nodes(SPEC_FILE) if "default" in node]
    assert not [node for node in nodes(SPEC_FILE) if "security" in node]
    assert not [key for node in nodes(SPEC_FILE) for key in node if key.startswith("x-")]


def test_no_field_shadows_its_own_model_in_the_generated_code() -> None:
    """The generator calls a model's instance by the model's name, beside its fields."""
    for name, schema in SCHEMAS.items():
        assert name[:1].lower() + name[1:] not in schema.get("properties", {})
