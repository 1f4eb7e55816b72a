"""Many starts, a few at a time: the next begins when one ends. No I/O and no clock.

Starts are sent in their order, one after the other, each once; their tasks are followed by the same
`watch` flow as any. What the site refuses because too much runs there, whoever began it, waits.
"""

from __future__ import annotations

import logging
import random
import re
from collections import deque
from collections.abc import Callable, Generator, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from attrs import define, evolve

from atlassian_tasks.errors import (
    ApiError,
    AtlassianTasksError,
    RateLimited,
    StartUnclear,
    TaskError,
    WaitTimeout,
)
from atlassian_tasks.kinds.refs import TaskRef
from atlassian_tasks.model import Task
from atlassian_tasks.waiting.effects import AT_ONCE, Admit, Effect, Flow, Send, Sent, Sleep, Turn
from atlassian_tasks.waiting.watch import Limits, resume, watch

from .begin import Begun
from .start import Start, StartOutcome

if TYPE_CHECKING:
    from atlassian_tasks.schedule import Schedule

log = logging.getLogger("atlassian_tasks")
_FIRST_PAUSE, _LONGEST_PAUSE = 5.0, 60.0  # seconds until a start that was refused is tried again
_JITTER = (0.7, 1.3)
_OPERATIONS = re.compile(r"\b(operations?|tasks?|jobs?|bulk)\b", re.IGNORECASE)
_TOGETHER = re.compile(
    "concurrent|simultaneous|running|in progress|at (a|the same) time|at once|in parallel"
    "|maximum number of",
    re.IGNORECASE,
)
_OTHER = re.compile(r"\bissues?\b(?! operation)|\bfields?\b", re.IGNORECASE)


@define(eq=False)
class _Lane:
    """One task that runs: its flow, and what the flow waits for."""

    start: Start
    ref: TaskRef
    flow: Flow[Task, None]
    effect: Effect | None = None
    due: float = 0.0
    task: Task | None = None


