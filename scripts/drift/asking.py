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
from collections.abc import Callable, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs
import httpx
from atlassian_tasks import Kind, Task, TaskRef
from atlassian_tasks.errors import (
    AtlassianTasksError,
    NoTaskStarted,
    NotSupported,
    UnexpectedResponse,
)
from atlassian_tasks.kinds.dialect import Answer, Call, Dialect, Page, dialect_of
from atlassian_tasks.kinds.refusals import judge
from atlassian_tasks_rest import Client

from scripts.drift.facts import ABSENT, ID, Steps, drawn, fields, others, put, sample, within
from scripts.references import follow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.drift.comparing import Change
    from scripts.drift.facts import Schemas
    from scripts.drift.outline import Endpoint, Outline

Json = Any
Told: TypeAlias = Mapping[str, Any]
RAISES = "an error"
_SITE = "https://acme.atlassian.net"
_NOTHING = (None, (), "UNKNOWN", False)
_MOMENT = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
_NAMES = tuple(
    field.name for field in attrs.fields(Task) if field.name not in ("ref", "raw", "observed")
)
_ADDRESSES = ("self", "statuspath", "statusurl", "taskurl")
# What a value may be now and need not be; the facade then knows less, and that is no loss.
_SOFT = ("became-optional", "became-nullable", "enum-opened")
_GONE = ("property-removed", "write-only-property-removed")


class Wire:
    """Stands in for the httpx client: whatever is asked, it has the one answer."""

    def __init__(self) -> None:
        self.answer = httpx.Response(200)
        client: Any = self
        self.client = Client(base_url="https://acme.example").set_httpx_client(client)

    def request(self, **_: object) -> httpx.Response:
        """The answer, without a request."""
        return self.answer


@attrs.frozen
class Reader:
    """How the facade asks for and reads the answers of one operation."""

    call: Call
    understand: Callable[[Answer], Told]
    verbs: tuple[str, ...]
    dialect: str
    """The file that reads it."""
    wire: Wire = attrs.field(factory=Wire, repr=False)

    def read(self, answer: httpx.Response) -> Told:
        """The facade's names and what they hold after this answer."""
        self.wire.answer = answer
        with _quiet():
            try:
                if error := judge(answer.status_code, {}, b""):
                    raise error
                endpoint, arguments = self.call.endpoint, self.call.arguments
                parsed = endpoint.sync_detailed(client=self.wire.client, **arguments).parsed
                raw = None if parsed is None else json.loads(answer.content)
                return self.understand(Answer(answer.status_code, raw, _MOMENT))
            except AtlassianTasksError as error:
                return {RAISES: type(error).__name__}
            except (ValueError, TypeError, KeyError, AttributeError):
                return {RAISES: UnexpectedResponse.__name__}  # as the drivers tell it

    def told(self, status: int, body: Json) -> dict[str, Any]:
        """Only the names that hold something."""
        found = self.read(httpx.Response(status, json=body))
        return {name: value for name, value in found.items() if value not in _NOTHING}


@contextmanager
def _quiet() -> Iterator[None]:
    """Odd bodies are the point here: no warnings about them."""
    log = logging.getLogger("atlassian_tasks")
    before, log.disabled = log.disabled, True
    try:
        yield
    finally:
        log.disabled = before


@cache
def readers() -> Mapping[str, Reader]:
    """A reader for each operation that a dialect calls, by the generated module's name."""
    found: dict[str, Reader] = {}
    for kind in Kind:
        for reader in _readers(kind, dialect_of(kind)):
            name = str(getattr(reader.call.endpoint, "__name__", "")).rpartition(".")[2]
            found.setdefault(name.replace("_", ""), reader)
    return found


