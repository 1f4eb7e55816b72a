"""Two documents side by side, operation by operation: each change, with its rule and level."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import TypeVar
from urllib.parse import urlsplit

from attrs import evolve, frozen

from scripts.drift.outline import Endpoint, Outline, called, is_success, parameters
from scripts.drift.walk import Event, Same, Walker
from scripts.drift.words import Direction, Level, direction, operation_level, rule_id, value_level
from scripts.references import Json, follow, json_schema
from scripts.spec_files import about

K = TypeVar("K")
SCOPES = "x-atlassian-oauth2-scopes"
_ANY_MEDIA = "*/*"
_PROTOCOL = [("header", name) for name in ("accept", "content-type", "authorization")]


@frozen
class Change:
    """What changed, and where.

    `message` is a status, `body` for what is sent, a parameter as `query expand`, or a security
    scheme; `steps` lead from there to a field, or from the component `anchor`. `kind` is the rule
    without the words that say where.
    """

    rule: str
    kind: str
    level: Level
    endpoint: Endpoint
    message: str = ""
    steps: tuple[str, ...] = ()
    old: str = ""
    new: str = ""
    anchor: str = ""

    @property
    def is_success(self) -> bool:
        return is_success(self.message)

    @property
    def is_sent(self) -> bool:
        """Whether it concerns what is sent, rather than what is answered."""
        return direction(self.rule) == "sent"


def compare(old: Outline, new: Outline) -> Iterator[Change]:
    """Every change, in the order of the newer document, then what is gone.

    Of our own operations each field is told where it is; of others a component is told once.
    """
    same = Same(old.document, new.document)
    ours = Walker(old.schemas, new.schemas, same, by_name=False)
    others = Walker(old.schemas, new.schemas, same, by_name=True)
    for key, after in new.endpoints.items():
        if (before := old.endpoints.get(key)) is None:
            yield whole("endpoint-added", after)
        elif not same.has(_said(old, before), _said(new, after)):
            walker = ours if after.ours else others
            pair = _Operation(old.document, new.document, before, after, walker)
            with about(f"at {after.at}"):
                yield from pair.changes()
    paths = {path for _, path in new.endpoints}
    for key, before in old.endpoints.items():
        if key not in new.endpoints:
            word = "with" if before.raw.get("deprecated") else "without"
            where = "" if key[1] in paths else "path-"
            yield whole(f"api-{where}removed-{word}-deprecation", before)


def _said(document: Outline, endpoint: Endpoint) -> Json:
    """All that a document says of an operation, but what it refers to."""
    shared = endpoint.item.get("parameters"), document.document.get("security")
    return [endpoint.path, *shared, endpoint.raw]


def whole(rule: str, endpoint: Endpoint) -> Change:
    return Change(rule, rule, operation_level(rule), endpoint)


@frozen
class Needs:
    """What one has to sign in with: schemes together, one of `ways`, and sets of scopes.

    The scopes are those of a scheme in a state, as `OAuth2 (Beta)`; any one set of them does.
    """

    ways: frozenset[frozenset[str]]
    scopes: Mapping[str, set[frozenset[str]]]

    @property
    def alone(self) -> set[str]:
        """The schemes of which one does alone."""
        return {name for way in self.ways if len(way) == 1 for name in way}

    def more(self, other: Needs) -> Iterator[tuple[str, str]]:
        """The scopes that only this one wants; one by one if each wants one set of them."""
        for key in sorted(self.scopes):
            mine, theirs = (one.scopes.get(key) or {frozenset[str]()} for one in (self, other))
            apart = [" ".join(sorted(one)) for one in mine - theirs]
            if len(mine) == len(theirs) == 1:
                apart = list(next(iter(mine)) - next(iter(theirs)))
            yield from ((key, one) for one in sorted(apart) if one)


def needs(document: Json, endpoint: Endpoint) -> Needs:
    ways = endpoint.raw.get("security", document.get("security")) or ()
    listed = [(str(name), "Current", some) for way in ways for name, some in way.items()]
    listed += [
        (str(one.get("scheme")), str(one.get("state")), one.get("scopes") or ())
        for one in endpoint.raw.get(SCOPES) or ()
    ]
    found: dict[str, set[frozenset[str]]] = {}
    for scheme, state, some in listed:
        if some:
            found.setdefault(f"{scheme} ({state})", set()).add(frozenset(map(str, some)))
    return Needs(frozenset(frozenset(map(str, way)) for way in ways), found)


def compare_servers(old: Outline, new: Outline) -> tuple[str, str] | None:
    """The servers' addresses, if both documents name one, and another one or more or fewer."""
    urls = [
        [str(one.get("url", "")) for one in document.document.get("servers") or ()]
        for document in (old, new)
    ]
    hosts = [sorted({urlsplit(url).netloc for url in some}) for some in urls]
    is_same = hosts[0] == hosts[1] and len(urls[0]) == len(urls[1])
    if is_same or not all(any(some) for some in hosts):
        return None
    was, now = hosts if len(urls[0]) == len(urls[1]) == 1 else urls
    return " ".join(was), " ".join(now)


