"""One document as drift sees it: its operations, which of them are ours, and our names for places.

A path is joined with its server's, and variables count by their place, so that neither a moved
root nor a renamed variable makes two operations of one. A field is called by our schema's name if
sources.yaml has one for its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from attrs import evolve, field, frozen

from scripts.deviations import Deviation
from scripts.drift.facts import Schemas, Steps
from scripts.knowledge import Operation, Place, Source, dotted
from scripts.references import (
    Json,
    base_path,
    declared,
    follow,
    is_slice,
    moved_prefix,
    operations,
    plain_path,
    variables,
)
from scripts.texts import plain, short

if TYPE_CHECKING:
    from scripts.drift.comparing import Change

Key: TypeAlias = tuple[str, str]
_SUCCESS = re.compile(r"[23](\d\d|XX)", re.IGNORECASE)


@frozen(eq=False, slots=False)
class Endpoint:
    """One operation of a document; `ours` is set if sources.yaml takes it.

    In a slice that is older than sources.yaml it may be set without a `source`: we took it then.
    """

    method: str
    path: str
    item: Json = field(repr=False)
    raw: Json = field(repr=False)
    ours: Operation | None = None
    source: str | None = None

    @cached_property
    def at(self) -> str:
        """Where it is, as sources.yaml writes it."""
        return plain(f"{self.method} {self.path}")

    @cached_property
    def responses(self) -> dict[str, Json]:
        """Its answers by status."""
        responses = self.raw["responses"].items()
        return {str(status): node for status, node in responses if str(status)[:2] != "x-"}

    @property
    def successes(self) -> dict[str, Json]:
        return {status: node for status, node in self.responses.items() if is_success(status)}

    @cached_property
    def label(self) -> str:
        """Our name for it, or where it is."""
        return self.ours.id if self.ours else self.at


@frozen
class Moved:
    """The prefix that our operations had, the one that they have, and which operations those are.

    `is_taken`: sources.yaml says so already.
    """

    was: str
    now: str
    operations: tuple[str, ...]
    is_taken: bool


@frozen(eq=False, slots=False)
class Outline:
    """A document, its operations by where they are, and the sources that it holds.

    Where they `moved` from an older document, they are told as if they were where they were.
    """

    name: str
    document: Json = field(repr=False)
    endpoints: Mapping[Key, Endpoint] = field(repr=False)
    sources: tuple[Source, ...] = field(repr=False)
    moved: Moved | None = None

    @cached_property
    def schemas(self) -> Schemas:
        return Schemas(self.document)

    def media(self, label: str, status: str) -> str | None:
        """The media types of an answer; None if there is no such status."""
        raw = self.named[label].responses if label in self.named else {}
        content = follow(self.document, raw.get(status, {})).get("content")
        return ", ".join(content or ()) if status in raw else None

    @cached_property
    def named(self) -> Mapping[str, Endpoint]:
        """Its operations by their labels."""
        return {one.label: one for one in reversed([*self.endpoints.values()])}


def is_success(status: str) -> bool:
    """Whether a status is a success, or a redirect, which is how tasks are handed over."""
    return _SUCCESS.fullmatch(status) is not None


def key_of(method: str, path: str) -> Key:
    """One key for every spelling of an operation's variables."""
    return method, plain_path(path)


def outline(name: str, document: Json, sources: Sequence[Source]) -> Outline:
    """Find a document's operations, and the sources of which it holds any."""
    wanted = {
        key_of(one.method, one.path): (one, source)
        for source in sources
        for one in source.operations
    }
    base = base_path(document, _context(document, sources), {path for _, path in wanted})
    endpoints: dict[Key, Endpoint] = {}
    for method, path, item, raw in operations(document, base):
        key = key_of(method, path)
        ours, source = wanted.get(key, (None, None))
        our_id, tags = raw.get("operationId"), raw.get("tags")
        if ours is None and tags and isinstance(our_id, str) and is_slice(document):
            ours = Operation(our_id, str(tags[0]), method, path)  # a slice has our names alone
        endpoints[key] = Endpoint(method, path, item, raw, ours, source.key if source else None)
    held = {one.source for one in endpoints.values()}
    return Outline(name, document, endpoints, tuple(one for one in sources if one.key in held))


