"""What the facade makes of an answer, found out by asking it.

Each of our operations that a dialect calls is read here with the generated client and the dialect
themselves, and what starts a task with `TaskRef.from_response`: an answer goes in, drawn from a
document; names of the facade and their values come out. So the map from fields to names cannot
rot, and no pattern decides what breaks.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from types import SimpleNamespace
from typing import Any, TypeAlias

import attrs
import httpx
from atlassian_tasks import Kind, Task, TaskRef, errors
from atlassian_tasks.kinds.dialect import Answer, Call, Page, dialect_of
from atlassian_tasks.kinds.refusals import judge
from atlassian_tasks_rest import Client

from scripts.drift.comparing import Change
from scripts.drift.facts import ABSENT, ID, Schemas, Steps, put
from scripts.drift.outline import Endpoint, Outline
from scripts.references import Json, follow

Told: TypeAlias = Mapping[str, Any]
RAISES = "an error"
_SITE = "https://acme.atlassian.net"
_NOTHING = (None, (), "UNKNOWN", False)
_MOMENT = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
_NAMES = tuple(
    field.name for field in attrs.fields(Task) if field.name not in ("ref", "raw", "observed")
)
_ADDRESSES = ("self", "statuspath", "statusurl", "taskurl")
# Odd bodies are the point here: no warnings about them.
logging.getLogger("atlassian_tasks").addHandler(logging.NullHandler())


@attrs.frozen
class Reader:
    """How the facade asks for and reads the answers of one operation."""

    call: Call
    understand: Callable[[Answer], Told]
    verbs: tuple[str, ...]
    dialect: str
    """The file that reads it."""

    def read(self, answer: httpx.Response) -> Told:
        """The facade's names and what they hold after this answer."""
        wire: Any = SimpleNamespace(request=lambda **_: answer)
        client = Client(base_url="https://acme.example").set_httpx_client(wire)
        try:
            if not answer.is_success:
                raise judge(answer.status_code, {}, b"")
            parsed = self.call.endpoint.sync_detailed(client=client, **self.call.arguments).parsed
            raw = None if parsed is None else json.loads(answer.content)
            return self.understand(Answer(answer.status_code, raw, _MOMENT))
        except errors.AtlassianTasksError as error:
            return {RAISES: type(error).__name__}
        except (ValueError, TypeError, KeyError, AttributeError):
            return {RAISES: errors.UnexpectedResponse.__name__}  # as the drivers tell it

    def told(self, status: int, body: Json) -> dict[str, Any]:
        """Only the names that hold something."""
        found = self.read(httpx.Response(status, json=body))
        return {name: value for name, value in found.items() if value not in _NOTHING}


@cache
def readers() -> Mapping[str, Reader]:
    """A reader for each operation that a dialect calls, by the generated module's name."""
    found: dict[str, Reader] = {}
    for reader in (one for kind in Kind for one in _readers(kind)):
        name = reader.call.endpoint.__name__.rpartition(".")[2]
        found.setdefault(_bare(name), reader)
    return found


def _readers(kind: Kind) -> Iterator[Reader]:
    dialect = dialect_of(kind)
    ref = TaskRef(kind, ID)  # an answer about another task would be refused
    where = f"facade/{type(dialect).__module__.replace('.', '/')}.py"
    look, looking = dialect.look("1"), ("get()", "watch()", "wait()")
    yield Reader(look, lambda answer: _task(dialect.read(ref, answer)), looking, where)
    with suppress(errors.NotSupported):
        page = dialect.browse(0)
        yield Reader(page, lambda answer: _page(dialect.read_page(answer)), ("list()",), where)
    with suppress(errors.NotSupported):
        yield Reader(dialect.cancel("1"), lambda _: {"cancel()": True}, ("cancel()",), where)


def _task(task: Task) -> Told:
    return {f"Task.{name}": getattr(task, name) for name in _NAMES}


def _page(page: Page) -> Told:
    told = {"list()": len(page.tasks) or None, "list(): next page": bool(page.step)}
    return told | (dict(_task(page.tasks[0])) if page.tasks else {})


