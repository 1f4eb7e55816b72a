"""Through a slice, or what is built of slices: every operation, schema and reference in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scripts.references import pointed
from scripts.spec_files import SpecError

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]
_CHOICES = ("oneOf", "anyOf", "allOf")
_INNER = {"items": "[]", "additionalProperties": "{}"}


def each_operation(document: Json) -> Iterator[tuple[str, Json]]:
    """Where each operation is, as a JSON pointer, and what is written there."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield f"/paths/{pointed(path)}/{method}", operation


def messages(operation: Json) -> Iterator[tuple[str, str, Json]]:
    """What is sent and answered: `body` or a status, where that is, and each schema of it."""
    told = [("body", "requestBody", operation.get("requestBody", {}))]
    told += [(word, f"responses/{word}", one) for word, one in operation["responses"].items()]
    for word, where, message in told:
        for media in message.get("content", {}).values():
            yield word, where, media.get("schema", {})


def parts(schema: Json) -> Iterator[tuple[str, str, Json]]:
    """What a schema holds: a property's name, `[]`, `{}` or a choice's word; where; the schema."""
    for name, part in schema.get("properties", {}).items():
        yield name, f"properties/{name}", part
    for key, step in _INNER.items():
        if isinstance(schema.get(key), dict):
            yield step, key, schema[key]
    for choice in _CHOICES:
        for number, part in enumerate(schema.get(choice, ())):
            yield choice, f"{choice}/{number}", part


def each_schema(document: Json) -> Iterator[Json]:
    """Every schema, the nested ones too."""
    waiting = [*document["components"]["schemas"].values()]
    for _, operation in each_operation(document):
        waiting += [one.get("schema", {}) for one in operation.get("parameters", ())]
        waiting += [schema for *_, schema in messages(operation)]
    while waiting:
        yield (schema := waiting.pop())
        waiting += [part for *_, part in parts(schema)]


def reached(node: Any, schemas: Json) -> set[str]:
    """The names of all components that a part of a document refers to, however far away."""
    found: set[str] = set()
    waiting = list(_references(node))
    while waiting:
        name = waiting.pop().rpartition("/")[2]
        if name not in schemas:
            raise SpecError(
                f"the curated spec refers to {name}, which does not exist: see which deviation "
                "names it or takes it away"
            )
        if name not in found:
            found.add(name)
            waiting += _references(schemas[name])
    return found


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(reference := node.get("$ref"), str):
            yield reference
        node = list(node.values())
    for part in node if isinstance(node, list) else ():
        yield from _references(part)
