"""Whatever the generator writes a class for has a name of ours: it would make one up."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import jsonpointer
from attrs import evolve, frozen

from scripts.merging import reached
from scripts.misfits import touch

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scripts.misfits import Misfits
    from scripts.sources import Source

Json = dict[str, Any]
_CHOICES = ("oneOf", "anyOf", "allOf")
_FIELD = re.compile(r"/components/schemas/([^/]+)/properties/([^/]+)")
_STEP = re.compile(r"[^.\[\]{}\s]+")


@frozen
class Spot:
    """Where a schema is: as sources.yaml writes it, if it can, and as a JSON pointer."""

    place: str
    pointer: str
    is_nameable: bool = True

    def property(self, name: str) -> Spot:
        """A property of what is here."""
        place = f"{self.place}.{name}" if len(self.place.split()) > 2 else f"{self.place} {name}"
        nameable = self.is_nameable and bool(_STEP.fullmatch(name))
        return Spot(place, f"{self.pointer}/properties/{name}", nameable)

    def inner(self, key: str, step: str) -> Spot:
        """The items, or the values, of what is here."""
        space = "" if len(self.place.split()) > 2 else " "
        return Spot(f"{self.place}{space}{step}", f"{self.pointer}/{key}", self.is_nameable)


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
            misfits.note(_told(spots), at=pointer)
            continue
        misfits.warn(f"{_told(spots)}; until then it may hold anything", pointer)
        for key, _ in spots:
            loose.setdefault(key, []).append(pointer)
    return {key: _loosened(document, loose.get(key, ())) for key, document in deviated.items()}


def _is_new(pointer: str, prose: Json) -> bool:
    """Whether it is in a field of a schema of ours that there are no words for yet."""
    match = _FIELD.match(pointer)
    known = (prose.get("schemas") or {}).get(match.group(1)) if match else None
    return isinstance(known, dict) and match is not None and match.group(2) not in known


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
    if not first.is_nameable:
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
        self._source = source
        self._document = document
        self._named = named

    def unnamed(self) -> Iterator[Spot]:
        for name in sorted(self._named & _schemas(self._document).keys()):
            places = self._source.schemas.get(name, (name,))
            spot = Spot(str(places[0]), f"/components/schemas/{name}")
            yield from self._parts(_schemas(self._document)[name], spot)
        for path, item in self._document["paths"].items():
            for method, operation in item.items():
                pointer = f"/paths/{path.replace('~', '~0').replace('/', '~1')}/{method}"
                yield from self._operation(operation, pointer)

    def _operation(self, operation: Json, pointer: str) -> Iterator[Spot]:
        name = operation["operationId"]
        for number, one in enumerate(operation.get("parameters", ())):
            where = f"{pointer}/parameters/{number}"
            spot = Spot(f"the parameter {one['name']} of {name}", where, is_nameable=False)
            yield from self._schema(one["schema"], spot)
        messages = {"body": ("requestBody", operation.get("requestBody", {}))} | {
            status: (f"responses/{status}", one) for status, one in operation["responses"].items()
        }
        for word, (where, message) in messages.items():
            for media in message.get("content", {}).values():
                spot = Spot(f"{name} {word}", f"{pointer}/{where}")
                yield from self._schema(media.get("schema", {}), spot)

    def _schema(self, schema: Json, spot: Spot) -> Iterator[Spot]:
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            if name not in self._named and name in _schemas(self._document):
                yield spot
                self._named.add(name)
                yield from self._parts(_schemas(self._document)[name], spot)
            return
        if (
            schema.get("type") == "object"
            or not {"properties", "enum"}.isdisjoint(schema)
            or len(schema.get("allOf", ())) > 1
        ):
            yield spot
        yield from self._parts(schema, spot)

    def _parts(self, schema: Json, spot: Spot) -> Iterator[Spot]:
        for name, one in schema.get("properties", {}).items():
            yield from self._schema(one, spot.property(name))
        for key, step in (("items", "[]"), ("additionalProperties", "{}")):
            if isinstance(one := schema.get(key), dict):
                yield from self._schema(one, spot.inner(key, step))
        for choice in _CHOICES:
            alone = choice == "allOf" and len(schema.get(choice, ())) == 1
            for one in schema.get(choice, ()):
                yield from self._schema(one, spot if alone else evolve(spot, is_nameable=False))
