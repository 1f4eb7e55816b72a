"""Two hundred tasks that begin at once and teach each other, beside the rule without siblings.

Ours is the fleet itself with the default schedule and no pace, in virtual time and without HTTP: a
look takes no time. Without siblings it is the same fleet, whose schedule learns nothing.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from random import Random
from statistics import fmean
from typing import Any

import attrs
from atlassian_tasks import Outcome, TaskRef
from atlassian_tasks.kinds.dialect import Answer, Call
from atlassian_tasks.schedule import Adaptive, Schedule
from atlassian_tasks.waiting.effects import Admit, Doze, Send, Sent, Sleep, Turn
from atlassian_tasks.waiting.fleet import Fleet
from atlassian_tasks.waiting.watch import Limits

from scripts.bench.figures import Figure, Section
from scripts.bench.schedules import FAMILIES, PROGRESS

SIZE, SEEDS = 200, range(3)
_NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
Lives = Callable[[Random, int], Sequence[float]]


def _family(name: str) -> Lives:
    """Cover a family evenly, so that few stand for many."""

    def lives(dice: Random, size: int) -> list[float]:
        drawn = [FAMILIES[name]((place + dice.random()) / size) for place in range(size)]
        dice.shuffle(drawn)
        return drawn

    return lives


def _mixture(dice: Random, size: int) -> list[float]:
    thirds = ("median 4 s", "median 60 s", "median 20 min")
    return [life for name in thirds for life in _family(name)(dice, size // 3)]


@attrs.frozen
class Cell:
    """A family of tasks, how they show progress, and what is allowed: looks, lag in seconds."""

    lives: Lives
    progress: str = "none"
    most: tuple[float | None, float | None] = (None, None)


CELLS: Mapping[str, Cell] = {
    "median 20 min, none": Cell(_family("median 20 min"), most=(70, 15.5)),
    "median 20 min, linear": Cell(_family("median 20 min"), "linear", (30, None)),
    "median 20 min, stuck at 99 %": Cell(_family("median 20 min"), "stuck at 99 %"),
    "all exactly 20 min, none": Cell(lambda _, size: [1200.0] * size),
    "median 60 s, none": Cell(_family("median 60 s")),
    "median 4 s, none": Cell(_family("median 4 s")),
    "mixture of these, none": Cell(_mixture),
}


@attrs.frozen
class Alone:
    """The default schedule without siblings."""

    usual: Adaptive

    def next(self, age: float, percent: float | None) -> float:
        """Return the seconds until the next look."""
        return self.usual.next(age, percent)


class World:
    """Answers a fleet's looks at once, and lets it sleep in virtual time."""

    def __init__(self, lives: Sequence[float], progress: str, dice: Random) -> None:
        self.now, self.looks = 0.0, 0
        self.lives = dict(zip(map(str, range(len(lives))), lives, strict=True))
        self.shown = {name: PROGRESS[progress](dice) for name in self.lives}

    def perform(self, effect: object) -> Any:
        """Do what a fleet asks for."""
        match effect:
            case Sleep(seconds) | Doze(seconds):
                self.now += seconds
                return self.now
            case Admit():
                return Turn(self.now, 0.0)
            case Send(calls):
                self.looks += len(calls)
                return Sent(self.now, [self._answer(call) for call in calls])
        raise AssertionError(effect)

    def _answer(self, call: Call) -> Answer:
        name = call.arguments["task_id"]
        life = self.lives[name]
        has_ended = self.now >= life
        raw = {
            "id": name,
            "self": "",
            "status": "COMPLETE" if has_ended else "RUNNING",
            "elapsedRuntime": int(min(self.now, life) * 1000),
            "progress": 100 if has_ended else self.shown[name](self.now / life),
        }
        return Answer(200, raw, _NOON)


def follow(cell: Cell, seed: int, *, alone: bool, size: int = SIZE) -> tuple[float, float]:
    """Follow tasks to their ends: looks a task, and mean lag in seconds."""
    dice = Random(seed)
    random.seed(seed)
    world = World(cell.lives(dice, size), cell.progress, dice)

    def schedule() -> Schedule:
        return Alone(Adaptive(random=dice)) if alone else Adaptive(random=dice)

    refs = [TaskRef("jira", name) for name in world.lives]
    flow = Fleet(0.0, size).follow(0.0, refs, Limits(), schedule=schedule)
    lags = []
    told: Any = None
    try:
        while True:
            step = flow.send(told)
            if isinstance(step, Outcome):
                lags.append(world.now - world.lives[step.ref.id])
                told = world.now
            else:
                told = world.perform(step)
    except StopIteration:
        return world.looks / len(refs), fmean(lags)


def section(size: int = SIZE, seeds: Sequence[int] = SEEDS) -> Section:
    """Measure each family both ways; without a target of its own, 10 % more is allowed."""
    figures = [
        figure
        for name, cell in CELLS.items()
        for figure in _figures(
            name, cell, *(_mean(cell, alone, size, seeds) for alone in (False, True))
        )
    ]
    return Section(f"siblings: {size} tasks at once, no pace", figures)


def _mean(cell: Cell, alone: bool, size: int, seeds: Sequence[int]) -> tuple[float, float]:
    looks, lags = zip(*(follow(cell, seed, alone=alone, size=size) for seed in seeds), strict=True)
    return fmean(looks), fmean(lags)


def _figures(
    name: str, cell: Cell, ours: tuple[float, float], alone: tuple[float, float]
) -> Iterator[Figure]:
    for what, unit, mine, its, most in zip(
        ("looks", "mean lag"), ("", "s"), ours, alone, cell.most, strict=True
    ):
        told, target = f"{name}: {what} (beside no siblings)", 1.1 if most is None else most
        yield Figure(told, mine, unit, its, mine / its, target, is_ratio=most is None)
