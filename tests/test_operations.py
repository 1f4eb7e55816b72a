"""What operations take, as it is read off the generated code: the same as in spec/."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from atlassian_tasks import Start, operations
from atlassian_tasks.errors import ConfigurationError
from atlassian_tasks.operations import Schema

from tests.operations import PROSE, SCHEMAS, STARTS, Operation, snake

ALL = pytest.mark.parametrize("operation", STARTS.values(), ids=STARTS)


def test_every_operation_that_starts_tasks_is_named_and_no_other() -> None:
    assert sorted(operations.names()) == sorted(map(snake, STARTS))


def test_another_name_is_refused_in_words() -> None:
    with pytest.raises(ConfigurationError, match="'get_task'"):
        operations.signature("get_task")


@ALL
def test_a_signature_is_what_start_takes(operation: Operation) -> None:
    known = operations.signature(snake(operation.id))
    told = operation.arguments

    assert Start(known.endpoint, **told).operation == known.name
    assert set(told) <= {it.name for it in known.arguments}
    assert {it.name for it in known.arguments if it.is_required} <= set(told)
    assert PROSE[operation.id]["does"].startswith(known.summary)
    assert PROSE[operation.id]["who"] in " ".join(known.words.split())


@ALL
def test_a_schema_fits_what_the_service_accepts(operation: Operation) -> None:
    schema = operations.signature(snake(operation.id)).schema()
    body = operation.arguments.get("body")
    told = operation.arguments | ({"body": body.to_dict()} if body else {})

    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(told, schema)


def model_of(schema: dict[str, Any]) -> str:
    """The name of the object that a property is, or has a list of; empty if it is none."""
    inner = schema.get("items", schema)
    at = inner.get("$ref") or next(iter(inner.get("allOf", [{}]))).get("$ref", "")
    name = str(at).rpartition("/")[2]
    return name if SCHEMAS.get(name, {}).get("type") == "object" else ""


def compare(told: Schema, name: str) -> None:
    """Hold what is told of a payload to its schema in spec/: names, words, and what is below."""
    there: dict[str, Any] = SCHEMAS[name]
    fields = there.get("properties", {})

    assert set(told["properties"]) == set(fields)
    assert sorted(told["required"]) == sorted(there.get("required", []))
    for field, schema in fields.items():
        inner, model = told["properties"][field], model_of(schema)
        words = {schema.get("description", ""), SCHEMAS.get(model, {}).get("description")}
        assert inner.get("description", "") in {" ".join(text.split()) for text in words if text}
        if model:
            compare(inner.get("items", inner), model)


@pytest.mark.parametrize("id_", [name for name, it in STARTS.items() if "body" in it.arguments])
def test_a_payload_is_described_as_in_spec(id_: str) -> None:
    known = operations.signature(snake(id_))

    assert known.body is not None
    compare(told := known.schema()["properties"]["body"], known.body.__name__)
    assert told["description"] == " ".join(SCHEMAS[known.body.__name__]["description"].split())


def test_an_open_set_of_words_is_told_with_any_other_text() -> None:
    body = operations.signature("convert_body").schema()["properties"]["body"]

    assert body["properties"]["representation"]["anyOf"][1] == {"type": "string"}
    assert "storage" in body["properties"]["representation"]["anyOf"][0]["enum"]
