"""From what changed to what it does to us, by asking the facade and the curated spec."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from attrs import frozen

from scripts.drift import impacts
from scripts.drift.asking import Probe, handed_over, is_json
from scripts.drift.comparing import Change, needs
from scripts.drift.curating import Pair
from scripts.drift.facts import ABSENT, admits
from scripts.drift.impacts import Impact, Kind
from scripts.drift.outline import Endpoint, Outline, Places, called, parameters
from scripts.drift.starters import answers, does, is_cancel, told
from scripts.drift.words import Level, happened
from scripts.knowledge import Prose
from scripts.texts import listed, plain

_WORD = re.compile(r"(?<!^)(?=[A-Z])")
_SIGN_IN = re.compile("basic|oauth|bearer", re.IGNORECASE)
# What a value may be now and need not be; the facade then knows less, and that is no loss.
_SOFT = ("became-optional", "became-nullable", "enum-opened")
_GONE = ("api-removed", "api-path-removed")
_ABSENT_NOW = ("property-removed", "request-parameter-removed")
_REQUIRED_NOW = (
    *("new-required-request-parameter", "request-parameter-became-required"),
    *("request-body-added-required", "request-body-became-required"),
)


@frozen
class Judge:
    """Knows both documents, the facade's readers, and what is in spec/.

    `pair` is what is curated of the documents, `then` with the deviations that there were.
    """

    _old: Outline
    _new: Outline
    _probe: Probe
    _places: Places
    _pair: Pair
    _then: Pair
    _prose: Prose

    def impacts(self, changes: Iterable[Change]) -> Iterator[Impact]:
        """What each change of our operations does, if anything, then what they do together."""
        ours = [one for one in changes if one.endpoint.ours]
        yield from self._lost([self._gone(one) for one in ours if one.rule.startswith(_GONE)])
        broken: set[str] = set()
        for impact in (impact for change in ours for impact in self._impact(change)):
            broken |= set(impact.operations) if impact.kind is Kind.BREAKS else set()
            yield impact
        touched = {one.endpoint.label for one in ours}
        for key, endpoint in self._new.endpoints.items():
            if endpoint.label in touched:
                before = self._old.endpoints.get(key)
                if before:
                    yield from self._access(before, endpoint)
                if endpoint.label not in broken:
                    yield from self._unread(endpoint)
                yield from self._handed_over(before, endpoint)

    def _impact(self, change: Change) -> Iterator[Impact]:
        if change.rule == "endpoint-deprecated":
            yield self._told(Kind.MAPPING, change, "deprecated", impacts.DEPRECATED)
        elif change.is_sent and self._probe.reader(change.endpoint):
            yield from self._look(change)
        elif change.is_sent:
            yield from self._argument(change)
        elif change.is_success and change.kind != change.rule:
            yield from self._field(change)

    def _gone(self, change: Change) -> Impact:
        endpoint, kind, todo, name = change.endpoint, Kind.LOST, impacts.LOST, ""
        what = f"there is no `{endpoint.at}` any more"
        if moved := self._new.named.get(endpoint.label):
            kind, todo = Kind.MAPPING, impacts.MOVED
            what = f"moved from `{endpoint.at}` to `{moved.at}`"
        elif endpoint.source is None:  # sources.yaml does not name it any more
            kind, name = Kind.BREAKS, _WORD.sub("_", endpoint.label).lower()
            todo = impacts.DROPPED_LOOK if self._probe.reader(endpoint) else impacts.DROPPED
            what = f"gone: `{name}` and the models that only it used leave the generated client"
        return self._told(kind, change, what, todo, name=name)

    def _lost(self, gone: list[Impact]) -> Iterator[Impact]:
        """Where most of what we take is lost at once, that is one thing."""
        lost = [one for one in gone if one.kind is Kind.LOST]
        known = sum(1 for one in self._old.endpoints.values() if one.ours)
        if len(lost) > max(2, known // 2):
            what = f"{len(lost)} of the {known} operations that we take are not where they were"
            names = impacts.joined(one.operations for one in lost)
            yield Impact(Kind.LOST, what, impacts.MOVED_ALL, names)
            gone = [one for one in gone if one.kind is not Kind.LOST]
        yield from gone

    def _access(self, before: Endpoint, endpoint: Endpoint) -> Iterator[Impact]:
        """Who may call: the scopes to ask for, and ways to sign in that do not do any more."""
        was, now = needs(self._old.document, before), needs(self._new.document, endpoint)
        if was == now:
            return
        what = "".join(f" +`{plain(' '.join(one))}`" for one in now.more(was))
        what += "".join(f" -`{plain(' '.join(one))}`" for one in was.more(now))
        raw = {"security": self._new.document.get("security") or ()} | endpoint.raw
        is_said = self._prose.has_scopes(raw | {"operationId": endpoint.label})
        todo = "" if is_said else impacts.SCOPES
        left = {_family(name) for name in now.alone}
        shut = [one for one in sorted(was.alone) if _family(one) and _family(one) not in left]
        if shut and now.ways and frozenset() not in now.ways:
            ways = ", or ".join(sorted(listed(sorted(way), " and ") for way in now.ways))
            alone = listed(shut, " and ")
            shut_out = f"who signs in with {alone} alone cannot call it any more; do {ways}"
            todo, (verbs, _) = f"{impacts.SIGN_IN} {todo}".strip(), self._read_by(endpoint)
            yield Impact(Kind.BREAKS, shut_out, todo, (endpoint.label,), (), verbs)
        elif what:
            yield Impact(Kind.MAPPING, f"scopes{what}", todo, (endpoint.label,))

    def _unread(self, endpoint: Endpoint) -> Iterator[Impact]:
        """A look whose answer as a whole is not what the facade reads."""
        for status, error in self._probe.unread(endpoint):
            was, now = (one.media(endpoint.label, status) for one in (self._old, self._new))
            what = "has changed"
            if was is None:
                what = "is a success now"
            elif was and not now:
                what = "has no body any more"
            elif was != now:
                what = f"comes as `{plain(was)}` → `{plain(now or '')}`"
            what = f"`{plain(status)}` {what}, and reading it raises {error}"
            verbs, file = self._read_by(endpoint)
            todo = impacts.written(impacts.STATUS, file)
            yield Impact(Kind.BREAKS, what, todo, (endpoint.label,), (), verbs)

    def _field(self, change: Change) -> Iterator[Impact]:
        """A field of an answer: does the facade still find there what it looks for?"""
        names, (lost, error) = self._probe.names(change), self._probe.effect(change)
        what = happened(change.kind, change.old, change.new)
        if error:
            what = f"{what}, and reading it raises {error}"
            verbs, _ = self._read_by(change.endpoint)
            yield self._told(Kind.BREAKS, change, what, impacts.READ, facade=(*verbs, *names))
        elif "Task.status" in lost and change.kind == "enum-value-added":
            what = f"the facade does not know the word `{change.new}`: UNKNOWN to users"
            name = change.new
            yield self._told(Kind.MAPPING, change, what, impacts.WORD, facade=names, name=name)
        elif "Task.status" in lost and change.kind == "enum-opened":
            what = f"{what}: a word that the facade does not know is UNKNOWN to users"
            yield self._told(Kind.MAPPING, change, what, impacts.WORDS, facade=names)
        elif lost and change.kind not in _SOFT:
            what = f"{what}, and the facade finds nothing there"
            yield self._told(Kind.BREAKS, change, what, impacts.FIND, facade=lost)
        elif change.kind.endswith("property-added"):
            yield from self._added(change, names)

    def _added(self, change: Change, names: tuple[str, ...] = ()) -> Iterator[Impact]:
        owner = self._places.owner(change)
        if owner is None or not self._pair.has(*owner):
            return
        what, todo = "new", impacts.SAY
        if names:
            what = "new, and the facade reads it already"
        elif self._probe.reader(change.endpoint):
            what, todo = "new, and in `Task.raw` only", f"{impacts.SAY} {impacts.MAP_IT}"
        if self._prose.has("schemas", *owner):
            todo = ""
        yield self._told(Kind.ADDITIVE, change, what, todo, facade=names)

    def _look(self, change: Change) -> Iterator[Impact]:
        """A parameter of an operation that the facade itself calls."""
        sent, what = self._probe.sent(change), happened(change.kind, change.old, change.new)
        breaks = ""
        if sent is ABSENT and change.rule in _REQUIRED_NOW:
            breaks = "required now, and the facade does not send it"
        elif sent is not ABSENT and change.rule.startswith(_ABSENT_NOW):
            breaks = f"{what}, and the facade sends it"
        elif sent is not ABSENT and not self._takes(change, sent):
            breaks = f"{what}, and the facade sends `{sent}`"
        if breaks:
            yield self._told(Kind.BREAKS, change, breaks, impacts.CALL)
        elif sent is ABSENT:
            yield from self._said(change)

    def _takes(self, change: Change, sent: object) -> bool:
        known = parameters(self._new.document, change.endpoint).values()
        schemas = [one.get("schema") for one in known if called(one) == change.message]
        return not schemas or admits(self._new.schemas.facts(schemas[0]), sent)

    def _argument(self, change: Change) -> Iterator[Impact]:
        """What users pass to a start operation."""
        is_lost = change.rule == "request-parameter-removed" or (
            change.kind == "property-removed" and self._places.owner(change) is not None
        )
        is_breaking = change.level is Level.BREAKING or is_lost
        if change.rule == "request-body-media-type-removed" and is_json(change.old):
            what = f"`{plain(change.old)}` is not taken any more, and the client sends it"
            yield self._told(Kind.BREAKS, change, what, impacts.SEND)
        elif is_breaking and not change.kind.startswith("default-value-"):
            if not self._then.keeps(change):
                what = happened(change.kind, change.old, change.new)
                yield self._told(Kind.CALLERS, change, what, impacts.ARGUMENT)
        elif change.kind == "new-optional-request-property":
            yield from self._added(change)
        else:
            yield from self._said(change)

    def _said(self, change: Change) -> Iterator[Impact]:
        """A parameter that may be sent, or that means something else where it is not."""
        if change.rule == "new-optional-request-parameter":
            at = "operations", change.endpoint.label, "parameters", change.message.partition(" ")[2]
            todo = "" if self._prose.has(*at) else impacts.SAY
            yield self._told(Kind.ADDITIVE, change, "may be sent", todo, facade=())
        elif change.rule.startswith("request-parameter-default-value-"):
            what = f"{happened(change.kind, change.old, change.new)}: it counts where none is sent"
            yield self._told(Kind.MAPPING, change, what, impacts.DEFAULT)

    def _handed_over(self, before: Endpoint | None, endpoint: Endpoint) -> Iterator[Impact]:
        """A start that is new, or whose answers `TaskRef.from_response` reads otherwise by now."""
        whose = (endpoint.label,), (), (_started_by(endpoint),)
        if before is None:
            did, _, way = does(self._new, endpoint).partition(", ")
            if did == "starts a task" and endpoint.label not in self._old.named:
                yield Impact(Kind.STARTER, f"is taken already: {way}", "", *whose)
            return
        if endpoint.method == "GET" or is_cancel(endpoint):
            return
        was, now = answers(self._old, before), answers(self._new, endpoint)
        heard, hears = handed_over(self._old, before), handed_over(self._new, endpoint)
        known, could = {one.failure for one in heard}, any(one.kind for one in heard)
        fresh = next((one for one in hears if one.error and one.failure not in known), None)
        kinds = sorted({one.kind for one in hears if one.kind})
        kind, todo, what = Kind.HAND_OVER, impacts.UNTOLD, f"{told(was)} → {told(now)}"
        if could and fresh:
            kind, todo = Kind.BREAKS, impacts.TEACH
            what += f"; `TaskRef.from_response` raises {fresh.error} on {plain(fresh.status)}"
            what += f" without `{plain(fresh.lacks)}`" if fresh.lacks else ""
        elif was == now:
            return
        elif kinds:
            todo = impacts.ANSWER
            what += f"; `TaskRef.from_response` reads it: {' and '.join(kinds)}"
        elif could and not any(one.error and not one.lacks for one in hears):
            todo = impacts.STARTS_NOTHING
            what += "; it starts no task any more"
        yield Impact(kind, what, todo, *whose)

    def _told(
        self,
        kind: Kind,
        change: Change,
        what: str,
        todo: str,
        *,
        facade: tuple[str, ...] | None = None,
        name: str = "",
    ) -> Impact:
        """An impact of one change, on the verbs of its operation unless names are given."""
        field, (verbs, file) = self._places.field(change), self._read_by(change.endpoint)
        todo, whose = impacts.written(todo, file, name), (change.endpoint.label,)
        names = verbs if facade is None else facade
        return Impact(kind, what, todo, whose, (field,) if field else (), names)

    def _read_by(self, endpoint: Endpoint) -> tuple[tuple[str, ...], str]:
        """The verbs that an operation is behind, and the file that reads what it answers."""
        if reader := self._probe.reader(endpoint):
            return reader.verbs, reader.dialect
        return (_started_by(endpoint),), "facade/atlassian_tasks/kinds/handover.py"


def _started_by(endpoint: Endpoint) -> str:
    return f"start({endpoint.label})"


def _family(scheme: str) -> str:
    """Of a scheme of ours, how it signs in: one like it will do."""
    found = _SIGN_IN.match(scheme)
    return found.group().lower() if found else ""
