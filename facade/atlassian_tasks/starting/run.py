"""Many starts, a few at a time: the next begins when one ends. No I/O and no clock.

Starts are sent in their order, one after the other, each once; their tasks are followed by a fleet.
What the site refuses because too much runs there, whoever began it, waits.
"""

from __future__ import annotations

import logging
import math
import random
import re
from collections import deque
from collections.abc import Callable, Generator, Sequence
from http import HTTPStatus
from typing import Any

from atlassian_tasks.errors import (
    ApiError,
    AtlassianTasksError,
    ConfigurationError,
    RateLimited,
    StartUnclear,
    WaitTimeout,
)
from atlassian_tasks.kinds.refs import TaskRef
from atlassian_tasks.model import Task, bad_end
from atlassian_tasks.waiting.effects import AT_ONCE, Admit, Effect, Flow, Turn
from atlassian_tasks.waiting.fleet import Fleet
from atlassian_tasks.waiting.waiter import Waiter, twin
from atlassian_tasks.waiting.watch import resume

from .begin import Begun
from .start import Start, StartOutcome

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


class Run:
    """Begins starts, at most `max_running` at a time, and follows each until it has its outcome.

    `send` sends one, and `waiter` waits for their tasks. Starts that come to the same task, as a
    ledger knows it, run as one.
    """

    def __init__(
        self,
        now: float,
        fleet: Fleet,
        waiter: Waiter,
        starts: Sequence[Start],
        *,
        max_running: int,
        send: Callable[[Start], Begun],
    ) -> None:
        self._fleet, self._waiter = fleet, waiter
        self._total, self._waiting, self._ended = len(starts), deque(starts), 0
        self._running: dict[TaskRef, list[Start]] = {}
        self._reports: deque[StartOutcome] = deque()
        self._max_running, self._send = max_running, send
        self._begun = self._next_try = now
        self._pause = _FIRST_PAUSE
        self._refusal: AtlassianTasksError | None = None

    def follow(self) -> Flow[StartOutcome, None]:
        """Report until all have ended."""
        fleet, waiter = self._fleet, self._waiter
        try:
            fleet.enter(waiter, self._begun)
            while self._waiting or self._running or self._reports:
                yield from self._begin()
                self._take_ends()
                if self._reports:
                    yield from fleet.hand_out(waiter, self._reports.popleft())
                elif self._waiting or self._running:
                    yield from fleet.drive(waiter, self._next_begin())
                self._check()
        except GeneratorExit:  # the caller left the loop, and knows no refs of what runs
            told = self._left()
            if self._running:
                log.warning("%s", told)
            raise
        except BaseException as stop:
            stop.add_note(self._left())
            raise
        finally:
            fleet.leave(waiter)

    def _check(self) -> None:
        """Raise what ended the wait for all; a closed client is the outcome of each that runs."""
        try:
            self._waiter.check()
        except ConfigurationError as trouble:
            self._waiter.trouble = None
            for member in [*self._waiter.members.values()]:
                self._fleet.end(member, twin(trouble))

    def _begin(self) -> Generator[Effect, Any, None]:
        """Begin what may begin now."""
        fleet, deadline = self._fleet, self._waiter.deadline
        while self._has_room() and self._next_try <= fleet.now + AT_ONCE < deadline:
            fleet.step_aside(self._waiter)
            turn: Turn = yield Admit()
            fleet.now, left = turn.now, deadline - turn.now
            if turn.retry_after is not None and turn.wait > left:
                self._give_up(turn.retry_after)
            elif turn.wait:
                self._next_try = fleet.now + turn.wait
            elif left > AT_ONCE:
                yield from self._try(self._waiting.popleft())
        if deadline - fleet.now <= AT_ONCE:
            self._give_up()

    def _has_room(self) -> bool:
        return bool(self._waiting) and len(self._running) < self._max_running

    def _next_begin(self) -> float:
        """Return when to begin something, or to give it up."""
        next_try = self._next_try if self._has_room() else math.inf
        return min(next_try, self._waiter.deadline) if self._waiting else math.inf

    def _try(self, start: Start) -> Generator[Effect, Any, None]:
        """Send one start, and follow its task; one that finds the site full waits on."""
        begun = self._fleet.now
        try:
            known = yield from self._send(start)
        except AtlassianTasksError as error:
            if _is_full(error):
                if self._refusal is None:
                    log.warning(
                        "%s waits: the site runs as many as it takes at a time", start.operation
                    )
                self._waiting.appendleft(start)
                self._refusal = error
                self._next_try = begun + self._pause * random.uniform(*_JITTER)
                self._pause = min(2 * self._pause, _LONGEST_PAUSE)
                return
            ref = error.ref if isinstance(error, StartUnclear) else None
            self._report(StartOutcome(start, ref, None, error))
        else:
            match known:
                case TaskRef():
                    self._follow(start, known, begun)
                case Task():
                    self._report(StartOutcome(start, known.ref, known, bad_end(known)))
                case None:
                    self._report(StartOutcome(start, None, None))
        self._pause, self._refusal = _FIRST_PAUSE, None

    def _follow(self, start: Start, ref: TaskRef, begun: float) -> None:
        starts = self._running.setdefault(ref, [])
        starts.append(start)  # before a stop can lose it
        if len(starts) == 1:
            self._fleet.join(self._waiter, begun, [ref])

    def _report(self, outcome: StartOutcome) -> None:
        self._reports.append(outcome)
        self._ended += 1

    def _take_ends(self) -> None:
        """Take in which tasks have ended, and so made room."""
        while self._waiter.reports:
            end: Any = self._waiter.reports.popleft()
            for start in self._running.pop(end.ref):
                self._report(StartOutcome(start, end.ref, end.task, end.error))
            self._next_try, self._pause = self._fleet.now, _FIRST_PAUSE

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
        self._take_ends()
        running = sum(map(len, self._running.values()))
        told = f"Of {self._total} starts {self._ended} ended, {running} run on and were not "
        told += f"cancelled, {len(self._waiting)} were not begun."
        if self._ended + running + len(self._waiting) < self._total:
            told += " One may have started."
        return f"{told} {resume(*self._running)}" if running else told


def _is_full(error: AtlassianTasksError) -> bool:
    """Whether the site refuses because enough runs there already, not for what was asked.

    The words are not documented, so they are known by what they speak of.
    """
    if not isinstance(error, ApiError) or error.status_code != HTTPStatus.BAD_REQUEST:
        return isinstance(error, RateLimited)
    said = " ".join(error.messages)
    return bool(_OPERATIONS.search(said) and _TOGETHER.search(said) and not _OTHER.search(said))
