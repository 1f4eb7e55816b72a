"""Two hundred tasks that begin at once, followed together, in virtual time.

Ours is `TaskClient.as_completed` against the simulator, and `AsyncTaskClient.wait` in a task of its
own for each; beside it stand a poller a task that looks every second, and one that looks at each
every 5 s, but at no more than five in a second.
"""

import asyncio
import math
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from random import Random
from statistics import fmean

import attrs
from atlassian_tasks import AsyncTaskClient, TaskClient
from atlassian_tasks.schedule import Adaptive
from atlassian_tasks.simulator import SimulatedTask, Simulator, VirtualClock

from scripts.bench.figures import Figure, Section

SIZE, SEEDS, PAGE_CAP = 200, range(5), 100
_PACE = 5  # looks a second, also TaskClient's default


@attrs.frozen
class Cost:
    """What following a fleet took: requests, the most in one second, mean lag in seconds."""

    requests: int
    peak: int
    lag: float

    @classmethod
    def of(cls, requests: Iterable[float], lags: Iterable[float]) -> "Cost":
        """Count requests by the times at which they were sent."""
        seconds = Counter(int(time + 1e-6) for time in requests)
        return cls(seconds.total(), max(seconds.values()), fmean(lags))


def durations(seed: int, size: int = SIZE) -> list[float]:
    """Draw log-normal durations with a median of a minute, sigma 1.2."""
    random = Random(seed)
    return [random.lognormvariate(math.log(60), 1.2) for _ in range(size)]


def ours(kind: str, lives: Sequence[float], *, seed: int, keeps: bool = False) -> Cost:
    """Follow linear tasks by the default schedule and pace; `keeps` lists finished ones too."""
    clock = VirtualClock()
    simulator = Simulator(clock, page_cap=PAGE_CAP, keep_finished_listed=keeps, seed=seed)
    ends = {(task := simulator.add(kind, duration=life)).ref: task.ends()[0] for life in lives}
    random = Random(seed)
    with TaskClient(
        simulator.site,
        transport=simulator.transport(),
        clock=clock,
        schedule=lambda: Adaptive(random=random),
    ) as tasks:
        noticed = {str(end.ref): clock.now() for end in tasks.as_completed(ends)}
    lags = [noticed[ref] - end for ref, end in ends.items()]
    return Cost.of((exchange.time for exchange in simulator.requests), lags)


def apart(kind: str, lives: Sequence[float], *, seed: int, keeps: bool = False) -> Cost:
    """Wait for each task in a task of the event loop of its own."""
    clock = VirtualClock()
    simulator = Simulator(clock, page_cap=PAGE_CAP, keep_finished_listed=keeps, seed=seed)
    tasks = [simulator.add(kind, duration=life) for life in lives]
    random, lags = Random(seed), []

    async def wait(client: AsyncTaskClient, task: SimulatedTask) -> None:
        await client.wait(task.ref)
        lags.append(clock.now() - task.ends()[0])

    async def wait_for_all() -> None:
        async with (
            AsyncTaskClient(
                simulator.site,
                transport=simulator.async_transport(),
                clock=clock.awaitable(),
                schedule=lambda: Adaptive(random=random),
            ) as client,
            asyncio.TaskGroup() as group,
        ):
            for task in tasks:
                group.create_task(wait(client, task))

    asyncio.run(wait_for_all())
    return Cost.of((exchange.time for exchange in simulator.requests), lags)


def poller_each(lives: Sequence[float]) -> Cost:
    """Look at each task every second, from the start."""
    looks = [math.ceil(life) for life in lives]
    times = [second for last in looks for second in range(last + 1)]
    return Cost.of(times, (last - life for last, life in zip(looks, lives, strict=True)))


def pacer(lives: Sequence[float]) -> Cost:
    """Look at the tasks in turn, within the pace, at each every 5 s at most."""
    queue = deque((0.0, life) for life in lives)
    now, times, lags = 0.0, [], []
    while queue:
        due, life = queue.popleft()
        now = max(now, due)
        times.append(now)
        if now >= life:
            lags.append(now - life)
        else:
            queue.append((now + 5, life))
        now += 1 / _PACE
    return Cost.of(times, lags)


def section(seeds: Iterable[int] = SEEDS, size: int = SIZE) -> Section:
    """Measure every way to follow the same tasks; targets are for the worst seed."""
    fleets = {seed: durations(seed, size) for seed in seeds}
    sides: dict[str, Callable[[int, Sequence[float]], Cost]] = {
        "Confluence, finished stay listed": lambda seed, lives: ours(
            "confluence", lives, seed=seed, keeps=True
        ),
        "Confluence, finished vanish": lambda seed, lives: ours("confluence", lives, seed=seed),
        "… in separate waits, stay listed": lambda seed, lives: apart(
            "confluence", lives, seed=seed, keeps=True
        ),
        "… in separate waits, vanish": lambda seed, lives: apart("confluence", lives, seed=seed),
        "Jira": lambda seed, lives: ours("jira", lives, seed=seed),
        "every 5 s, 5 a second": lambda _, lives: pacer(lives),
        "a 1-s poller each": lambda _, lives: poller_each(lives),
    }
    costs = {
        name: [follow(seed, lives) for seed, lives in fleets.items()]
        for name, follow in sides.items()
    }
    return Section(f"{size} tasks at once, page cap {PAGE_CAP}", _figures(costs), _table(costs))


def _table(costs: dict[str, list[Cost]]) -> list[str]:
    lines = [f"{'':34}{'requests':>16}{'peak a second':>16}{'mean lag':>12}"]
    for name, found in costs.items():
        requests = [cost.requests for cost in found]
        span, peak = f"{min(requests)} to {max(requests)}", max(cost.peak for cost in found)
        lines.append(f"{name:34}{span:>16}{peak:16}{fmean(c.lag for c in found):10.1f} s")
    return [*lines, ""]


def _figures(costs: dict[str, list[Cost]]) -> list[Figure]:
    targets = {"Confluence, finished stay listed": 135, "Confluence, finished vanish": 300}
    worst = {name: max(cost.requests for cost in found) for name, found in costs.items()}
    other = worst["every 5 s, 5 a second"]
    pairs = (
        ("… in separate waits, stay listed", "Confluence, finished stay listed"),
        ("… in separate waits, vanish", "Confluence, finished vanish"),
    )
    figures = [
        Figure(f"{name}: requests (beside every 5 s)", most, "", other, most / other, target)
        for name in ("Confluence, finished stay listed", "Confluence, finished vanish", "Jira")
        for most, target in [(worst[name], targets.get(name))]
    ]
    return figures + [
        Figure(f"{name}: requests (beside one call)", mine, "", its, mine / its, 1.1, is_ratio=True)
        for name, call in pairs
        for mine, its in [(worst[name], worst[call])]
    ]