class Map:
    """What the fields of one answer feed: the names of the facade that change with a field."""

    def __init__(self, reader: Reader, schemas: Schemas, node: Json, status: int) -> None:
        self._reader, self._status = reader, status
        self._schemas, self._node = schemas, node
        self._known: dict[Steps, frozenset[str]] = {}
        self._bodies = [(body, self._read(body)) for body in self._variants()]

    def names(self, steps: Steps) -> frozenset[str]:
        """The names that the field at this place feeds; none if there is no such field."""
        if steps not in self._known:
            self._known[steps] = frozenset(self._asked(steps))
        return self._known[steps]

    def _read(self, body: Json) -> Told:
        return self._reader.read(httpx.Response(self._status, json=body))

    def _asked(self, steps: Steps) -> Iterator[str]:
        part = self._schemas.within(self._node, steps)
        if part is None or not steps:
            return
        for body, before in self._bodies:
            for value in self._schemas.others(part):
                after = self._read(put(body, steps, value))
                if RAISES not in before and RAISES not in after:
                    names = {*before, *after}
                    yield from (name for name in names if before.get(name) != after.get(name))

    def _variants(self) -> Iterator[Json]:
        """A full body, and some in which what decides how the rest is read is otherwise."""
        body = self._schemas.sample(self._node)
        yield body
        for steps, part in self._schemas.fields(self._node):
            facts = self._schemas.facts(part)
            decisive = {"boolean": (False,), "integer": (100,), "number": (100,)}
            told = next((decisive[name] for name in facts.types if name in decisive), ())
            for value in (ABSENT, *facts.enum, *told):
                yield put(body, steps, value)

    def samples(self, steps: Steps) -> list[Json]:
        """A value for each way in which the field at a place is allowed."""
        node = self._schemas.within(self._node, steps)
        ways = [] if node is None else self._schemas.facts(node).alternatives or [node]
        return [self._schemas.sample(one) for one in ways]

    def effect(self, steps: Steps, values: Iterable[Json]) -> tuple[tuple[str, ...], str]:
        """With other values at a place: the names that hold nothing, and an error if it has one."""
        body = self._schemas.sample(self._node)
        before, lost, error = self._reader.told(self._status, body), set[str](), ""
        for value in values:
            after = self._reader.told(self._status, put(body, steps, value))
            if RAISES not in after:
                lost |= before.keys() - after.keys()
            elif RAISES not in before:
                error = error or str(after[RAISES])
        return tuple(sorted(lost)), error


@attrs.frozen
class Probe:
    """Asks what changes between two documents do to the names of the facade."""

    _old: Outline
    _new: Outline
    _maps: dict[object, Map | None] = attrs.field(factory=dict)

    def reader(self, endpoint: Endpoint) -> Reader | None:
        return readers().get(endpoint.label.lower()) if endpoint.ours else None

    def names(self, change: Change) -> tuple[str, ...]:
        maps = [self._map(document, change) for document in (self._old, self._new)]
        found = {name for one in maps if one for name in one.names(change.steps)}
        return () if change.anchor else tuple(sorted(found))

    def _map(self, document: Outline, change: Change) -> Map | None:
        reader, endpoint = self.reader(change.endpoint), document.named.get(change.endpoint.label)
        if not (reader and endpoint and change.message.isdigit() and change.is_success):
            return None
        key = id(document), endpoint.label, change.message
        if key not in self._maps:
            raw = follow(document.document, endpoint.responses.get(change.message)) or {}
            answer = document.schemas, _content(raw)[1], int(change.message)
            self._maps[key] = None if answer[1] is None else Map(reader, *answer)
        return self._maps[key]

    def effect(self, change: Change) -> tuple[tuple[str, ...], str]:
        """What an answer of the older document does with what may stand there now."""
        known, now, kind = self._map(self._old, change), self._map(self._new, change), change.kind
        values: list[Json] = []
        if kind == "enum-value-added":
            values = [change.new]
        elif kind.endswith("property-removed") or kind == "became-optional":
            values = [ABSENT]
        elif kind == "became-nullable":
            values = [None]
        elif now and not kind.endswith("property-added"):
            values = now.samples(change.steps)
        return known.effect(change.steps, values) if known else ((), "")

    def sent(self, change: Change) -> Json:
        """What the facade sends as a parameter; `ABSENT` if it sends none."""
        reader, name = self.reader(change.endpoint), _bare(change.message.partition(" ")[2])
        arguments = reader.call.arguments if reader else {}
        return next((value for one, value in arguments.items() if _bare(one) == name), ABSENT)

    def unread(self, endpoint: Endpoint) -> Iterator[tuple[str, str]]:
        """Each success of a look that cannot be read as documented now, and what that raises."""
        reader, old = self.reader(endpoint), self._old.named.get(endpoint.label)
        if reader is None or old is None:
            return

        def ask(answer: httpx.Response) -> tuple[str, str]:
            return "", reader.read(answer).get(RAISES, "")

        before, after = _heard(self._old, old, ask), _heard(self._new, endpoint, ask)
        failed = {one.status for one in before if one.error}
        if any(not one.error for one in before):  # else it never could
            fresh = [one for one in reversed(after) if one.error and one.status not in failed]
            yield from sorted({one.status: one.error for one in fresh}.items())


