"""Which failed looks are worth another one, and when. A failed look is not a failed task."""

from __future__ import annotations

import logging
import random

from attrs import define

from ._answers import OversizedBody
from .errors import (
    ApiError,
    AtlassianTasksError,
    ConnectionFailed,
    RateLimited,
    ServerError,
    TaskNotFound,
    UnexpectedResponse,
)

PATIENCE = 120.0  # seconds of continuous failure before the error counts
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
_JITTER = (0.7, 1.3)
_UNSEEN = (0.5, 1.5, 3.0)  # a task that was just started may not be visible for some seconds
_GONE = (1.0,)  # one that was there is asked for once more
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
            pauses = _GONE if was_seen else _UNSEEN
            self._missing += 1
            return pauses[self._missing - 1] if self._missing <= len(pauses) else None
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


def _named(error: AtlassianTasksError) -> str:
    """Name an error without the server's words, which are a part of its body."""
    if isinstance(error, ApiError):
        return f"{type(error).__name__}, status {error.status_code}"
    return str(error.args[0])
