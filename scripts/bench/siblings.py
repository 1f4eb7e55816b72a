"""Tasks that teach each other, beside the rule without siblings: together, or five at a time.

Ours is the fleet itself with the default schedule and no pace, in virtual time and without HTTP: a
look takes no time. Without siblings it is the same fleet, whose schedule learns nothing.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from random import Random
from statistics import fmean
from typing import Any

import attrs
from atlassian_tasks import Outcome, Task, TaskRef
from atlassian_tasks.kinds.dialect import Answer, Call
from atlassian_tasks.schedule import Adaptive, Schedule
from atlassian_tasks.waiting.effects import Admit, Doze, Flow, Send, Sent, Turn
from atlassian_tasks.waiting.fleet import Fleet
from atlassian_tasks.waiting.watch import Limits

from scripts.bench.figures import Figure, Section
from scripts.bench.schedules import FAMILIES, PROGRESS

SIZE, SEEDS = 200, range(3)
_NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
Lives = Callable[[Random, int], Sequence[float]]


def _family(name: str, dice: Random, size: int) -> list[float]:
    """Cover a family evenly, so that few stand for many."""
    drawn = [FAMILIES[name]((place + dice.random()) / size) for place in range(size)]
    dice.shuffle(drawn)
    return drawn


def _mixture(dice: Random, size: int) -> list[float]:
    thirds = ("median 4 s", "median 60 s", "median 20 min")
    drawn = [life for name in thirds for life in _family(name, dice, size // 3)]
    dice.shuffle(drawn)
    return drawn


@attrs.frozen
class Cell:
    """A family of tasks, how they show progress, and what is allowed: looks, lag in seconds.

    Without a target of its own either may be 10 % more. In one lane all begin together; of several
    each begins the next task when one ends.
    """

    lives: Lives
    progress: str = "none"
    lanes: int = 1
    most: tuple[float | None, float | None] = (None, None)


_LONG = partial(_family, "median 20 min")
CELLS: Mapping[str, Cell] = {
    "median 20 min, none": Cell(_LONG, most=(70, 15.5)),
    "median 20 min, five at a time": Cell(_LONG, lanes=5),
    "median 20 min, linear": Cell(_LONG, "linear", most=(30, None)),
    "median 20 min, stuck at 99 %": Cell(_LONG, "stuck at 99 %"),
    "all exactly 20 min, none": Cell(lambda _, size: [1200.0] * size),
    "median 60 s, none": Cell(partial(_family, "median 60 s")),
    "median 4 s, none": Cell(partial(_family, "median 4 s")),
    "mixture of these, none": Cell(_mixture),
    "mixture, five at a time": Cell(_mixture, lanes=5),
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
        self.refs = [TaskRef("jira", str(place)) for place in range(len(lives))]
        self._lives = {ref.id: life for ref, life in zip(self.refs, lives, strict=True)}
        self._shown = {name: PROGRESS[progress](dice) for name in self._lives}
        self._begun = dict.fromkeys(self._lives, 0.0)

    def follow(
        self,
        fleet: Fleet,
        batches: Iterable[Sequence[TaskRef]],
        schedule: Callable[[], Schedule],
        reports: tuple[type, ...] = (Outcome,),
    ) -> Flow[Any, None]:
        """Begin and follow tasks, the next batch when one has ended."""
        for refs in batches:
            self._begun.update((ref.id, self.now) for ref in refs)
            yield from fleet.follow(self.now, refs, Limits(), schedule=schedule, reports=reports)

    def lag(self, ref: TaskRef) -> float:
        """How long ago a task ended."""
        return self.now - self._begun[ref.id] - self._lives[ref.id]

    def run(self, flows: Iterable[Flow[Any, None]]) -> Iterator[Task | Outcome]:
        """Let flows share the fleet until all have ended; what they report."""
        ready: dict[Flow[Any, None], Any] = dict.fromkeys(flows)
        asleep: dict[Flow[Any, None], float] = {}

        def wake(flow: Flow[Any, None]) -> None:
            if asleep.pop(flow, None) is not None:
                ready[flow] = self.now

        while ready or asleep:
            if not ready:
                first = min(asleep, key=lambda flow: asleep[flow])
                self.now = max(self.now, asleep[first])
                wake(first)
            flow = next(iter(ready))
            try:
                step = flow.send(ready.pop(flow))
                while isinstance(step, Admit | Send):
                    step = flow.send(self._perform(step))
            except StopIteration:
                continue
            if isinstance(step, Doze):
                step.wake = partial(wake, flow)
                asleep[flow] = self.now + step.seconds
            elif isinstance(step, Task | Outcome):
                yield step
                ready[flow] = self.now

    def _perform(self, effect: Admit | Send) -> object:
        if isinstance(effect, Admit):
            return Turn(self.now, 0.0)
        self.looks += len(effect.calls)
        return Sent(self.now, [self._answer(call) for call in effect.calls])

    def _answer(self, call: Call) -> Answer:
        name = call.arguments["task_id"]
        age, life = self.now - self._begun[name], self._lives[name]
        raw = {
            "id": name,
            "self": "",
            "status": "COMPLETE" if age >= life else "RUNNING",
            "elapsedRuntime": int(min(age, life) * 1000),
            "progress": 100 if age >= life else self._shown[name](age / life),
        }
        return Answer(200, raw, _NOON)


def follow(cell: Cell, seed: int, *, alone: bool, size: int = SIZE) -> tuple[float, float]:
    """Follow tasks to their ends: looks a task, and mean lag in seconds."""
    dice = Random(seed)
    random.seed(seed)
    world = World(cell.lives(dice, size), cell.progress, dice)

    def schedule() -> Schedule:
        return Alone(Adaptive(random=dice)) if alone else Adaptive(random=dice)

    fleet = Fleet(0.0, size)
    batches = iter([world.refs] if cell.lanes == 1 else [[ref] for ref in world.refs])
    flows = [world.follow(fleet, batches, schedule) for _ in range(cell.lanes)]
    lags = [world.lag(end.ref) for end in world.run(flows)]
    return world.looks / len(lags), fmean(lags)


def section(size: int = SIZE, seeds: Sequence[int] = SEEDS) -> Section:
    """Measure each family both ways."""
    figures: list[Figure] = []
    for name, cell in CELLS.items():
        ours, alone = (
            map(
                fmean, zip(*(follow(cell, seed, alone=a, size=size) for seed in seeds), strict=True)
            )
            for a in (False, True)
        )
        for what, unit, mine, its, most in zip(
            ("looks", "mean lag"), ("", "s"), ours, alone, cell.most, strict=True
        ):
            told = f"{name}: {what} (beside no siblings)"
            targets = {"ratio_target": 1.1} if most is None else {"target": most}
            figures.append(Figure(told, mine, unit, other=its, **targets))
    return Section(f"siblings: {size} tasks, no pace", figures)
