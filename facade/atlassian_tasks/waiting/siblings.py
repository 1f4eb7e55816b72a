"""What tasks of one kind and name teach each other: at which ages they end. No I/O and no clock.

It is counted how long they were seen to live in each octave of age, and how many ended in it. An
octave and its two neighbours tell how soon a task of that age may end, and so the gap that costs
least: nothing seen gives the square root of the age, as without siblings; much seen gives the best
for what was seen. It begins with 50 siblings, since fewer have not seen enough.
"""

from __future__ import annotations

import math

from atlassian_tasks.kinds import Kind
from atlassian_tasks.schedule import usual_gap

FEWEST = 50
_WEIGHT = 0.47  # of what was seen, against what is assumed of a task without siblings
_NEWS = 1.1  # times as many ends as when they were planned last
_SHORTEST, _LONGEST = 1.0, 60.0  # seconds


class Siblings:
    """Tasks of one kind and name, `key`: how many so far, and how many of them are followed."""

    __slots__ = ("_ended", "_lived", "_planned", "_sum", "count", "followed", "key")

    def __init__(self, key: tuple[Kind, str | None]) -> None:
        self.key = key
        self.count = self.followed = 0
        self._lived: dict[int, float] = {}
        self._ended: dict[int, int] = {}
        self._sum = self._planned = 0

    def join(self) -> None:
        """Take in one more."""
        self.count += 1
        self.followed += 1

    def leave(self) -> bool:
        """Take one out; whether the others are forgotten with it, as too few for a lesson."""
        self.followed -= 1
        return not self.followed and self.count < FEWEST

    def usual(self, age: float) -> float:
        """Return the gap after a look at one of them, if its age is all that is known."""
        if self.count < FEWEST:
            return usual_gap(age)
        octave, lived, ended = _octave(age), 0.0, 0
        for near in (octave - 1, octave, octave + 1):
            lived += self._lived.get(near, 0.0)
            ended += self._ended.get(near, 0)
        gap = math.sqrt((age / 2 + _WEIGHT * lived) / (0.5 + ended))
        return min(max(gap, _SHORTEST), _LONGEST)

    def live(self, since: float, until: float) -> None:
        """Learn that one of them was seen to live from one age to another."""
        while since < until:
            octave = _octave(since)
            end = min(2.0**octave, until)
            self._lived[octave] = self._lived.get(octave, 0.0) + end - since
            since = end

    def end(self, since: float, age: float) -> None:
        """Learn that one of them, last seen at one age, ended at another."""
        self.live(since, age)
        octave = _octave(age)
        self._ended[octave] = self._ended.get(octave, 0) + 1
        self._sum += 1

    def is_news(self) -> bool:
        """Whether enough of them have ended to plan the others again; asking is doing so."""
        # Each end counts while few have, later only a tenth more: plans of all are not for nothing.
        if self.count < FEWEST or self._sum <= _NEWS * self._planned:
            return False
        self._planned = self._sum
        return True


def _octave(age: float) -> int:
    """Return which power of two seconds is the first above this age; the first second is one."""
    return max(math.frexp(age)[1], 0)
