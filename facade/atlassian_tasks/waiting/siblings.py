"""What tasks of one kind and name teach each other: at which ages they end. No I/O and no clock.

It is counted how long they were seen to live in each octave of age, and how many ended in it. An
octave and its two neighbours tell how soon a task of that age may end, and so the gap that costs
least: nothing seen gives the square root of the age, as without siblings; much seen gives the best
for what was seen. It begins with 50 siblings, since fewer have not seen enough.
"""

from __future__ import annotations

import heapq
import math
from typing import TYPE_CHECKING, TypeAlias

from atlassian_tasks.kinds import Kind
from atlassian_tasks.schedule import Adaptive, usual_gap

from .watch import told_age

if TYPE_CHECKING:
    from atlassian_tasks.model import Task

    from .waiter import Member, Sleeper

FEWEST = 50
_WEIGHT = 0.47  # of what was seen, against what is assumed of a task without siblings
_NEWS = 1.25  # times as many ends as when they were planned last
_CROWD = 100  # of so many that are followed one end is no news by itself
_SHORTEST, _LONGEST = 1.0, 60.0  # seconds

Key: TypeAlias = tuple[Kind, str | None]


class Siblings:
    """Tasks of one kind and name, `key`: how many so far, and how many of them are followed."""

    __slots__ = ("_ended", "_lived", "_planned", "_sum", "count", "followed", "key")

    def __init__(self, key: Key) -> None:
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
        # While few have, each end counts; to plan all again is work, and of many one tells little.
        least = max(_NEWS * self._planned, self._planned + self.followed / _CROWD)
        if self.count < FEWEST or self._sum <= least:
            return False
        self._planned = self._sum
        return True


class Lessons:
    """All siblings in a fleet; only those who follow the default schedule learn and teach.

    Those who are looked at in one page do not: what a look costs there is another matter.
    """

    def __init__(self) -> None:
        self._groups: dict[Key, Siblings] = {}
        self._news: set[Siblings] = set()  # whose others are to be planned again

    def learn(self, member: Member, task: Task, now: float) -> None:
        """Take in a new snapshot: the first tells whose sibling it is, the last when it ended."""
        plan = member.schedule
        if not isinstance(plan, Adaptive):
            return
        if (group := member.siblings) is not None and task.is_final:
            group.end(plan.age, told_age(task) or plan.age + now - member.since)
            if group.is_news():
                self._news.add(group)
        elif member.task is None:
            key = task.kind, task.name
            member.siblings = plan.siblings = self._groups.setdefault(key, Siblings(key))
            member.siblings.join()

    def forget(self, member: Member) -> None:
        """Leave out one that has ended, or is left."""
        group, member.siblings = member.siblings, None
        if group is not None and group.leave():
            self._groups.pop(group.key, None)

    def plan(self, asleep: list[Sleeper]) -> list[Sleeper]:
        """Let some wake sooner whose siblings have taught what their percentage does not tell."""
        if not self._news:
            return asleep
        news, self._news = self._news, set()
        planned = []
        for sleeper in asleep:
            due, order, member, sleep = sleeper
            if member.effect is not sleep:
                continue  # woken meanwhile
            plan = member.schedule
            if isinstance(plan, Adaptive) and member.siblings in news and sleep.is_gap:
                sooner = member.since + plan.again()
                if sooner < due:
                    sleeper = sooner, order, member, sleep
            planned.append(sleeper)
        heapq.heapify(planned)
        return planned


def _octave(age: float) -> int:
    """Return which power of two seconds is the first above this age; the first second is one."""
    return max(math.frexp(age)[1], 0)
