"""When to look at a task next: pure arithmetic, no clock and no waiting.

What has run for long may well run for longer, so without better knowledge the gap between two
looks grows with the square root of the task's age, from 1 s to 60 s: a quarter of an hour costs
some sixty looks. A percentage is better knowledge. The looks at it draw a straight line, and the
line says between which ages it reaches 100; the schedule jumps ahead to the near end of that window
and sweeps it in a few steps. Behind it the task is overdue, and the gaps double back to the usual.

Progress bars lie, so a line is believed step by step. Each look that comes as foretold doubles how
far a jump may go; one that does not takes all of that back and starts a new line. Whatever the
percentage does, two bounds hold: no gap exceeds `longest_gap`, and a look sooner than usual is paid
for out of a purse, so that there are never more than 1.25 times the usual looks and six.

In a fleet the gap without better knowledge is what siblings have taught, once there are enough.
"""

import math
import sys
from datetime import timedelta
from random import Random, SystemRandom
from typing import Protocol

_SHORTEST, _LONGEST = 1.0, 60.0  # seconds
_JITTER = 0.1
_MOST_TRUST = 4.0
_SWEEP_STEPS = 12.0
_STUCK = 99  # percent; from here on a look tells no more than that the task has not ended
_PURSE, _INCOME = 5.0, 1.25  # looks: to begin with, and earned for each usual one
_SYSTEM = SystemRandom()  # stateless: nothing to keep for each task, nothing that a fork repeats


class Schedule(Protocol):
    """Says when to look at one task next; it may remember a bounded number of looks."""

    def next(self, age: float, percent: float | None) -> float:
        """Return the seconds until the next look at a task `age` seconds old and `percent` done."""


class Siblings(Protocol):
    """What other tasks of the same kind have taught; ages and gaps are seconds."""

    def usual(self, age: float) -> float:
        """Return the gap after a look at a task of this age, if the age is all that is known."""

    def live(self, since: float, until: float) -> None:
        """Learn that one of them was seen to live from one age to another."""


class Fixed:
    """Look every so many seconds, or every `timedelta`: `schedule=lambda: Fixed(5)`."""

    __slots__ = ("_seconds",)

    def __init__(self, seconds: float | timedelta) -> None:
        if isinstance(seconds, timedelta):
            seconds = seconds.total_seconds()
        if isinstance(seconds, bool) or not 0 < seconds <= sys.float_info.max:
            raise ValueError("a fixed schedule takes a positive number of seconds, or a timedelta")
        self._seconds = float(seconds)

    def next(self, age: float, percent: float | None) -> float:
        """Return the same number of seconds every time."""
        return self._seconds


def usual_gap(age: float) -> float:
    """Return the gap after a look at a task of this age, if the age is all that is known."""
    return min(max(math.sqrt(age), _SHORTEST), _LONGEST)


def longest_gap(age: float, usual: float | None = None) -> float:
    """Return what no gap exceeds: four usual ones or a quarter of the age, plus the jitter."""
    usual = usual_gap(age) if usual is None else usual
    return (1 + _JITTER) * min(_MOST_TRUST * usual, max(usual, age / 4))