def _readers(kind: Kind, dialect: Dialect) -> Iterator[Reader]:
    ref = TaskRef(kind, ID)  # an answer about another task would be refused
    where = f"facade/{type(dialect).__module__.replace('.', '/')}.py"
    look, looking = dialect.look("1"), ("get()", "watch()", "wait()")
    yield Reader(look, lambda answer: _task(dialect.read(ref, answer)), looking, where)
    with suppress(NotSupported):
        page = dialect.browse(0)
        yield Reader(page, lambda answer: _page(dialect.read_page(answer)), ("list()",), where)
    with suppress(NotSupported):
        yield Reader(dialect.cancel("1"), lambda _: {"cancel()": True}, ("cancel()",), where)


def _task(task: Task) -> Told:
    return {f"Task.{name}": getattr(task, name) for name in _NAMES}


def _page(page: Page) -> Told:
    told = {"list()": len(page.tasks) or None, "list(): next page": bool(page.step)}
    return told | (dict(_task(page.tasks[0])) if page.tasks else {})


class Map:
    """Which names of the facade an operation's fields feed: those that change with the field."""

    def __init__(self, reader: Reader, schemas: Schemas, node: Json, status: int) -> None:
        self._reader = reader
        self._schemas = schemas
        self._node = node
        self._status = status
        self._known: dict[Steps, frozenset[str]] = {}
        self._bodies = [(body, self._read(body)) for body in _variants(schemas, node)]

    def names(self, steps: Steps) -> frozenset[str]:
        """The names that the field at this place feeds; none if there is no such field."""
        if steps not in self._known:
            self._known[steps] = self._asked(steps)
        return self._known[steps]

    def _read(self, body: Json) -> Told:
        return self._reader.read(httpx.Response(self._status, json=body))

    def _asked(self, steps: Steps) -> frozenset[str]:
        part = within(self._schemas, self._node, steps)
        if part is None or not steps:
            return frozenset()
        names: set[str] = set()
        for body, before in self._bodies:
            for value in others(self._schemas, part):
                names |= _changed(before, self._read(put(body, steps, value)))
        return frozenset(names)


def _variants(schemas: Schemas, node: Json) -> Iterator[Json]:
    """A full body, and some in which what decides how the rest is read is otherwise."""
    body = sample(schemas, node)
    yield body
    for steps, part in fields(schemas, node):
        facts = schemas.facts(part)
        decisive = {"boolean": (False,), "integer": (100,), "number": (100,)}
        told = next((decisive[name] for name in facts.types if name in decisive), ())
        for value in (ABSENT, *facts.enum, *told):
            yield put(body, steps, value)


def _changed(before: Told, after: Told) -> set[str]:
    if RAISES in before or RAISES in after:
        return set()
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


@attrs.frozen
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
        self._maps: dict[tuple[int, str], Map | None] = {}

    def reader(self, endpoint: Endpoint) -> Reader | None:
        """How the facade reads this operation, if it does."""
        return readers().get(endpoint.label.lower()) if endpoint.ours else None

    def names(self, change: Change) -> tuple[str, ...]:
        """The names of the facade that a field feeds, in either document."""
        reader = self.reader(change.endpoint)
        if reader is None or not change.message.isdigit() or not change.is_success or change.anchor:
            return ()
        maps = (self._map(reader, document, change) for document in (self._old, self._new))
        return tuple(sorted({name for one in maps if one for name in one.names(change.steps)}))

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
        if reader is None or node is None or not change.message.isdigit():
            return Effect()
        body, status = sample(self._old.schemas, node), int(change.message)
        before, lost, error = reader.told(status, body), set[str](), ""
        for value in self._values(change):
            after = reader.told(status, put(body, change.steps, value))
            if RAISES in after:
                error = error or ("" if RAISES in before else str(after[RAISES]))
            else:
                lost |= before.keys() - after.keys()
        is_soft = change.kind in _SOFT
        return Effect(() if is_soft else tuple(sorted(lost)), error, "Task.status" in lost)

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
        ways = self._new.schemas.facts(node).alternatives or [node]
        return [sample(self._new.schemas, one) for one in ways]

    def sent(self, change: Change) -> Json:
        """What the facade sends as a parameter; `ABSENT` if it sends none."""
        reader, name = self.reader(change.endpoint), _bare(change.message.partition(" ")[2])
        arguments = reader.call.arguments if reader else {}
        return next((value for one, value in arguments.items() if _bare(one) == name), ABSENT)

    def unread(self, endpoint: Endpoint) -> Iterator[tuple[str, str]]:
        """Each success of a look that cannot be read as documented now, and what that raises."""
        reader, old = self.reader(endpoint), self._old.named(endpoint.label)
        if reader is None or old is None:
            return
        before = _successes(self._old, old)
        if all(RAISES in reader.read(one) for many in before.values() for _, one in many):
            return  # it never could
        for status, many in _successes(self._new, endpoint).items():
            told = [str(found[RAISES]) for _, one in many if RAISES in (found := reader.read(one))]
            if told and not any(RAISES in reader.read(one) for _, one in before.get(status, ())):
                yield status, told[0]


