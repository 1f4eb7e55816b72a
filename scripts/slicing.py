"""From a full upstream document to the part that we use: structure only, canonical, our names.

What is kept is listed; whatever else a document holds — prose, examples, extensions, upstream's
own names for operations and schemas — cannot reach a slice. Schemas that sources.yaml names become
components; all others are written where they are used, so that it does not matter whether
upstream names them. A schema that contains itself becomes a component named after its place.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from scripts.fitting import Bound, bind, locate
from scripts.misfits import Misfits
from scripts.references import Json, follow, require_openapi
from scripts.shapes import Shapes
from scripts.spec_files import SpecError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scripts.sources import Operation, Source

_SCOPES = "x-atlassian-oauth2-scopes"
_PARAMETER = ("name", "in", "required", "style", "explode", "deprecated")


@frozen
class Slice:
    """The part of a document that we use.

    `source` is what the document has of what was asked for; `lacking` says, a sentence each,
    what it does not have.
    """

    document: dict[str, Any]
    source: Source
    lacking: tuple[str, ...]


def slice_document(document: Json, source: Source) -> dict[str, Any]:
    """Take a source's operations and schemas out of its document.

    Raises SpecError naming every operation and every schema's place that the document lacks.
    """
    sliced = slice_there(document, source)
    if sliced.lacking:
        raise SpecError(*sliced.lacking)
    return sliced.document


def slice_there(document: Json, source: Source) -> Slice:
    """Take out what there is; raises SpecError if the document is unsound."""
    misfits = Misfits()
    try:
        sliced, fitting = _slice(document, source, misfits)
    except SpecError as error:
        raise error.about(source.key) from error
    except RecursionError as error:
        raise SpecError(f"{source.key} nests deeper than any real document") from error
    except (AttributeError, TypeError, KeyError) as error:
        raise SpecError(f"{source.key} is not well-formed OpenAPI: {error!r}") from error
    return Slice(sliced, fitting, tuple(f"{source.key} {one}" for one in misfits.sentences))


def _slice(document: Json, source: Source, misfits: Misfits) -> tuple[dict[str, Any], Source]:
    require_openapi(document)
    found = locate(document, source, misfits)
    shapes = Shapes(document, source.opaque)
    bound = bind(document, source, found, misfits)
    named = [one for one in bound if misfits.gather(partial(shapes.name, one))]
    fitting = _fitting(source, found, named)
    paths: dict[str, Any] = {}
    for operation in sorted(fitting.operations, key=lambda operation: operation.path):
        path, item, raw = found[operation.id]
        sliced = _operation(document, shapes, operation, raw, _parameters(item, raw))
        paths.setdefault(path, {})[operation.method.lower()] = sliced
    components = shapes.finish()
    if strays := shapes.strays(source.alike, misfits):
        kept = [one for one in named if one not in strays]
        return _slice(document, _fitting(source, found, kept), misfits)
    return {
        "openapi": "3.0.3",
        "info": {"title": f"What we use of {source.key}", "version": "structure"},
        "paths": paths,
        "components": {"schemas": components},
    }, fitting


def _fitting(source: Source, operations: Iterable[str], named: Iterable[Bound]) -> Source:
    """The source with these operations and names only."""
    known, schemas = set(operations), dict[str, tuple[Any, ...]]()
    for one in named:
        schemas[one.name] = (*schemas.get(one.name, ()), one.place)
    taken = tuple(one for one in source.operations if one.id in known)
    return evolve(source, operations=taken, schemas=schemas)


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
