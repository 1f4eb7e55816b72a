"""Several curated slices become one document; what they share has to be equal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from scripts.spec_files import SpecError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Json = dict[str, Any]
_PREFIX = "#/components/schemas/"


def merge(slices: Mapping[str, Json]) -> Json:
    """Join paths and components; a component that two sources disagree on is named."""
    paths: Json = {}
    schemas: Json = {}
    origin: dict[str, str] = {}
    for key, document in slices.items():
        for path, item in document["paths"].items():
            for method, operation in item.items():
                if method in paths.setdefault(path, {}):
                    raise SpecError(f"{key} has {method.upper()} {path}, which another source has")
                paths[path][method] = operation
        for name, schema in document["components"]["schemas"].items():
            owner = origin.setdefault(name, key)
            if (where := difference(schemas.setdefault(name, schema), schema)) is not None:
                raise SpecError(f"{name} differs between {owner} and {key}{where}")
    _refuse_unreached(paths, schemas)
    return {"paths": paths, "components": {"schemas": schemas}}


def difference(left: Any, right: Any, place: str = "") -> str | None:
    """Where two values first differ, in words; None if they are equal."""
    if left == right:
        return None
    if isinstance(left, dict) and isinstance(right, dict):
        for key in sorted({*left, *right}):
            if key not in left or key not in right:
                return f" at {place}/{key}: only one of them has it"
            if (where := difference(left[key], right[key], f"{place}/{key}")) is not None:
                return where
    return f" at {place or '/'}: {json.dumps(left)} against {json.dumps(right)}"


def unify(document: Json, same: Mapping[str, str]) -> Json:
    """Let one component stand for another that is equal to it; a difference is named."""
    for name, other in same.items():
        document = _repoint(document, _PREFIX + name, _PREFIX + other)
    schemas = document["components"]["schemas"]
    for name, other in same.items():
        if name not in schemas or other not in schemas:
            raise SpecError(f"there are no {name} and {other} to unify")
        if (where := difference(schemas.pop(name), schemas[other])) is not None:
            raise SpecError(f"{name} differs from {other}{where}")
    return document


def _repoint(node: Any, old: str, new: str) -> Any:
    if isinstance(node, dict):
        return {key: _repoint(value, old, new) for key, value in node.items()}
    if isinstance(node, list):
        return [_repoint(value, old, new) for value in node]
    return new if node == old else node


def reached(node: Any, schemas: Json) -> set[str]:
    """The names of all components that a part of a document refers to, however far away."""
    found: set[str] = set()
    waiting = list(_references(node))
    while waiting:
        name = waiting.pop().rpartition("/")[2]
        if name not in schemas:
            raise SpecError(f"the curated spec refers to {name}, which does not exist")
        if name not in found:
            found.add(name)
            waiting += _references(schemas[name])
    return found


def _refuse_unreached(paths: Json, schemas: Json) -> None:
    if lost := sorted(set(schemas) - reached(paths, schemas)):
        raise SpecError(f"no operation reaches {', '.join(lost)}")


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(reference := node.get("$ref"), str):
            yield reference
        for part in node.values():
            yield from _references(part)
    elif isinstance(node, list):
        for part in node:
            yield from _references(part)
