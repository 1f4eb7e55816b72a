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
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs
import httpx
from atlassian_tasks import Kind, Task, TaskRef
from atlassian_tasks._answers import judge
from atlassian_tasks._dialects import dialect_of
from atlassian_tasks._effects import Answer, Call, Dialect
from atlassian_tasks.errors import AtlassianTasksError, NotSupported
from atlassian_tasks_rest import Client

from scripts.drift.samples import ABSENT, Steps, fields, others, put, sample

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.drift.facts import Schemas

Json = Any
Told: TypeAlias = Mapping[str, Any]
RAISES = "an error"
_MOMENT = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
_NAMES = tuple(
    field.name for field in attrs.fields(Task) if field.name not in ("ref", "raw", "observed")
)


@attrs.frozen
class Reader:
    """How the facade asks for and reads the answers of one operation."""

    call: Call
    understand: Callable[[Answer], Told]
    verbs: tuple[str, ...]

    def read(self, status: int, body: Json) -> Told:
        """The facade's names and what they hold after this answer."""
        transport = httpx.MockTransport(lambda _: httpx.Response(status, json=body))
        with _quiet(), httpx.Client(base_url="https://acme.example", transport=transport) as http:
            client = Client(base_url="https://acme.example").set_httpx_client(http)
            try:
                if error := judge(status, {}, b""):
                    raise error
                answer = self.call.endpoint.sync_detailed(client=client, **self.call.arguments)
                return self.understand(Answer(status, answer.parsed, body, _MOMENT))
            except (AtlassianTasksError, ValueError, TypeError, KeyError, AttributeError) as error:
                return {RAISES: type(error).__name__}

    def told(self, status: int, body: Json) -> dict[str, Any]:
        """Only the names that hold something."""
        nothing = (None, (), "UNKNOWN")
        return {
            name: value for name, value in self.read(status, body).items() if value not in nothing
        }


@contextmanager
def _quiet() -> Iterator[None]:
    """Odd bodies are the point here: no warnings about them."""
    log = logging.getLogger("atlassian_tasks")
    before, log.disabled = log.disabled, True
    try:
        yield
    finally:
        log.disabled = before


def readers() -> dict[str, Reader]:
    """A reader for each operation that a dialect calls, by the generated module's name."""
    found: dict[str, Reader] = {}
    for kind in Kind:
        for reader in _readers(kind, dialect_of(kind)):
            name = str(getattr(reader.call.endpoint, "__name__", "")).rpartition(".")[2]
            found.setdefault(name.replace("_", ""), reader)
    return found


def _readers(kind: Kind, dialect: Dialect) -> Iterator[Reader]:
    ref = TaskRef(kind, "1")
    look, looking = dialect.look("1"), ("get()", "watch()", "wait()")
    yield Reader(look, lambda answer: _task(dialect.read(ref, answer)), looking)
    with suppress(NotSupported):
        page = dialect.browse(0)
        yield Reader(page, lambda answer: _page(*dialect.read_page(answer)), ("list()",))
    with suppress(NotSupported):
        yield Reader(dialect.cancel("1"), lambda _: {"cancel()": True}, ("cancel()",))


def _task(task: Task) -> Told:
    return {f"Task.{name}": getattr(task, name) for name in _NAMES}


def _page(tasks: list[Task], more: bool) -> Told:
    return {"list()": len(tasks) or None, "list(): next page": more} | (
        dict(_task(tasks[0])) if tasks else {}
    )


def fields_read(
    reader: Reader, schemas: Schemas, node: Json, status: int
) -> dict[Steps, frozenset[str]]:
    """For each field of an answer, the names of the facade that change with it."""
    bodies = list(_variants(schemas, node))
    base = [reader.read(status, body) for body in bodies]
    found: dict[Steps, frozenset[str]] = {}
    waiting = list(fields(schemas, node))
    while waiting:
        steps, part = waiting.pop(0)
        names: set[str] = set()
        for body, before in zip(bodies, base, strict=True):
            for value in others(schemas, part):
                names |= _changed(before, reader.read(status, put(body, steps, value)))
        if names and steps not in found:
            found[steps] = frozenset(names)
            if len(steps) < 5:
                waiting += fields(schemas, part, steps)
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
