"""Bodies made up from a schema: one with everything in it, and what else a field may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.drift.facts import Facts, Schemas

Json = Any
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