@frozen
class _Operation:
    _before: Json
    _after: Json
    _old: Endpoint
    _new: Endpoint
    _walker: Walker

    def changes(self) -> Iterator[Change]:
        return chain(self.itself(), self.parameters(), self.request(), self.responses())

    def itself(self) -> Iterator[Change]:
        if _turned("deprecated", self._old.raw, self._new.raw):
            is_so = self._new.raw.get("deprecated")
            yield self._whole("endpoint-deprecated" if is_so else "endpoint-reactivated")
        if self._old.path != self._new.path:
            was_at, now_at = self._old.path, self._new.path
            yield self._whole("path-parameter-renamed", old=was_at, new=now_at)
        was, now = needs(self._before, self._old), needs(self._after, self._new)
        moved = {scheme for way in was.ways ^ now.ways for scheme in way}
        for rule, side, mine, theirs in (("added", "new", now, was), ("removed", "old", was, now)):
            for way in sorted(" and ".join(sorted(one)) for one in mine.ways - theirs.ways):
                yield self._whole(f"api-security-{rule}", way or "nobody")
            for key, scopes in mine.more(theirs):
                if key in theirs.scopes or key.rpartition(" (")[0] not in moved:
                    yield self._whole(f"api-security-scope-{rule}", key, **{side: scopes})

    def parameters(self) -> Iterator[Change]:
        """What may be sent beside a body; path parameters count by their place."""
        was, now = parameters(self._before, self._old), parameters(self._after, self._new)
        for key, old, new in _side_by_side(was, now):
            raw: Json = old if new is None else new
            message = called(raw)
            if old is not None and new is not None:
                yield from self._parameter(old, new, message)
            elif key[0] == "path" or key in _PROTOCOL:
                continue  # a path's variables cannot come and go
            elif new is not None:
                word = "required" if new.get("required") else "optional"
                yield self._whole(f"new-{word}-request-parameter", message)
            else:
                soft = "-with-deprecation" if raw.get("deprecated") else ""
                yield self._whole(f"request-parameter-removed{soft}", message)

    def _parameter(self, old: Json, new: Json, message: str) -> Iterator[Change]:
        yield from self._requiredness(old, new, "request-parameter", message)
        found = [*self._walker.told(_schema(old), _schema(new), "request")]
        if _turned("deprecated", old, new):
            found.insert(0, Event("deprecated" if new.get("deprecated") else "reactivated"))
        yield from self._within(found, message, "request", "parameter")
        if (was := _style(old)) != (now := _style(new)):
            yield self._whole("request-parameter-style-changed", message, old=was, new=now)

    def request(self) -> Iterator[Change]:
        was = follow(self._before, self._old.raw.get("requestBody"))
        now = follow(self._after, self._new.raw.get("requestBody"))
        if was and now:
            yield from self._requiredness(was, now, "request-body", "body")
            yield from self._content(was, now, "body", "request")
        elif now:
            word = "required" if now.get("required") else "optional"
            yield self._whole(f"request-body-added-{word}", "body")
        elif was:
            yield self._whole("request-body-removed", "body")

    def responses(self) -> Iterator[Change]:
        """What comes back; a lone success whose status moved is compared with where it went."""
        was, now = self._old.responses, self._new.responses
        for status, old, new in _side_by_side(was, now):
            word = "success-status" if is_success(status) else "non-success-status"
            if old is not None and new is not None:
                yield from self._response(old, new, status)
            else:
                happened = "removed" if new is None else "added"
                yield self._whole(f"response-{word}-{happened}", status)
        gone = [status for status in was if status not in now and is_success(status)]
        come = [status for status in now if status not in was and is_success(status)]
        if len(gone) == len(come) == 1:
            for change in self._response(was[gone[0]], now[come[0]], come[0]):
                if not change.kind.startswith("response-"):  # its media and headers are all new
                    yield change

    def _response(self, old: Json, new: Json, status: str) -> Iterator[Change]:
        was, now = follow(self._before, old), follow(self._after, new)
        headers = _headers(self._before, was), _headers(self._after, now)
        for name, before, after in _side_by_side(*headers):
            message = f"{status} {name}"
            if before is None:
                yield self._whole("response-header-added", message)
            elif after is None:
                word = "required" if before.get("required") else "optional"
                yield self._whole(f"{word}-response-header-removed", message)
            else:
                yield from self._requiredness(before, after, "response-header", message)
                found = self._walker.told(_schema(before), _schema(after), "response")
                yield from self._within(found, message, "response", "header")
        yield from self._content(was, now, status, "response")

    def _content(
        self, old: Json, new: Json, message: str, direction: Direction
    ) -> Iterator[Change]:
        was, now = _media(old), _media(new)
        gone = [media for media in was if media not in now]
        come = [media for media in now if media not in was]
        pairs = [(was[media], now[media]) for media in now if media in was]
        if len(gone) == len(come) == 1 and _ANY_MEDIA in (*gone, *come):
            pairs.append((was[gone.pop()], now[come.pop()]))
        prefix = "request-body" if direction == "request" else "response"
        for media in come:
            yield self._whole(f"{prefix}-media-type-added", message, new=media)
        for media in gone:
            yield self._whole(f"{prefix}-media-type-removed", message, old=media)
        found: dict[Event, None] = {}
        for one, other in pairs:
            schemas = one.get("schema"), other.get("schema")
            found |= dict.fromkeys(self._walker.told(*schemas, direction))
        yield from self._within(found, message, direction, "body")

    def _whole(self, rule: str, message: str = "", *, old: str = "", new: str = "") -> Change:
        return evolve(whole(rule, self._new), message=message, old=old, new=new)

    def _within(
        self, events: Iterable[Event], message: str, direction: Direction, place: str
    ) -> Iterator[Change]:
        for kind, steps, old, new, nested, anchor in events:
            rule = rule_id(kind, direction, place, nested=nested)
            level = value_level(kind, direction, is_parameter=place == "parameter")
            yield Change(rule, kind, level, self._new, message, steps, old, new, anchor)

    def _requiredness(self, old: Json, new: Json, prefix: str, message: str) -> Iterator[Change]:
        if _turned("required", old, new):
            word = "required" if new.get("required") else "optional"
            yield self._whole(f"{prefix}-became-{word}", message)


def _turned(name: str, old: Json, new: Json) -> bool:
    return bool(old.get(name)) != bool(new.get(name))


def _side_by_side(was: Mapping[K, Json], now: Mapping[K, Json]) -> Iterator[tuple[K, Json, Json]]:
    """What either has, with None for what is not there."""
    for key in {**now, **was}:
        yield key, was.get(key), now.get(key)


def _media(message: Json) -> dict[str, Json]:
    content = message.get("content") or {}
    return {media.partition(";")[0].strip().lower(): body or {} for media, body in content.items()}


def _headers(document: Json, response: Json) -> dict[str, Json]:
    headers = response.get("headers") or {}
    return {name.lower(): follow(document, raw) for name, raw in headers.items()}


def _schema(parameter: Json) -> Json:
    return parameter.get("schema", json_schema({}, parameter))


def _style(parameter: Json) -> str:
    default = "form" if parameter.get("in") in ("query", "cookie") else "simple"
    style = parameter.get("style", default)
    return f"{style}, exploded" if parameter.get("explode", style == "form") else str(style)
