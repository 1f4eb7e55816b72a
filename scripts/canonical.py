"""Schemas in the one form that slices, guards and drift share.

References are followed and `allOf` is folded in; null is said by `nullable`, a single word by
`enum`, and a choice of one by that one. A shape is such a schema with the keywords that constrain a
value and nothing else, in one order.
"""

import json
from collections.abc import Collection, Iterator
from typing import Any

from attrs import frozen

from scripts.knowledge import Place
from scripts.merging import differences
from scripts.references import follow, unwrap
from scripts.spec_files import SpecError

Json = Any
CHOICES = ("oneOf", "anyOf")
_DEEPEST, _LARGEST = 200, 20_000
_FACTS = (
    "type",
    "format",
    "default",
    "pattern",
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    *("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"),
)
_FLAGS = ("nullable", "readOnly", "writeOnly", "uniqueItems", "deprecated")
_SETS = ("required", "enum")


class Canonical:
    """The schemas of one document; each is folded once, however it is reached."""

    def __init__(self, document: Json) -> None:
        self.document = document
        self._folded: dict[int, dict[str, Json]] = {}
        self._known: list[Json] = []  # kept, so that ids stay theirs

    def fold(self, node: Json, within: tuple[int, ...] = ()) -> dict[str, Json]:
        """One schema of all that hold together."""
        target = follow(self.document, node)
        if target is None or target is True or id(target) in within:
            return {}
        if target is False:
            return {"not": {}}
        if not isinstance(target, dict) or len(within) > _DEEPEST:
            raise SpecError(f"has a schema that is none: {str(target)[:60]}")
        if id(target) not in self._folded:
            self._known.append(target)
            inside = (*within, id(target))
            folded = {key: value for key, value in target.items() if key != "allOf"}
            for part in target.get("allOf") or ():
                folded = both(folded, self.fold(part, inside))
            self._folded[id(target)] = _plain(self._without_null(folded, inside))
        return self._folded[id(target)]

    def _without_null(self, schema: dict[str, Json], within: tuple[int, ...]) -> dict[str, Json]:
        """`anyOf: [X, {type: null}]` is a nullable X, and a choice of one is no choice."""
        for choice in CHOICES:
            given = schema.get(choice)
            if not isinstance(given, list):
                continue
            kept = [one for one in given if not _is_null(follow(self.document, one))]
            if len(kept) < len(given):
                schema = schema | {choice: kept, "nullable": True}
            if len(kept) == 1:
                rest = {key: value for key, value in schema.items() if key != choice}
                schema = both(rest, self.fold(kept[0], within))
        return schema


def _is_null(schema: Json) -> bool:
    return isinstance(schema, dict) and schema.get("type") in ("null", ["null"])


def both(left: dict[str, Json], right: dict[str, Json]) -> dict[str, Json]:
    """What two schemas say together."""
    together = {**right, **left}
    if "properties" in left and "properties" in right:
        mine, theirs = left["properties"], right["properties"]
        shared = {
            name: mine[name]
            if mine[name] == theirs[name]
            else {"allOf": [mine[name], theirs[name]]}
            for name in mine
            if name in theirs
        }
        together["properties"] = {**theirs, **mine, **shared}
    if "required" in left and "required" in right:
        together["required"] = list(dict.fromkeys([*left["required"], *right["required"]]))
    if left.get("nullable") or right.get("nullable"):
        together["nullable"] = True
    return together


def _plain(schema: dict[str, Json]) -> dict[str, Json]:
    """One way to say a type, a word and null."""
    if "const" in schema:
        rest = {key: value for key, value in schema.items() if key != "const"}
        schema = rest | {"enum": [schema["const"]]}
    types, words = schema.get("type"), schema.get("enum")
    if isinstance(types, list):
        kept = sorted(str(one) for one in types if one != "null")
        schema = schema | {"type": kept[0] if len(kept) == 1 else kept}
        schema |= {"nullable": True} if "null" in types else {}
    if words and None in words:
        schema = schema | {"enum": [one for one in words if one is not None], "nullable": True}
    return schema


@frozen(eq=False)
class Bound:
    """A schema, or none, and our name for what is at its place."""

    name: str
    place: Place
    schema: Json

    def __str__(self) -> str:
        return f"{self.name} at {self.place}"


