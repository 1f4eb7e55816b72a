"""What one look costs, and what importing does, beside httpx.

`get` and plain httpx with `json.loads` ask one loopback server; both keep their connection alive
and send the same credentials. httpx imports rich and click for its command line where they are
installed, as with our extra `cli`; without them it is faster, and so is measured both ways, each in
an interpreter of its own. Both sides find their bytecode, as installed packages do, whatever
PYTHONDONTWRITEBYTECODE says here.
"""

import asyncio
import json
import math
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from tempfile import TemporaryDirectory
from time import perf_counter

import httpx
from atlassian_tasks import AsyncTaskClient, TaskClient

from scripts.bench.figures import Figure, Pair, Section, alternate
from scripts.bench.served import AUTH, FIRST_ID, served
from scripts.spec_files import ROOT

_PATH, _REF = f"/rest/api/3/task/{FIRST_ID}", f"jira:{FIRST_ID}"
_GETS, _BLOCKS, _IMPORTS = 50, 60, 15
_HIDE = "sys.modules['rich'] = sys.modules['click'] = None"


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


def _seconds(module: str, before: str, bytecode: str) -> float:
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": bytecode, "PYTHONDONTWRITEBYTECODE": ""}
    code = f"import sys\n{before}\nfrom time import perf_counter as now\nbegun = now()\n"
    code += f"import {module}\nprint(now() - begun)"
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


def _figure(what: str, before: str, blocks: int) -> Figure:
    with TemporaryDirectory() as bytecode:
        ours, other = (
            partial(_seconds, name, before, bytecode) for name in ("atlassian_tasks", "httpx")
        )
        ours()  # compiles for both
        return alternate(ours, other, blocks=blocks).figure(what, 1.5, scale=1e3, unit="ms")


def importing(blocks: int = _IMPORTS) -> Section:
    """Import in fresh interpreters, in turn."""
    figures = [
        _figure("with rich and click", "", blocks),
        _figure("without them", _HIDE, blocks),
    ]
    return Section("`import atlassian_tasks` ÷ `import httpx`", figures)
