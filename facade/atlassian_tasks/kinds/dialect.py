"""What a dialect is: how one family of tasks is asked for, and how its answers are understood."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any, ClassVar, Protocol

import httpx
from attrs import field, frozen

from atlassian_tasks.errors import NotSupported, UnexpectedResponse
from atlassian_tasks.model import Task

from . import ROWS, Kind, Product
from .refs import TaskRef

_LONGEST_ID = 100  # characters that are shown of another one


class Endpoint(Protocol):
    """A generated operation module, used through these two functions only."""

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
    """A success: its parsed model, its JSON, when the server said so, and how it came.

    `parsed` and `raw` are None where the operation has no content, `response` in a list's entry.
    """

    status_code: int
    parsed: Any
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


class Dialect(ABC):
    """How one family of tasks is asked and understood; what it does not offer stays as here.

    `unseen` and `gone` are the longest pauses in seconds before a task that gets 404 is asked for
    again: one just started may not be visible for some seconds, one that was there is asked for
    once more. `lost` says what became of that one. No pause between two looks is over `longest`
    seconds, for what is gone soon after its end.
    """

    unseen: ClassVar[Sequence[float]] = (0.5, 1.5, 3.0)
    gone: ClassVar[Sequence[float]] = (1.0,)
    lost: ClassVar[str] = "its record is no longer kept"
    longest: ClassVar[float] = math.inf

    @abstractmethod
    def look(self, task_id: str) -> Call:
        """Ask for one task."""

    @abstractmethod
    def read(self, ref: TaskRef, answer: Answer) -> Task:
        """Understand the answer; raises `UnexpectedResponse` if it is no task."""

    def misread(self, ref: TaskRef, answer: Answer, said: str) -> UnexpectedResponse:
        """Return the error for a success that is no task of this family."""
        return UnexpectedResponse(
            f"the answer about {ref} is no {said}", status_code=answer.status_code, ref=ref
        )

    def check_id(self, ref: TaskRef, answer: Answer, told: str | None) -> None:
        """Raise `UnexpectedResponse` for an answer about another task; case tells none apart."""
        if told is not None and told.lower() != ref.id.lower():
            raise UnexpectedResponse(
                f"the answer about {ref} is about another task, whose id is {told[:_LONGEST_ID]!r}",
                status_code=answer.status_code,
                ref=ref,
            )

    def says_finished(self, task: Task) -> bool:
        """Whether the body claims an end, whatever its status word."""
        return False

    def is_flagged(self, task: Task) -> bool:
        """Whether the body itself says if the task has ended, rather than its percentage."""
        return True

    def cancel(self, task_id: str) -> Call:
        """Ask to cancel; raises `NotSupported`."""
        raise NotSupported("Atlassian offers no way to cancel this kind of task")

    def browse(self, start: int) -> Call:
        """Ask for a page of active tasks; raises `NotSupported`."""
        raise NotSupported("Atlassian offers no list of this kind of task; keep your refs")

    def look_at(self, ids: Sequence[str]) -> Call:
        """Ask for several tasks by their ids, if the row says so; raises `NotSupported`."""
        raise NotSupported("tasks of this kind are asked for one by one")

    def read_page(self, answer: Answer) -> Page:
        """Understand a page of the list, or what is told of several ids.

        The `raw` of each task is what `read` will understand. Raises `UnexpectedResponse`.
        """
        return Page()


@cache
def dialect_of(kind: Kind) -> Dialect:
    """How tasks of this kind are asked for and understood."""
    module, name = ROWS[kind].dialect.split(":")
    # Not before it is needed: the generated package comes with it.
    found: Dialect = getattr(import_module(f".{module}", __package__), name)
    return found
