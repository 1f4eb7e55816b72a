"""Several curated slices become one document; what they share has to be equal.

Where two values differ is told with the patch that brings the side that lags behind to the other.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from attrs import frozen

from scripts.references import pointed, reached
from scripts.spec_files import Misfits, SpecError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


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
    left: Any
    right: Any

    def told(self, left: str, right: str) -> str:
        """In words, with a name for either side."""
        if self._lacking is not None:
            return f"at {self.place}: only {right if self.left is _ABSENT else left} has it"
        place = self.place or "/"
        if isinstance(self.left, list) and isinstance(self.right, list):
            said = ((left, self._more(0)), (right, self._more(1)))
            told = (f"only {name} has {json.dumps(more)[1:-1]}" for name, more in said if more)
            return f"at {place}: {', '.join(told) or 'in another order'}"
        return f"at {place}: {json.dumps(self.left)} against {json.dumps(self.right)}"

    def remedy(self, pointer: str, sides: tuple[Side, Side]) -> str:
        """The deviations that end it: no property and no word is lost, else the newer one wins."""
        if self._is_words and self._more(0) and self._more(1):
            both = sorted([*self.left, *self._more(1)], key=json.dumps)
            told = " and ".join(self._entry(pointer, sides, side, both) for side in (0, 1))
            return f"give each what either has: {told}"
        behind, why = self._behind(sides)
        value = (self.left, self.right)[1 - behind]
        told = self._entry(pointer, sides, behind, value)
        return f"bring {sides[behind]} to {sides[1 - behind]}{why}: {told}"

    def _behind(self, sides: tuple[Side, Side]) -> tuple[int, str]:
        """The side to change, and why it is that one if it need not be."""
        lacking, dates = self._lacking, (sides[0].date, sides[1].date)
        if lacking is not None and (self._is_property or self.place.endswith(_WORDS)):
            return lacking, ""
        if self._is_words and (self._more(0) or self._more(1)):
            return (1 if self._more(0) else 0), ""
        if "" in dates or dates[0] == dates[1]:
            return 1 if lacking is None else lacking, ", or the other way round"
        return dates.index(min(dates)), f", which is newer ({max(dates)})"

    @property
    def is_addition(self) -> bool:
        """Whether it is only that a side has a property or words that the other lacks."""
        is_words = self.place.endswith("/enum") and self._is_words
        return (self._lacking is not None and self._is_property) or is_words

    @property
    def _lacking(self) -> int | None:
        """The side that has nothing here."""
        return next((n for n, one in enumerate((self.left, self.right)) if one is _ABSENT), None)

    @property
    def _is_property(self) -> bool:
        return self.place.rpartition("/")[0].endswith("/properties")

    @property
    def _is_words(self) -> bool:
        lists = isinstance(self.left, list) and isinstance(self.right, list)
        return lists and self.place.endswith(_WORDS)

    def _more(self, side: int) -> list[Any]:
        own, other = (self.left, self.right) if side == 0 else (self.right, self.left)
        return [one for one in own if one not in other]

    def _entry(self, pointer: str, sides: tuple[Side, Side], side: int, value: Any) -> str:
        """One side's patch: what it has here is tested, or else a fact of its schema."""
        place, here, schema = (
            pointer + self.place,
            (self.left, self.right)[side],
            sides[side].schema,
        )
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
        yield Difference(place, left, right)
