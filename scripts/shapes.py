"""Schemas as shapes: keywords that constrain a value and nothing else, in one canonical form."""

from __future__ import annotations

import json
import re
from typing import Any

from scripts.misfits import Misfits
from scripts.references import Json, unwrap
from scripts.spec_files import SpecError

_FACTS = (
    "type",
    "format",
    "const",
    "default",
    "pattern",
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    *("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"),
)
_FLAGS = ("nullable", "readOnly", "writeOnly", "uniqueItems", "deprecated")
_SETS = ("required", "enum")
_CHOICES = ("oneOf", "anyOf", "allOf")
_LARGEST = 20_000


class Shapes:
    """The schemas of one document as they are asked for; named ones become components."""

    def __init__(self, document: Json) -> None:
        self._document = document
        self._names: dict[int, str] = {}
        self._named: list[tuple[Json, str, str]] = []
        self._components: dict[str, Any] = {}
        self._open: dict[int, str] = {}
        self._recursive: dict[int, str] = {}
        self._count = 0

    def name(self, schema: Json, name: str, place: str) -> None:
        """Give a schema object our name, wherever it is met."""
        other = self._names.setdefault(id(schema), name)
        if other != name:
            raise SpecError(
                f"has one schema that is bound to two names: {other} and {name}; keep one in "
                "sources.yaml"
            )
        self._named.append((schema, name, place))

    def finish(self) -> dict[str, Any]:
        """All components; two places that share a name have to have the same shape."""
        misfits = Misfits()
        for schema, name, place in self._named:
            if (shape := self._body(schema, name)) != self._components.setdefault(name, shape):
                misfits.note(
                    f"has another shape for {name} at {place} than elsewhere: give what is there a "
                    "name of its own in sources.yaml"
                )
        misfits.refuse()
        return self._components

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
        self._count += 1
        if self._count > _LARGEST:
            raise SpecError(f"unfolds to more than {_LARGEST} schemas at {place}")
        shape = {fact: schema[fact] for fact in _FACTS if fact in schema}
        shape |= {flag: True for flag in _FLAGS if schema.get(flag)}
        shape |= {fact: sorted(schema[fact], key=json.dumps) for fact in _SETS if schema.get(fact)}
        if isinstance(shape.get("type"), list):
            shape["type"] = sorted(shape["type"])
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
        for choice in _CHOICES:
            if choice in schema:
                shapes = [self.shape(one, f"{place} choice") for one in schema[choice]]
                parts[choice] = sorted(shapes, key=lambda one: json.dumps(one, sort_keys=True))
        extra = schema.get("additionalProperties")
        if extra is False:
            parts["additionalProperties"] = False
        elif isinstance(extra, dict) and (shape := self.shape(extra, f"{place} value")):
            parts["additionalProperties"] = shape
        return parts


def _reference(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _words(place: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9]+", place))
