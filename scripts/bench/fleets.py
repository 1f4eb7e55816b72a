"""Two hundred tasks that begin at once, followed together, in virtual time.

Ours is `AsyncTaskClient` against the simulator: `as_completed`, or a `wait` for each in a task of
its own. Beside it stand a poller a task that looks every second, and one that looks at each every
5 s, but at no more than five in a second.
"""

import asyncio
import math
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import partial
from random import Random
from statistics import fmean

import attrs
from atlassian_tasks import AsyncTaskClient
from atlassian_tasks.schedule import Adaptive
from atlassian_tasks.simulator import Simulator, VirtualClock

from scripts.bench import Figure, Section, table

SIZE, SEEDS, PAGE_CAP = 200, range(5), 100
Noticed = Callable[[str], None]
Way = Callable[[AsyncTaskClient, Iterable[str], Noticed], Awaitable[None]]


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


async def together(client: AsyncTaskClient, refs: Iterable[str], noticed: Noticed) -> None:
    """Follow all in one call."""
    async for end in client.as_completed(refs):
        noticed(str(end.ref))


async def apart(client: AsyncTaskClient, refs: Iterable[str], noticed: Noticed) -> None:
    """Wait for each in a task of the event loop of its own."""

    async def wait(ref: str) -> None:
        await client.wait(ref)
        noticed(ref)

    async with asyncio.TaskGroup() as group:
        for ref in refs:
            group.create_task(wait(ref))


def ours(way: Way, kind: str, lives: Sequence[float], *, seed: int, keeps: bool = False) -> Cost:
    """Follow linear tasks by the default schedule and pace; `keeps` lists finished ones too."""
    clock, random, lags = VirtualClock(), Random(seed), list[float]()
    simulator = Simulator(clock, page_cap=PAGE_CAP, keep_finished_listed=keeps, seed=seed)
    ends = {(task := simulator.add(kind, duration=life)).ref: task.ends()[0] for life in lives}

    async def follow() -> None:
        async with AsyncTaskClient(
            simulator.site,
            transport=simulator.async_transport(),
            clock=clock.awaitable(),
            schedule=lambda: Adaptive(random=random),
        ) as client:
            await way(client, ends, lambda ref: lags.append(clock.now() - ends[ref]))

    asyncio.run(follow())
    return Cost.of((exchange.time for exchange in simulator.requests), lags)


def pacer(lives: Sequence[float], *, every: float = 5, pace: float = 5) -> Cost:
    """Look at the tasks in turn, within the pace, and at each every so many seconds at most."""
    queue = deque((0.0, life) for life in lives)
    now, times, lags = 0.0, [], []
    while queue:
        due, life = queue.popleft()
        now = max(now, due)
        times.append(now)
        if now >= life:
            lags.append(now - life)
        else:
            queue.append((now + every, life))
        now += 1 / pace
    return Cost.of(times, lags)


_LISTED, _VANISHED = "Confluence, finished stay listed", "Confluence, finished vanish"
_APART = {"… in separate waits, stay listed": _LISTED, "… in separate waits, vanish": _VANISHED}
_OTHER = "every 5 s, 5 a second"
SIDES: Mapping[str, Callable[..., Cost]] = {
    _LISTED: partial(ours, together, "confluence", keeps=True),
    _VANISHED: partial(ours, together, "confluence"),
    "… in separate waits, stay listed": partial(ours, apart, "confluence", keeps=True),
    "… in separate waits, vanish": partial(ours, apart, "confluence"),
    "Jira": partial(ours, together, "jira"),
    _OTHER: lambda lives, **_: pacer(lives),
    "a 1-s poller each": lambda lives, **_: pacer(lives, every=1, pace=math.inf),
}
_TARGETS = {_LISTED: 135, _VANISHED: 300, "Jira": None}
_TARGETS |= {name: _TARGETS[call] for name, call in _APART.items()}


def section(seeds: Iterable[int] = SEEDS, size: int = SIZE) -> Section:
    """Measure every way to follow the same tasks; targets are for the worst seed."""
    fleets = {seed: durations(seed, size) for seed in seeds}
    costs = {
        name: [follow(lives, seed=seed) for seed, lives in fleets.items()]
        for name, follow in SIDES.items()
    }
    worst = {name: max(cost.requests for cost in found) for name, found in costs.items()}
    figures = [
        Figure(
            f"{name}: requests (beside every 5 s)", worst[name], other=worst[_OTHER], target=most
        )
        for name, most in _TARGETS.items()
    ] + [
        Figure(
            f"{name}: requests (beside one call)", worst[name], other=worst[call], ratio_target=1.1
        )
        for name, call in _APART.items()
    ]
    rows = [(name, *_told(found)) for name, found in costs.items()]
    lines = table(("", "requests", "peak a second", "mean lag"), rows)
    return Section(f"{size} tasks at once, page cap {PAGE_CAP}", figures, [*lines, ""])


def _told(costs: Sequence[Cost]) -> tuple[str, str, str]:
    requests = [cost.requests for cost in costs]
    span = f"{min(requests)} to {max(requests)}"
    return span, str(max(cost.peak for cost in costs)), f"{fmean(c.lag for c in costs):.1f} s"
