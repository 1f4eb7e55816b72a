"""From a full upstream document to the part that we use: structure only, canonical, our names.

What is kept is listed; whatever else a document holds — prose, examples, extensions, upstream's
own names for operations and schemas — cannot reach a slice. Schemas that sources.yaml names become
components; all others are written where they are used, so that it does not matter whether
upstream names them. Where one of them contains itself, anything may be.
What sources.yaml asks for and the document lacks is told with what to do about it.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

from attrs import frozen

from scripts.canonical import Bound, Shapes
from scripts.knowledge import Operation, Place, Source
from scripts.references import (
    Json,
    base_path,
    declared,
    follow,
    json_schema,
    moved_prefix,
    operations,
    plain_path,
    unwrap,
    variables,
)

Found: TypeAlias = dict[str, tuple[Mapping[str, str], Json, Json]]
"""Operations by our names: our names for path variables, the path item, what is written there."""
_SCOPES = "x-atlassian-oauth2-scopes"
_PARAMETER = ("name", "in", "required", "style", "explode", "deprecated")


@frozen
class Slice:
    """The part of a document that we use; `lacking` says by name what to do about the rest."""

    document: dict[str, Any]
    lacking: dict[str, str]


def slice_there(document: Json, source: Source) -> Slice:
    """Take out what there is; raises SpecError if the document is unsound."""
    return _slice(document, source, {})


def _slice(document: Json, source: Source, lacking: dict[str, str]) -> Slice:
    shapes = Shapes(document, source.opaque)
    found = _locate(document, source, lacking)
    _bind(shapes, source, found, lacking)
    paths: dict[str, Any] = {}
    for one in sorted(source.operations, key=lambda one: one.path):
        if one.id in found:
            sliced = _operation(shapes, one, *found[one.id])
            paths.setdefault(one.path, {})[one.method.lower()] = sliced
    components = shapes.finish()
    if strays := dict(shapes.strays()):
        return _slice(document, source, lacking | strays)
    sliced = {
        "openapi": "3.0.3",
        "info": {"title": f"What we use of {source.key}", "version": "structure"},
        "paths": paths,
        "components": {"schemas": components},
    }
    return Slice(sliced, lacking)


def _locate(document: Json, source: Source, lacking: dict[str, str]) -> Found:
    wanted = {one: (one.method, plain_path(one.path)) for one in source.operations}
    base = base_path(document, source.context, {path for _, path in wanted.values()})
    everything = {
        (method, plain_path(path)): (path, item, raw)
        for method, path, item, raw in operations(document, base)
    }
    found: Found = {}
    for one, key in wanted.items():
        if key in everything:
            path, item, raw = everything[key]
            found[one.id] = dict(zip(variables(path), variables(one.path), strict=True)), item, raw
    lost = [one for one in source.operations if one.id not in found]
    if moved := moved_prefix([wanted[one] for one in lost], everything):
        was, now = (prefix or "/" for prefix in moved)
        told = (
            f"has moved {len(lost)} operations from {was} to {now}: write that into their `at` in "
            "sources.yaml, then `make upstream`"
        )
        lacking[", ".join(one.id for one in lost)] = told
    else:
        lacking |= {one.id: _lost(one, source, found) for one in lost}
    return found


def _lost(operation: Operation, source: Source, found: Found) -> str:
    alone = [
        name
        for name, places in source.schemas.items()
        if any(place.operation == operation.id for place in places)
        and not any(place.operation in found for place in places)
    ]
    names = f" with {', '.join(alone)} in `schemas`" if alone else ""
    return (
        f"has lost the operation {operation}: say in sources.yaml where it is now, then `make "
        f"upstream`; or drop it there{names}, drop what prose.yaml and deviations.yaml say about "
        "it, take it out of the simulator and the tests, and tell users in CHANGELOG.md"
    )


def _bind(shapes: Shapes, source: Source, found: Found, lacking: dict[str, str]) -> None:
    """Give our names to the schemas of the operations that were found."""
    for name, places in source.schemas.items():
        for place in (one for one in places if one.operation in found):
            one = Bound(name, place, _reach(shapes, found[place.operation][2], place))
            if str(one) not in lacking and (trouble := shapes.name(one)):
                lacking[str(one)] = trouble


def _reach(shapes: Shapes, operation: Json, place: Place) -> Json:
    message = (
        operation.get("requestBody")
        if place.message == "body"
        else operation["responses"].get(place.message)
    )
    schema = json_schema(shapes.document, message) if message else None
    for step in place.steps:
        known = unwrap(shapes.document, schema)
        schema = _step(shapes.fold(known), step) if isinstance(known, dict) else None
    schema = unwrap(shapes.document, schema)
    return schema if isinstance(schema, dict) else None


def _step(schema: Json, step: str) -> Json:
    if step in ("[]", "{}"):
        return schema.get("items" if step == "[]" else "additionalProperties")
    return schema.get("properties", {}).get(step)


def _operation(
    shapes: Shapes, operation: Operation, names: Mapping[str, str], item: Json, raw: Json
) -> dict[str, Any]:
    sliced: dict[str, Any] = {"operationId": operation.id, "tags": [operation.tag]}
    if raw.get("deprecated"):
        sliced["deprecated"] = True
    if parameters := declared(shapes.document, item, raw):
        sliced["parameters"] = _parameters(shapes, parameters, names)
    if "requestBody" in raw:
        body = follow(shapes.document, raw["requestBody"])
        sliced["requestBody"] = {"content": _content(shapes, body, operation.id)}
        if body.get("required"):
            sliced["requestBody"]["required"] = True
    sliced["responses"] = {
        str(status): _response(shapes, response, f"{operation.id} {status}")
        for status, response in sorted(raw["responses"].items())
        if not str(status).startswith("x-")
    }
    return sliced | _access(shapes.document, raw)


def _parameters(
    shapes: Shapes, parameters: Mapping[tuple[str, str], Json], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Parameters in order of place and name."""
    sliced: dict[tuple[str, str], dict[str, Any]] = {}
    for (place, theirs), raw in parameters.items():
        name = names.get(theirs, theirs) if place == "path" else theirs
        facts = {fact: raw[fact] for fact in _PARAMETER if raw.get(fact)} | {"name": name}
        schema = shapes.shape(raw.get("schema", {}), f"{name} parameter")
        sliced[place, name] = facts | {"schema": schema}
    return [sliced[key] for key in sorted(sliced)]


