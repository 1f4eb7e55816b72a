"""When to look at a task next: pure arithmetic, no clock and no waiting.

How long a task has run says how long it may still run, so without better knowledge the gap between
looks grows with the square root of the task's age: an hour-long wait costs about a hundred looks.
A percentage is better knowledge. Two looks at it draw a line, and the line says between which ages
it reaches 100; the schedule jumps ahead to the early end of that window and sweeps it in a few
steps. A line may lie, so it is believed step by step: every look that agrees doubles how far one
jump may go, one that does not takes all of that back and draws a new line.

Whatever the percentage does, two bounds hold: no gap exceeds `longest_gap`, and looks that come
sooner than the square root asks are paid for, so that their number stays under 1.5 times its own.
"""

import math
from random import Random
from typing import Protocol

_SHORTEST, _LONGEST = 1.0, 60.0
_MOST_TRUST = 4.0
_JITTER = 0.1
_SWEEP_STEPS = 6.0
_ALLOWANCE = 1.5


class Schedule(Protocol):
    """Says when to look at one task; make one a task, it may remember what it was told."""

    def next(self, age: float, percent: float | None) -> float:
        """Return the seconds until the next look at a task `age` seconds old, `percent` done."""


class Fixed:
    """Look every so many seconds: `schedule=lambda: Fixed(5)`."""

    __slots__ = ("_seconds",)

    def __init__(self, seconds: float) -> None:
        if not 0 < seconds < math.inf:
            raise ValueError(f"a fixed schedule takes a positive number of seconds, not {seconds}")
        self._seconds = float(seconds)

    def next(self, age: float, percent: float | None) -> float:  # noqa: ARG002
        """Return the same number of seconds every time."""
        return self._seconds


def base_gap(age: float) -> float:
    """Return the gap that suits a task `age` seconds old of which nothing else is known."""
    return min(max(math.sqrt(age), _SHORTEST), _LONGEST)


def longest_gap(age: float) -> float:
    """Return what no gap after a look at this age exceeds, however well a forecast holds."""
    base = base_gap(age)
    return min(_MOST_TRUST * base, max(base, age / 4)) * (1 + _JITTER)


class Adaptive:
    """The default schedule: grows with the task's age, and uses its percentage while that holds.

    Every gap lies between 0.9 s and `longest_gap`. Seed it with `random=Random(7)`.
    """

    __slots__ = ("_age", "_anchor", "_high", "_last", "_low", "_random", "_spare", "_trust")

    def __init__(self, *, random: Random | None = None) -> None:
        self._random = random or Random()  # noqa: S311 - spreads looks, guards nothing
        self._age = 0.0
        self._anchor = (0.0, 0.0)
        self._last = (0.0, 0.0)
        self._low, self._high = 0.0, math.inf
        self._trust = 1.0
        self._spare = 0.0

    def next(self, age: float, percent: float | None) -> float:
        """Return the seconds until the next look at a task `age` seconds old, `percent` done."""
        if math.isfinite(age):
            self._age = max(self._age, age)
        jitter = self._random.uniform(1 - _JITTER, 1 + _JITTER)
        base = base_gap(self._age) * jitter
        if percent is None or not 0 <= percent <= 100:
            self._trust = 1.0
            return self._pay(base)
        self._learn(self._age, percent)
        gap = min(self._aim(base), longest_gap(self._age) / (1 + _JITTER) * jitter)
        return self._pay(gap if self._spare >= 1 else max(gap, base))

    def _learn(self, age: float, percent: float) -> None:
        low, high = self._window(age, percent)
        low, high = max(low, self._low), min(high, self._high)
        if percent >= self._last[1] and low <= high + _SHORTEST:
            self._low, self._high = min(low, high), max(low, high)
            if high < math.inf and percent > self._last[1]:
                self._trust = min(2 * self._trust, _MOST_TRUST)
        else:
            self._trust = 1.0
            self._anchor = self._last if percent > self._last[1] else (age, percent)
            self._low, self._high = self._window(age, percent)
        self._last = (age, percent)

    def _window(self, age: float, percent: float) -> tuple[float, float]:
        """Return between which ages the line from the anchor through this look reaches 100.

        A shown percentage may be cut off or rounded: 42 stands for anything from 41.5 to 43.
        """
        since, start = self._anchor
        passed = age - since
        most, least = percent + 1 - max(start - 0.5, 0), percent - 0.5 - (start and start + 1)
        low = age + passed * max(99 - percent, 0) / most if most > 0 else age
        high = age + passed * (100.5 - percent) / least if least > 0 else math.inf
        return low, high

    def _aim(self, base: float) -> float:
        age = self._age
        if self._high == math.inf:
            return base
        if age < self._low:
            return min(self._low - age, self._trust * base)
        if age < self._high:
            return max((self._high - age) / _SWEEP_STEPS, _SHORTEST)
        return min(base, max(age - self._high, _SHORTEST))

    def _pay(self, gap: float) -> float:
        gap = max(gap, _SHORTEST * (1 - _JITTER))
        self._spare += _ALLOWANCE * gap / base_gap(self._age + gap) - 1
        return gap
