"""Schemas in their canonical form as facts, which can be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from scripts.canonical import CHOICES, Canonical
from scripts.references import follow

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
        self._canonical = Canonical(document)
        self._facts: dict[int, Facts] = {}
        self._made: list[Json] = []  # schemas of our own making, kept so that ids stay theirs

    def facts(self, node: Json) -> Facts:
        """What the schema says, whatever it refers to."""
        if isinstance(node, Facts):
            return node
        target = follow(self._document, node)
        known = self._facts.get(id(target))
        if known is None:
            self._made.append(target)
            known = self._facts[id(target)] = _facts(self._canonical.fold(target))
        return known

    def name(self, node: Json) -> str | None:
        """The component that a node refers to, if it does nothing else."""
        reference = node.get("$ref") if isinstance(node, dict) else None
        if isinstance(reference, str) and reference.startswith(_PREFIX):
            return reference.removeprefix(_PREFIX)
        return None


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


def _facts(schema: dict[str, Json]) -> Facts:
    return Facts(
        types=_types(schema),
        nullable=bool(schema.get("nullable")),
        format=schema.get("format"),
        enum=tuple(schema.get("enum") or ()),
        properties=schema.get("properties") or {},
        required=frozenset(map(str, schema.get("required") or ())),
        items=schema.get("items"),
        extra=schema.get("additionalProperties"),
        choices={choice: schema[choice] for choice in CHOICES if schema.get(choice)},
        limits=_limits(schema),
        values={name: schema[name] for name in VALUES if name in schema},
        flags=frozenset(flag for flag in FLAGS if schema.get(flag)),
        others={name: schema[name] for name in OTHERS if name in schema},
        discriminator=(schema.get("discriminator") or {}).get("propertyName"),
    )


def _types(schema: dict[str, Json]) -> frozenset[str]:
    said = schema.get("type")
    if said:
        return frozenset({said} if isinstance(said, str) else said)
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
