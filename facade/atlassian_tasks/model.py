"""What a task is: how it stands and how it ended. Frozen values, no I/O."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import field, frozen

from .errors import (
    AtlassianTasksError,
    TaskCancelled,
    TaskDead,
    TaskError,
    TaskFailed,
    TaskPartlyFailed,
)

if TYPE_CHECKING:
    from .kinds import Kind
    from .kinds.refs import TaskRef


Duration: TypeAlias = float | timedelta
"""Seconds, or a `timedelta`."""


def seconds(duration: Duration) -> float:
    """Return a duration in seconds; what is none, as it is."""
    return duration.total_seconds() if isinstance(duration, timedelta) else duration


def is_number(value: object) -> bool:
    """Whether it may count something: True and False do not, nor does what no float can hold."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isinstance(value, float) or abs(value) <= sys.float_info.max


class Status(StrEnum):
    """How a task stands, in one vocabulary for all kinds."""

    ENQUEUED = "ENQUEUED"
    RUNNING = "RUNNING"
    CANCEL_REQUESTED = "CANCEL_REQUESTED"
    COMPLETE = "COMPLETE"
    PARTIAL = "PARTIAL"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
    DEAD = "DEAD"
    UNKNOWN = "UNKNOWN"

    @property
    def is_final(self) -> bool:
        """Whether nothing will change any more."""
        return self in _FINAL

    @property
    def is_success(self) -> bool:
        """Whether the task did all it was asked to."""
        return self is Status.COMPLETE


_FINAL = frozenset({Status.COMPLETE, Status.PARTIAL, Status.FAILED, Status.CANCELLED, Status.DEAD})


@frozen
class Failure:
    """One thing that went wrong.

    - `subject`: the id of an issue, a page, or whatever it is about; None if it is not told.
    - `reasons`: why, in the server's words.
    """

    subject: str | None
    reasons: tuple[str, ...] = ()

    def __str__(self) -> str:
        return ": ".join(filter(None, [self.subject, "; ".join(self.reasons)]))


@frozen(kw_only=True)
class Task:
    """A snapshot of a task as the server told it at `observed`; it never changes.

    What the server did not tell, or told wrongly, is None or empty. Times are aware and in UTC.

    - `ref`: its name, with `kind` and `id`.
    - `status`: how it stands; `is_final` and `is_success` say what that means.
    - `raw_status`: the server's own word, None where it has none.
    - `percent`: how much is done by the server's count, 0 to 100.
    - `name`: what it does: Jira's description, Confluence's key such as "copy.page.hierarchy".
    - `message`: what the server says of it at the moment, as plain text.
    - `links`: addresses in its messages, and where its result is.
    - `result`: what came of it, JSON of a shape that each operation has for itself.
    - `failures`: what went wrong, each a `Failure`.
    - `submitted_by`: who started it, an id of the server's.
    - `submitted`, `started`, `finished`, `updated`: when it was asked for, began, ended, and
      changed last, each a `datetime` by the server's clock.
    - `observed`: when the server gave this answer.
    - `elapsed`: how long it has run, a `timedelta`.
    - `detection_lag`: from its end to this snapshot, a `timedelta`.
    - `raw`: the JSON body as it came.
    """

    ref: TaskRef
    status: Status
    raw_status: str | None = None
    percent: float | None = None
    name: str | None = None
    message: str | None = None
    links: tuple[str, ...] = ()
    result: Any = field(default=None, repr=False, hash=False)
    failures: tuple[Failure, ...] = ()
    submitted_by: str | None = None
    submitted: datetime | None = None
    started: datetime | None = None
    finished: datetime | None = None
    updated: datetime | None = None
    observed: datetime | None = None
    elapsed: timedelta | None = None
    raw: Any = field(default=None, repr=False, hash=False)

    @property
    def id(self) -> str:
        """The id, as in the ref."""
        return self.ref.id

    @property
    def kind(self) -> Kind:
        """The kind, as in the ref."""
        return self.ref.kind

    @property
    def is_final(self) -> bool:
        """Whether the task has ended, well or not."""
        return self.status.is_final

    @property
    def is_success(self) -> bool:
        """Whether the task has ended and did all it was asked to."""
        return self.status.is_success

    @property
    def detection_lag(self) -> timedelta | None:
        """How long after the task's end this snapshot was taken, by the server's own clock.

        None while it runs and for kinds that do not tell when they finished. HTTP dates count
        whole seconds, so neither does this tell more.
        """
        if not self.is_final or self.finished is None or self.observed is None:
            return None
        return max(self.observed - self.finished, timedelta())

    def raise_for_status(self) -> Task:
        """Return this task, or raise `TaskFailed`, `TaskPartlyFailed`, `TaskCancelled`, `TaskDead`.

        A task that has not ended is returned.
        """
        if error := bad_end(self):
            raise error
        return self

    def to_dict(self) -> dict[str, Any]:
        """Everything as JSON can hold it: ISO 8601 times, durations in seconds, and `raw`.

        A number without end, as `1e999` is read, is None in it; `task.raw` keeps it.
        """
        data = {name: getattr(self, name) for name in _FIELDS}
        data["failures"] = [
            {"subject": f.subject, "reasons": list(f.reasons)} for f in self.failures
        ]
        for name, value in data.items():
            if isinstance(value, datetime):
                data[name] = value.isoformat()
            elif isinstance(value, timedelta):
                data[name] = value.total_seconds()
            elif isinstance(value, tuple):
                data[name] = list(value)
        data["result"], raw = _finite(self.result), _finite(self.raw)
        return {**data, "ref": str(self.ref), "raw": raw}