class Shapes(Canonical):
    """The schemas of one document as they are asked for; named ones become components."""

    def __init__(self, document: Json, opaque: Collection[str] = ()) -> None:
        super().__init__(document)
        self._opaque = opaque
        self._names: dict[int, str] = {}
        self.named: list[Bound] = []
        self._components: dict[str, Any] = {}
        self._open: set[int] = set()
        self._count = 0

    def name(self, one: Bound) -> str:
        """Give a schema object our name, wherever it is met; if that cannot be, what to do."""
        if one.schema is None:
            return (
                f"has no schema at {one.place}: say in sources.yaml where {one.name} is now, then "
                "`make upstream`; or drop it"
            )
        other = self._names.setdefault(id(one.schema), one.name)
        if other != one.name:
            return (
                f"has one schema that is bound to two names: {other} and {one.name}; keep one in "
                "sources.yaml, then `make upstream`"
            )
        self.named.append(one)
        return ""

    def finish(self) -> dict[str, Any]:
        """All components."""
        for one in self.named:
            self.shape(one.schema, one.name)
        return self._components

    def strays(self) -> Iterator[tuple[str, str]]:
        """What has another shape than the first place of its name, and what to do about it."""
        firsts: dict[str, Bound] = {}
        for one in self.named:
            if (first := firsts.setdefault(one.name, one)) is not one:
                mine, other = (self._body(it.schema, it.name) for it in (first, one))
                places = str(first.place), str(one.place)
                if told := ", ".join(it.told(*places) for it in differences(mine, other)):
                    yield str(one), _stray(one.name, *places, told)

    def shape(self, node: Json, place: str) -> dict[str, Any]:
        """The canonical shape of a schema, or a reference to the component that it became."""
        target = unwrap(self.document, node)
        if not isinstance(target, dict):  # anything, or nothing
            return self.fold(target)
        known = self._names.get(id(target))
        if known is None:
            if id(target) in self._open:  # it contains itself
                return {}
            self._open.add(id(target))
            shape = self._body(target, place)
            self._open.discard(id(target))
            return shape
        if known not in self._components:
            self._components[known] = {}  # meanwhile
            self._components[known] = self._body(target, known)
        return {"$ref": f"#/components/schemas/{known}"}

    def _body(self, schema: Json, place: str) -> dict[str, Any]:
        if place in self._opaque:
            return {"type": "object"}
        self._count += 1
        if self._count > _LARGEST:
            raise SpecError(f"unfolds to more than {_LARGEST} schemas at {place}")
        schema = self.fold(schema)
        shape = {fact: schema[fact] for fact in _FACTS if fact in schema}
        shape |= {flag: True for flag in _FLAGS if schema.get(flag)}
        shape |= {fact: sorted(schema[fact], key=json.dumps) for fact in _SETS if schema.get(fact)}
        return shape | self._parts(schema, place)

    def _parts(self, schema: Json, place: str) -> dict[str, Any]:
        parts: dict[str, Any] = {}
        if properties := schema.get("properties"):
            parts["properties"] = {
                name: self.shape(properties[name], f"{place} {name}") for name in sorted(properties)
            }
        if "items" in schema:
            parts["items"] = self.shape(schema["items"], f"{place} item")
        if "not" in schema:
            parts["not"] = self.shape(schema["not"], f"{place} not")
        for choice in CHOICES:
            if choice in schema:
                shapes = [self.shape(one, f"{place} choice") for one in schema[choice]]
                parts[choice] = sorted(shapes, key=lambda one: json.dumps(one, sort_keys=True))
        extra = schema.get("additionalProperties")
        if extra is False:
            parts["additionalProperties"] = False
        elif isinstance(extra, dict) and (shape := self.shape(extra, f"{place} value")):
            parts["additionalProperties"] = shape
        return parts


def _stray(name: str, kept: str, place: str, told: str) -> str:
    return (
        f"has two shapes for {name}, of {kept} and of {place}: {told}. Let the name stay at "
        f"{kept}; give what is at {place} a name of its own in sources.yaml, the same in every "
        "source that has it, then `make upstream`"
    )
