"""From what changed to what it does to us, by asking the facade and the curated spec."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from attrs import frozen

from scripts.drift import impacts
from scripts.drift.asking import handed_over, is_json
from scripts.drift.comparing import needs
from scripts.drift.facts import ABSENT, admits
from scripts.drift.impacts import Impact, Kind
from scripts.drift.outline import key_of, parameters
from scripts.drift.rules import Level
from scripts.drift.starters import answers, hand_over, is_cancel, look
from scripts.drift.words import happened, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scripts.drift.asking import Heard, Probe
    from scripts.drift.comparing import Change, Needs
    from scripts.drift.curating import Curated, Mended, Prose
    from scripts.drift.outline import Endpoint, Outline
    from scripts.drift.starters import Starter
    from scripts.drift.words import Places

Json = Any
_WORD = re.compile(r"(?<!^)(?=[A-Z])")
_SIGN_IN = re.compile("basic|oauth|bearer", re.IGNORECASE)
_GONE = ("api-removed", "api-path-removed")
_ABSENT_NOW = ("property-removed", "request-parameter-removed")
_REQUIRED_NOW = (
    *("new-required-request-parameter", "request-parameter-became-required"),
    *("request-body-added-required", "request-body-became-required"),
)


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
        """What each change of our operations does, if anything, then what they do together."""
        broken: set[str] = set()
        access: dict[str, Endpoint] = {}
        ours = [one for one in changes if one.is_ours]
        lost = [self._gone(one) for one in ours if one.rule.startswith(_GONE)]
        yield from _together(lost, sum(1 for one in self._old.endpoints.values() if one.ours))
        for change in ours:
            if change.rule.startswith("api-security"):
                access[change.endpoint.label] = change.endpoint
            for impact in self._impact(change):
                broken |= set(impact.operations) if impact.kind is Kind.BREAKS else set()
                yield impact
        for endpoint in access.values():
            yield from self._access(endpoint)
        for endpoint in self._new.endpoints.values():
            if endpoint.label not in broken:
                yield from self._unread(endpoint)

    def _impact(self, change: Change) -> Iterator[Impact]:
        rule, names = change.rule, self._verbs(change.endpoint)
        if rule == "endpoint-deprecated":
            yield self._told(Kind.MAPPING, change, "deprecated", impacts.DEPRECATED, facade=names)
        elif change.is_sent and self._probe.reader(change.endpoint):
            yield from self._look(change)
        elif change.is_sent:
            yield from self._argument(change)
        elif change.is_success and change.kind != rule:
            yield from self._field(change)

    def _gone(self, change: Change) -> Impact:
        endpoint, names = change.endpoint, self._verbs(change.endpoint)
        if moved := self._new.named(endpoint.label):
            what = f"moved from `{endpoint.at}` to `{moved.at}`"
            return self._told(Kind.MAPPING, change, what, impacts.MOVED, facade=names)
        if endpoint.is_dropped:
            function = _WORD.sub("_", endpoint.label).lower()
            reader = self._probe.reader(endpoint)
            todo = impacts.dropped(function, reader.dialect if reader else "")
            what = f"gone: `{function}` and the models that only it used leave the generated client"
            return self._told(Kind.BREAKS, change, what, todo, facade=names)
        what = f"there is no `{endpoint.at}` any more"
        return self._told(Kind.LOST, change, what, impacts.LOST, facade=names)

    def _access(self, endpoint: Endpoint) -> Iterator[Impact]:
        """Who may call: the scopes to ask for, and ways to sign in that do not do any more."""
        before = self._old.endpoints[key_of(endpoint.method, endpoint.path)]
        was, now = needs(self._old.document, before), needs(self._new.document, endpoint)
        what = f"scopes{_listed(' +', _apart(now, was))}{_listed(' -', _apart(was, now))}"
        is_said = self._kept.prose.has_scopes(self._new, endpoint)
        todo = "" if is_said else impacts.SCOPES
        if shut := _shut(was, now):
            ways = ", or ".join(sorted(_listed("", way) for way in now.ways))
            told = f"who signs in with {_listed('', shut)} alone cannot call it any more; do {ways}"
            todo, names = f"{impacts.SIGN_IN} {todo}".strip(), self._verbs(endpoint)
            yield Impact(Kind.BREAKS, told, todo, (endpoint.label,), (), names)
        elif what != "scopes":
            yield Impact(Kind.MAPPING, what, todo, (endpoint.label,))

    def _unread(self, endpoint: Endpoint) -> Iterator[Impact]:
        """A look whose answer as a whole is not what the facade reads."""
        for status, error in self._probe.unread(endpoint):
            told = self._media(endpoint, status)
            what = f"`{plain(status)}` {told}, and reading it raises {error}"
            reader = self._probe.reader(endpoint)
            todo = impacts.status(reader.dialect if reader else "")
            yield Impact(Kind.BREAKS, what, todo, (endpoint.label,), (), self._verbs(endpoint))

    def _media(self, endpoint: Endpoint, status: str) -> str:
        """What became of an answer, in its media types."""
        before = self._old.named(endpoint.label)
        was = self._old.media(before, status) if before else None
        now = self._new.media(endpoint, status)
        if was is None:
            return "is a success now"
        if was and not now:
            return "has no body any more"
        return f"comes as `{plain(was)}` → `{plain(now or '')}`" if was != now else "has changed"

    def _field(self, change: Change) -> Iterator[Impact]:
        """A field of an answer: does the facade still find there what it looks for?"""
        names, effect = self._probe.names(change), self._probe.effect(change)
        where, told = self._dialect(change), happened(change.kind, change.old, change.new)
        if effect.error:
            what = f"{told}, and reading it raises {effect.error}"
            verbs = (*self._verbs(change.endpoint), *names)
            yield self._told(Kind.BREAKS, change, what, impacts.read(where), facade=verbs)
        elif effect.unknown and change.kind == "enum-value-added":
            what = f"the facade does not know the word `{change.new}`: UNKNOWN to users"
            todo = impacts.word(change.new, where)
            yield self._told(Kind.MAPPING, change, what, todo, facade=names)
        elif effect.unknown and change.kind == "enum-opened":
            what = f"{told}: a word that the facade does not know is UNKNOWN to users"
            yield self._told(Kind.MAPPING, change, what, impacts.words(where), facade=names)
        elif effect.lost:
            what = f"{told}, and the facade finds nothing there"
            yield self._told(Kind.BREAKS, change, what, impacts.find(where), facade=effect.lost)
        elif change.kind.endswith("property-added"):
            yield from self._added(change, names)

    def _added(self, change: Change, names: tuple[str, ...] = ()) -> Iterator[Impact]:
        owner = self._places.owner(change)
        if owner is None or not self._is_curated(change, *owner):
            return
        what, todo = "new", impacts.SAY
        if names:
            what = "new, and the facade reads it already"
        elif self._probe.reader(change.endpoint):
            what = "new, and in `Task.raw` only"
            todo = f"{impacts.SAY} {impacts.map_it(self._dialect(change))}"
        if self._kept.prose.has("schemas", *owner):
            todo = ""
        yield self._told(Kind.ADDITIVE, change, what, todo, facade=names)

    def _look(self, change: Change) -> Iterator[Impact]:
        """A parameter of an operation that the facade itself calls."""
        sent, told = self._probe.sent(change), happened(change.kind, change.old, change.new)
        what = ""
        if sent is ABSENT and change.rule in _REQUIRED_NOW:
            what = "required now, and the facade does not send it"
        elif sent is not ABSENT and change.rule.startswith(_ABSENT_NOW):
            what = f"{told}, and the facade sends it"
        elif sent is not ABSENT and not self._takes(change, sent):
            what = f"{told}, and the facade sends `{sent}`"
        if what:
            todo, names = impacts.call(self._dialect(change)), self._verbs(change.endpoint)
            yield self._told(Kind.BREAKS, change, what, todo, facade=names)
        elif sent is ABSENT:
            yield from self._said(change)

    def _takes(self, change: Change, sent: object) -> bool:
        """Whether upstream still takes what the facade sends as a parameter."""
        place, _, name = change.message.partition(" ")
        known = parameters(self._new.document, change.endpoint).values()
        raw: Json = next((one for one in known if (one["in"], one["name"]) == (place, name)), {})
        return admits(self._new.schemas.facts(raw.get("schema")), sent)

    def _argument(self, change: Change) -> Iterator[Impact]:
        """What users pass to a start operation."""
        is_default = change.kind.startswith("default-value-")
        if change.rule == "request-body-media-type-removed" and is_json(change.old):
            what = f"`{plain(change.old)}` is not taken any more, and the client sends it"
            names = (started_by(change.endpoint),)
            yield self._told(Kind.BREAKS, change, what, impacts.SEND, facade=names)
            return
        if not is_default and (change.level is Level.BREAKING or self._is_lost_argument(change)):
            if self._kept.mended.explains(change):
                return  # for us nothing changes; that the deviation is stale is told apart
            what = happened(change.kind, change.old, change.new)
            names = (started_by(change.endpoint),)
            yield self._told(Kind.CALLERS, change, what, impacts.ARGUMENT, facade=names)
        elif change.kind == "new-optional-request-property":
            yield from self._added(change)
        else:
            yield from self._said(change)

    def _is_lost_argument(self, change: Change) -> bool:
        """Whether the generated function, or one of its models, cannot be told it any more."""
        if change.kind == "property-removed":
            return self._places.owner(change) is not None
        return change.rule == "request-parameter-removed"

    def _said(self, change: Change) -> Iterator[Impact]:
        """A parameter that may be sent, or that means something else where it is not."""
        if change.rule == "new-optional-request-parameter":
            at = "operations", change.endpoint.label, "parameters", change.message.partition(" ")[2]
            todo = "" if self._kept.prose.has(*at) else impacts.SAY
            yield self._told(Kind.ADDITIVE, change, "may be sent", todo)
        elif change.rule.startswith("request-parameter-default-value-"):
            what = f"{happened(change.kind, change.old, change.new)}: it counts where none is sent"
            names = self._verbs(change.endpoint)
            yield self._told(Kind.MAPPING, change, what, impacts.DEFAULT, facade=names)

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
        return reader.dialect if reader else "facade/atlassian_tasks/kinds/handover.py"

    def _is_curated(self, change: Change, schema: str, name: str) -> bool:
        curated = self._kept.curated.get(change.endpoint.source or "")
        return curated is None or curated.has(schema, name)


def _together(lost: list[Impact], known: int) -> Iterator[Impact]:
    """Where most of what we take is lost at once, that is one thing."""
    gone = [one for one in lost if one.kind is Kind.LOST]
    if len(gone) <= max(2, known // 2):
        yield from lost
        return
    names = tuple(name for one in gone for name in one.operations)
    what = f"{len(gone)} of the {known} operations that we take are not where they were"
    yield Impact(Kind.LOST, what, impacts.MOVED_ALL, names)
    yield from (one for one in lost if one.kind is not Kind.LOST)


def _listed(sign: str, names: Iterable[str]) -> str:
    return (" and " if not sign else "").join(f"{sign}`{plain(name)}`" for name in names)


def _apart(one: Needs, other: Needs) -> list[str]:
    """The scopes that only one wants, as `OAuth2 (Beta) read:task`."""
    return [f"{key} {some}" for key in sorted(one.scopes) for some in one.apart(other, key)]


def _shut(was: Needs, now: Needs) -> list[str]:
    """The schemes of ours that did alone, and do not any more, nor does one like them."""
    if not now.ways or frozenset() in now.ways:
        return []
    alone = {
        name: found
        for way in was.ways
        if len(way) == 1
        for name in way
        if (found := _SIGN_IN.match(name))
    }
    left = {
        found.group().lower()
        for way in now.ways
        if len(way) == 1
        for name in way
        if (found := _SIGN_IN.match(name))
    }
    return sorted(name for name, found in alone.items() if found.group().lower() not in left)


def hand_over_impacts(old: Outline, new: Outline, found: Iterable[Starter]) -> Iterator[Impact]:
    """Starters that are new, or not taken, and operations of ours that answer otherwise."""
    for one in found:
        endpoint, known = one.endpoint, key_of(one.endpoint.method, one.endpoint.path)
        if not one.is_known:
            yield _not_taken(old, one)
        elif (
            endpoint.ours
            and not one.is_look
            and not (known in old.endpoints or old.named(endpoint.label))
        ):
            what = f"is taken already: {one.hand_over}"
            yield Impact(Kind.STARTER, what, "", (endpoint.label,), (), (started_by(endpoint),))
    for key, after in new.endpoints.items():
        if after.ours and after.method != "GET" and (before := old.endpoints.get(key)):
            yield from _changed((old, before), (new, after))


def _not_taken(old: Outline, one: Starter) -> Impact:
    endpoint = one.endpoint
    kind, does = (Kind.LOOK, "looks at") if one.is_look else (Kind.STARTER, "starts")
    if one.uncovered_by:
        what = f"`{one.uncovered_by}`, which would cover it, is lost or not taken: {one.hand_over}"
        heading = f"an operation that {does} a task is not covered, or no longer"
        return Impact(kind, what, impacts.UNCOVERED, (endpoint.at,), heading=heading)
    was = old.endpoints.get(key_of(endpoint.method, endpoint.path))
    is_same = was and (hand_over(old, was) or look(old, was))
    told = f"{', as it did before' if is_same else ''}, and is not taken: {one.hand_over}"
    todo = impacts.ADD_KIND if one.is_look else impacts.TAKE
    return Impact(kind, f"{does} a task{told}", todo, (endpoint.at,))


def _changed(old: tuple[Outline, Endpoint], new: tuple[Outline, Endpoint]) -> Iterator[Impact]:
    """What `TaskRef.from_response` makes of the answers to a start, before and now."""
    endpoint, was, now = new[1], answers(*old), answers(*new)
    before, after = handed_over(*old), handed_over(*new)
    if is_cancel(endpoint) or (was == now and before == after):
        return
    named = (endpoint.label,), (), (started_by(endpoint),)
    known = {(one.lacks, one.error) for one in before if one.lacks}
    failed = [one for one in after if one.error and (one.lacks, one.error) not in known]
    fresh = [one for one in failed if one.lacks or (one.status, one.error) not in _whole(before)]
    could = any(one.kind for one in before)
    kinds = sorted({one.kind for one in after if one.kind})
    what = f"{was} → {now}"
    if could and fresh:
        first = fresh[0]
        without = f" without `{plain(first.lacks)}`" if first.lacks else ""
        raises = f"raises {first.error} on {plain(first.status)}{without}"
        told = f"{what}; `TaskRef.from_response` {raises}"
        yield Impact(Kind.BREAKS, told, impacts.TEACH, *named)
    elif was == now:
        return
    elif kinds:
        told = f"{what}; `TaskRef.from_response` reads it: {' and '.join(kinds)}"
        yield Impact(Kind.HAND_OVER, told, impacts.ANSWER, *named)
    elif could and not failed:
        told = f"{what}; it starts no task any more"
        yield Impact(Kind.HAND_OVER, told, impacts.STARTS_NOTHING, *named)
    else:
        yield Impact(Kind.HAND_OVER, what, impacts.UNTOLD, *named)


def _whole(heard: Iterable[Heard]) -> set[tuple[str, str]]:
    """The errors that answers raise with everything in them."""
    return {(one.status, one.error) for one in heard if one.error and not one.lacks}


def started_by(endpoint: Endpoint) -> str:
    """How users call a start operation."""
    return f"start({endpoint.label})"
