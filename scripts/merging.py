"""Several curated slices become one document; what they share has to be equal.

Where two values differ is told with the patch that brings the side that lags behind to the other.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from scripts.references import pointed, reached
from scripts.spec_files import Misfits, SpecError

Json = dict[str, Any]
_PREFIX = "#/components/schemas/"
_ABSENT = object()


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
    pointer, (left, right) = f"/components/schemas/{name}", (side.name for side in sides)
    told = f"{name} differs between {left} and {right} {one.told(left, right)}"
    if one.is_addition:
        misfits.warn(f"{told}; what either has is in the client")
    else:
        misfits.note(f"{told}. At the end of deviations.yaml, {one.remedy(pointer, sides)}")


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
            "deviation cut it off"
        )


@frozen
class Side:
    """One of two that differ: its name, its schema, and the date of its document if known."""

    name: str
    schema: Json
    date: str = ""


@frozen
class Difference:
    """A place, as a JSON pointer, where two values differ; one of them may have nothing there."""

    place: str
    values: tuple[Any, Any]

    def told(self, *names: str) -> str:
        """In words, with a name for either side."""
        where = f"at {self.place or '/'}:"
        if self._is_lacking:
            return f"{where} only {names[self.values[0] is _ABSENT]} has it"
        if not self._are_lists:
            return f"{where} {' against '.join(map(json.dumps, self.values))}"
        left, right = self.values
        only = [one for one in left if one not in right], [one for one in right if one not in left]
        pairs = zip(names, only, strict=True)
        said = [f"only {name} has {json.dumps(more)[1:-1]}" for name, more in pairs if more]
        return f"{where} {', '.join(said) or 'in another order'}"

    def remedy(self, pointer: str, sides: tuple[Side, Side]) -> str:
        """The deviation that brings the source with the older document to the other.

        What it has here is tested, or else a fact of its schema.
        """
        order = sorted((0, 1), key=lambda side: sides[side].date)
        (old, new), (was, now) = ([both[one] for one in order] for both in (sides, self.values))
        place = pointer + self.place
        test = {"op": "test", "path": place, "value": was}
        if was is _ABSENT:
            known = "type" if "type" in old.schema else next(iter(old.schema))
            test = {"op": "test", "path": f"{pointer}/{known}", "value": old.schema[known]}
        change = {"op": "add" if was is _ABSENT else "replace", "path": place, "value": now}
        if now is _ABSENT:
            change = {"op": "remove", "path": place}
        patch = json.dumps([test, change])
        newer = f"{new.name}, whose document is of {new.date}"
        return f"bring {old.name} to {newer}: `in: [{old.name}]`, `patch: {patch}`"

    @property
    def is_addition(self) -> bool:
        """Whether it is only that a side has a property or words that the other lacks."""
        is_property = self.place.rpartition("/")[0].endswith("/properties")
        is_words = self.place.endswith("/enum") and self._are_lists
        return is_words or (self._is_lacking and is_property)

    @property
    def _is_lacking(self) -> bool:
        return _ABSENT in self.values

    @property
    def _are_lists(self) -> bool:
        return all(isinstance(one, list) for one in self.values)


def differences(left: Any, right: Any, place: str = "") -> Iterator[Difference]:
    """Every place where two values differ."""
    if isinstance(left, dict) and isinstance(right, dict):
        for key in sorted({*left, *right}):
            there = f"{place}/{pointed(key)}"
            yield from differences(left.get(key, _ABSENT), right.get(key, _ABSENT), there)
    elif left != right:
        yield Difference(place, (left, right))
