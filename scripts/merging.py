"""Several curated slices become one document; what they share has to be equal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from attrs import frozen

from scripts.spec_files import SpecError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scripts.misfits import Misfits

Json = dict[str, Any]
_PREFIX = "#/components/schemas/"
_ABSENT = object()


@frozen
class Difference:
    """A place, as a JSON pointer, where two values differ; one of them may have nothing there."""

    place: str
    left: Any
    right: Any

    def told(self, left: str, right: str) -> str:
        """In words, with a name for either side."""
        if self.left is _ABSENT or self.right is _ABSENT:
            return f"at {self.place}: only {right if self.left is _ABSENT else left} has it"
        place = self.place or "/"
        if isinstance(self.left, list) and isinstance(self.right, list):
            more = [one for one in self.left if one not in self.right]
            less = [one for one in self.right if one not in self.left]
            said = ((left, more), (right, less))
            return f"at {place}: {_told(said) or 'in another order'}"
        return f"at {place}: {json.dumps(self.left)} against {json.dumps(self.right)}"

    def patch(self, pointer: str, lacking: Json) -> str:
        """Steps by which the side that lacks something, else the right one, is like the other."""
        place = pointer + self.place
        if _ABSENT not in (self.left, self.right):
            test = {"op": "test", "path": place, "value": self.right}
            return json.dumps([test, {"op": "replace", "path": place, "value": self.left}])
        there = self.right if self.left is _ABSENT else self.left
        known = "type" if "type" in lacking else next(iter(lacking))
        test = {"op": "test", "path": f"{pointer}/{known}", "value": lacking[known]}
        return json.dumps([test, {"op": "add", "path": place, "value": there}])


def _told(said: Iterable[tuple[str, list[Any]]]) -> str:
    return ", ".join(f"only {name} has {json.dumps(more)[1:-1]}" for name, more in said if more)


def merge(slices: Mapping[str, Json], misfits: Misfits) -> Json:
    """Join paths and components; where two sources disagree, what either has is joined."""
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
            for one in differences(known, schema):
                _note(misfits, name, one, (owner, key), (known, schema))
            schemas[name] = _joined(known, schema)
    _note_unreached(paths, schemas, misfits)
    return {"paths": paths, "components": {"schemas": schemas}}


def _note(
    misfits: Misfits, name: str, one: Difference, keys: tuple[str, str], schemas: tuple[Json, Json]
) -> None:
    """What differs, and a deviation that brings the source that lags behind to the other."""
    pointer, lagging = f"/components/schemas/{name}", int(one.left is not _ABSENT)
    misfits.note(
        f"{name} differs between {keys[0]} and {keys[1]} {one.told(*keys)}. Bring the older to the "
        f"newer at the end of deviations.yaml, such as `in: [{keys[lagging]}]`, "
        f"`patch: {one.patch(pointer, schemas[lagging])}`",
        at=pointer + one.place,
    )


def differences(left: Any, right: Any, place: str = "") -> Iterator[Difference]:
    """Every place where two values differ."""
    if isinstance(left, dict) and isinstance(right, dict):
        for key in sorted({*left, *right}):
            there = f"{place}/{key.replace('~', '~0').replace('/', '~1')}"
            yield from differences(left.get(key, _ABSENT), right.get(key, _ABSENT), there)
    elif left != right:
        yield Difference(place, left, right)


def _joined(left: Any, right: Any) -> Any:
    """What either has, so that the words for both can be looked for."""
    if left == right or not (isinstance(left, dict) and isinstance(right, dict)):
        return left
    return left | {
        key: _joined(left[key], value) if key in left else value for key, value in right.items()
    }


def unify(document: Json, same: Mapping[str, str]) -> Json:
    """Let one component stand for another that is equal to it; a difference is named."""
    for name, other in same.items():
        document = _repoint(document, _PREFIX + name, _PREFIX + other)
    schemas = document["components"]["schemas"]
    for name, other in same.items():
        if name not in schemas or other not in schemas:
            raise SpecError(f"there are no {name} and {other} to unify")
        if found := list(differences(schemas.pop(name), schemas[other])):
            told = (f"{name} differs from {other} {one.told(name, other)}" for one in found)
            raise SpecError(*told)
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
            raise SpecError(
                f"the curated spec refers to {name}, which does not exist: see which deviation "
                "names it or takes it away"
            )
        if name not in found:
            found.add(name)
            waiting += _references(schemas[name])
    return found


def _note_unreached(paths: Json, schemas: Json, misfits: Misfits) -> None:
    known = misfits.gather(lambda: reached(paths, schemas))
    for name in sorted(set(schemas) - known) if known is not None else ():
        misfits.note(
            f"no operation reaches {name}: drop it from sources.yaml and prose.yaml, or see which "
            "deviation cut it off",
            at=f"/components/schemas/{name}",
        )


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(reference := node.get("$ref"), str):
            yield reference
        for part in node.values():
            yield from _references(part)
    elif isinstance(node, list):
        for part in node:
            yield from _references(part)
