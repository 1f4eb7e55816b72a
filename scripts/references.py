"""Finding one's way in an OpenAPI document: version, references, operations, paths."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import unquote

from scripts.spec_files import SpecError

if TYPE_CHECKING:
    from collections.abc import Iterator

Json: TypeAlias = Any

_METHODS = ("get", "put", "post", "delete", "patch", "head", "options", "trace")
_AUTHORITY = re.compile(r"^(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^/]*")
_VARIABLE = re.compile(r"\{\w+\}")


def require_openapi(document: Json) -> None:
    """Refuse what is not OpenAPI 3."""
    if not isinstance(document, dict):
        raise SpecError("is not an OpenAPI document: it is not a JSON object")
    if "swagger" in document:
        raise SpecError(
            f"is Swagger {document['swagger']}, not OpenAPI 3; convert it first, for example with "
            "`npx swagger2openapi`"
        )
    if not str(document.get("openapi", "")).startswith("3."):
        raise SpecError("is not an OpenAPI 3 document: it has no `openapi: 3.…`")
    if not isinstance(document.get("paths"), dict):
        raise SpecError("is not an OpenAPI document: it has no paths")


def follow(document: Json, node: Json) -> Json:
    """The object that a node stands for, however many references lead to it."""
    seen: set[str] = set()
    while isinstance(node, dict) and isinstance(reference := node.get("$ref"), str):
        if reference in seen:
            raise SpecError(f"has a reference that leads back to itself: {reference}")
        seen.add(reference)
        node = _target(document, reference)
    return node


def _target(document: Json, reference: str) -> Json:
    if not reference.startswith("#/"):
        raise SpecError(f"has a reference that leads out of it: {reference}")
    node = document
    for part in reference[2:].split("/"):
        name = unquote(part).replace("~1", "/").replace("~0", "~")
        if not isinstance(node, dict) or name not in node:
            raise SpecError(f"has a dangling reference: {reference}")
        node = node[name]
    return node


def base_path(document: Json, context: str) -> str:
    """The path of the document's server, without the context path of somebody's site."""
    servers = document.get("servers") or [{}]
    url = servers[0].get("url", "") if isinstance(servers[0], dict) else ""
    path = _AUTHORITY.sub("", url).rstrip("/")
    return path.removeprefix(context)


def operations(document: Json, base: str) -> Iterator[tuple[str, str, Json, Json]]:
    """Every operation: method, path joined with the server's, path item, operation."""
    for path, reference in document["paths"].items():
        item = follow(document, reference)
        if not isinstance(item, dict):
            raise SpecError(f"has a path item that is not an object: {path}")
        for method in _METHODS:
            if isinstance(operation := item.get(method), dict):
                yield method.upper(), base + path, item, operation


def same_path(left: str, right: str) -> bool:
    """Whether two paths are one, whatever their variables are called."""
    return _VARIABLE.sub("{}", left) == _VARIABLE.sub("{}", right)


def json_schema(document: Json, message: Json) -> Json:
    """The schema of a response's or a request's JSON, or None."""
    content: Json = follow(document, message).get("content") or {}
    media: Json = content.get("application/json") or next(iter(content.values()), {})
    return media.get("schema")


def unwrap(document: Json, schema: Json) -> Json:
    """The schema that a reference, or an `allOf` around a single one, stands for."""
    schema = follow(document, schema)
    while isinstance(schema, dict) and len(schema.get("allOf", ())) == 1 and _only_wraps(schema):
        schema = follow(document, schema["allOf"][0])
    return schema


def _only_wraps(schema: Json) -> bool:
    structure = {"type", "properties", "items", "enum", "oneOf", "anyOf", "required", "nullable"}
    return structure.isdisjoint(schema)
