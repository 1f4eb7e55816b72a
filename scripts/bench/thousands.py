"""Ten thousand refs in one `wait_all`: memory a ref, and processor time a look beside plain httpx.

The client runs in a process of its own, `python -m scripts.bench.thousands URL COUNT`, so that its
peak of resident memory is not somebody else's. Plain httpx gets the same bodies in that process,
before and after, with as many requests in flight.
"""

import asyncio
import json
import resource
import subprocess
import sys
from random import Random
from statistics import median
from time import process_time

import attrs
import httpx
from atlassian_tasks import AsyncTaskClient, Kind, TaskRef

from scripts.bench.figures import Figure, Section
from scripts.bench.served import AUTH, FIRST_ID, served
from scripts.spec_files import ROOT

COUNT, _PACE = 10_000, 500
_SHORTEST, _LONGEST = 5, 60  # s; the pace lets each be looked at every 20 s
_IN_FLIGHT, _GETS, _BLOCKS = 8, 1000, 3
RSS_UNIT = 1 if sys.platform == "darwin" else 1024


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
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * RSS_UNIT


async def spend(url: str, count: int, *, gets: int = _GETS) -> Spent:
    """Wait for so many tasks, and get as plainly as can be before and after."""
    refs = [TaskRef(Kind.JIRA, FIRST_ID + place) for place in range(count)]
    path = f"/rest/api/3/task/{FIRST_ID}"
    async with (
        httpx.AsyncClient(base_url=url, auth=AUTH) as plain,
        AsyncTaskClient(url, auth=AUTH, pace=_PACE) as tasks,
    ):
        blocks = [await _plain(plain, path, gets) for _ in range(_BLOCKS)]
        await tasks.get(refs[0])
        memory, begun = _memory(), process_time()
        outcomes = await tasks.wait_all(refs, check=False)
        waiting, memory = process_time() - begun, _memory() - memory
        blocks += [await _plain(plain, path, gets) for _ in range(_BLOCKS)]
    return Spent(waiting, memory, sum(outcome.error is None for outcome in outcomes), blocks)


def section(count: int = COUNT) -> Section:
    """Wait for tasks that begin now and take from 5 s to a minute."""
    random = Random(0)
    with served("jira", (random.uniform(_SHORTEST, _LONGEST) for _ in range(count))) as site:
        command = [sys.executable, "-m", "scripts.bench.thousands", site.url, str(count)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    spent = Spent(**json.loads(done.stdout))
    return summary(spent, count, site.looks - 1 - 2 * _BLOCKS * _GETS)


def summary(spent: Spent, count: int, looks: int) -> Section:
    """Divide what was spent by refs and by looks."""
    plain, look = median(spent.plain), spent.waiting / looks
    figures = [
        Figure(
            "memory a ref (growth of the peak RSS)", spent.memory / count / 1000, "kB", target=3.2
        ),
        Figure(
            f"processor time a look (plain: {_IN_FLIGHT} in flight)",
            look * 1e6,
            "µs",
            plain * 1e6,
            look / plain,
            1.3,
            is_ratio=True,
        ),
    ]
    remark = f"{spent.ended} of {count} ended well; {looks / count:.1f} looks each"
    return Section(f"{count:,} refs in one `wait_all`, pace {_PACE}", figures, [remark])


def main() -> None:
    """Be the client."""
    url, count = sys.argv[1:]
    print(json.dumps(attrs.asdict(asyncio.run(spend(url, int(count))))))


if __name__ == "__main__":
    main()
