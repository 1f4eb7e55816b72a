"""Whether the facade, as it is, still understands an operation's answers, and by which names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from scripts.drift.readers import RAISES, Map, Reader, readers
from scripts.drift.samples import ABSENT, put, sample, within
from scripts.references import follow, json_schema

if TYPE_CHECKING:
    from scripts.drift.changes import Change
    from scripts.drift.outline import Endpoint, Outline

Json = Any
_GONE = ("property-removed", "write-only-property-removed")


@frozen
class Effect:
    """What an answer with a change in it does: names that no longer hold anything, or an error."""

    lost: tuple[str, ...] = ()
    error: str = ""
    unknown: bool = False


class Probe:
    """Asks the facade about the operations of two documents."""

    def __init__(self, old: Outline, new: Outline) -> None:
        self._old = old
        self._new = new
        self._readers = readers()
        self._maps: dict[tuple[int, str], Map | None] = {}

    def reader(self, endpoint: Endpoint) -> Reader | None:
        """How the facade reads this operation, if it does."""
        return self._readers.get(endpoint.label.lower()) if endpoint.ours else None

    def names(self, change: Change) -> tuple[str, ...]:
        """The names of the facade that a field feeds, in either document."""
        reader = self.reader(change.endpoint)
        if reader is None or not change.message.isdigit() or not change.is_success or change.anchor:
            return ()
        found = {
            name
            for document in (self._old, self._new)
            if (known := self._map(reader, document, change))
            for name in known.names(change.steps)
        }
        return tuple(sorted(found))

    def _map(self, reader: Reader, document: Outline, change: Change) -> Map | None:
        key = id(document), f"{change.endpoint.label} {change.message}"
        if key not in self._maps:
            node = _answer(document, change)
            known = Map(reader, document.schemas, node, int(change.message)) if node else None
            self._maps[key] = known
        return self._maps[key]

    def effect(self, change: Change) -> Effect:
        """Put what changed into an answer of the older document, and look at what is missed."""
        reader, node = self.reader(change.endpoint), _answer(self._old, change)
        if reader is None or node is None or not change.steps or not change.message.isdigit():
            return Effect()
        body, status = sample(self._old.schemas, node), int(change.message)
        before = reader.told(status, body)
        effects = [
            _effect(before, reader.told(status, put(body, change.steps, value)))
            for value in self._values(change)
        ]
        errors = [one.error for one in effects if one.error]
        lost = {name for one in effects for name in one.lost}
        return Effect(
            tuple(sorted(lost)), errors[0] if errors else "", any(one.unknown for one in effects)
        )

    def _values(self, change: Change) -> list[Json]:
        """What may stand there now and did not before."""
        kind = change.kind
        if kind == "enum-value-added":
            return [change.new]
        if kind.endswith(_GONE) or kind == "became-optional":
            return [ABSENT]
        if kind == "became-nullable":
            return [None]
        node = within(self._new.schemas, _answer(self._new, change), change.steps)
        if node is None or kind.endswith("property-added"):
            return []
        return [sample(self._new.schemas, one) for one in _ways(self._new, node)]

    def sends(self, change: Change) -> bool:
        """Whether the facade sends a parameter."""
        reader = self.reader(change.endpoint)
        name = _bare(change.message.partition(" ")[2])
        return reader is not None and name in map(_bare, reader.call.arguments)

    def accepts(self, endpoint: Endpoint, status: str) -> bool:
        """Whether the facade takes a success with this status for one."""
        reader = self.reader(endpoint)
        if reader is None or not status.isdigit():
            return True
        schema = _schema(self._new, endpoint, status)
        body = sample(self._new.schemas, schema) if schema is not None else None
        return RAISES not in reader.read(int(status), body)


def _bare(name: str) -> str:
    return name.replace("_", "").lower()


def _effect(before: dict[str, Any], after: dict[str, Any]) -> Effect:
    if RAISES in after and RAISES not in before:
        return Effect(error=str(after[RAISES]))
    lost = tuple(sorted(before.keys() - after.keys()))
    return Effect(lost=lost, unknown="Task.status" in lost)


def _answer(document: Outline, change: Change) -> Json:
    """The schema of the answer that a change is in, in one of the documents."""
    endpoint = document.named(change.endpoint.label)
    return _schema(document, endpoint, change.message) if endpoint else None


def _schema(document: Outline, endpoint: Endpoint, status: str) -> Json:
    response = endpoint.raw["responses"].get(status)
    return json_schema(document.document, follow(document.document, response)) if response else None


def _ways(document: Outline, node: Json) -> list[Json]:
    return document.schemas.facts(node).alternatives or [node]
