"""What spec/ says of ourselves: what we take, how we deviate, what we leave out, and our words.

Of each upstream document we take operations, and have a name for each schema that they reach.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from attrs import Factory, evolve, frozen

from scripts.deviations import Deviation, read_deviations
from scripts.prose import check_scopes
from scripts.references import Json
from scripts.spec_files import Misfits, SpecError, read_form, read_yaml

LOCK, UNTAKEN = "upstream.lock.yaml", "untaken.yaml"
_STEP = re.compile(r"\[\]|\{\}|[^.\[\]{}]+")


@frozen
class Operation:
    """An upstream operation that we take, and what we call it."""

    id: str
    tag: str
    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.id} ({self.method} {self.path})"


@frozen
class Place:
    """Where a schema is reached: an operation, a status or `body`, steps into its schema.

    A step is a property's name, `[]` for the items of an array or `{}` for the values of a map.
    """

    operation: str
    message: str
    steps: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.operation} {self.message} {dotted(self.steps).lstrip('.')}".rstrip()

    def inner(self, step: str) -> Place:
        """A place in what is here."""
        return evolve(self, steps=(*self.steps, step))

    @classmethod
    def parse(cls, text: str) -> Place:
        """Read `getLongTask 200 messages[]`."""
        operation, message, *path = text.split()
        return cls(operation, message, tuple(_STEP.findall("".join(path))))


def dotted(steps: Iterable[str]) -> str:
    """`.results[].name` for its steps."""
    return "".join(step if step in ("[]", "{}") else f".{step}" for step in steps)


@frozen
class Source:
    """One upstream document; without operations it is only looked through for starters.

    `context` is the path prefix that stands for the user's site, `newest` a page that links to the
    document of each release. Of the schemas in `opaque` a slice keeps that they are objects, and no
    more.
    """

    key: str
    url: str
    context: str
    operations: tuple[Operation, ...]
    schemas: Mapping[str, tuple[Place, ...]]
    newest: str = ""
    opaque: frozenset[str] = frozenset()


def read_sources(path: Path) -> tuple[Source, ...]:
    """Read sources.yaml; an operation id or a place that makes no sense is refused by name."""
    sources = tuple(_source(key, entry) for key, entry in read_form(path).items())
    ids = Counter(one.id for source in sources for one in source.operations)
    if twice := [one for one, count in ids.items() if count > 1]:
        raise SpecError(f"{path.name} names two operations {twice[0]}")
    return sources


def _source(key: str, entry: Mapping[str, Any]) -> Source:
    operations = tuple(
        Operation(name, raw["tag"], *raw["at"].split(" ", 1))
        for name, raw in entry.get("operations", {}).items()
    )
    schemas = {
        name: tuple(Place.parse(text) for text in ([raw] if isinstance(raw, str) else raw))
        for name, raw in entry.get("schemas", {}).items()
    }
    opaque = frozenset(entry.get("opaque", ()))
    if unknown := sorted(opaque - schemas.keys()):
        raise SpecError(f"sources.yaml: {key} has no schema for opaque: {', '.join(unknown)}")
    known = {operation.id for operation in operations}
    untaken = [
        f"sources.yaml: {key} binds {name} to {place.operation}, which is not taken: drop this "
        f"{'name' if len(places) == 1 else 'place'}, or bind it elsewhere"
        for name, places in schemas.items()
        for place in places
        if place.operation not in known
    ]
    if untaken:
        raise SpecError(*untaken)
    context, newest = entry.get("context", ""), entry.get("newest", "")
    return Source(key, entry["url"], context, operations, schemas, newest=newest, opaque=opaque)


@frozen
class Prose:
    """What is said in prose.yaml."""

    entries: Json

    def has(self, *steps: str) -> bool:
        """Whether there are words at this place, such as `schemas`, `JiraTask`, `status`."""
        found = self.entries
        for step in steps:
            found = found.get(step) if isinstance(found, dict) else None
        return isinstance(found, str) and bool(found.strip())

    def has_scopes(self, operation: Json) -> bool:
        """Whether the scopes of an operation are said as it asks for them."""
        misfits = Misfits()
        check_scopes({"paths": {"": {"": operation}}}, self.entries, misfits)
        return not misfits.sentences


@frozen
class Silence:
    """Operations of a source that we leave out, and why.

    `at` names one operation; only with `taken_as`, where we take the same elsewhere, many.
    """

    source: str
    at: str
    why: str
    taken_as: str = ""

    def names(self, at: str) -> bool:
        """Whether it is about the operation, which need not be taken elsewhere."""
        many = self.taken_as and fnmatchcase(at, self.at.replace("[", "[[]"))
        return at == self.at or bool(many)

    def elsewhere(self, at: str) -> str:
        """Where the same operation would cover this one."""
        method, _, path = at.partition(" ")
        root = self.at.partition(" ")[2].rstrip("*")
        return f"{method} {self.taken_as}{path.removeprefix(root)}"


def read_silences(path: Path) -> tuple[Silence, ...]:
    """Read starters.yaml."""
    return tuple(
        Silence(key, one["at"], " ".join(one["why"].split()), one.get("taken-as", ""))
        for key, entries in (read_form(path) or {}).items()
        for one in entries
    )


def read_built(path: Path) -> dict[str, dict[str, str]]:
    """Read upstream.lock.yaml or untaken.yaml, by source; nothing if there is none yet."""
    return (read_form(path) or {}) if path.exists() else {}


@frozen
class Knowledge:
    """What we know about ourselves: sources.yaml, deviations.yaml, starters.yaml, prose.yaml.

    `deviations_then` are those that the older document was curated with, if they were others.
    """

    sources: tuple[Source, ...]
    deviations: tuple[Deviation, ...]
    silences: tuple[Silence, ...]
    prose: Prose
    deviations_then: tuple[Deviation, ...] = Factory(lambda it: it.deviations, takes_self=True)


def read_knowledge(spec: Path) -> Knowledge:
    """Read all of it from where it is kept."""
    sources = read_sources(spec / "sources.yaml")
    deviations = read_deviations(spec / "deviations.yaml", {source.key for source in sources})
    silences = read_silences(spec / "starters.yaml")
    return Knowledge(sources, deviations, silences, Prose(read_yaml(spec / "prose.yaml")))