@attrs.frozen
class Heard:
    """What the facade makes of an answer: a kind of task, an error, or neither.

    `lacks` says what of a whole answer is not in it.
    """

    status: str
    lacks: str
    kind: str
    error: str

    @property
    def failure(self) -> tuple[str, str, str]:
        """What it fails for: with all that is lacking, whatever the status."""
        return "" if self.lacks else self.status, self.lacks, self.error


def handed_over(document: Outline, endpoint: Endpoint) -> list[Heard]:
    """What `TaskRef.from_response` makes of each success of a start."""
    return _heard(document, endpoint, _started)


def _started(answer: httpx.Response) -> tuple[str, str]:
    try:
        return str(TaskRef.from_response(answer).kind), ""
    except errors.NoTaskStarted:
        return "", ""
    except errors.AtlassianTasksError as raised:
        return "", type(raised).__name__


def _bare(name: str) -> str:
    return name.replace("_", "").lower()


def _content(response: Json) -> tuple[str, Json]:
    """The media type that is read, JSON if there is any, and its schema."""
    content = response.get("content") or {}
    name = next((one for one in content if is_json(one)), next(iter(content), ""))
    return name, (content.get(name) or {}).get("schema")


def is_json(media: str) -> bool:
    """Whether what has this media type is JSON, or may be."""
    name = media.partition(";")[0].strip().lower()
    return name.endswith(("/json", "+json")) or "*" in name


def _heard(
    document: Outline, endpoint: Endpoint, ask: Callable[[httpx.Response], tuple[str, str]]
) -> list[Heard]:
    """What is made of answers to an operation, drawn from a document."""
    asked = httpx.Request(endpoint.method, _SITE + endpoint.path)
    found = []
    for status, node in endpoint.successes.items():
        code, raw = int(status.upper().replace("X", "0")), follow(document.document, node)
        media, schema = _content(raw)
        is_told = code == 303 or "location" in map(str.lower, raw.get("headers") or ())
        location = {"Location": _SITE + _address(endpoint)} if is_told else {}
        for lacks, body in document.schemas.drawn(schema) if media else (("", None),):
            told = _addressed(body, endpoint)
            content = json.dumps(told) if is_json(media) else str(told) if media else ""
            answer = httpx.Response(code, headers=location, content=content, request=asked)
            found.append(Heard(status, lacks, *ask(answer)))
    return found


def _addressed(body: Json, endpoint: Endpoint) -> Json:
    """The body with addresses of a task where a schema says no more than string."""
    address = _address(endpoint)
    if isinstance(body, str):
        return _SITE + address if body.isdigit() else body
    if isinstance(body, dict):
        for name, value in body.items():
            if isinstance(value, dict) and name.strip("_") == "links" and "status" in value:
                value["status"] = address.removeprefix("/wiki")
            elif value is not None and name.lower() in _ADDRESSES:
                body[name] = f"{_SITE if name == 'self' else ''}{address}"
    return body


def _address(endpoint: Endpoint) -> str:
    if endpoint.path.startswith("/wiki/"):
        return "/wiki/rest/api/longtask/10001"
    jira = re.search(r"/api/([23])/", endpoint.path)
    return f"/rest/api/{jira[1]}/task/10001" if jira else "/rest/api/longtask/10001"