class Run:
    """Begins starts, at most `most` at a time, and follows each until it has its outcome.

    `begin` sends one, `schedule` makes one for each watch, `width` is the most requests in flight.
    """

    def __init__(
        self,
        now: float,
        starts: Sequence[Start],
        *,
        limits: Limits,
        most: int,
        width: int,
        begin: Callable[[Start], Begun],
        schedule: Callable[[], Schedule],
    ) -> None:
        self._now, self._deadline = now, limits.deadline(now)
        self._total, self._waiting, self._ended = len(starts), deque(starts), 0
        self._lanes: list[_Lane] = []
        self._reports: deque[StartOutcome] = deque()
        self._limits, self._most, self._width = limits, most, width
        self._send, self._schedule = begin, schedule
        self._next_try, self._pause = now, _FIRST_PAUSE
        self._refusal: AtlassianTasksError | None = None

    def follow(self) -> Flow[StartOutcome, None]:
        """Report until all have ended."""
        try:
            while self._waiting or self._lanes:
                yield from self._begin()
                yield from self._look()
                while self._reports:
                    self._now = yield self._reports.popleft()
        except GeneratorExit:  # the caller left the loop, and knows no refs of what runs
            if self._lanes:
                log.warning("%s", self._left())
            raise
        except BaseException as stop:
            stop.add_note(self._left())
            raise

    def _begin(self) -> Generator[Effect, Any, None]:
        """Begin what may begin now."""
        while self._may_begin():
            turn: Turn = yield Admit()
            self._now, left = turn.now, self._deadline - turn.now
            if turn.retry_after is not None and turn.wait > left:
                self._give_up(turn.retry_after)
            elif turn.wait:
                self._next_try = self._now + turn.wait
            elif left > AT_ONCE:
                yield from self._try(self._waiting.popleft())
        if self._deadline - self._now <= AT_ONCE:
            self._give_up()

    def _may_begin(self) -> bool:
        if not self._waiting or len(self._lanes) >= self._most:
            return False
        return self._next_try <= self._now + AT_ONCE < self._deadline

    def _try(self, start: Start) -> Generator[Effect, Any, None]:
        """Send one start, and follow its task; one that finds the site full waits on."""
        begun = self._now
        try:
            known = yield from self._send(start)
        except AtlassianTasksError as error:
            if _is_full(error):
                if self._refusal is None:
                    log.warning("%s waits, as enough runs on the site", start.operation)
                self._waiting.appendleft(start)
                self._refusal = error
                self._next_try = begun + self._pause * random.uniform(*_JITTER)
                self._pause = min(2 * self._pause, _LONGEST_PAUSE)
                return
            ref = error.ref if isinstance(error, StartUnclear) else None
            self._report(StartOutcome(start, ref, None, error))
        else:
            if isinstance(known, TaskRef):
                self._follow(start, known, begun)
            else:
                ref = None if known is None else known.ref
                self._report(StartOutcome(start, ref, known, _bad_end(known)))
        self._pause, self._refusal = _FIRST_PAUSE, None

    def _follow(self, start: Start, ref: TaskRef, begun: float) -> None:
        is_bounded = self._limits.timeout is not None
        limits = evolve(self._limits, timeout=self._deadline - begun if is_bounded else None)
        lane = _Lane(start, ref, watch(begun, ref, limits, self._schedule()))
        self._lanes.append(lane)
        self._step(lane, None)

    def _report(self, outcome: StartOutcome) -> None:
        self._reports.append(outcome)
        self._ended += 1

    def _look(self) -> Generator[Effect, Any, None]:
        """Wake who is due, send the looks that may go, or else sleep until something changes."""
        for lane in self._all(Sleep):
            if lane.due <= self._now + AT_ONCE:
                self._step(lane, self._now)
        looking = self._all(Admit)[: self._width]
        for lane in looking:
            turn: Turn = yield Admit()
            self._now = turn.now
            self._step(lane, turn)
        if sending := self._all(Send):
            sent: Sent = yield Send([lane.effect.calls[0] for lane in sending])
            self._now = sent.now
            for lane, result in zip(sending, sent.results, strict=True):
                self._step(lane, Sent(sent.now, (result,)))
        elif not looking and not self._reports and (self._lanes or self._waiting):
            self._now = yield Sleep(max(self._next_due() - self._now, 0.0))

    def _all(self, effect: type[Effect]) -> list[Any]:
        return [lane for lane in self._lanes if isinstance(lane.effect, effect)]

    def _next_due(self) -> float:
        dues = [lane.due for lane in self._lanes]
        if self._waiting:
            dues.append(self._deadline)
            if len(self._lanes) < self._most:
                dues.append(self._next_try)
        return min(dues)

    def _step(self, lane: _Lane, told: object) -> None:
        """Run a watch to what it wants next, or to its end."""
        try:
            effect = lane.flow.send(told)
            while isinstance(effect, Task):
                lane.task = effect
                effect = lane.flow.send(self._now)
        except StopIteration:
            self._end(lane, _bad_end(lane.task))
        except AtlassianTasksError as error:
            self._end(lane, error)
        else:
            lane.effect = effect
            if isinstance(effect, Sleep):
                lane.due = self._now + effect.seconds

    def _end(self, lane: _Lane, error: AtlassianTasksError | None) -> None:
        self._lanes.remove(lane)
        task = (error and error.task) or lane.task
        self._report(StartOutcome(lane.start, lane.ref, task, error))
        self._next_try, self._pause = self._now, _FIRST_PAUSE  # there is room again

    def _give_up(self, retry_after: float | None = None) -> None:
        """Let what waits end as not begun."""
        why = "the timeout passed first"
        if retry_after is not None:
            why = f"the server asks for {retry_after:g} s without a request, past the timeout"
        elif self._refusal is not None:
            why += f", and the site was full: {self._refusal.args[0]}"
        while self._waiting:
            start = self._waiting.popleft()
            error = WaitTimeout(f"{start.operation} was not begun: {why}", retry_after=retry_after)
            error.__cause__ = self._refusal
            self._report(StartOutcome(start, None, None, error))

    def _left(self) -> str:
        """Say what is left, and how to go on."""
        refs = [lane.ref for lane in self._lanes]
        told = f"Of {self._total} starts {self._ended} ended, {len(refs)} run on and were not "
        told += f"cancelled, {len(self._waiting)} were not begun."
        if self._ended + len(refs) + len(self._waiting) < self._total:
            told += " One may have started."
        return f"{told} {resume(*refs)}" if refs else told


def _is_full(error: AtlassianTasksError) -> bool:
    """Whether the site refuses because enough runs there already, not for what was asked.

    The words are not documented, so they are known by what they speak of.
    """
    if not isinstance(error, ApiError) or error.status_code != HTTPStatus.BAD_REQUEST:
        return isinstance(error, RateLimited)
    said = " ".join(error.messages)
    return bool(_OPERATIONS.search(said) and _TOGETHER.search(said) and not _OTHER.search(said))


def _bad_end(task: Task | None) -> TaskError | None:
    try:
        if task is not None:
            task.raise_for_status()
    except TaskError as error:
        return error
    return None
