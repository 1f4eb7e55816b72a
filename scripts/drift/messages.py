"""Two messages side by side: parameters, bodies, statuses, media types, headers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scripts.drift.changes import Change, whole, within
from scripts.drift.outline import parameters
from scripts.drift.values import Event
from scripts.references import follow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scripts.drift.outline import Endpoint, Outline
    from scripts.drift.values import Direction
    from scripts.drift.walk import Walker

Json = Any
_ANY_MEDIA = "*/*"


class Messages:
    """Compares what one operation takes and gives in two documents."""

    def __init__(self, documents: tuple[Outline, Outline], new: Endpoint, walker: Walker) -> None:
        self._before, self._after = (one.document for one in documents)
        self._new = new
        self._walker = walker

    def parameters(self, old: Endpoint) -> Iterator[Change]:
        """What may be sent beside a body; path parameters count by their place."""
        was, now = parameters(self._before, old), parameters(self._after, self._new)
        for key, raw in now.items():
            message = f"{raw.get('in')} {raw.get('name')}"
            if key in was:
                yield from self._parameter(was[key], raw, message)
            elif _is_parameter(*key):
                word = "required" if raw.get("required") else "optional"
                yield whole(f"new-{word}-request-parameter", self._new, message=message)
        for key, raw in was.items():
            if key not in now and _is_parameter(*key):
                soft = "-with-deprecation" if raw.get("deprecated") else ""
                message = f"{raw.get('in')} {raw.get('name')}"
                yield whole(f"request-parameter-removed{soft}", self._new, message=message)

    def _parameter(self, old: Json, new: Json, message: str) -> Iterator[Change]:
        yield from self._requiredness(old, new, "request-parameter", message)
        if bool(old.get("deprecated")) != bool(new.get("deprecated")):
            event = Event("deprecated" if new.get("deprecated") else "reactivated")
            yield within(event, self._new, message, "request", "parameter")
        if (was := _style(old)) != (now := _style(new)):
            yield whole("request-parameter-style-changed", self._new, was, now, message=message)
        yield from self._schemas(_schema(old), _schema(new), message, "request", "parameter")

    def request(self, old: Endpoint) -> Iterator[Change]:
        """What may be sent as a body."""
        was = follow(self._before, old.raw.get("requestBody"))
        now = follow(self._after, self._new.raw.get("requestBody"))
        if was and now:
            yield from self._requiredness(was, now, "request-body", "body")
            yield from self._content(was, now, "body", "request")
        elif now:
            word = "required" if now.get("required") else "optional"
            yield whole(f"request-body-added-{word}", self._new, message="body")
        elif was:
            yield whole("request-body-removed", self._new, message="body")

    def responses(self, old: Endpoint) -> Iterator[Change]:
        """What comes back; a lone success whose status moved is compared with where it went."""
        was, now = _statuses(old), _statuses(self._new)
        for status in now:
            if status in was:
                yield from self._response(was[status], now[status], status)
            else:
                yield whole(f"response-{_worded(status)}-added", self._new, message=status)
        for status in was:
            if status not in now:
                yield whole(f"response-{_worded(status)}-removed", self._new, message=status)
        gone = [status for status in was if status not in now and is_success(status)]
        come = [status for status in now if status not in was and is_success(status)]
        if len(gone) == len(come) == 1:
            yield from self._response(was[gone[0]], now[come[0]], come[0])

    def _response(self, old: Json, new: Json, status: str) -> Iterator[Change]:
        was, now = follow(self._before, old), follow(self._after, new)
        yield from self._headers(_headers(self._before, was), _headers(self._after, now), status)
        yield from self._content(was, now, status, "response")

    def _headers(
        self, was: Mapping[str, Json], now: Mapping[str, Json], status: str
    ) -> Iterator[Change]:
        for name, raw in now.items():
            message = f"{status} {name}"
            if name not in was:
                yield whole("response-header-added", self._new, message=message)
                continue
            yield from self._requiredness(was[name], raw, "response-header", message)
            yield from self._schemas(
                _schema(was[name]), _schema(raw), message, "response", "header"
            )
        for name in was.keys() - now.keys():
            word = "required" if was[name].get("required") else "optional"
            rule = f"{word}-response-header-removed"
            yield whole(rule, self._new, message=f"{status} {name}")

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
            yield whole(f"{prefix}-media-type-added", self._new, "", media, message=message)
        for media in gone:
            yield whole(f"{prefix}-media-type-removed", self._new, media, message=message)
        told: dict[Change, None] = {}
        for one, other in pairs:
            schemas = one.get("schema"), other.get("schema")
            told |= dict.fromkeys(self._schemas(*schemas, message, direction))
        yield from told

    def _schemas(
        self, old: Json, new: Json, message: str, direction: Direction, place: str = "body"
    ) -> Iterator[Change]:
        for event in self._walker.bodies(old, new, direction):
            yield within(event, self._new, message, direction, place)

    def _requiredness(self, old: Json, new: Json, prefix: str, message: str) -> Iterator[Change]:
        if bool(old.get("required")) != bool(new.get("required")):
            word = "required" if new.get("required") else "optional"
            yield whole(f"{prefix}-became-{word}", self._new, message=message)


def is_success(status: str) -> bool:
    """Whether a status is a success, or a redirect, which is how tasks are handed over."""
    return status[:1] in ("2", "3")


def _worded(status: str) -> str:
    return "success-status" if is_success(status) else "non-success-status"


def _statuses(endpoint: Endpoint) -> dict[str, Json]:
    responses = endpoint.raw["responses"].items()
    return {str(status): raw for status, raw in responses if not str(status).startswith("x-")}


def _media(message: Json) -> dict[str, Json]:
    content = message.get("content") or {}
    return {media.partition(";")[0].strip().lower(): body or {} for media, body in content.items()}


def _headers(document: Json, response: Json) -> dict[str, Json]:
    headers = response.get("headers") or {}
    return {name.lower(): follow(document, raw) for name, raw in headers.items()}


def _schema(parameter: Json) -> Json:
    content = parameter.get("content") or {}
    first: Json = next(iter(content.values()), {})
    return parameter.get("schema", first.get("schema"))


def _style(parameter: Json) -> str:
    default = "form" if parameter.get("in") in ("query", "cookie") else "simple"
    style = parameter.get("style", default)
    return f"{style}, exploded" if parameter.get("explode", style == "form") else str(style)


def _is_parameter(place: str, name: str) -> bool:
    """Whether it may come and go: a path's variables cannot, and three headers are none."""
    is_protocol = place == "header" and name in ("accept", "content-type", "authorization")
    return place != "path" and not is_protocol
