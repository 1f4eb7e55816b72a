"""What one look costs: `get` beside plain httpx and `json.loads`, on one loopback server.

Both sides keep their connection alive and send the same credentials.
"""

import asyncio
import json
import math
from collections.abc import Awaitable, Callable
from time import perf_counter

import httpx
from atlassian_tasks import AsyncTaskClient, TaskClient

from scripts.bench.figures import Figure, Pair, Section, alternate
from scripts.bench.served import AUTH, FIRST_ID, served

_PATH, _REF = f"/rest/api/3/task/{FIRST_ID}", f"jira:{FIRST_ID}"
_GETS, _BLOCKS = 50, 60


def _seconds_each(get: Callable[[], object]) -> float:
    begun = perf_counter()
    for _ in range(_GETS):
        get()
    return (perf_counter() - begun) / _GETS


async def _async_seconds_each(get: Callable[[], Awaitable[object]]) -> float:
    begun = perf_counter()
    for _ in range(_GETS):
        await get()
    return (perf_counter() - begun) / _GETS


def _blocking(url: str, blocks: int) -> Pair:
    with TaskClient(url, auth=AUTH) as tasks, httpx.Client(base_url=url, auth=AUTH) as plain:
        return alternate(
            lambda: _seconds_each(lambda: tasks.get(_REF)),
            lambda: _seconds_each(lambda: json.loads(plain.get(_PATH).content)),
            blocks=blocks,
        )


def _on_asyncio(url: str, blocks: int) -> Pair:
    tasks, plain = AsyncTaskClient(url, auth=AUTH), httpx.AsyncClient(base_url=url, auth=AUTH)

    async def plain_get() -> object:
        return json.loads((await plain.get(_PATH)).content)

    with asyncio.Runner() as runner:
        try:
            return alternate(
                lambda: runner.run(_async_seconds_each(lambda: tasks.get(_REF))),
                lambda: runner.run(_async_seconds_each(plain_get)),
                blocks=blocks,
            )
        finally:
            runner.run(tasks.aclose())
            runner.run(plain.aclose())


def section(blocks: int = _BLOCKS) -> Section:
    """Measure both colours."""
    with served("jira", [math.inf]) as site:
        figures: list[Figure] = [
            _blocking(site.url, blocks).figure("TaskClient", 1.15, scale=1e6, unit="µs"),
            _on_asyncio(site.url, blocks).figure("AsyncTaskClient", 1.2, scale=1e6, unit="µs"),
        ]
    return Section("`get` ÷ plain httpx get + json.loads, loopback", figures)
