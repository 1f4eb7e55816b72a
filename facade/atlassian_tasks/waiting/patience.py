"""How long to look at what does not come right: looks that fail, and tasks that stand still.

A failed look is not a failed task, and one that stands still is not one that has ended.
"""

from __future__ import annotations

import logging
import math
import random

from attrs import define

from atlassian_tasks.errors import (
    ApiError,
    AtlassianTasksError,
    ConnectionFailed,
    OversizedBody,
    RateLimited,
    ServerError,
    TaskNotFound,
    UnexpectedResponse,
)
from atlassian_tasks.kinds.dialect import Dialect
from atlassian_tasks.model import Task

PATIENCE = 120.0  # seconds of continuous failure before the error counts
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
_JITTER = (0.7, 1.3)
_SHORTER = (0.8, 1.0)
_STOPPED_LOOKS, _STOPPED_FOR = 5, 60.0  # over which a clock that stands still was stopped
_TRANSIENT_CODES = (408, 425)
log = logging.getLogger("atlassian_tasks")


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


@define(eq=False)
class Streak:
    """Failed looks in a row; it ends with a good one, or after `patience` seconds."""

    _patience: float
    _dialect: Dialect
    _usual: float = _FIRST_PAUSE
    _missing: int = 0
    _since: float | None = None

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
        if not is_transient(error):
            return None
        if self._since is None:
            self._since = now
            log.warning(
                "a look at %s failed and is repeated for up to %g s: %s",
                error.ref,
                self._patience,
                _named(error),
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


@define(eq=False)
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
        return task.status, task.percent, task.message, task.failures, task.updated, clock


def _named(error: AtlassianTasksError) -> str:
    """Name an error without the server's words, which are a part of its body."""
    if isinstance(error, ApiError):
        return f"{type(error).__name__}, status {error.status_code}"
    return str(error.args[0])
