"""The rules by which every curated schema is more forgiving than upstream's.

A rule changes a whole document at once; deviations.yaml says where each holds and why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scripts.merging import reached

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Json = dict[str, Any]


def no_access(document: Json) -> None:
    """Security and scopes are said in prose."""
    for operation in _operations(document):
        operation.pop("security", None)
        operation.pop("x-atlassian-oauth2-scopes", None)


def no_defaults(document: Json) -> None:
    """A default would be sent with every request."""
    for schema in _schemas(document):
        schema.pop("default", None)


def no_directions(document: Json) -> None:
    """Whether a field is sent or answered follows from where its schema is used."""
    for schema in _schemas(document):
        schema.pop("readOnly", None)
        schema.pop("writeOnly", None)


def no_error_bodies(document: Json) -> None:
    """Answers other than a success are listed without content."""
    for operation in _operations(document):
        for status, response in operation["responses"].items():
            if not status.startswith("2"):
                response.clear()


def no_start_answers(document: Json) -> None:
    """Whatever a request that starts or cancels is answered with is listed without content."""
    schemas = document["components"]["schemas"]
    known = reached(document["paths"], schemas)
    for item in document["paths"].values():
        for operation in (item[method] for method in item if method != "get"):
            for response in operation["responses"].values():
                response.clear()
    for name in known - reached(document["paths"], schemas):
        del schemas[name]


def nullable_properties(document: Json) -> None:
    """Every property of an answer may be null, so that the client tries and never insists."""
    schemas = document["components"]["schemas"]
    answers = [operation["responses"] for operation in _operations(document)]
    for schema in (schemas[name] for name in reached(answers, schemas)):
        for name, value in schema.get("properties", {}).items():
            schema["properties"][name] = _nullable(value)


def open_objects(document: Json) -> None:
    """An object may gain properties."""
    for schema in _schemas(document):
        if schema.get("additionalProperties") is False:
            del schema["additionalProperties"]


def typed_objects(document: Json) -> None:
    """What has properties is an object, also where upstream does not say so."""
    for schema in _schemas(document):
        if "properties" in schema:
            schema.setdefault("type", "object")


RULES: Mapping[str, Callable[[Json], None]] = {
    "no-access": no_access,
    "no-defaults": no_defaults,
    "no-directions": no_directions,
    "no-error-bodies": no_error_bodies,
    "no-start-answers": no_start_answers,
    "nullable-properties": nullable_properties,
    "open-objects": open_objects,
    "typed-objects": typed_objects,
}


def _nullable(schema: Any) -> Any:
    if not isinstance(schema, dict) or not schema:
        return schema
    if "$ref" in schema:
        return {"allOf": [schema], "nullable": True}
    return schema | {"nullable": True}


def _operations(document: Json) -> Iterator[Json]:
    for item in document["paths"].values():
        yield from item.values()


def _schemas(document: Json) -> Iterator[Json]:
    """Every schema of a document, the nested ones too."""
    for schema in document["components"]["schemas"].values():
        yield from _nested(schema)
    for operation in _operations(document):
        for parameter in operation.get("parameters", ()):
            yield from _nested(parameter.get("schema"))
        messages = [operation.get("requestBody", {}), *operation["responses"].values()]
        for media in (media for one in messages for media in one.get("content", {}).values()):
            yield from _nested(media.get("schema"))


def _nested(schema: Any) -> Iterator[Json]:
    if not isinstance(schema, dict):
        return
    yield schema
    parts = [*schema.get("properties", {}).values()]
    parts += [schema[key] for key in ("items", "additionalProperties", "not") if key in schema]
    parts += [one for key in ("oneOf", "anyOf", "allOf") for one in schema.get(key, ())]
    for part in parts:
        if isinstance(part, dict):
            yield from _nested(part)
