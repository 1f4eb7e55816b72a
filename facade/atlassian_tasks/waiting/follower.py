"""One task while it is followed: when it may be looked at, and what a failed look means."""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING, Self

from attrs import define, evolve

from atlassian_tasks.errors import (
    AtlassianTasksError,
    ConfigurationError,
    TaskGone,
    TaskNotFound,
    TaskStalled,
    UnexpectedResponse,
    WaitTimeout,
)
from atlassian_tasks.kinds.dialect import dialect_of
from atlassian_tasks.kinds.refs import TaskRef
from atlassian_tasks.model import Status, Task

from .effects import AT_ONCE, Admit, Flow, Now, Sleep, Turn
from .patience import Stillness, Streak

if TYPE_CHECKING:
    from atlassian_tasks.schedule import Schedule

_CONFIRMING = 1.0  # seconds until an end at 100 % is looked at again
_LONGEST_SAID = 500  # characters of a task's message in an error's
log = logging.getLogger("atlassian_tasks")


def look(ref: TaskRef) -> Flow[Task]:
    """Look once; the task, or the error about it."""
    dialect = dialect_of(ref.kind)
    try:
        return dialect.read(ref, (yield dialect.look(ref.id)))
    except AtlassianTasksError as error:
        error.ref = ref
        raise


