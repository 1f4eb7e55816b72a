"""Schemas in their canonical form as facts, which can be compared, and bodies made up from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from scripts.canonical import CHOICES, Canonical
from scripts.references import follow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

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


ABSENT = object()
Steps = tuple[str, ...]
_DEEPEST = 5
ID = "10001"  # of the task, and any other text
_KEY = "10002"  # of a map: an issue, a field
_TEXTS = {
    "date-time": "2026-01-02T03:04:05Z",
    "date": "2026-01-02",
    "uri": "https://acme.example/wiki/pages/1",
    "uuid": "6f0a1f0e-5a0e-4b1c-9d0a-0c6b2a7f3e11",
}
_OTHERS: dict[str, tuple[Json, ...]] = {
    "string": ("other words", '<a href="https://acme.example/else">other words</a>'),
    "integer": (7, 1_767_323_045_000),
    "number": (7, 1_767_323_045_000),
    "boolean": (True, False),
    "object": ({},),
    "array": ([],),
}


def sample(schemas: Schemas, node: Json, depth: int = 0) -> Json:
    """A value with every property that its schema has, of the first type that it allows."""
    facts = schemas.facts(node)
    if facts.choices:
        return sample(schemas, facts.alternatives[0], depth)
    if facts.enum:
        return facts.enum[0]
    types = facts.types or {"object"}
    if "object" in types:
        return _object(schemas, facts, depth)
    if "array" in types:
        return [sample(schemas, facts.items, depth + 1)] if depth < _DEEPEST else []
    if "boolean" in types:
        return True
    return 42 if types & {"integer", "number"} else _TEXTS.get(facts.format or "", ID)


def _object(schemas: Schemas, facts: Facts, depth: int) -> Json:
    if depth >= _DEEPEST:
        return {}
    made = {name: sample(schemas, part, depth + 1) for name, part in facts.properties.items()}
    made |= {name: f"/{ID}" for name, told in made.items() if name.endswith("Url") and told == ID}
    if isinstance(facts.extra, dict):
        made[_KEY] = sample(schemas, facts.extra, depth + 1)
    return made


def drawn(schemas: Schemas, node: Json) -> Iterator[tuple[str, Json]]:
    """Bodies as a schema allows them: each alternative; one without what may be absent or null."""
    for way in schemas.facts(node).alternatives or [node]:
        body, facts = sample(schemas, way), schemas.facts(way)
        yield "", body
        for name, part in facts.properties.items() if isinstance(body, dict) else ():
            if name not in facts.required:
                yield name, put(body, (name,), ABSENT)
            if schemas.facts(part).nullable:
                yield f"{name} null", put(body, (name,), None)


def others(schemas: Schemas, node: Json) -> Iterator[Json]:
    """What else a field of this schema may hold, and what it may not."""
    yield ABSENT
    facts = schemas.facts(node)
    yield from facts.enum
    for choice in facts.alternatives:
        yield from list(others(schemas, choice))[1:]
    for name in sorted(facts.types or {"string", "integer", "object", "array"}):
        yield from _OTHERS.get(name, ())


def put(body: Json, steps: Steps, value: Json) -> Json:
    """The body with another value at this place, or without one; the one given stays as it is."""
    if not steps:
        return None if value is ABSENT else value
    first, rest = steps[0], steps[1:]
    if first == "[]":
        return _in_list(body if isinstance(body, list) else [], rest, value)
    name = _KEY if first == "{}" else first
    held = body if isinstance(body, dict) else {}
    if value is ABSENT and not rest:
        return {key: one for key, one in held.items() if key != name}
    return {**held, name: put(held.get(name), rest, value)}


def _in_list(body: list[Json], rest: Steps, value: Json) -> list[Json]:
    if value is ABSENT and not rest:
        return body[1:]
    return [put(body[0] if body else None, rest, value), *body[1:]]


def fields(schemas: Schemas, node: Json, steps: Steps = ()) -> Iterator[tuple[Steps, Json]]:
    """The fields directly below a place, and the schema of each."""
    facts = schemas.facts(node)
    for choice in facts.alternatives:
        yield from fields(schemas, choice, steps)
    for name, part in facts.properties.items():
        yield (*steps, name), part
    if facts.items is not None:
        yield (*steps, "[]"), facts.items
    if isinstance(facts.extra, dict):
        yield (*steps, "{}"), facts.extra


def within(schemas: Schemas, node: Json, steps: Steps) -> Json:
    """The schema at a place below another one, or None."""
    for number in range(len(steps)):
        below = {} if node is None else dict(fields(schemas, node, steps[:number]))
        node = below.get(steps[: number + 1])
    return node
