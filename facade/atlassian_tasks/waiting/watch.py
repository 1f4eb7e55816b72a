"""One task to its end: turns, patience, standing still, deadline. No I/O and no clock.

A failed look is not a failed task, and a task that stands still is not one that has ended. What to
do about either, and until when, stands here and nowhere else; a fleet drives these flows as well.
"""

from __future__ import annotations

import logging
import math
import random
from collections.abc import Generator
from typing import TYPE_CHECKING, Any, cast

from attrs import define, evolve, field, frozen
from attrs.converters import optional

from atlassian_tasks.errors import (
    ApiError,
    AtlassianTasksError,
    ConfigurationError,
    ConnectionFailed,
    OversizedBody,
    RateLimited,
    ServerError,
    TaskGone,
    TaskNotFound,
    TaskStalled,
    UnexpectedResponse,
    WaitTimeout,
)
from atlassian_tasks.kinds.dialect import Answer, Call, Dialect, dialect_of
from atlassian_tasks.kinds.refs import TaskRef, brief
from atlassian_tasks.model import Status, Task, is_number, seconds

from .effects import AT_ONCE, Admit, Effect, Flow, Result, Send, Sent, Sleep, Turn

if TYPE_CHECKING:
    from atlassian_tasks.schedule import Schedule

PATIENCE = 120.0  # seconds of continuous failure before the error counts
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
_JITTER = (0.7, 1.3)
_SHORTER = (0.8, 1.0)
_TRANSIENT_CODES = (408, 425)
_STOPPED_LOOKS, _STOPPED_FOR = 5, 60.0  # over which a clock that stands still was stopped
_CONFIRMING = 1.0  # seconds until an end at 100 % is looked at again
_LONGEST_SAID = 500  # characters of a task's message in an error's
log = logging.getLogger("atlassian_tasks")


@frozen
class Limits:
    """How long to look, in seconds: in all, at failures, and at what stands still.

    See `TaskClient.watch`. Raises `ValueError`.
    """

    timeout: float | None = field(default=None, converter=optional(seconds))
    patience: float = field(default=PATIENCE, converter=seconds)
    stall: float | None = field(default=None, converter=optional(seconds))

    def __attrs_post_init__(self) -> None:
        for name in ("timeout", "patience", "stall"):
            value = getattr(self, name)
            told = 0 if value is None and name != "patience" else value
            if not is_number(told) or math.isnan(told) or told < 0:
                told = f"a number of seconds from 0 up, or a timedelta, not {brief(value)}"
                raise ValueError(f"{name} is {told}")

    def deadline(self, now: float) -> float:
        """Return when a wait that begins now is over."""
        return math.inf if self.timeout is None else now + self.timeout


def watch(
    now: float, ref: TaskRef, limits: Limits, schedule: Schedule, deadline: float
) -> Flow[Task, None]:
    """Report the first snapshot, every one that differs, and at last the final one."""
    shown: Task | None = None
    gap: float | None = None
    try:
        follower = Follower(ref, limits, now, deadline)
        while True:
            try:
                if gap is not None:
                    follower.now = yield follower.rest(gap, is_gap=True)
                yield from follower.turn()
                task = yield from follower.steady_look()
            except (WaitTimeout, ApiError, ConnectionFailed):
                if follower.doubted is None:
                    raise
                task = follower.doubted  # no other look is to be had: take the body at its word
            follower.check(task)
            if shown is None or _face(task) != _face(shown):
                if shown is None or shown.status is not task.status:
                    log.info("%s is %s", ref, task.raw_status or task.status)
                shown = task
                follower.now = yield task
            if task.is_final:
                return
            gap = follower.gap(schedule, task)
    except BaseException as stop:
        if not isinstance(stop, Exception | GeneratorExit):
            stop.add_note(left_alone(ref))
        raise


def _face(task: Task) -> tuple[object, ...]:
    return task.status, task.percent, task.message, task.failures


def ask(call: Call) -> Generator[Effect, Any, Answer]:
    """Send one request; raises the error that it came to."""
    sent: Sent = yield Send((call,))
    return answered(sent.results[0])


def answered(result: Result) -> Answer:
    """Take the answer; raises the error that it is instead."""
    if isinstance(result, AtlassianTasksError):
        raise result from result.__cause__
    return cast("Answer", result)


def read(ref: TaskRef, result: Result) -> Task:
    """Understand what a look came to; raises the error about it, which names the task."""
    if isinstance(result, Task):
        return result
    try:
        return dialect_of(ref.kind).read(ref, answered(result))
    except AtlassianTasksError as error:
        error.ref = ref
        raise