def _response(shapes: Shapes, reference: Json, place: str) -> dict[str, Any]:
    raw = follow(shapes.document, reference)
    sliced: dict[str, Any] = {}
    if content := _content(shapes, raw, place):
        sliced["content"] = content
    if headers := raw.get("headers"):
        known = {name: follow(shapes.document, one) for name, one in sorted(headers.items())}
        sliced["headers"] = {
            name: {"schema": shapes.shape(one.get("schema", {}), place)}
            for name, one in known.items()
        }
    return sliced


def _content(shapes: Shapes, message: Json, place: str) -> dict[str, Any]:
    return {
        media: {"schema": shapes.shape(body["schema"], place)} if "schema" in body else {}
        for media, body in sorted((message.get("content") or {}).items())
    }


def _access(document: Json, raw: Json) -> dict[str, Any]:
    access: dict[str, Any] = {}
    if security := raw.get("security", document.get("security")):
        alternatives = [{name: sorted(need[name]) for name in sorted(need)} for need in security]
        access["security"] = sorted(alternatives, key=lambda need: sorted(need.items()))
    if scopes := raw.get(_SCOPES):
        needs = [
            {"scheme": one["scheme"], "state": one["state"], "scopes": sorted(one["scopes"])}
            for one in scopes
        ]
        access[_SCOPES] = sorted(needs, key=lambda one: [*one.values()])
    return access
