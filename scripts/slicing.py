"""From a full upstream document to the part that we use: structure only, canonical, our names.

What is kept is listed; whatever else a document holds — prose, examples, extensions, upstream's
own names for operations and schemas — cannot reach a slice. Schemas that sources.yaml names become
components; all others are written where they are used, so that it does not matter whether
upstream names them. A schema that contains itself becomes a component named after its place.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from scripts.misfits import Misfits
from scripts.references import (
    Json,
    base_path,
    follow,
    json_schema,
    operations,
    require_openapi,
    same_path,
    unwrap,
)
from scripts.shapes import Shapes
from scripts.spec_files import SpecError

if TYPE_CHECKING:
    from scripts.sources import Operation, Place, Source

Found: TypeAlias = dict[str, tuple[str, Json, Json]]
_LOST = (
    "say in sources.yaml where it is now; or drop it there, in prose.yaml and deviations.yaml, and "
    "tell users"
)
_SCOPES = "x-atlassian-oauth2-scopes"
_PARAMETER = ("name", "in", "required", "style", "explode", "deprecated")


def slice_document(document: Json, source: Source) -> dict[str, Any]:
    """Take a source's operations and schemas out of its document.

    Raises SpecError naming every operation, or else every schema's place, that the document
    does not have.
    """
    try:
        return _slice(document, source)
    except SpecError as error:
        raise error.about(source.key) from error
    except RecursionError as error:
        raise SpecError(f"{source.key} nests deeper than any real document") from error
    except (AttributeError, TypeError, KeyError) as error:
        raise SpecError(f"{source.key} is not well-formed OpenAPI: {error!r}") from error


def _slice(document: Json, source: Source) -> dict[str, Any]:
    require_openapi(document)
    found = _locate(document, source)
    shapes = Shapes(document)
    _name(document, source, found, shapes)
    paths: dict[str, Any] = {}
    for operation in sorted(source.operations, key=lambda operation: operation.path):
        path, item, raw = found[operation.id]
        sliced = _operation(document, shapes, operation, raw, _parameters(item, raw))
        paths.setdefault(path, {})[operation.method.lower()] = sliced
    return {
        "openapi": "3.0.3",
        "info": {"title": f"What we use of {source.key}", "version": "structure"},
        "paths": paths,
        "components": {"schemas": shapes.finish()},
    }


def _name(document: Json, source: Source, found: Found, shapes: Shapes) -> None:
    misfits = Misfits()
    for name, places in source.schemas.items():
        for place in places:
            schema = _reach(document, found[place.operation][2], place)
            if schema is not None:
                misfits.gather(partial(shapes.name, schema, name, str(place)))
            else:
                misfits.note(
                    f"has no schema at {place}: say in sources.yaml where {name} is now, or drop it"
                )
    misfits.refuse()


def _locate(document: Json, source: Source) -> Found:
    base = base_path(document, source.context)
    everything = list(operations(document, base))
    found: Found = {}
    misfits = Misfits()
    for wanted in source.operations:
        for method, path, item, raw in everything:
            if method == wanted.method and same_path(path, wanted.path):
                found[wanted.id] = path, item, raw
        if wanted.id not in found:
            misfits.note(f"has lost the operation {wanted}: {_LOST}")
    misfits.refuse()
    return found


def _reach(document: Json, operation: Json, place: Place) -> Json:
    if place.message == "body":
        message = operation.get("requestBody")
    else:
        message = operation["responses"].get(place.message)
    schema = unwrap(document, json_schema(document, message)) if message else None
    for step in place.steps:
        schema = unwrap(document, _step(schema, step))
    return schema if isinstance(schema, dict) else None


def _step(schema: Json, step: str) -> Json:
    if not isinstance(schema, dict):
        return None
    if step in ("[]", "{}"):
        return schema.get("items" if step == "[]" else "additionalProperties")
    return schema.get("properties", {}).get(step)


def _operation(
    document: Json, shapes: Shapes, operation: Operation, raw: Json, parameters: list[Json]
) -> dict[str, Any]:
    sliced: dict[str, Any] = {"operationId": operation.id, "tags": [operation.tag]}
    if raw.get("deprecated"):
        sliced["deprecated"] = True
    if parameters:
        sliced["parameters"] = _merged(document, shapes, parameters)
    if "requestBody" in raw:
        body = follow(document, raw["requestBody"])
        sliced["requestBody"] = {"content": _content(shapes, body.get("content"), operation.id)}
        if body.get("required"):
            sliced["requestBody"]["required"] = True
    sliced["responses"] = {
        str(status): _response(document, shapes, response, f"{operation.id} {status}")
        for status, response in sorted(raw["responses"].items())
        if not str(status).startswith("x-")
    }
    return sliced | _access(document, raw)


def _parameters(item: Json, raw: Json) -> list[Json]:
    return [*item.get("parameters", ()), *raw.get("parameters", ())]


def _merged(document: Json, shapes: Shapes, parameters: list[Json]) -> list[dict[str, Any]]:
    """Parameters in order of place and name; of two declarations the later one's facts win.

    Confluence Data Center declares the same parameter by hand and from its code; the latter,
    which comes second, has the true type.
    """
    merged: dict[tuple[str, str], dict[str, Any]] = {}
    for reference in parameters:
        raw = follow(document, reference)
        key = raw["in"], raw["name"]
        known = merged.setdefault(key, {})
        known.update({fact: raw[fact] for fact in _PARAMETER if raw.get(fact)})
        schema = shapes.shape(raw.get("schema", {}), f"{raw['name']} parameter")
        known["schema"] = known.get("schema", {}) | schema
    return [merged[key] for key in sorted(merged)]


def _response(document: Json, shapes: Shapes, reference: Json, place: str) -> dict[str, Any]:
    raw = follow(document, reference)
    sliced: dict[str, Any] = {}
    if content := _content(shapes, raw.get("content"), place):
        sliced["content"] = content
    if headers := raw.get("headers"):
        sliced["headers"] = {
            name: {"schema": shapes.shape(follow(document, header).get("schema", {}), place)}
            for name, header in sorted(headers.items())
        }
    return sliced


def _content(shapes: Shapes, content: Json, place: str) -> dict[str, Any]:
    return {
        media: {"schema": shapes.shape(body["schema"], place)} if "schema" in body else {}
        for media, body in sorted((content or {}).items())
    }


def _access(document: Json, raw: Json) -> dict[str, Any]:
    access: dict[str, Any] = {}
    if security := raw.get("security", document.get("security")):
        alternatives = [{name: sorted(need[name]) for name in sorted(need)} for need in security]
        access["security"] = sorted(alternatives, key=lambda need: sorted(need.items()))
    if scopes := raw.get(_SCOPES):
        access[_SCOPES] = sorted(
            (
                {"scheme": one["scheme"], "state": one["state"], "scopes": sorted(one["scopes"])}
                for one in scopes
            ),
            key=lambda one: (one["scheme"], one["state"], one["scopes"]),
        )
    return access