def _context(document: Json, sources: Iterable[Source]) -> str:
    """The context path of a source that this document's server has."""
    base = base_path(document, "")
    contexts = (source.context for source in sources if source.context)
    return next((one for one in contexts if f"{base}/".startswith(f"{one}/")), "")


def follow_prefix(old: Outline, new: Outline) -> Outline:
    """The newer document as if its operations were where they were, if only a prefix moved."""
    counts = {key for key, one in old.endpoints.items() if one.ours or not old.sources}
    gone = [key for key in old.endpoints if key in counts and key not in new.endpoints]
    prefix = moved_prefix(gone, new.endpoints.keys() - old.endpoints.keys())
    if prefix is None:
        return new
    (was, now), is_taken = prefix, False
    endpoints: dict[Key, Endpoint] = {}
    for (method, path), one in new.endpoints.items():
        back = method, was + path.removeprefix(now)
        known = old.endpoints.get(back) if path.startswith(f"{now}/") else None
        if known is None or back in new.endpoints:
            endpoints[method, path] = one
            continue
        rest = one.path.split("/")[now.count("/") + 1 :]
        there = "/".join([*known.path.split("/")[: was.count("/") + 1], *rest])
        endpoints[back] = evolve(one, path=there, ours=known.ours, source=known.source)
        is_taken = is_taken or (back in counts and bool(one.source))
    names = tuple(endpoints[key].label for key in gone if key in endpoints)
    moved = Moved(was or "/", now or "/", names, is_taken)
    return evolve(new, endpoints=endpoints, sources=old.sources, moved=moved)


def parameters(document: Json, endpoint: Endpoint) -> dict[tuple[str, str], Json]:
    """What can be sent beside a body; path variables are called by their place."""
    found: dict[tuple[str, str], Json] = {}
    names = variables(endpoint.path)
    for (place, name), raw in declared(document, endpoint.item, endpoint.raw).items():
        if place == "path" and name in names:
            found[place, f"{{{names.index(name)}}}"] = raw
        else:
            found[place, name.lower() if place == "header" else name] = raw
    return found


_OF_OWNERS = ("became-optional", "became-required", "became-required-with-default")


class Places:
    """Our names for schemas, by where they are reached.

    Of two schemas that a deviation makes one, the name that stays is told.
    """

    def __init__(self, sources: Iterable[Source], deviations: Iterable[Deviation] = ()) -> None:
        same = {name: other for one in deviations for name, other in one.same.items()}
        self._names: dict[Place, str] = {}
        self._opaque = set[Place]()
        for source in sources:
            for name, places in source.schemas.items():
                self._names = dict.fromkeys(places, same.get(name, name)) | self._names
                self._opaque |= {*places} if name in source.opaque else set()

    def _around(self, change: Change) -> list[Place]:
        """The place of a change and all that hold it, outwards."""
        where, steps = (change.endpoint.label, change.message), change.steps
        return [Place(*where, steps[:length]) for length in reversed(range(len(steps) + 1))]

    def is_opaque(self, change: Change) -> bool:
        """Whether it is within what our client sends as a plain object."""
        return not self._opaque.isdisjoint(self._around(change)[1:])

    def owner(self, change: Change) -> tuple[str, str] | None:
        """Our schema that has the property that changed, if it is one of ours."""
        names = [self._names[at] for at in self._around(change)[1:2] if at in self._names]
        return (names[0], change.steps[-1]) if names else None

    def field(self, change: Change) -> str:
        """`JiraTask.status`, `202 links.status`, `query expand`, or the message alone."""
        if change.anchor:
            return f"{plain(change.anchor)}{below(change.steps)}"
        for at in self._around(change)[_comes_or_goes(change) :]:
            if at in self._names:
                return f"{self._names[at]}{below(change.steps[len(at.steps) :])}"
        return f"{plain(change.message)} {below(change.steps).lstrip('.')}".strip()


def _comes_or_goes(change: Change) -> bool:
    """Whether it is a property of its owner, rather than what it holds, that changed."""
    kind = change.kind
    is_property = "property" in kind and kind.endswith(("-added", "-removed"))
    return is_property or kind.startswith("new-") or kind.endswith(_OF_OWNERS)


def called(parameter: Json) -> str:
    """`query expand`."""
    return f"{parameter.get('in')} {parameter.get('name')}"


def below(steps: Steps) -> str:
    """`[].name` for its steps."""
    return dotted(map(short, steps))
