"""Whatever the generator writes a class for has a name of ours: it would make one up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import jsonpointer
from attrs import frozen

from scripts.knowledge import Place, Source, dotted
from scripts.references import each_operation, messages, parts
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
    sources: Sequence[Source], deviated: Mapping[str, Json], misfits: Misfits, prose: Json
) -> None:
    """Note each place that needs a name; one line for those that sources have in common.

    A field that is new, as the prose does not know it, is any JSON until it has one: only a
    warning. The documents are changed so.
    """
    found: dict[str, list[tuple[str, Spot]]] = {}
    for source in sources:
        unnamed = _unnamed(source, deviated[source.key])
        for spot in dict.fromkeys(unnamed):  # An answer may have several media types.
            found.setdefault(spot.pointer, []).append((source.key, spot))
    loose: list[str] = []
    for pointer, spots in found.items():
        if any(touch(pointer, one) for one in loose):
            continue
        if not _is_new(pointer, prose):
            misfits.note(_told(spots))
            continue
        misfits.warn(f"{_told(spots)}; until then it may hold anything")
        loose.append(pointer)
        for key, _ in spots:
            _loosen(deviated[key], pointer)


def _is_new(pointer: str, prose: Json) -> bool:
    """Whether it is in a field of a schema of ours that there are no words for yet."""
    if not (match := _FIELD.match(pointer)):
        return False
    known = (prose.get("schemas") or {}).get(match.group(1))
    return isinstance(known, dict) and match.group(2) not in known


def _loosen(document: Json, pointer: str) -> None:
    """Keep of a schema that it is text, if it is words, and whether it may be null."""
    schema = jsonpointer.resolve_pointer(document, pointer)
    kept = ("type", "nullable") if "enum" in schema else ("nullable",)
    loose = {key: schema[key] for key in kept if key in schema}
    jsonpointer.set_pointer(document, pointer, loose)


def _told(spots: Sequence[tuple[str, Spot]]) -> str:
    first = spots[0][1]
    if isinstance(first.place, str):
        return (
            f"{first.place} holds an object or words that no place can name: put something simpler "
            "there by a deviation"
        )
    named = " and ".join(f'`NAME: "{spot.place}"` under {key} / schemas' for key, spot in spots)
    return f"{first.place} has no name of ours: write {named} in sources.yaml, then `make upstream`"


def _unnamed(source: Source, document: Json) -> Iterator[Spot]:
    """Where there is an object or words, but for components: each of them has a name."""
    for name, schema in sorted(document["components"]["schemas"].items()):
        place, *_ = source.schemas.get(name, (name,))
        yield from _within(schema, Spot(place, f"/components/schemas/{name}"))
    for pointer, operation in each_operation(document):
        name = operation["operationId"]
        for number, one in enumerate(operation.get("parameters", ())):
            told, at = f"the parameter {one['name']} of {name}", f"parameters/{number}"
            yield from _here(one["schema"], Spot(told, f"{pointer}/{at}"))
        for word, at, schema in messages(operation):
            yield from _here(schema, Spot(Place(name, word, ()), f"{pointer}/{at}"))


def _here(schema: Json, spot: Spot) -> Iterator[Spot]:
    is_object = schema.get("type") == "object" or len(schema.get("allOf", ())) > 1
    if is_object or not {"properties", "enum"}.isdisjoint(schema):
        yield spot
    yield from _within(schema, spot)


def _within(schema: Json, spot: Spot) -> Iterator[Spot]:
    for step, where, part in parts(schema):
        yield from _here(part, spot.inner(schema, step, where))