@define(eq=False)
class Follower:
    """One task while it is followed: its newest snapshot, and how much failure it has left."""

    _ref: TaskRef
    _patience: float
    _begun: float
    _deadline: float
    _stillness: Stillness
    _age: float = 0.0
    _warned: bool = False
    task: Task | None = None
    failed: AtlassianTasksError | None = None
    doubted: Task | None = None  # an end that another look has to show

    @classmethod
    def of(
        cls, ref: TaskRef, begun: float, timeout: float | None, patience: float, stall: float | None
    ) -> Self:
        """Follow a task from a time on, for so many seconds each."""
        deadline = math.inf if timeout is None else begun + timeout
        return cls(ref, patience, begun, deadline, Stillness(stall, dialect_of(ref.kind)))

    def _taken(self, task: Task, now: float) -> Task:
        """Take in what a look shows.

        An end that no flag of the body tells counts once another look shows it: percentage and
        success need not change in one step. Until then the task is running, unless the deadline
        leaves no time for another look.
        """
        self._stillness.heed(self.task, task, now)
        dialect = dialect_of(self._ref.kind)
        is_first_sight = self.doubted is None and self._deadline - now > AT_ONCE
        if is_first_sight and not dialect.is_flagged(task) and dialect.says_finished(task):
            self.doubted, self.task = task, evolve(task, status=Status.RUNNING)
        else:
            self.doubted, self.task = None, task
        return self.task

    def gap(self, schedule: Schedule, task: Task) -> float:
        """Return the seconds until the next look; raises `TaskStalled` if nothing moves."""
        if self.doubted is not None:
            return _CONFIRMING
        left = self._stillness.left(task)
        if left <= AT_ONCE:
            said = task.message or "; ".join(map(str, task.failures))
            why = self._left(self._stillness.why(), " ".join(said.split())[:_LONGEST_SAID])
            raise TaskStalled(why, ref=self._ref, task=task)
        gap = schedule.next(self._age_of(task), task.percent)
        if not 0 <= gap < math.inf:
            raise ConfigurationError(f"the schedule said to wait {gap!r} seconds")
        return min(gap, left)

    def steady_look(self) -> Flow[Task]:
        """Look until it works or patience ends; the error then raised has the last snapshot."""
        streak = Streak(self._patience, dialect_of(self._ref.kind))
        while True:
            try:
                task = yield from look(self._ref)
            except AtlassianTasksError as error:
                # A node that does not know the task only passes the look on to the next.
                self._stillness.is_broken |= not isinstance(error, TaskNotFound)
                self.failed = error
                error.task = self.task
                pause = streak.pause(error, (yield Now()), was_seen=self.task is not None)
                if pause is None:
                    raise self._given_up(error) from error.__cause__
            else:
                self.failed = None
                return self._taken(task, (yield Now()))
            yield from self.rest(pause)
            streak.excuse((yield from self.turn()))

    def rest(self, seconds: float) -> Flow[None]:
        """Sleep, but not past the deadline; raises `WaitTimeout` if it is reached already."""
        left = self._deadline - (yield Now())
        if left <= AT_ONCE:
            raise self._timed_out()
        yield Sleep(min(seconds, left))

    def turn(self) -> Flow[float]:
        """Wait until the site may be looked at; the seconds that its `Retry-After` took of that.

        Raises `WaitTimeout`: at once if the server wants us away past the deadline, at the
        deadline if the pace has no look left before it. The first look of all is not denied for
        the pace's sake, but a fleet denies it with an endless wait.
        """
        excused = 0.0
        while True:
            turn: Turn = yield Admit()
            if not turn.wait:
                return excused
            self._stillness.is_broken |= turn.retry_after is not None
            left = self._deadline - (yield Now())
            if turn.retry_after is not None and turn.wait > left:
                raise self._timed_out(turn.retry_after)
            if turn.wait > left + AT_ONCE:
                yield Sleep(max(left, 0.0))
                if self.task or self.failed or turn.wait == math.inf:
                    raise self._timed_out()
                return excused
            yield Sleep(turn.wait)
            excused += 0.0 if turn.retry_after is None else turn.wait

    def check(self, task: Task) -> None:
        """Raise `UnexpectedResponse` for an end in words we do not know; warn once of others."""
        if task.status is not Status.UNKNOWN:
            return
        said = f"the server calls {self._ref} {task.raw_status!r}, which is no status known here"
        if dialect_of(self._ref.kind).says_finished(task):
            raise UnexpectedResponse(f"{said}, and says that it has ended", task=task)
        if not self._warned:
            self._warned = True
            log.warning("%s; still looking", said)

    def _age_of(self, task: Task) -> float:
        """Seconds since the task began, by the server's clock where it tells; never falling."""
        told = 0.0
        if task.elapsed is not None:
            told = task.elapsed.total_seconds()
        elif (since := task.started or task.submitted) and task.observed:
            told = (task.observed - since).total_seconds()
        self._age = max(self._age, told, self._stillness.seen - self._begun)
        return self._age

    def _given_up(self, error: AtlassianTasksError) -> AtlassianTasksError:
        if not isinstance(error, TaskNotFound) or self.task is None:
            return error
        return TaskGone(
            f"the task was there and is not any more: {dialect_of(self._ref.kind).lost}",
            status_code=error.status_code,
            messages=error.messages,
            hint="what is known of it is its last snapshot",
            task=self.task,
        )

    def _timed_out(self, retry_after: float | None = None) -> WaitTimeout:
        why = (
            "the timeout passed"
            if retry_after is None
            else f"the server asks for {retry_after:g} s without a look, past the timeout"
        )
        error = WaitTimeout(self._left(why), ref=self._ref, task=self.task, retry_after=retry_after)
        error.__cause__ = self.failed
        return error

    def _left(self, why: str, said: str = "") -> str:
        """Say why the task is left, how it stood then, and how to go on."""
        state = "it was not seen once" if self.task is None else f"it was {_state(self.task)}"
        told = f" and said {said!r}" if said else ""
        return f"{why}; {state}{told}. The task was not cancelled. {resume(self._ref)}"


def _state(task: Task) -> str:
    word = task.raw_status or task.status
    return word if task.percent is None else f"{word} at {task.percent:g} %"


def resume(*refs: TaskRef) -> str:
    """Say how to go on with tasks that were left."""
    return f"Go on with: atlassian-tasks wait {' '.join(map(str, refs))}"
