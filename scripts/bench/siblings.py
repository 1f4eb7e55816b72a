"""The fleet itself, in virtual time and without HTTP: a look takes no time, and there is no pace.

`siblings` has tasks that teach each other, together or five at a time, beside the same fleet with a
schedule that learns nothing.

`growth` tells how memory a ref and processor time a look grow with the number of tasks, eight looks
at a time. Memory is what is kept once each was seen running; of the most tasks, which would take
too long to trace, it is the growth of the peak RSS.
"""

import gc
import math
import random
import tracemalloc
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from random import Random
from statistics import fmean
from time import process_time
from typing import Any

import attrs
from atlassian_tasks import Outcome, Task, TaskRef
from atlassian_tasks.kinds.dialect import Answer, Call
from atlassian_tasks.schedule import Adaptive, Schedule
from atlassian_tasks.waiting.effects import Admit, Doze, Flow, Send, Sent, Turn
from atlassian_tasks.waiting.fleet import Fleet
from atlassian_tasks.waiting.waiter import Waiter
from atlassian_tasks.waiting.watch import Limits

from scripts.bench import Figure, Section
from scripts.bench.costs import MOST_KB, peak
from scripts.bench.schedules import FAMILIES, PROGRESS

SIZE, SEEDS = 200, range(3)
SIZES = (100, 1_000, 10_000, 100_000)
_FLAT, _IN_FLIGHT = 1.6, 8
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
            waiter = Waiter(reports, math.inf, Limits(), schedule)
            yield from fleet.follow(waiter, self.now, refs)

    def lag(self, ref: TaskRef) -> float:
        """How long ago a task ended."""
        return self.now - self._begun[ref.id] - self._lives[ref.id]

    def run(self, flows: Iterable[Flow[Any, None]]) -> Iterator[Task | Outcome]:
        """Let flows share the fleet until all have ended; what they report."""
        due: dict[Flow[Any, None], float | None] = dict.fromkeys(flows)  # None: to begin

        def wake(flow: Flow[Any, None]) -> None:
            if due.pop(flow, None) is not None:
                due[flow] = self.now

        while due:
            flow = min(due, key=lambda one: due[one] or 0.0)
            when = due.pop(flow)
            self.now = max(self.now, when or 0.0)
            try:
                step = flow.send(None if when is None else self.now)
                while isinstance(step, Admit | Send):
                    step = flow.send(self._perform(step))
            except StopIteration:
                continue
            if isinstance(step, Doze):
                step.wake = partial(wake, flow)
                due[flow] = self.now + step.seconds
            elif isinstance(step, Task | Outcome):
                yield step
                due[flow] = self.now

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


def siblings(size: int = SIZE, seeds: Sequence[int] = SEEDS) -> Section:
    """Measure each family both ways."""
    figures: list[Figure] = []
    for name, cell in CELLS.items():
        ours, alone = (
            [follow(cell, seed, alone=is_alone, size=size) for seed in seeds]
            for is_alone in (False, True)
        )
        for place, (what, unit) in enumerate((("looks", ""), ("mean lag", "s"))):
            mine, its = (fmean(found[place] for found in side) for side in (ours, alone))
            told, most = f"{name}: {what} (beside no siblings)", cell.most[place]
            targets = {"ratio_target": 1.1} if most is None else {"target": most}
            figures.append(Figure(told, mine, unit, other=its, **targets))
    return Section(f"siblings: {size} tasks, no pace", figures)


def _begun(size: int) -> tuple[World, Iterator[Task | Outcome]]:
    dice = Random(size)
    world = World([dice.uniform(0.2, 0.4) for _ in range(size)], "none", dice)
    fleet = Fleet(0.0, _IN_FLIGHT)
    schedule = partial(Adaptive, random=dice)
    return world, world.run([world.follow(fleet, [world.refs], schedule, (Task, Outcome))])


def kept(size: int) -> float:
    """Follow so many tasks until each was seen once: kilobytes a ref."""
    world, reports = _begun(size)
    gc.collect()
    tracemalloc.start()
    while world.looks < size:
        next(reports)
    gc.collect()
    memory, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return memory / size / 1000


def spent(size: int) -> float:
    """Follow so many tasks to their ends: seconds of processor time a look."""
    world, reports = _begun(size)
    begun = process_time()
    deque(reports, maxlen=0)
    return (process_time() - begun) / world.looks


def growth(sizes: Sequence[int] = SIZES) -> Section:
    """Measure each size, the largest first, as its memory is to be new to the process."""
    spent(sizes[0])
    *others, most = sizes
    before = peak()
    time = {most: spent(most)}
    memory = {size: kept(size) for size in others} | {most: (peak() - before) / most / 1000}
    time = {size: spent(size) for size in others} | time
    least = min(time.values()) * 1e6
    told = "refs: processor time a look (beside the least)"
    figures = [
        *(
            Figure(f"{n:,} refs: memory a ref", kb, "kB", target=MOST_KB)
            for n, kb in memory.items()
        ),
        *(
            Figure(f"{n:,} {told}", look * 1e6, "µs", other=least, ratio_target=_FLAT)
            for n, look in time.items()
        ),
    ]
    return Section("how cost grows, without HTTP", figures)
