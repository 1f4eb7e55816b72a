"""Many tasks that begin at once, followed together.

Two hundred in virtual time: ours is `TaskClient.as_completed` against the simulator; beside it
stand a poller a task that looks every second, and one that looks at each every 5 s, but at no more
than five in a second.

Ten thousand in one `wait_all`: memory a ref, and processor time a look beside plain httpx. The
client runs in a process of its own, `python -m scripts.bench.fleets URL COUNT`, so that its peak of
resident memory is not somebody else's. Plain httpx gets the same bodies in that process, before and
after, with as many requests in flight.
"""

import asyncio
import json
import math
import resource
import subprocess
import sys
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from random import Random
from statistics import fmean, median
from time import process_time

import attrs
import httpx
from atlassian_tasks import AsyncTaskClient, Kind, TaskClient, TaskRef
from atlassian_tasks.schedule import Adaptive
from atlassian_tasks.simulator import Simulator, VirtualClock

from scripts.bench.figures import Figure, Section
from scripts.bench.served import AUTH, FIRST_ID, served
from scripts.spec_files import ROOT

SIZE, SEEDS, PAGE_CAP = 200, range(5), 100
_PACE = 5  # looks a second, also TaskClient's default
COUNT, _FAST = 10_000, 500
_SHORTEST, _LONGEST = 5, 60  # s; the pace lets each be looked at every 20 s
_IN_FLIGHT, _GETS, _BLOCKS = 8, 1000, 3
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024


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
    return [
        Figure(f"{name}: requests (beside every 5 s)", most, "", other, most / other, target)
        for name in ("Confluence, finished stay listed", "Confluence, finished vanish", "Jira")
        for most, target in [(worst[name], targets.get(name))]
    ]


@attrs.frozen
class Spent:
    """What a client process measured: seconds of processor time, and bytes of memory."""

    waiting: float
    memory: int
    ended: int
    plain: list[float]  # a request, by block


async def _plain(client: httpx.AsyncClient, path: str, gets: int) -> float:
    async def get_some() -> None:
        for _ in range(gets // _IN_FLIGHT):
            json.loads((await client.get(path)).content)

    begun = process_time()
    await asyncio.gather(*(get_some() for _ in range(_IN_FLIGHT)))
    return (process_time() - begun) / gets


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _RSS_UNIT


async def spend(url: str, count: int, *, gets: int = _GETS) -> Spent:
    """Wait for so many tasks, and get as plainly as can be before and after."""
    refs = [TaskRef(Kind.JIRA, FIRST_ID + place) for place in range(count)]
    path = f"/rest/api/3/task/{FIRST_ID}"
    async with (
        httpx.AsyncClient(base_url=url, auth=AUTH) as plain,
        AsyncTaskClient(url, auth=AUTH, pace=_FAST) as tasks,
    ):
        blocks = [await _plain(plain, path, gets) for _ in range(_BLOCKS)]
        await tasks.get(refs[0])
        memory, begun = _memory(), process_time()
        outcomes = await tasks.wait_all(refs, check=False)
        waiting, memory = process_time() - begun, _memory() - memory
        blocks += [await _plain(plain, path, gets) for _ in range(_BLOCKS)]
    return Spent(waiting, memory, sum(outcome.error is None for outcome in outcomes), blocks)


def thousands(count: int = COUNT) -> Section:
    """Wait for tasks that begin now and take from 5 s to a minute."""
    random = Random(0)
    with served("jira", (random.uniform(_SHORTEST, _LONGEST) for _ in range(count))) as site:
        command = [sys.executable, "-m", "scripts.bench.fleets", site.url, str(count)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    spent = Spent(**json.loads(done.stdout))
    return summary(spent, count, site.looks - 1 - 2 * _BLOCKS * _GETS)


def summary(spent: Spent, count: int, looks: int) -> Section:
    """Divide what was spent by refs and by looks."""
    plain, look = median(spent.plain), spent.waiting / looks
    figures = [
        Figure(
            "memory a ref (growth of the peak RSS)", spent.memory / count / 1000, "kB", target=6
        ),
        Figure(
            f"processor time a look (plain: {_IN_FLIGHT} in flight)",
            look * 1e6,
            "µs",
            plain * 1e6,
            look / plain,
            1.5,
            is_ratio=True,
        ),
    ]
    remark = f"{spent.ended} of {count} ended well; {looks / count:.1f} looks each"
    return Section(f"{count:,} refs in one `wait_all`, pace {_FAST}", figures, [remark])


def main() -> None:
    """Be the client."""
    url, count = sys.argv[1:]
    print(json.dumps(attrs.asdict(asyncio.run(spend(url, int(count))))))


if __name__ == "__main__":
    main()
