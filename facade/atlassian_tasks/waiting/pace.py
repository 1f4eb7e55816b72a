"""How often one site may be looked at, by all tasks of a client together. Pure but for a lock."""

from __future__ import annotations

import math
import random
from collections import deque
from threading import Lock

from .effects import AT_ONCE, Turn

_SLOWED_FOR = 60.0  # seconds at half the pace after a warning that the limit is near
_LONG = 1.0  # seconds for which nobody holds the lock
_SPREAD = 0.1  # of a Retry-After, so that clients told the same do not come back together


def _bounds(rate: float | None) -> tuple[int, float]:
    """Return how many looks any window of so many seconds may hold; 0 for no bound."""
    return (max(math.floor(rate), 1), max(1 / rate, 1.0)) if rate else (0, 0.0)


class Pace:
    """At most `rate` looks in any one second, and none before the server allows it again."""

    def __init__(self, rate: float | None) -> None:
        self._lock = Lock()
        self._usual, self._slowed = _bounds(rate), _bounds(rate and rate / 2)
        self._looks: deque[float] = deque(maxlen=self._usual[0])
        self._floor = -math.inf
        self._told: float | None = None
        self._slow_until = -math.inf

    def _alone(self) -> Lock:
        """Return the lock; one that is not given back was left taken, by a stop or before a fork.

        (From Python 3.14 on a signal may come between `with` and what it guards.)
        """
        lock = self._lock
        if lock.acquire(timeout=_LONG):
            lock.release()
            return lock
        self._lock = Lock()
        return self._lock

    def admit(self, now: float) -> Turn:
        """Count one look that begins now, or say how long to wait before asking again."""
        with self._alone():
            if self._floor - now > AT_ONCE:
                return Turn(now, self._floor - now, self._told)
            most, window = self._slowed if now < self._slow_until else self._usual
            if most and len(self._looks) >= most:
                wait = self._looks[-most] + window - now
                if wait >= AT_ONCE:
                    return Turn(now, wait)
            self._looks.append(now)
            return Turn(now, 0.0)

    def hold(self, now: float, seconds: float) -> None:
        """Let nobody look for so long: the server said `Retry-After`. The longest demand counts."""
        with self._alone():
            floor = now + seconds * random.uniform(1, 1 + _SPREAD)
            if floor > self._floor:
                self._floor, self._told = floor, seconds

    def slow(self, now: float) -> None:
        """Halve the pace for a minute: the server said that its limit is near."""
        with self._alone():
            self._slow_until = now + _SLOWED_FOR
