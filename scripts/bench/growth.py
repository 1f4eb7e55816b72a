"""How memory a ref and processor time a look grow with the number of tasks in one fleet.

The fleet itself, eight looks at a time and no pace, in virtual time and without HTTP, so that what
is measured is what following costs. Memory is what is kept once each was seen running; of the most
tasks, which would take too long to trace, it is the growth of the peak RSS.
"""

import gc
import resource
import tracemalloc
from collections.abc import Sequence
from random import Random
from time import process_time
from typing import Any

from atlassian_tasks import Outcome, Task, TaskRef
from atlassian_tasks.schedule import Adaptive
from atlassian_tasks.waiting.effects import Flow
from atlassian_tasks.waiting.fleet import Fleet
from atlassian_tasks.waiting.watch import Limits

from scripts.bench.figures import Figure, Section
from scripts.bench.siblings import World
from scripts.bench.thousands import RSS_UNIT

SIZES = (100, 1_000, 10_000, 100_000)
_WIDTH, _FLAT, _MOST_KB = 8, 1.6, 3.2


def _begun(size: int) -> tuple[World, Flow[Any, None]]:
    dice = Random(size)
    world = World([dice.uniform(0.2, 0.4) for _ in range(size)], "none", dice)
    refs = [TaskRef("jira", name) for name in world.lives]
    return world, Fleet(0.0, _WIDTH).follow(
        0.0, refs, Limits(), schedule=lambda: Adaptive(random=dice), reports=(Task, Outcome)
    )


def kept(size: int) -> float:
    """Follow so many tasks until each was seen once: kilobytes a ref."""
    world, flow = _begun(size)
    gc.collect()
    tracemalloc.start()
    told: Any = None
    while world.looks < size:
        step = flow.send(told)
        told = world.now if isinstance(step, Task | Outcome) else world.perform(step)
    gc.collect()
    memory, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    flow.close()
    return memory / size / 1000


def spent(size: int) -> float:
    """Follow so many tasks to their ends: seconds of processor time a look."""
    world, flow = _begun(size)
    told: Any = None
    begun = process_time()
    try:
        while True:
            step = flow.send(told)
            told = world.now if isinstance(step, Task | Outcome) else world.perform(step)
    except StopIteration:
        return (process_time() - begun) / world.looks


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * RSS_UNIT


def section(sizes: Sequence[int] = SIZES) -> Section:
    """Measure each size, the largest first, as its memory is to be new to the process."""
    spent(sizes[0])
    *others, most = sizes
    before = _peak()
    time = {most: spent(most)}
    memory = {size: kept(size) for size in others} | {most: (_peak() - before) / most / 1000}
    time = {size: spent(size) for size in others} | time
    figures = [
        Figure(f"{size:,} refs: memory a ref", kb, "kB", target=_MOST_KB)
        for size, kb in memory.items()
    ]
    first = min(time.values())
    figures += [
        Figure(
            f"{size:,} refs: processor time a look (beside the least)",
            seconds * 1e6,
            "µs",
            first * 1e6,
            seconds / first,
            _FLAT,
            is_ratio=True,
        )
        for size, seconds in time.items()
    ]
    return Section("how cost grows, without HTTP", figures)
