"""Schemas as facts: references followed, `allOf` folded in, two ways to say one thing made one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from scripts.references import follow
from scripts.spec_files import SpecError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Json = Any
LIMITS = {
    "maximum": "max",
    "exclusiveMaximum": "exclusive-max",
    "maxLength": "max-length",
    "maxItems": "max-items",
    "maxProperties": "max-properties",
    "minimum": "min",
    "exclusiveMinimum": "exclusive-min",
    "minLength": "min-length",
    "minItems": "min-items",
    "minProperties": "min-properties",
}
FLAGS = ("readOnly", "writeOnly", "deprecated", "uniqueItems")
VALUES = ("default", "pattern", "multipleOf")
# What is compared as it stands: too rare in these documents to be understood.
OTHERS = (
    *("not", "if", "then", "else", "contains", "prefixItems", "patternProperties"),
    *("propertyNames", "dependentRequired", "dependentSchemas"),
    *("unevaluatedItems", "unevaluatedProperties"),
)
_PREFIX = "#/components/schemas/"
_CHOICES = ("oneOf", "anyOf")
_DEEPEST = 200


@frozen(eq=False)
class Facts:
    """What a schema says of a value. `types` is empty if any will do, `extra` None if unsaid."""

    types: frozenset[str] = frozenset()
    nullable: bool = False
    format: str | None = None
    enum: tuple[Json, ...] = ()
    properties: Mapping[str, Json] = field(factory=dict)
    required: frozenset[str] = frozenset()
    items: Json = None
    extra: Json = None
    choices: Mapping[str, Sequence[Json]] = field(factory=dict)
    limits: Mapping[str, float] = field(factory=dict)
    values: Mapping[str, Json] = field(factory=dict)
    flags: frozenset[str] = frozenset()
    others: Mapping[str, Json] = field(factory=dict)
    discriminator: str | None = None

    @property
    def says_anything(self) -> bool:
        """Whether some values will not do."""
        return bool(self.types or self.enum or self.choices or self.properties or self.others)

    @property
    def alternatives(self) -> list[Json]:
        """The schemas of which one, or any, has to hold."""
        return [one for choice in self.choices.values() for one in choice]


class Schemas:
    """The schemas of one document. Facts of one schema are one object, however it is reached."""

    def __init__(self, document: Json) -> None:
        self._document = document
        self._facts: dict[int, Facts] = {}
        self._folded: dict[int, dict[str, Json]] = {}
        self._made: list[Json] = []  # schemas of our own making, kept so that ids stay theirs

    def facts(self, node: Json) -> Facts:
        """What the schema says, whatever it refers to."""
        if isinstance(node, Facts):
            return node
        target = follow(self._document, node)
        known = self._facts.get(id(target))
        if known is None:
            self._made.append(target)
            known = self._facts[id(target)] = _facts(self._fold(target, ()))
        return known

    def name(self, node: Json) -> str | None:
        """The component that a node refers to, if it does nothing else."""
        reference = node.get("$ref") if isinstance(node, dict) else None
        if isinstance(reference, str) and reference.startswith(_PREFIX):
            return reference.removeprefix(_PREFIX)
        return None

    def _fold(self, node: Json, within: tuple[int, ...]) -> dict[str, Json]:
        """One schema of all that hold together."""
        target = follow(self._document, node)
        if target is None or target is True or id(target) in within:
            return {}
        if target is False:
            return {"not": {}}
        if not isinstance(target, dict) or len(within) > _DEEPEST:
            raise SpecError(f"has a schema that is none: {str(target)[:60]}")
        if id(target) not in self._folded:
            self._made.append(target)
            folded = {key: value for key, value in target.items() if key != "allOf"}
            for part in target.get("allOf") or ():
                folded = _both(folded, self._fold(part, (*within, id(target))))
            self._folded[id(target)] = self._without_null(folded, (*within, id(target)))
        return self._folded[id(target)]

    def _without_null(self, schema: dict[str, Json], within: tuple[int, ...]) -> dict[str, Json]:
        """`anyOf: [X, {type: null}]` is a nullable X, and a choice of one is no choice."""
        for choice in _CHOICES:
            given = schema.get(choice)
            if not isinstance(given, list):
                continue
            kept = [one for one in given if not _is_null(follow(self._document, one))]
            if len(kept) < len(given):
                schema = schema | {choice: kept, "nullable": True}
            if len(kept) == 1:
                rest = {key: value for key, value in schema.items() if key != choice}
                schema = _both(rest, self._fold(kept[0], within))
        return schema


def admits(facts: Facts, value: Json) -> bool:
    """Whether a schema takes a number or a text; digits may be an id, whatever its type."""
    if facts.enum:
        return value in facts.enum
    types = {"integer", "number"} if isinstance(value, int) else {"string"}
    if facts.types and facts.types.isdisjoint(types) and not str(value).isdigit():
        return False
    if isinstance(value, int):
        return (not facts.types or not facts.types.isdisjoint(types)) and facts.limits.get(
            "minimum", value
        ) <= value <= facts.limits.get("maximum", value)
    return bool(not facts.types or facts.types <= {"string", "integer", "number"})


def _is_null(schema: Json) -> bool:
    return isinstance(schema, dict) and schema.get("type") in ("null", ["null"])


def _both(left: dict[str, Json], right: dict[str, Json]) -> dict[str, Json]:
    """What two schemas say together."""
    both = {**right, **left}
    if "properties" in left and "properties" in right:
        mine, theirs = left["properties"], right["properties"]
        shared = {
            name: mine[name]
            if mine[name] == theirs[name]
            else {"allOf": [mine[name], theirs[name]]}
            for name in mine
            if name in theirs
        }
        both["properties"] = {**theirs, **mine, **shared}
    if "required" in left and "required" in right:
        both["required"] = list(dict.fromkeys([*left["required"], *right["required"]]))
    if left.get("nullable") or right.get("nullable"):
        both["nullable"] = True
    return both


def _facts(schema: dict[str, Json]) -> Facts:
    types = _types(schema)
    enum = (schema["const"],) if "const" in schema else tuple(schema.get("enum") or ())
    discriminator = schema.get("discriminator") or {}
    return Facts(
        types=types - {"null"},
        nullable=bool(schema.get("nullable")) or "null" in types or None in enum,
        format=schema.get("format"),
        enum=tuple(word for word in enum if word is not None),
        properties=schema.get("properties") or {},
        required=frozenset(map(str, schema.get("required") or ())),
        items=schema.get("items"),
        extra=schema.get("additionalProperties"),
        choices={choice: schema[choice] for choice in _CHOICES if schema.get(choice)},
        limits=_limits(schema),
        values={name: schema[name] for name in VALUES if name in schema},
        flags=frozenset(flag for flag in FLAGS if schema.get(flag)),
        others={name: schema[name] for name in OTHERS if name in schema},
        discriminator=discriminator.get("propertyName"),
    )


def _types(schema: dict[str, Json]) -> frozenset[str]:
    said = schema.get("type")
    if isinstance(said, str):
        return frozenset({said})
    if isinstance(said, list):
        return frozenset(map(str, said))
    if "properties" in schema:
        return frozenset({"object"})
    return frozenset({"array"}) if "items" in schema else frozenset()


def _limits(schema: dict[str, Json]) -> dict[str, float]:
    """The bounds; 3.0's `exclusiveMaximum: true` becomes 3.1's number."""
    said = {name: schema[name] for name in LIMITS if _is_number(schema.get(name))}
    for bound, strict in (("maximum", "exclusiveMaximum"), ("minimum", "exclusiveMinimum")):
        if schema.get(strict) is True and bound in said:
            said[strict] = said.pop(bound)
    return said


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
