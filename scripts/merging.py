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
_WORDS = ("/enum", "/required")


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

    def __str__(self) -> str:
        return self.name


@frozen
class Difference:
    """A place, as a JSON pointer, where two values differ; one of them may have nothing there."""

    place: str
    values: tuple[Any, Any]

    def told(self, *names: str) -> str:
        """In words, with a name for either side."""
        if self._lacking is not None:
            return f"at {self.place}: only {names[1 - self._lacking]} has it"
        said = ""
        if self._are_lists:
            more = zip(names, map(self._more, (0, 1)), strict=True)
            said = ", ".join(
                f"only {name} has {json.dumps(one)[1:-1]}" for name, one in more if one
            )
            said = said or "in another order"
        return f"at {self.place or '/'}: {said or ' against '.join(map(json.dumps, self.values))}"

    def remedy(self, pointer: str, sides: tuple[Side, Side]) -> str:
        """The deviations that end it: no word is lost, else the newer one wins."""
        kept, why = self._kept(sides)
        behind = [side for side in (0, 1) if self.values[side] != kept]
        told = " and ".join(self._entry(pointer, sides, side, kept) for side in behind)
        if len(behind) > 1:
            return f"give each what either has: {told}"
        return f"bring {sides[behind[0]]} to {sides[1 - behind[0]]}{why}: {told}"

    def _kept(self, sides: tuple[Side, Side]) -> tuple[Any, str]:
        """What both have in the end, and why."""
        dates, has_none = [one.date for one in sides], self._lacking
        if self._are_words:
            return sorted([*self.values[0], *self._more(1)], key=json.dumps), ""
        if has_none is not None and (self._is_property or self.place.endswith(_WORDS)):
            return self.values[1 - has_none], ""
        if "" in dates or dates[0] == dates[1]:
            return self.values[has_none == 0], ", or the other way round"
        return self.values[dates.index(max(dates))], f", which is newer ({max(dates)})"

    @property
    def is_addition(self) -> bool:
        """Whether it is only that a side has a property or words that the other lacks."""
        is_words = self.place.endswith("/enum") and self._are_words
        return is_words or (self._lacking is not None and self._is_property)

    @property
    def _lacking(self) -> int | None:
        """The side that has nothing here."""
        return next((side for side, one in enumerate(self.values) if one is _ABSENT), None)

    @property
    def _is_property(self) -> bool:
        return self.place.rpartition("/")[0].endswith("/properties")

    @property
    def _are_lists(self) -> bool:
        return all(isinstance(one, list) for one in self.values)

    @property
    def _are_words(self) -> bool:
        return self._are_lists and self.place.endswith(_WORDS)

    def _more(self, side: int) -> list[Any]:
        return [one for one in self.values[side] if one not in self.values[1 - side]]

    def _entry(self, pointer: str, sides: tuple[Side, Side], side: int, value: Any) -> str:
        """One side's patch: what it has here is tested, or else a fact of its schema."""
        place, here, schema = pointer + self.place, self.values[side], sides[side].schema
        test = {"op": "test", "path": place, "value": here}
        if here is _ABSENT:
            known = "type" if "type" in schema else next(iter(schema))
            test = {"op": "test", "path": f"{pointer}/{known}", "value": schema[known]}
        change = {"op": "add" if here is _ABSENT else "replace", "path": place, "value": value}
        if value is _ABSENT:
            change = {"op": "remove", "path": place}
        return f"`in: [{sides[side]}]`, `patch: {json.dumps([test, change])}`"


def differences(left: Any, right: Any, place: str = "") -> Iterator[Difference]:
    """Every place where two values differ."""
    if isinstance(left, dict) and isinstance(right, dict):
        for key in sorted({*left, *right}):
            there = f"{place}/{pointed(key)}"
            yield from differences(left.get(key, _ABSENT), right.get(key, _ABSENT), there)
    elif left != right:
        yield Difference(place, (left, right))