class Adaptive:
    """The default: follows the task's age, and its percentage for as long as that can be believed.

    Ages and gaps are seconds; no gap is under 0.9 s or over `longest_gap`. For the same looks each
    time, share a seeded `random` between the schedules of a client:

        schedule = functools.partial(Adaptive, random=Random(7))
    """

    __slots__ = (
        "_gap", "_is_blind", "_line", "_purse", "_random", "_told", "_trust", "age",
        "siblings",
    )  # fmt: skip

    def __init__(self, *, random: Random | None = None) -> None:
        self._random = random or _SYSTEM
        self.age: float = 0.0
        self._told = self._gap = 0.0
        self._line = _Line()
        self._trust = 1.0
        self._purse = _PURSE
        self._is_blind = True
        self.siblings: Siblings | None = None

    def next(self, age: float, percent: float | None) -> float:
        """Return the seconds until the next look at a task `age` seconds old and `percent` done."""
        before = self.age
        self._grow(age)
        if self._gap and self.siblings is not None:  # else it was not seen before
            self.siblings.live(before, self.age)
        self._is_blind = percent is None or percent >= _STUCK
        jitter, bare = self._jitter(), self._usual(self.age)
        usual = bare * jitter
        gap = min(self._wish(percent, usual), longest_gap(self.age, bare) / (1 + _JITTER) * jitter)
        self._gap = max(gap, usual * 2 ** -max(self._purse, 0), _SHORTEST * (1 - _JITTER))
        self._purse += _INCOME * self._gap / self._usual(self.age + self._gap) - 1
        return self._gap

    def again(self) -> float:
        """Return the seconds from the last look to the next by what siblings have taught since.

        They know better than no percentage, and than one that stands at 99.
        """
        if not self._is_blind:
            return self._gap
        self._gap = min(self._gap, self._usual(self.age) * self._jitter())
        return self._gap

    def _jitter(self) -> float:
        return self._random.uniform(1 - _JITTER, 1 + _JITTER)

    def _usual(self, age: float) -> float:
        return usual_gap(age) if self.siblings is None else self.siblings.usual(age)

    def _grow(self, age: float) -> None:
        """Advance by what the server tells; where its age stands still, by what we have waited."""
        if self._told < age < math.inf:
            self.age += age - self._told
            self._told = age
        else:
            self.age += self._gap

    def _wish(self, percent: float | None, usual: float) -> float:
        """Return the gap that the forecast asks for, before the bounds."""
        if percent is None or not 0 <= percent <= 100:
            return usual
        match self._line.meet(self.age, percent):
            case True:
                self._trust = min(2 * self._trust, _MOST_TRUST)
            case False:
                self._trust = 1.0
        age, low, high = self.age, self._line.low, self._line.high
        if high == math.inf:
            return usual
        if age < low:  # a little past the near end, where most tasks that keep their pace are done
            return min(low - age + _SHORTEST / 2, self._trust * usual)
        if age < high:
            return (high - low) / max(min(_SWEEP_STEPS, self._purse), 1)
        return min(age - high, usual)


class _Line:
    """The straight line that the looks at a percentage draw, and when it reaches 100.

    A percentage that is shown as 42 stands for 42 up to 43, as if cut off; once a look disagrees
    with its line, from 41.5, as it may be rounded.
    """

    __slots__ = ("_last", "_since", "_slack", "_start", "high", "low")

    def __init__(self) -> None:
        self._since, self._start = 0.0, (0.0, 0.0)  # a task begins at 0 %, and that is exact
        self._last = (0.0, 0.0)
        self._slack = 0.0
        self.low, self.high = 0.0, math.inf

    def meet(self, age: float, percent: float) -> bool | None:
        """Take in a look: as foretold (True), not so (False), or too little to tell (None)."""
        foretold = self.high < math.inf
        (before, shown), self._last = self._last, (age, percent)
        if percent >= shown:
            low, high = self._window(age, percent)
            # A look that tells no more keeps the window.
            low = self.low if percent >= _STUCK and self.low else max(low, self.low)
            high = min(high, self.high)
            if low <= high + _SHORTEST:
                self.low, self.high = min(low, high), high
                return True if foretold and percent > shown else None
        self._slack = 0.5
        self._since, start = (before, shown) if percent > shown else (age, percent)
        self._start = max(start - self._slack, 0), start + 1
        self.low, self.high = self._window(age, percent)
        return False

    def _window(self, age: float, percent: float) -> tuple[float, float]:
        """Return between which ages the line through this look alone reaches 100."""
        passed = age - self._since
        fastest = percent + 1 - self._start[0]
        slowest = percent - self._slack - self._start[1]
        low = age + passed * max(99 - percent, 0) / fastest
        high = age + passed * (100 + self._slack - percent) / slowest if slowest > 0 else math.inf
        return low, high