class Follower:
    """One task while it is followed: its newest snapshot, and how much failure it has left."""

    __slots__ = (
        "_age", "_begun", "_deadline", "_dialect", "_limits", "_ref", "_stillness", "_warned",
        "doubted", "failed", "now", "task",
    )  # fmt: skip

    def __init__(self, ref: TaskRef, limits: Limits, now: float, deadline: float) -> None:
        self._ref = ref
        self._limits = limits
        self._dialect = dialect_of(ref.kind)
        self._stillness = Stillness(limits.stall, self._dialect)
        self._begun = self.now = now
        self._deadline = deadline
        self._age = 0.0
        self._warned = False
        self.task: Task | None = None
        self.failed: AtlassianTasksError | None = None
        self.doubted: Task | None = None  # an end that another look has to show

    def steady_look(self) -> Generator[Effect, Any, Task]:
        """Look until it works or patience ends; the error then raised has the last snapshot."""
        streak = Streak(self._limits.patience, self._dialect)
        while True:
            sent: Sent = yield Send((self._dialect.look(self._ref.id),))
            self.now = sent.now
            try:
                task = read(self._ref, sent.results[0])
            except AtlassianTasksError as error:
                # A node that does not know the task only passes the look on to the next.
                self._stillness.is_broken |= not isinstance(error, TaskNotFound)
                self.failed = error
                error.task = self.task
                pause = streak.pause(error, self.now, was_seen=self.task is not None)
                if pause is None:
                    raise self._given_up(error) from error.__cause__
            else:
                self.failed = None
                streak.end(self._ref, self.now)
                return self._taken(task)
            self.now = yield self.rest(pause)
            streak.excuse((yield from self.turn()))

    def _taken(self, task: Task) -> Task:
        """Take in what a look shows.

        An end that no flag of the body tells counts once another look shows it: percentage and
        success need not change in one step. Until then the task is running, unless no other look
        is to be had: the deadline is there, the record is gone, or looks go on failing.
        """
        self._stillness.heed(self.task, task, self.now)
        is_first_sight = self.doubted is None and self._deadline - self.now > AT_ONCE
        is_untold = self._dialect.says_finished(task) and not self._dialect.is_flagged(task)
        if is_first_sight and is_untold:
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
        return min(gap, left, self._dialect.longest)

    def rest(self, seconds: float, *, is_gap: bool = False) -> Sleep:
        """Return a sleep, but not past the deadline; raises `WaitTimeout` if it is there."""
        left = self._deadline - self.now
        if left <= AT_ONCE:
            raise self._timed_out()
        return Sleep(min(seconds, left), is_gap)

    def turn(self) -> Generator[Effect, Any, float]:
        """Wait until the site may be looked at; the seconds that its `Retry-After` took of that.

        Raises `WaitTimeout`: at once if the server wants us away past the deadline, at the
        deadline if the pace has no look left before it. The first look of all is not denied for
        the pace's sake, but a fleet denies it with an endless wait.
        """
        excused = 0.0
        while True:
            turn: Turn = yield Admit()
            self.now = turn.now
            if not turn.wait:
                return excused
            self._stillness.is_broken |= turn.retry_after is not None
            left = self._deadline - self.now
            if turn.retry_after is not None and turn.wait > left:
                raise self._timed_out(turn.retry_after)
            if turn.wait > left + AT_ONCE:
                self.now = yield Sleep(max(left, 0.0))
                if self.task or self.failed or turn.wait == math.inf:
                    raise self._timed_out()
                return excused
            self.now = yield Sleep(turn.wait)
            excused += 0.0 if turn.retry_after is None else turn.wait

    def check(self, task: Task) -> None:
        """Raise `UnexpectedResponse` for an end in words we do not know; warn once of others."""
        if task.status is not Status.UNKNOWN:
            return
        said = f"the server calls {self._ref} {task.raw_status!r}, which is no status known here"
        if self._dialect.says_finished(task):
            raise UnexpectedResponse(f"{said}, and says that it has ended", task=task)
        if not self._warned:
            self._warned = True
            log.warning("%s; still looking", said)

    def _age_of(self, task: Task) -> float:
        """Seconds since the task began, by the server's clock where it tells; never falling."""
        self._age = max(self._age, told_age(task) or 0.0, self._stillness.seen - self._begun)
        return self._age

    def _given_up(self, error: AtlassianTasksError) -> AtlassianTasksError:
        if is_transient(error):
            told = f"gave up after {self._limits.patience:g} s of failed looks"
            error.args = (f"{self._ref}: {error.args[0]} ({told}). {resume(self._ref)}",)
        if not isinstance(error, TaskNotFound) or self.task is None:
            return error
        return TaskGone(
            f"the task was there and is not any more: {self._dialect.lost}",
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


def told_age(task: Task) -> float | None:
    """Return how old a task is, or was at its end, by the server's clock."""
    if task.elapsed is not None:
        return task.elapsed.total_seconds()
    since, until = task.started or task.submitted, task.finished or task.observed
    return (until - since).total_seconds() if since and until else None


def _state(task: Task) -> str:
    word = task.raw_status or task.status
    return word if task.percent is None else f"{word} at {task.percent:g} %"


def left_alone(ref: TaskRef) -> str:
    """Say that a stop did not touch a task."""
    return f"{ref} was not cancelled and goes on. {resume(ref)}"


def resume(*refs: TaskRef) -> str:
    """Say how to go on with tasks that were left."""
    return f"Go on with: atlassian-tasks wait {' '.join(map(str, refs))}"


def is_transient(error: AtlassianTasksError) -> bool:
    """Whether another look may well succeed: no answer, an overload, or a garbled body."""
    match error:
        case ConnectionFailed() | RateLimited() | ServerError():
            return True
        case OversizedBody():
            return False
        case UnexpectedResponse(status_code=code):
            return code is None or code < 300
        case ApiError(status_code=code):
            return code in _TRANSIENT_CODES
        case _:
            return False


def may_have_arrived(error: AtlassianTasksError) -> bool:
    """Whether what is sent only once may have been carried out all the same."""
    return is_transient(error) and not isinstance(error, RateLimited)


@define(eq=False)
class Streak:
    """Failed looks in a row; it ends with a good one, or after `patience` seconds."""

    _patience: float
    _dialect: Dialect
    _usual: float = _FIRST_PAUSE
    _missing: int = 0
    _since: float | None = None
    _begun: float | None = None  # the same, with what is excused

    def end(self, ref: TaskRef, now: float) -> None:
        """Say that contact is back, where it was said to be lost."""
        if self._begun is not None:
            told = {"ref": ref, "has_contact": True}
            log.warning("%s answers again, after %.0f s", ref, now - self._begun, extra=told)

    def excuse(self, seconds: float) -> None:
        """Leave out time in which the server wanted no look."""
        if self._since is not None:
            self._since += seconds

    def pause(self, error: AtlassianTasksError, now: float, *, was_seen: bool) -> float | None:
        """Return the seconds until the next try, None if there is nothing to hope for."""
        if isinstance(error, TaskNotFound):
            pauses = self._dialect.gone if was_seen else self._dialect.unseen
            self._missing += 1
            if self._missing > len(pauses):
                return None
            # Lest tasks that are looked at together meet the same nodes of a cluster each time.
            return pauses[self._missing - 1] * random.uniform(*_SHORTER)
        if not is_transient(error) or not self._patience:
            return None
        if self._since is None:
            self._since = self._begun = now
            log.warning(
                "a look at %s failed and is repeated for up to %g s: %s",
                error.ref,
                self._patience,
                _named(error),
                extra={"ref": error.ref, "has_contact": False},
            )
        left = self._since + self._patience - now
        pause = self._usual * random.uniform(*_JITTER)
        self._usual = min(2 * self._usual, _LONGEST_PAUSE / _JITTER[1])
        if left <= 0:
            return None
        demanded = (error.retry_after if isinstance(error, ApiError) else None) or 0.0
        if demanded >= pause:
            return 0.0  # the floor is longer, and its time is excused
        self.excuse(demanded)
        return min(pause, left + demanded)


@define(eq=False, weakref_slot=False)
class Stillness:
    """How long nothing has moved; time in which looks failed, or had to wait, does not count.

    Without a `limit` only a clock that the server has stopped counts: where a body has no flag that
    says whether the task has ended, such as Data Center's, it may end like that below 100 %.
    """

    _limit: float | None
    _dialect: Dialect
    _since: float = 0.0
    seen: float = 0.0  # when the newest good look was
    _looks: int = 0  # that showed the same
    is_broken: bool = False  # whether a look has failed since, or was put off by the server

    def heed(self, before: Task | None, task: Task, now: float) -> None:
        """Take in what a good look shows after what the last one did."""
        if before is None or self._face(before) != self._face(task):
            self._since, self._looks = now, 0
        elif self.is_broken:
            self._since += now - self.seen
        self._looks += 1
        self.seen, self.is_broken = now, False

    def left(self, task: Task) -> float:
        """Return the seconds after the newest good look in which something has to move."""
        if self._limit is not None:
            return self._since + self._limit - self.seen
        if not task.elapsed or self._dialect.is_flagged(task) or self._looks < _STOPPED_LOOKS:
            return math.inf
        return self._since + _STOPPED_FOR - self.seen

    def why(self) -> str:
        """Say why to stop waiting."""
        if self._limit is not None:
            return f"nothing has moved for {self._limit:g} s"
        return "the server has stopped its clock, so most likely it has ended without success"

    def _face(self, task: Task) -> tuple[object, ...]:
        clock = task.elapsed if self._limit is None else None
        return *_face(task), task.updated, clock


def _named(error: AtlassianTasksError) -> str:
    """Name an error without the server's words, which are a part of its body."""
    if isinstance(error, ApiError):
        return f"{type(error).__name__}, status {error.status_code}"
    return str(error.args[0])
