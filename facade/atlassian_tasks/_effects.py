"""What a flow may ask of its driver, and what it is told. Values only.

A flow is a generator. It yields an effect and is sent what the driver got for it, or has the
driver's error thrown in; anything else that it yields is a report for the flow's caller.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Literal, Protocol, TypeAlias, TypeVar

from attrs import field, frozen

from .errors import NotSupported, UnexpectedResponse
from .model import Task, TaskRef

_LONGEST_ID = 100  # characters that are shown of another one
AT_ONCE = 1e-6  # seconds; shorter waits are rounding
Product: TypeAlias = Literal["jira", "confluence", "confluence-dc"]


class Endpoint(Protocol):
    """A generated operation module, used through these two functions only."""

    sync_detailed: Any
    asyncio_detailed: Any


@frozen
class Call:
    """Send one request, now; the answer is an `Answer`, or an error of ours is thrown in."""

    endpoint: Endpoint = field(repr=lambda module: getattr(module, "__name__", "?"))
    product: Product
    arguments: Mapping[str, Any]


@frozen
class Start:
    """Send one request that starts something; the answer is the `httpx.Response` as it came."""

    call: Call


@frozen
class Answer:
    """A success: its parsed model, its JSON, and when the server said so.

    `parsed` and `raw` are None where the operation has no content.
    """

    status_code: int
    parsed: Any
    raw: Any
    observed: datetime


@frozen
class Batch:
    """Send several requests of one moment; the answer has an `Answer` or an error for each."""

    calls: Sequence[Call]


@frozen
class Sleep:
    """Wait this many seconds; the answer is None."""

    seconds: float


@frozen
class Now:
    """The answer is the monotonic time in seconds."""


@frozen
class Admit:
    """Ask the site's pace for one look; the answer is a `Turn`."""


@frozen
class Turn:
    """How long to wait before asking again, 0 if the look may begin at once.

    `retry_after` is set if the wait is what the server asked for.
    """

    wait: float
    retry_after: float | None = None


T = TypeVar("T")
Flow: TypeAlias = Generator[Any, Any, T]


class Dialect(ABC):
    """How one family of tasks is asked and understood; what it does not offer stays as here.

    `unseen` and `gone` are the longest pauses in seconds before a task that gets 404 is asked for
    again: one just started may not be visible for some seconds, one that was there is asked for
    once more. `lost` says what became of that one.
    """

    unseen: ClassVar[Sequence[float]] = (0.5, 1.5, 3.0)
    gone: ClassVar[Sequence[float]] = (1.0,)
    lost: ClassVar[str] = "its record is no longer kept"

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
        raise NotSupported("Atlassian lists active tasks of Confluence only; keep your refs")

    def read_page(self, answer: Answer) -> tuple[list[Task], int]:
        """Understand a page: its tasks, and how many entries the next is further, 0 for none."""
        return [], 0
