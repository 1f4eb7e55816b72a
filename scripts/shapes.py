"""Schemas as shapes: keywords that constrain a value and nothing else, in one canonical form."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from scripts.canonical import CHOICES, Canonical
from scripts.differences import Difference, differences
from scripts.references import Json, unwrap
from scripts.spec_files import SpecError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from scripts.fitting import Bound
    from scripts.misfits import Misfits
    from scripts.sources import Place

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
_LARGEST = 20_000


class Shapes:
    """The schemas of one document as they are asked for; named ones become components."""

    def __init__(self, document: Json, opaque: Collection[str] = ()) -> None:
        self._document = document
        self._opaque = opaque
        self._canonical = Canonical(document)
        self._names: dict[int, str] = {}
        self._named: list[Bound] = []
        self._components: dict[str, Any] = {}
        self._open: dict[int, str] = {}
        self._recursive: dict[int, str] = {}
        self._count = 0

    def name(self, one: Bound) -> str:
        """Give a schema object our name, wherever it is met."""
        other = self._names.setdefault(id(one.schema), one.name)
        if other != one.name:
            raise SpecError(
                f"has one schema that is bound to two names: {other} and {one.name}; keep one in "
                "sources.yaml, then `make upstream`"
            )
        self._named.append(one)
        return other

    def finish(self) -> dict[str, Any]:
        """All components."""
        for one in self._named:
            if one.name not in self._components:
                self._components[one.name] = self._body(one.schema, one.name)
        return self._components

    def strays(self, alike: Mapping[Place, str], misfits: Misfits) -> list[Bound]:
        """What shares a name with another place and has another shape, each noted.

        The name stays where another source has it alike, or else at the first place.
        """
        strays: list[Bound] = []
        for name in dict.fromkeys(one.name for one in self._named):
            places = [one for one in self._named if one.name == name]
            first = next((one for one in places if one.place in alike), places[0])
            shape = self._body(first.schema, name) if len(places) > 1 else {}
            for one in places[1:] if first is places[0] else places:
                if other := list(differences(shape, self._body(one.schema, name))):
                    strays.append(one)
                    misfits.note(_stray(first.place, one.place, name, other, alike))
        return strays

    def shape(self, node: Json, place: str) -> dict[str, Any]:
        """The canonical shape of a schema, or a reference to the component that it became."""
        target = unwrap(self._document, node)
        if target is True or target is None:
            return {}
        if not isinstance(target, dict):
            raise SpecError(f"has a schema that is not an object at {place}")
        if name := self._names.get(id(target)) or self._recursive.get(id(target)):
            if name not in self._components:
                self._components[name] = {}
                self._components[name] = self._body(target, name)
            return _reference(name)
        if id(target) in self._open:
            self._recursive[id(target)] = self._open[id(target)]
            return _reference(self._open[id(target)])
        return self._nested(target, place)

    def _nested(self, target: Json, place: str) -> dict[str, Any]:
        self._open[id(target)] = _words(place)
        shape = self._body(target, place)
        del self._open[id(target)]
        if name := self._recursive.get(id(target)):
            self._components[name] = shape
            return _reference(name)
        return shape

    def _body(self, schema: Json, place: str) -> dict[str, Any]:
        if place in self._opaque:
            return {"type": "object"}
        self._count += 1
        if self._count > _LARGEST:
            raise SpecError(f"unfolds to more than {_LARGEST} schemas at {place}")
        schema = self._canonical.fold(schema)
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


def _stray(
    kept: Place, place: Place, name: str, found: list[Difference], alike: Mapping[Place, str]
) -> str:
    told = ", ".join(one.told(str(kept), str(place)) for one in found)
    why = f", as {alike[kept]}" if kept in alike else ""
    return (
        f"has two shapes for {name}, of {kept} and of {place}: {told}. Let the name stay at {kept}"
        f"{why}; give what is at {place} a name of its own in sources.yaml, the same in every "
        "source that has it, then `make upstream`"
    )


def _reference(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _words(place: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9]+", place))
