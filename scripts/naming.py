"""Whatever the generator writes a class for has a name of ours: it would make one up."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import jsonpointer
from attrs import frozen

from scripts.knowledge import Place, Source, dotted
from scripts.references import each_operation, messages, parts, reached
from scripts.spec_files import Misfits, touch

Json = dict[str, Any]
_FIELD = re.compile(r"/components/schemas/([^/]+)/properties/([^/]+)")
_STEP = re.compile(r"[^.\[\]{}\s]+|\[\]|\{\}")


@frozen
class Spot:
    """Where a schema is: as sources.yaml can name it, else in words; and as a JSON pointer."""

    place: Place | str
    pointer: str

    def inner(self, schema: Json, step: str, where: str) -> Spot:
        """Where a part of the schema here is; what is a choice has no place of its own."""
        if step in ("oneOf", "anyOf", "allOf"):
            is_alone = step == "allOf" and len(schema[step]) == 1
            return self if is_alone else Spot(str(self.place), self.pointer)
        pointer = f"{self.pointer}/{where}"
        if isinstance(self.place, Place) and _STEP.fullmatch(step):
            return Spot(self.place.inner(step), pointer)
        return Spot(f"{self.place}{dotted((step,))}", pointer)


def note_unnamed(
    sources: Sequence[Source],
    slices: Mapping[str, Json],
    deviated: Mapping[str, Json],
    misfits: Misfits,
    prose: Json,
) -> dict[str, Json]:
    """Note each place that needs a name; one line for those that sources have in common.

    A field that is new, as the prose does not know it, is any JSON until it has one: only a
    warning. The documents are returned so.
    """
    found: dict[str, list[tuple[str, Spot]]] = {}
    for source in sources:
        added = _schemas(deviated[source.key]).keys() - _schemas(slices[source.key]).keys()
        walk = _Walk(source, deviated[source.key], {*source.schemas, *added})
        for spot in dict.fromkeys(walk.unnamed()):  # An answer may have several media types.
            found.setdefault(spot.pointer, []).append((source.key, spot))
    loose: dict[str, list[str]] = {}
    for pointer, spots in found.items():
        if any(touch(pointer, one) for many in loose.values() for one in many):
            continue
        if not _is_new(pointer, prose):
            misfits.note(_told(spots))
            continue
        misfits.warn(f"{_told(spots)}; until then it may hold anything")
        for key, _ in spots:
            loose.setdefault(key, []).append(pointer)
    return {key: _loosened(document, loose.get(key, ())) for key, document in deviated.items()}


def _is_new(pointer: str, prose: Json) -> bool:
    """Whether it is in a field of a schema of ours that there are no words for yet."""
    if not (match := _FIELD.match(pointer)):
        return False
    known = (prose.get("schemas") or {}).get(match.group(1))
    return isinstance(known, dict) and match.group(2) not in known


def _loosened(document: Json, pointers: Sequence[str]) -> Json:
    """The document with fewer constraints at these places, and without what only they reached."""
    if not pointers:
        return document
    changed: Json = json.loads(json.dumps(document))
    before = reached(changed["paths"], _schemas(changed))
    for pointer in pointers:
        schema = jsonpointer.resolve_pointer(changed, pointer)
        kept = ("type", "nullable") if "enum" in schema else ("nullable",)
        jsonpointer.set_pointer(
            changed, pointer, {key: schema[key] for key in kept if key in schema}
        )
    for name in before - reached(changed["paths"], _schemas(changed)):
        del _schemas(changed)[name]
    return changed


def _told(spots: Sequence[tuple[str, Spot]]) -> str:
    first = spots[0][1]
    if isinstance(first.place, str):
        return (
            f"{first.place} holds an object or words that no place can name: put something simpler "
            "there by a deviation"
        )
    named = " and ".join(f'`NAME: "{spot.place}"` under {key} / schemas' for key, spot in spots)
    return f"{first.place} has no name of ours: write {named} in sources.yaml, then `make upstream`"


def _schemas(document: Json) -> Json:
    schemas: Json = document["components"]["schemas"]
    return schemas


class _Walk:
    """Through one document, from what has a name to what needs one."""

    def __init__(self, source: Source, document: Json, named: set[str]) -> None:
        self._source, self._document, self._named = source, document, named

    def unnamed(self) -> Iterator[Spot]:
        schemas = _schemas(self._document)
        for name in sorted(self._named & schemas.keys()):
            place, *_ = self._source.schemas.get(name, (name,))
            yield from self._parts(schemas[name], Spot(place, f"/components/schemas/{name}"))
        for pointer, operation in each_operation(self._document):
            name = operation["operationId"]
            for number, one in enumerate(operation.get("parameters", ())):
                told, at = f"the parameter {one['name']} of {name}", f"parameters/{number}"
                yield from self._schema(one["schema"], Spot(told, f"{pointer}/{at}"))
            for word, at, schema in messages(operation):
                yield from self._schema(schema, Spot(Place(name, word, ()), f"{pointer}/{at}"))

    def _schema(self, schema: Json, spot: Spot) -> Iterator[Spot]:
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            if name not in self._named and name in _schemas(self._document):
                yield spot
                self._named.add(name)
                yield from self._parts(_schemas(self._document)[name], spot)
            return
        is_object = schema.get("type") == "object" or len(schema.get("allOf", ())) > 1
        if is_object or not {"properties", "enum"}.isdisjoint(schema):
            yield spot
        yield from self._parts(schema, spot)

    def _parts(self, schema: Json, spot: Spot) -> Iterator[Spot]:
        for step, where, part in parts(schema):
            yield from self._schema(part, spot.inner(schema, step, where))