def _finite(value: Any) -> Any:
    """Copy JSON with None for what it has no word for; without recursion, as it may be deep."""
    whole = [value]
    copies: list[Any] = [whole]
    for copied in copies:
        for place, item in copied.items() if isinstance(copied, dict) else enumerate(copied):
            if isinstance(item, dict | list):
                copied[place] = item.copy()
                copies.append(copied[place])
            elif isinstance(item, float) and not math.isfinite(item):
                copied[place] = None
    return whole[0]


_BAD_ENDS: Mapping[Status, tuple[type[TaskError], str]] = {
    Status.FAILED: (TaskFailed, "failed"),
    Status.PARTIAL: (TaskPartlyFailed, "completed, but not for every item"),
    Status.CANCELLED: (TaskCancelled, "was cancelled"),
    Status.DEAD: (TaskDead, "is dead: Jira lost it and will not finish it"),
}
_FIELDS = (
    "ref kind id status is_final is_success raw_status percent name message links result failures "
    "submitted_by submitted started finished updated observed elapsed detection_lag"
).split()


def bad_end(task: Task) -> TaskError | None:
    """Return the error that an end is, None if all is well or it has not ended."""
    if task.status not in _BAD_ENDS:
        return None
    kind, ending = _BAD_ENDS[task.status]
    title = f"{task.ref} ({task.name})" if task.name else str(task.ref)
    return kind(f"{title} {ending}{_reasons(task)}", task=task)


def _reasons(task: Task) -> str:
    told = [str(failure) for failure in task.failures[:3]] or [task.message or ""]
    more = len(task.failures) - 3
    text = "; ".join(filter(None, told)) + (f"; and {more} more" if more > 0 else "")
    return f": {text}" if text else "; the server gave no reason"


@frozen
class Outcome:
    """How following one of several tasks ended.

    - `ref`: which task.
    - `task`: the last snapshot, None if no look succeeded.
    - `error`: what waiting for it alone would have raised, None if it succeeded.
    """

    ref: TaskRef
    task: Task | None
    error: AtlassianTasksError | None = None

    def result(self) -> Task:
        """Return the task, or raise its error."""
        if self.error is not None:
            raise self.error
        assert self.task is not None  # noqa: S101 - without an error there was a last look
        return self.task