@attrs.frozen
class Heard:
    """What `TaskRef.from_response` makes of an answer: a kind of task, an error, or neither.

    `lacks` says what of a whole answer is not in it.
    """

    status: str
    lacks: str
    kind: str = ""
    error: str = ""


def handed_over(document: Outline, endpoint: Endpoint) -> list[Heard]:
    """What is made of each success of a start."""
    found = []
    for status, answers in _successes(document, endpoint).items():
        for lacks, answer in answers:
            kind = error = ""
            try:
                kind = str(TaskRef.from_response(answer)).partition(":")[0]
            except NoTaskStarted:
                pass
            except AtlassianTasksError as raised:
                error = type(raised).__name__
            found.append(Heard(status, lacks, kind, error))
    return found


def _bare(name: str) -> str:
    return name.replace("_", "").lower()


def _answer(document: Outline, change: Change) -> Json:
    """The schema of the answer that a change is in, in one of the documents."""
    endpoint = document.named(change.endpoint.label)
    node = endpoint.raw["responses"].get(change.message) if endpoint else None
    return _content(follow(document.document, node))[1] if node else None


def _content(response: Json) -> tuple[str, Json]:
    """The media type that is read, JSON if there is any, and its schema."""
    content = response.get("content") or {}
    name = next((one for one in content if is_json(one)), next(iter(content), ""))
    return name, (content.get(name) or {}).get("schema")


def is_json(media: str) -> bool:
    """Whether what has this media type is JSON, or may be."""
    name = media.partition(";")[0].strip().lower()
    return name.endswith(("/json", "+json")) or "*" in name


def _successes(
    document: Outline, endpoint: Endpoint
) -> dict[str, list[tuple[str, httpx.Response]]]:
    """Answers to an operation, drawn from a document, by their status, with what each lacks."""
    found: dict[str, list[tuple[str, httpx.Response]]] = {}
    for status, node in endpoint.raw["responses"].items():
        code = str(status).upper().replace("X", "0")
        if code[:1] in ("2", "3") and code.isdecimal() and len(code) == 3:
            raw = follow(document.document, node)
            found[str(status)] = list(_responses(document.schemas, endpoint, int(code), raw))
    return found


def _responses(
    schemas: Schemas, endpoint: Endpoint, code: int, raw: Json
) -> Iterator[tuple[str, httpx.Response]]:
    media, schema = _content(raw)
    located = code == 303 or any(name.lower() == "location" for name in raw.get("headers") or ())
    headers = {"Location": _SITE + _address(endpoint)} if located else {}
    asked = httpx.Request(endpoint.method, _SITE + endpoint.path)
    for lacks, body in drawn(schemas, schema) if media else (("", None),):
        told = _addressed(body, endpoint)
        content = json.dumps(told) if is_json(media) else str(told) if media else ""
        yield lacks, httpx.Response(code, headers=headers, content=content, request=asked)


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
    version = "2" if "/api/2/" in endpoint.path else "3"
    is_jira = "/api/2/" in endpoint.path or "/api/3/" in endpoint.path
    return f"/rest/api/{version}/task/10001" if is_jira else "/rest/api/longtask/10001"
