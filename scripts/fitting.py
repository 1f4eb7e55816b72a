"""What a document has of what sources.yaml asks for; what it lacks is noted with what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from attrs import frozen

from scripts.canonical import Canonical
from scripts.references import (
    Json,
    base_path,
    follow,
    json_schema,
    moved_prefix,
    operations,
    plain_path,
    unwrap,
    variables,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scripts.misfits import Misfits
    from scripts.sources import Operation, Place, Source

Found: TypeAlias = dict[str, tuple[str, Json, Json]]


@frozen(eq=False)
class Bound:
    """A schema that is there, and our name for it."""

    name: str
    place: Place
    schema: Json


@frozen
class Gaps:
    """What a slice lacks, by name, and the places of which nothing more can be known meanwhile.

    Places are JSON pointers into what is built from it.
    """

    names: tuple[str, ...]
    places: tuple[str, ...]


def locate(document: Json, source: Source, misfits: Misfits) -> Found:
    """Where each operation is: our path, the path item and what is written there."""
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
            names = dict(zip(variables(path), variables(one.path), strict=True))
            found[one.id] = one.path, *(_renamed(document, part, names) for part in (item, raw))
    lost = [one for one in source.operations if one.id not in found]
    if moved := moved_prefix([wanted[one] for one in lost], everything):
        misfits.note(_moved(len(lost), *moved))
        return found
    for one in lost:
        misfits.note(_lost(one, source, found))
    return found


def _renamed(document: Json, node: Json, names: Mapping[str, str]) -> Json:
    """A path item or an operation with our names for its path's variables."""
    if all(theirs == ours for theirs, ours in names.items()) or not node.get("parameters"):
        return node
    known = [follow(document, one) for one in node["parameters"]]
    ours = [
        one | {"name": names.get(one["name"], one["name"])} if one.get("in") == "path" else one
        for one in known
    ]
    return node | {"parameters": ours}


def _moved(number: int, was: str, now: str) -> str:
    return (
        f"has moved {number} operations from {was or '/'} to {now or '/'}: write that into their "
        "`at` in sources.yaml, then `make upstream`"
    )


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


def bind(document: Json, source: Source, found: Found, misfits: Misfits) -> list[Bound]:
    """The schemas that we have names for, at the operations that were found."""
    bound, canonical = [], Canonical(document)
    for name, places in source.schemas.items():
        for place in places:
            if place.operation not in found:
                continue
            schema = _reach(document, canonical, found[place.operation][2], place)
            if schema is not None:
                bound.append(Bound(name, place, schema))
            else:
                misfits.note(
                    f"has no schema at {place}: say in sources.yaml where {name} is now, then "
                    "`make upstream`; or drop it"
                )
    return bound


def _reach(document: Json, canonical: Canonical, operation: Json, place: Place) -> Json:
    if place.message == "body":
        message = operation.get("requestBody")
    else:
        message = operation["responses"].get(place.message)
    schema = unwrap(document, json_schema(document, message)) if message else None
    for step in place.steps:
        known = canonical.fold(schema) if isinstance(schema, dict) else None
        schema = unwrap(document, _step(known, step))
    return schema if isinstance(schema, dict) else None


def _step(schema: Json, step: str) -> Json:
    if not isinstance(schema, dict):
        return None
    if step in ("[]", "{}"):
        return schema.get("items" if step == "[]" else "additionalProperties")
    return schema.get("properties", {}).get(step)


def gaps(source: Source, fitting: Source) -> Gaps:
    """What is not in the part of a source that fits."""
    there = {one.id: one for one in source.operations}
    lost = [there.pop(one.id) for one in source.operations if one not in fitting.operations]
    unbound = [
        (name, place)
        for name, places in source.schemas.items()
        for place in places
        if place.operation in there and place not in fitting.schemas.get(name, ())
    ]
    names = [*(one.id for one in lost), *(f"{name} at {place}" for name, place in unbound)]
    places = [f"/operations/{one.id}" for one in lost]
    places += [_at(one) for one in lost]
    places += [f"/tags/{one.tag}" for one in lost]
    places += [f"/sources/{source.key}"] if lost else []
    places += [f"/components/schemas/{name}" for name in source.schemas.keys() - fitting.schemas]
    places += [_pointer(source, there, place) for _, place in unbound]
    return Gaps(tuple(names), tuple(places))


def _at(operation: Operation) -> str:
    path = operation.path.replace("~", "~0").replace("/", "~1")
    return f"/paths/{path}/{operation.method.lower()}"


def _pointer(source: Source, known: Mapping[str, Operation], place: Place) -> str:
    """Where a place is in a slice; that of the whole message if no schema of ours holds it."""
    holder, steps = source.holder(place)
    if holder is None:
        where = "requestBody" if place.message == "body" else f"responses/{place.message}"
        return f"{_at(known[place.operation])}/{where}"
    keys = {"[]": "items", "{}": "additionalProperties"}
    inner = (keys.get(step) or f"properties/{step}" for step in steps)
    return "/".join([f"/components/schemas/{holder}", *inner])
