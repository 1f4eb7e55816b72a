"""How memory a ref and processor time a look grow with the number of tasks.

`growth` has the fleet itself, eight looks at a time and no pace, in virtual time and without HTTP,
so that what is measured is what following costs. Memory is what is kept once each was seen running;
of the most tasks, which would take too long to trace, it is the growth of the peak RSS.

`thousands` has one `wait_all` of a client, against a site in a process of its own. Plain httpx gets
the same bodies before and after, with as many requests in flight.
"""

import asyncio
import gc
import json
import resource
import sys
import tracemalloc
from collections import deque
from collections.abc import Iterator, Sequence
from functools import partial
from random import Random
from statistics import median
from time import process_time

import attrs
import httpx
from atlassian_tasks import AsyncTaskClient, Kind, Outcome, Task, TaskRef
from atlassian_tasks.schedule import Adaptive
from atlassian_tasks.waiting.fleet import Fleet

from scripts.bench.figures import Figure, Section
from scripts.bench.served import AUTH, FIRST_ID, served
from scripts.bench.siblings import World

SIZES = (100, 1_000, 10_000, 100_000)
_FLAT, _MOST_KB = 1.6, 3.2
COUNT, _PACE = 10_000, 500
_SHORTEST, _LONGEST = 5, 60  # s; the pace lets each be looked at every 20 s
_IN_FLIGHT, _GETS, _BLOCKS = 8, 1000, 3
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _RSS_UNIT


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
    before = _peak()
    time = {most: spent(most)}
    memory = {size: kept(size) for size in others} | {most: (_peak() - before) / most / 1000}
    time = {size: spent(size) for size in others} | time
    least = min(time.values()) * 1e6
    figures = [
        Figure(f"{size:,} refs: memory a ref", kb, "kB", target=_MOST_KB)
        for size, kb in memory.items()
    ] + [
        Figure(
            f"{size:,} refs: processor time a look (beside the least)",
            seconds * 1e6,
            "µs",
            other=least,
            ratio_target=_FLAT,
        )
        for size, seconds in time.items()
    ]
    return Section("how cost grows, without HTTP", figures)


@attrs.frozen
class Spent:
    """What a client spent: seconds of processor time, and bytes of memory."""

    waiting: float
    memory: int
    ended: int
    plain: list[float]  # a request, by block


async def spend(url: str, count: int, *, gets: int = _GETS) -> Spent:
    """Wait for so many tasks, and get as plainly as can be before and after."""
    refs = [TaskRef(Kind.JIRA, FIRST_ID + place) for place in range(count)]
    async with (
        httpx.AsyncClient(base_url=url, auth=AUTH) as plain,
        AsyncTaskClient(url, auth=AUTH, pace=_PACE) as tasks,
    ):
        blocks = [await _plain(plain, gets) for _ in range(_BLOCKS)]
        await tasks.get(refs[0])
        memory, begun = _peak(), process_time()
        outcomes = await tasks.wait_all(refs, check=False)
        waiting, memory = process_time() - begun, _peak() - memory
        blocks += [await _plain(plain, gets) for _ in range(_BLOCKS)]
    return Spent(waiting, memory, sum(outcome.error is None for outcome in outcomes), blocks)


async def _plain(client: httpx.AsyncClient, gets: int) -> float:
    async def get_some() -> None:
        for _ in range(gets // _IN_FLIGHT):
            json.loads((await client.get(f"/rest/api/3/task/{FIRST_ID}")).content)

    begun = process_time()
    await asyncio.gather(*(get_some() for _ in range(_IN_FLIGHT)))
    return (process_time() - begun) / gets


def thousands(count: int = COUNT) -> Section:
    """Wait for tasks that begin now and take from 5 s to a minute."""
    random = Random(0)
    with served("jira", (random.uniform(_SHORTEST, _LONGEST) for _ in range(count))) as site:
        spent = asyncio.run(spend(site.url, count))
    return summary(spent, count, site.looks - 1 - 2 * _BLOCKS * _GETS)


def summary(spent: Spent, count: int, looks: int) -> Section:
    """Divide what was spent by refs and by looks."""
    figures = [
        Figure(
            "memory a ref (growth of the peak RSS)",
            spent.memory / count / 1000,
            "kB",
            target=_MOST_KB,
        ),
        Figure(
            f"processor time a look (plain: {_IN_FLIGHT} in flight)",
            spent.waiting / looks * 1e6,
            "µs",
            other=median(spent.plain) * 1e6,
            ratio_target=1.3,
        ),
    ]
    remark = f"{spent.ended} of {count} ended well; {looks / count:.1f} looks each"
    return Section(f"{count:,} refs in one `wait_all`, pace {_PACE}", figures, [remark])
