"""What a dialect is: how one family of tasks is asked for, and how its answers are understood."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any, Protocol, cast

import httpx
from attrs import field, frozen

from atlassian_tasks.errors import InvalidRef, NotSupported, UnexpectedResponse
from atlassian_tasks.model import Status, Task

from . import ROWS, Kind, Product
from .refs import CURRENT, TaskRef
from .values import MOST, mapping, milliseconds, moment, percentage, text

_LONGEST_ID = 100  # characters that are shown of another one


class Endpoint(Protocol):
    """A generated operation module: what builds its request, and what sends that."""

    __name__: str
    _get_kwargs: Any
    sync_detailed: Any
    asyncio_detailed: Any


@frozen
class Call:
    """One request of the generated client."""

    endpoint: Endpoint = field(repr=lambda module: getattr(module, "__name__", "?"))
    product: Product
    arguments: Mapping[str, Any]


@frozen
class Answer:
    """A success: its JSON, when the server said so, and how it came.

    `raw` is None where the operation has no content, `response` in a list's entry.
    """

    status_code: int
    raw: Any
    observed: datetime
    response: httpx.Response | None = field(default=None, repr=False)


@frozen
class Page:
    """A part of a list: its tasks, how many entries the next page is further, 0 for none.

    `odd` says what could not be read.
    """

    tasks: Sequence[Task] = ()
    step: int = 0
    odd: str = ""


_READERS: Mapping[str, Callable[[object], object]] = {
    "percent": percentage,
    "name": text,
    "message": text,
    "submitted_by": text,
    "submitted": moment,
    "started": moment,
    "finished": moment,
    "updated": moment,
    "elapsed": milliseconds,
}


@frozen(kw_only=True, eq=False)
class Dialect:
    """How one family of tasks is asked and understood; what it does not offer stays as here.

    `get` looks at a task, whose id is its argument `by`, and `stop` cancels it. `noun` is what an
    error says that an answer is not. `word` and `id` are the body's fields with the status, which
    `words` translate, and with the id; `fields` are those that a `Task` has as they come.

    `unseen` and `gone` are the longest pauses in seconds before a task that gets 404 is asked for
    again: one just started may not be visible for some seconds, one that was there is asked for
    once more. `lost` says what became of that one. No pause between two looks is over `longest`
    seconds, for what is gone soon after its end.
    """

    kind: Kind
    get: Endpoint
    by: str = "task_id"
    stop: Endpoint | None = None
    noun: str
    word: str = "status"
    id: str = "id"
    words: Mapping[str, Status] = {}
    fields: Mapping[str, str] = {}
    unseen: Sequence[float] = (0.5, 1.5, 3.0)
    gone: Sequence[float] = (1.0,)
    lost: str = "its record is no longer kept"
    longest: float = math.inf

    def look(self, task_id: str) -> Call:
        """Ask for one task."""
        return self.call(self.get, {self.by: task_id})

    def cancel(self, task_id: str) -> Call:
        """Ask to cancel; raises `NotSupported`."""
        if self.stop is None:
            raise NotSupported("Atlassian offers no way to cancel this kind of task")
        return self.call(self.stop, {self.by: task_id})

    def browse(self, start: int) -> Call:
        """Ask for a page of active tasks; raises `NotSupported`."""
        raise NotSupported("Atlassian offers no list of this kind of task; keep your refs")

    def look_at(self, ids: Sequence[str]) -> Call:
        """Ask for several tasks by their ids, if the row says so; raises `NotSupported`."""
        raise NotSupported("tasks of this kind are asked for one by one")

    def call(self, endpoint: Endpoint, arguments: Mapping[str, Any]) -> Call:
        """Ask something of the family's product."""
        return Call(endpoint, ROWS[self.kind].product, arguments)

    def read(self, ref: TaskRef, answer: Answer) -> Task:
        """Understand the answer; raises `UnexpectedResponse` if it is no task, or another one."""
        raw = self.body(answer)
        if raw is None:
            told = f"the answer about {ref} is no {self.noun}"
            raise UnexpectedResponse(told, status_code=answer.status_code, ref=ref)
        its_id = self.id_in(raw)
        if its_id is not None and its_id.lower() != ref.id.lower() and ref.id != CURRENT:
            told = "the answer about {} is about another task, whose id is {!r}"
            raise UnexpectedResponse(
                told.format(ref, its_id[:_LONGEST_ID]), status_code=answer.status_code, ref=ref
            )
        return self.task(ref, raw, answer)

    def body(self, answer: Answer) -> Mapping[str, Any] | None:
        """Return the body of a task, None if it is none of this family."""
        raw = mapping(answer.raw)
        return raw if text(raw.get(self.word)) else None

    def id_in(self, raw: Mapping[str, Any]) -> str | None:
        """Return whose body it is, None if it does not say; case tells none apart."""
        return text(raw.get(self.id))

    def task(self, ref: TaskRef, raw: Mapping[str, Any], answer: Answer) -> Task:
        """Read a body; a task that is complete is so in part if it has failures."""
        status = self.status(raw)
        told = {name: _READERS[name](raw.get(field)) for name, field in self.fields.items()}
        told |= self.more(ref, raw, status)
        if status is Status.COMPLETE and told.get("failures"):
            status = Status.PARTIAL
        word, observed = text(raw.get(self.word)), answer.observed
        return Task(
            ref=ref, status=status, raw_status=word, observed=observed, raw=raw, **cast("Any", told)
        )

    def status(self, raw: Mapping[str, Any]) -> Status:
        """Return what its word means; any other, even one of our own, is UNKNOWN."""
        return self.words.get(text(raw.get(self.word)) or "", Status.UNKNOWN)

    def more(self, ref: TaskRef, raw: Mapping[str, Any], status: Status) -> Mapping[str, Any]:
        """Return what else of a `Task` a body tells."""
        return {}

    def says_finished(self, task: Task) -> bool:
        """Whether the body claims an end, whatever its status word."""
        return task.finished is not None

    def is_flagged(self, task: Task) -> bool:
        """Whether the body itself says if the task has ended, rather than its percentage."""
        return True

    def read_page(self, answer: Answer) -> Page:
        """Understand what is listed, or told of several ids; raises `UnexpectedResponse`."""
        return Page()

    def page(self, entries: Sequence[object], answer: Answer) -> Page:
        """Read the entries of a list that have an id, and say what is left out."""
        tasks, skipped, odd = [], [], []
        for raw in map(mapping, entries[:MOST]):
            try:
                ref = TaskRef(self.kind, raw.get("id"))
            except InvalidRef as error:
                skipped.append(error)
            else:
                tasks.append(self.task(ref, raw, answer))
        if (size := len(entries)) > MOST:
            odd.append(f"the task list has a page of {size:,} entries; {MOST} are read")
        if skipped:
            told = f"skipped {len(skipped)} of {min(size, MOST)} entries of the task list"
            odd.append(f"{told}, first because {skipped[0]}")
        return Page(tasks, odd="; ".join(odd))


def verdict(flag: object) -> Status:
    """Return how something has ended, by what a body says of its success."""
    match flag:
        case True:
            return Status.COMPLETE
        case False:
            return Status.FAILED
        case _:
            return Status.UNKNOWN


@cache
def dialect_of(kind: Kind) -> Dialect:
    """How tasks of this kind are asked for and understood."""
    # Not before it is needed: the generated package comes with it.
    found: Dialect = getattr(import_module(f".{ROWS[kind].module}", __package__), kind.name)
    return found
