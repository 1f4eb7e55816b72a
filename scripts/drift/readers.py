"""What the facade makes of an answer, found out by asking it.

Each of our operations that a dialect calls is read here with the generated client and the dialect
themselves: a body goes in, names of the facade and their values come out. Which name a field feeds
is what changes when the field does, so the map cannot rot.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs
import httpx
from atlassian_tasks import Kind, Task, TaskRef
from atlassian_tasks.errors import AtlassianTasksError, NotSupported, UnexpectedResponse
from atlassian_tasks.kinds.answers import judge
from atlassian_tasks.kinds.dialect import Answer, Call, Dialect, Page, dialect_of
from atlassian_tasks_rest import Client

from scripts.drift.samples import ABSENT, ID, Steps, fields, others, put, sample, within

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.drift.facts import Schemas

Json = Any
Told: TypeAlias = Mapping[str, Any]
RAISES = "an error"
_DEEPEST = 6
_NOTHING = (None, (), "UNKNOWN")
_MOMENT = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
_NAMES = tuple(
    field.name for field in attrs.fields(Task) if field.name not in ("ref", "raw", "observed")
)


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

    def read(self, status: int, body: Json) -> Told:
        """The facade's names and what they hold after this answer."""
        self.wire.answer = httpx.Response(status, json=body)
        with _quiet():
            try:
                if error := judge(status, {}, b""):
                    raise error
                endpoint, arguments = self.call.endpoint, self.call.arguments
                answer = endpoint.sync_detailed(client=self.wire.client, **arguments)
                return self.understand(Answer(status, answer.parsed, body, _MOMENT))
            except AtlassianTasksError as error:
                return {RAISES: type(error).__name__}
            except (ValueError, TypeError, KeyError, AttributeError):
                return {RAISES: UnexpectedResponse.__name__}  # as the drivers tell it

    def told(self, status: int, body: Json) -> dict[str, Any]:
        """Only the names that hold something."""
        found = self.read(status, body)
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
        self._bodies = [(body, reader.read(status, body)) for body in _variants(schemas, node)]

    def names(self, steps: Steps) -> frozenset[str]:
        """The names that the field at this place feeds; none if there is no such field."""
        if steps not in self._known:
            self._known[steps] = self._asked(steps)
        return self._known[steps]

    def _asked(self, steps: Steps) -> frozenset[str]:
        part = within(self._schemas, self._node, steps)
        if part is None or not steps:
            return frozenset()
        names: set[str] = set()
        for body, before in self._bodies:
            for value in others(self._schemas, part):
                after = self._reader.read(self._status, put(body, steps, value))
                names |= _changed(before, after)
        return frozenset(names)

    def everything(self) -> dict[Steps, frozenset[str]]:
        """All fields that feed any name; below one that feeds none there is nothing to find."""
        found: dict[Steps, frozenset[str]] = {}
        waiting = list(fields(self._schemas, self._node))
        while waiting:
            steps, part = waiting.pop(0)
            if steps not in found and (names := self.names(steps)) and len(steps) < _DEEPEST:
                found[steps] = names
                waiting += fields(self._schemas, part, steps)
        return found


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
