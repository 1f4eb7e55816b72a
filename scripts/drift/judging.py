"""From what changed to what it does to us, by asking the facade and the curated spec."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from scripts.drift import todos
from scripts.drift.access import scopes_of
from scripts.drift.handing import started_by
from scripts.drift.impacts import Impact, Kind
from scripts.drift.outline import key_of
from scripts.drift.rules import Level
from scripts.drift.words import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scripts.drift.changes import Change
    from scripts.drift.curating import Curated
    from scripts.drift.mended import Mended
    from scripts.drift.outline import Endpoint, Outline
    from scripts.drift.places import Places
    from scripts.drift.probing import Probe
    from scripts.drift.prose import Prose

_WORD = re.compile(r"(?<!^)(?=[A-Z])")
_UNTOLD = ("endpoint-", "response-media", "response-non-success", "response-header")


@frozen
class Kept:
    """What is in spec/: the curated schemas, what deviations had mended, our words."""

    curated: Mapping[str, Curated]
    mended: Mended
    prose: Prose


class Judge:
    """Knows both documents, the facade's readers, and what is in spec/."""

    def __init__(
        self,
        documents: tuple[Outline, Outline],
        probe: Probe,
        places: Places,
        kept: Kept,
    ) -> None:
        self._old, self._new = documents
        self._probe = probe
        self._places = places
        self._kept = kept

    def impacts(self, changes: Iterable[Change]) -> Iterator[Impact]:
        """What each change of our operations does, if anything."""
        for change in changes:
            if change.is_ours:
                yield from self._impact(change)

    def _impact(self, change: Change) -> Iterator[Impact]:
        rule = change.rule
        if rule.startswith(
            ("api-removed", "api-path-removed", "endpoint-deprecated", "api-security")
        ):
            yield from self._operation(change)
        elif rule == "response-success-status-added":
            yield from self._status(change)
        elif change.is_success and not rule.startswith(_UNTOLD):
            yield from self._field(change)
        elif rule.startswith(_UNTOLD) or change.message[:1].isdigit():
            return  # the facade reads the bodies of errors by itself
        elif self._probe.reader(change.endpoint):
            yield from self._look(change)
        else:
            yield from self._argument(change)

    def _operation(self, change: Change) -> Iterator[Impact]:
        endpoint = change.endpoint
        if change.rule.startswith(("api-removed", "api-path-removed")):
            yield self._gone(change)
        elif change.rule == "endpoint-deprecated":
            yield self._told(
                Kind.MAPPING, change, "deprecated", todos.DEPRECATED, facade=self._verbs(endpoint)
            )
        else:
            before = self._old.endpoints[key_of(endpoint.method, endpoint.path)]
            was = scopes_of(self._old.document, before)
            now = scopes_of(self._new.document, endpoint)
            if was != now:
                what = f"scopes{_listed(' +', now - was)}{_listed(' -', was - now)}"
                is_said = self._kept.prose.has_scopes(self._new, endpoint)
                todo = "" if is_said else todos.SCOPES
                yield Impact(Kind.MAPPING, what, todo, (endpoint.label,))

    def _gone(self, change: Change) -> Impact:
        endpoint, names = change.endpoint, self._verbs(change.endpoint)
        if moved := self._new.named(endpoint.label):
            what = f"moved from `{endpoint.at}` to `{moved.at}`"
            return self._told(Kind.MAPPING, change, what, todos.MOVED, facade=names)
        if endpoint.is_dropped:
            function = _WORD.sub("_", endpoint.label).lower()
            reader = self._probe.reader(endpoint)
            todo = todos.dropped(function, reader.dialect if reader else "")
            what = f"gone: `{function}` and the models that only it used leave the generated client"
            return self._told(Kind.BREAKS, change, what, todo, facade=names)
        what = f"there is no `{endpoint.at}` any more"
        return self._told(Kind.LOST, change, what, todos.LOST, facade=names)

    def _status(self, change: Change) -> Iterator[Impact]:
        if not self._probe.accepts(change.endpoint, change.message):
            what = f"the facade takes {plain(change.message)} for an error"
            todo = todos.status(self._dialect(change))
            names = self._verbs(change.endpoint)
            yield Impact(Kind.BREAKS, what, todo, (change.endpoint.label,), (), names)

    def _field(self, change: Change) -> Iterator[Impact]:
        """A field of an answer: does the facade still find there what it looks for?"""
        names, effect = self._probe.names(change), self._probe.effect(change)
        where = self._dialect(change)
        if change.kind == "enum-value-added" and effect.unknown:
            what = f"the facade does not know the word `{change.new}`: UNKNOWN to users"
            todo = todos.word(change.new, where)
            yield self._told(Kind.MAPPING, change, what, todo, facade=names)
        elif effect.error:
            what = f"{_happened(change)}, and reading it raises {effect.error}"
            todo = todos.read(where)
            yield self._told(Kind.BREAKS, change, what, todo, facade=names)
        elif effect.lost and change.kind not in ("became-optional", "became-nullable"):
            what = f"{_happened(change)}, and the facade finds nothing there"
            todo = todos.find(where)
            yield self._told(Kind.BREAKS, change, what, todo, facade=effect.lost)
        elif change.kind.endswith("property-added"):
            yield from self._added(change, names)

    def _added(self, change: Change, names: tuple[str, ...] = ()) -> Iterator[Impact]:
        owner = self._places.owner(change)
        if owner is None or not self._is_curated(change, *owner):
            return
        what, todo = "new", todos.SAY
        if names:
            what = "new, and the facade reads it already"
        elif self._probe.reader(change.endpoint):
            what = "new, and in `Task.raw` only"
            todo = f"{todos.SAY} {todos.map_it(self._dialect(change))}"
        if self._kept.prose.has("schemas", *owner):
            todo = ""
        yield self._told(Kind.ADDITIVE, change, what, todo, facade=names)

    def _look(self, change: Change) -> Iterator[Impact]:
        """A parameter of an operation that the facade itself calls."""
        is_sent = self._probe.sends(change)
        if change.rule == "path-parameter-renamed":
            what = f"a variable has another name: `{change.old}` → `{change.new}`"
        elif is_sent and change.level > Level.ADDITIVE:
            what = f"the facade sends it, and it is no longer what it was: {_happened(change)}"
        elif not is_sent and change.level is Level.BREAKING:
            what = "required now, and the facade does not send it"
        else:
            yield from self._words(change)
            return
        todo = todos.call(self._dialect(change))
        yield self._told(Kind.BREAKS, change, what, todo, facade=self._verbs(change.endpoint))

    def _argument(self, change: Change) -> Iterator[Impact]:
        """What users pass to a start operation."""
        if change.level is Level.BREAKING or self._is_lost_argument(change):
            if self._kept.mended.explains(change):
                return  # for us nothing changes; that the deviation is stale is told apart
            what, facade = (
                f"callers have to change: {_happened(change)}",
                (started_by(change.endpoint),),
            )
            yield self._told(Kind.BREAKS, change, what, todos.ARGUMENT, facade=facade)
        elif change.kind == "new-optional-request-property":
            yield from self._added(change)
        else:
            yield from self._words(change)

    def _is_lost_argument(self, change: Change) -> bool:
        """Whether the generated function, or one of its models, cannot be told it any more."""
        if change.kind == "property-removed":
            return self._places.owner(change) is not None
        return change.rule in ("path-parameter-renamed", "request-parameter-removed")

    def _words(self, change: Change) -> Iterator[Impact]:
        if change.rule == "new-optional-request-parameter":
            at = "operations", change.endpoint.label, "parameters", change.message.partition(" ")[2]
            todo = "" if self._kept.prose.has(*at) else todos.SAY
            yield self._told(Kind.ADDITIVE, change, "may be sent", todo)

    def _told(
        self, kind: Kind, change: Change, what: str, todo: str, *, facade: tuple[str, ...] = ()
    ) -> Impact:
        field = self._places.field(change)
        return Impact(kind, what, todo, (change.endpoint.label,), (field,) if field else (), facade)

    def _verbs(self, endpoint: Endpoint) -> tuple[str, ...]:
        reader = self._probe.reader(endpoint)
        return reader.verbs if reader else (started_by(endpoint),)

    def _dialect(self, change: Change) -> str:
        reader = self._probe.reader(change.endpoint)
        return reader.dialect if reader else "facade/atlassian_tasks/kinds/refs.py"

    def _is_curated(self, change: Change, schema: str, name: str) -> bool:
        curated = self._kept.curated.get(change.endpoint.source or "")
        return curated is None or curated.has(schema, name)


def _listed(sign: str, scopes: Iterable[str]) -> str:
    return "".join(f"{sign}`{plain(scope)}`" for scope in sorted(scopes))


_HAPPENED = {
    "property-removed": "gone",
    "required-property-removed": "gone",
    "optional-property-removed": "gone",
    "request-parameter-removed": "gone",
    "new-required-request-property": "required now",
    "new-required-request-parameter": "required now",
    "request-parameter-became-required": "required now",
    "request-body-became-required": "required now",
    "request-body-added-required": "required now",
    "became-required": "required now",
    "became-nullable": "may be null",
    "became-optional": "may be absent",
}


def _happened(change: Change) -> str:
    if change.kind in _HAPPENED:
        return _HAPPENED[change.kind]
    values = " → ".join(f"`{value}`" for value in (change.old, change.new) if value)
    return values or change.kind.replace("-", " ")
