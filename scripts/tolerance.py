"""The rules by which every curated schema is more forgiving than upstream's.

A rule changes a whole document at once; deviations.yaml says where each holds and why.
"""

from collections.abc import Callable, Mapping
from typing import Any

from scripts.references import each_operation, each_schema, reached

Json = dict[str, Any]


def no_access(document: Json) -> None:
    """Security and scopes are said in prose."""
    for _, operation in each_operation(document):
        operation.pop("security", None)
        operation.pop("x-atlassian-oauth2-scopes", None)


def no_defaults(document: Json) -> None:
    """A default would be sent with every request."""
    for schema in each_schema(document):
        schema.pop("default", None)


def no_directions(document: Json) -> None:
    """Whether a field is sent or answered follows from where its schema is used."""
    for schema in each_schema(document):
        schema.pop("readOnly", None)
        schema.pop("writeOnly", None)


def no_error_bodies(document: Json) -> None:
    """Answers other than a success are listed without content."""
    for _, operation in each_operation(document):
        for status, response in operation["responses"].items():
            if not status.startswith("2"):
                response.clear()


def no_start_answers(document: Json) -> None:
    """Whatever a request that starts or cancels is answered with is listed without content."""
    schemas = document["components"]["schemas"]
    known = reached(document["paths"], schemas)
    for place, operation in each_operation(document):
        if not place.endswith("/get"):
            for response in operation["responses"].values():
                response.clear()
    for name in known - reached(document["paths"], schemas):
        del schemas[name]


def nullable_properties(document: Json) -> None:
    """Every property of an answer may be null, so that the client tries and never insists."""
    schemas = document["components"]["schemas"]
    answers = [operation["responses"] for _, operation in each_operation(document)]
    for schema in (schemas[name] for name in reached(answers, schemas)):
        for name, value in schema.get("properties", {}).items():
            schema["properties"][name] = _nullable(value)


def open_objects(document: Json) -> None:
    """An object may gain properties."""
    for schema in each_schema(document):
        if schema.get("additionalProperties") is False:
            del schema["additionalProperties"]


def typed_objects(document: Json) -> None:
    """What has properties is an object, also where upstream does not say so."""
    for schema in each_schema(document):
        if "properties" in schema:
            schema.setdefault("type", "object")


RULES: Mapping[str, Callable[[Json], None]] = {
    rule.__name__.replace("_", "-"): rule
    for rule in (
        *(no_access, no_defaults, no_directions, no_error_bodies, no_start_answers),
        *(nullable_properties, open_objects, typed_objects),
    )
}


def _nullable(schema: Any) -> Any:
    if not isinstance(schema, dict) or not schema:
        return schema
    if "$ref" in schema:
        return {"allOf": [schema], "nullable": True}
    return schema | {"nullable": True}
