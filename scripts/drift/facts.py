"""Schemas in their canonical form as facts, which can be compared, and bodies made up from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import frozen
from jsonschema import Draft202012Validator

from scripts.canonical import CHOICES, Canonical
from scripts.references import Json

Steps = tuple[str, ...]
ABSENT = object()
ID = "10001"  # of the task, and any other text
_KEY = "10002"  # of a map: an issue, a field
_DEEPEST = 5
_PREFIX = "#/components/schemas/"
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


@frozen(eq=False)
class Facts:
    """What a schema says of a value: `said` is all of it, and `types` is empty if any will do."""

    said: Mapping[str, Json]
    types: frozenset[str]
    enum: tuple[Json, ...]
    properties: Mapping[str, Json]
    required: frozenset[str]
    alternatives: list[Json]
    """The schemas of which one, or any, has to hold."""
    format: str | None
    items: Json
    extra: Json

    def has(self, flag: str) -> bool:
        return bool(self.said.get(flag))

    def limit(self, name: str) -> float | None:
        bound = self.said.get(name)
        return bound if isinstance(bound, int | float) and not isinstance(bound, bool) else None


class Schemas(Canonical):
    """The schemas of one document, each as facts that are gathered once."""

    def __init__(self, document: Json) -> None:
        super().__init__(document)
        self._facts: dict[int | str, Facts] = {}

    def facts(self, node: Json) -> Facts:
        """What the schema says, whatever it refers to."""
        if isinstance(node, Facts):
            return node
        reference = node.get("$ref") if isinstance(node, dict) else None
        key = reference if isinstance(reference, str) else id(node)
        if key not in self._facts:
            self._facts[key] = _facts(self.fold(node))
        return self._facts[key]

    def name(self, node: Json) -> str | None:
        """The component that a node refers to, if it does nothing else."""
        reference = node.get("$ref") if isinstance(node, dict) else None
        is_one = isinstance(reference, str) and reference.startswith(_PREFIX)
        return str(reference).removeprefix(_PREFIX) if is_one else None

    def fields(self, node: Json, steps: Steps = ()) -> Iterator[tuple[Steps, Json]]:
        """The fields directly below a place, and the schema of each."""
        facts = self.facts(node)
        for choice in facts.alternatives:
            yield from self.fields(choice, steps)
        for name, part in facts.properties.items():
            yield (*steps, name), part
        if facts.items is not None:
            yield (*steps, "[]"), facts.items
        if isinstance(facts.extra, dict):
            yield (*steps, "{}"), facts.extra

    def within(self, node: Json, steps: Steps) -> Json:
        """The schema at a place below another one, or None."""
        for step in steps:
            node = None if node is None else dict(self.fields(node)).get((step,))
        return node

    def sample(self, node: Json, depth: int = 0) -> Json:
        """A value with every property that its schema has, of the first type that it allows."""
        facts = self.facts(node)
        if facts.alternatives:
            return self.sample(facts.alternatives[0], depth)
        if facts.enum:
            return facts.enum[0]
        types = facts.types or {"object"}
        if "object" in types:
            return self._object(facts, depth)
        if "array" in types:
            return [self.sample(facts.items, depth + 1)] if depth < _DEEPEST else []
        if "boolean" in types:
            return True
        return 42 if types & {"integer", "number"} else _TEXTS.get(facts.format or "", ID)

    def _object(self, facts: Facts, depth: int) -> Json:
        if depth >= _DEEPEST:
            return {}
        made = {name: self.sample(part, depth + 1) for name, part in facts.properties.items()}
        made |= {name: f"/{ID}" for name, one in made.items() if name.endswith("Url") and one == ID}
        if isinstance(facts.extra, dict):
            made[_KEY] = self.sample(facts.extra, depth + 1)
        return made

    def drawn(self, node: Json) -> Iterator[tuple[str, Json]]:
        """Bodies as a schema allows them, each without one thing that may be absent or null."""
        for way in self.facts(node).alternatives or [node]:
            body, facts = self.sample(way), self.facts(way)
            yield "", body
            for name, part in facts.properties.items() if isinstance(body, dict) else ():
                if name not in facts.required:
                    yield name, put(body, (name,), ABSENT)
                if self.facts(part).has("nullable"):
                    yield f"{name} null", put(body, (name,), None)

    def others(self, node: Json) -> Iterator[Json]:
        """What else a field of this schema may hold, and what it may not."""
        yield ABSENT
        facts = self.facts(node)
        yield from facts.enum
        for choice in facts.alternatives:
            yield from list(self.others(choice))[1:]
        for name in sorted(facts.types or {"string", "integer", "object", "array"}):
            yield from _OTHERS.get(name, ())


def _facts(schema: dict[str, Json]) -> Facts:
    said = schema.get("type") or ()
    types = {said} if isinstance(said, str) else set(said)
    if not types and "properties" in schema:
        types = {"object"}
    elif not types and "items" in schema:
        types = {"array"}
    if "discriminator" in schema:
        schema = schema | {"discriminator": (schema["discriminator"] or {}).get("propertyName")}
    for bound, strict in (("maximum", "exclusiveMaximum"), ("minimum", "exclusiveMinimum")):
        if schema.get(strict) is True:  # as 3.0 says what is a number in 3.1
            rest = {name: one for name, one in schema.items() if name not in (bound, strict)}
            schema = rest | ({strict: schema[bound]} if bound in schema else {})
    return Facts(
        schema,
        frozenset(types),
        tuple(schema.get("enum") or ()),
        schema.get("properties") or {},
        frozenset(map(str, schema.get("required") or ())),
        [one for choice in CHOICES for one in schema.get(choice) or ()],
        schema.get("format"),
        schema.get("items"),
        schema.get("additionalProperties"),
    )


def admits(facts: Facts, value: Json) -> bool:
    """Whether a schema takes a value; digits may be an id, whatever its type."""
    ways = (value, int(value)) if str(value).isdigit() else (value,)
    return any(map(Draft202012Validator(facts.said).is_valid, ways))


def put(body: Json, steps: Steps, value: Json) -> Json:
    """The body with another value at this place, or without one; the one given stays as it is."""
    if not steps:
        return None if value is ABSENT else value
    first, rest = steps[0], steps[1:]
    if first == "[]":
        held = body if isinstance(body, list) else []
        if value is ABSENT and not rest:
            return held[1:]
        return [put(held[0] if held else None, rest, value), *held[1:]]
    name, there = _KEY if first == "{}" else first, body if isinstance(body, dict) else {}
    if value is ABSENT and not rest:
        return {key: one for key, one in there.items() if key != name}
    return {**there, name: put(there.get(name), rest, value)}
