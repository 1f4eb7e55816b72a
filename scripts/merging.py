"""Several curated slices become one document; what they share has to be equal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from scripts.differences import Side, differences
from scripts.spec_files import SpecError
from scripts.walking import reached

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scripts.differences import Difference
    from scripts.misfits import Misfits

Json = dict[str, Any]
_PREFIX = "#/components/schemas/"


def merge(slices: Mapping[str, Json], misfits: Misfits, dates: Mapping[str, str]) -> Json:
    """Join paths and components; where two sources disagree, what either has is joined.

    The dates of the sources' documents tell which is newer.
    """
    paths: Json = {}
    schemas: Json = {}
    origin: dict[str, str] = {}
    for key, document in slices.items():
        for path, item in document["paths"].items():
            for method, operation in item.items():
                if method in paths.setdefault(path, {}):
                    misfits.note(
                        f"{key} has {method.upper()} {path}, which another source has: take it in "
                        "one of them only, in sources.yaml"
                    )
                paths[path][method] = operation
        for name, schema in document["components"]["schemas"].items():
            owner = origin.setdefault(name, key)
            known = schemas.setdefault(name, schema)
            sides = Side(owner, known, dates[owner]), Side(key, schema, dates[key])
            for one in differences(known, schema):
                _note(misfits, name, one, sides)
            schemas[name] = _joined(known, schema)
    _note_unreached(paths, schemas, misfits)
    return {"paths": paths, "components": {"schemas": schemas}}


def _note(misfits: Misfits, name: str, one: Difference, sides: tuple[Side, Side]) -> None:
    """What differs, and the deviation that ends it."""
    pointer, (left, right) = f"/components/schemas/{name}", sides
    told = f"{name} differs between {left} and {right} {one.told(left.name, right.name)}"
    if one.is_addition:
        misfits.warn(f"{told}; what either has is in the client", at=pointer + one.place)
        return
    remedy = f"At the end of deviations.yaml, {one.remedy(pointer, sides)}"
    misfits.note(f"{told}. {remedy}", at=pointer + one.place)


def _joined(left: Any, right: Any, key: str = "") -> Any:
    """What either has: properties and words."""
    if isinstance(left, list) and isinstance(right, list) and key == "enum":
        return sorted([*left, *(one for one in right if one not in left)], key=json.dumps)
    if left == right or not (isinstance(left, dict) and isinstance(right, dict)):
        return left
    return left | {
        key: _joined(left[key], value, key) if key in left else value
        for key, value in right.items()
    }


def unify(document: Json, same: Mapping[str, str]) -> Json:
    """Let one component stand for another that is equal to it; a difference is named."""
    for name, other in same.items():
        document = _repoint(document, _PREFIX + name, _PREFIX + other)
    schemas = document["components"]["schemas"]
    for name, other in same.items():
        if name not in schemas or other not in schemas:
            raise SpecError(f"there are no {name} and {other} to unify")
        mine = schemas.pop(name)
        found = [one for one in differences(mine, schemas[other]) if not one.is_addition]
        if found:
            told = (f"{name} differs from {other} {one.told(name, other)}" for one in found)
            raise SpecError(*told)
        schemas[other] = _joined(schemas[other], mine)
    return document


def _repoint(node: Any, old: str, new: str) -> Any:
    if isinstance(node, dict):
        return {key: _repoint(value, old, new) for key, value in node.items()}
    if isinstance(node, list):
        return [_repoint(value, old, new) for value in node]
    return new if node == old else node


def _note_unreached(paths: Json, schemas: Json, misfits: Misfits) -> None:
    known = misfits.gather(lambda: reached(paths, schemas))
    for name in sorted(set(schemas) - known) if known is not None else ():
        misfits.note(
            f"no operation reaches {name}: drop it from sources.yaml and prose.yaml, or see which "
            "deviation cut it off",
            at=f"/components/schemas/{name}",
        )
