"""What a look costs, alone and among thousands, what importing does, and what the spec pipeline.

Looks are beside plain httpx with `json.loads`. Both sides ask one simulated site on loopback, in a
process of its own, so that its work is not counted as the client's. Both keep their connections
alive and send the same credentials.

httpx imports rich and click for its command line where they are installed, as with our extra `cli`;
without them it is faster, and so is measured both ways, each in an interpreter of its own. Both
sides find their bytecode, as installed packages do, whatever PYTHONDONTWRITEBYTECODE says here.

Slicing and comparing is measured with Atlassian's newest two documents, where they lie beside this
repository, and beside redocly, where it is on PATH. No file is changed.
"""

import asyncio
import gzip
import json
import math
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

import attrs
import httpx
from atlassian_tasks import AsyncTaskClient, Kind, TaskClient, TaskRef
from atlassian_tasks.simulator import Simulator, User

from scripts.bench import Figure, Section, compare, seconds
from scripts.documents import read_openapi
from scripts.drift.outline import outline
from scripts.drift.report import report
from scripts.knowledge import read_knowledge
from scripts.slicing import slice_there
from scripts.spec_files import ROOT, SPEC

AUTH = ("me@acme.example", "token")
FIRST_ID = 10000  # tasks are numbered from here
MOST_KB = 3.2  # a ref
COUNT, _PACE = 10_000, 500
_SHORTEST, _LONGEST = 5, 60  # s; the pace lets each be looked at every 20 s
_PATH, _REF = f"/rest/api/3/task/{FIRST_ID}", f"jira:{FIRST_ID}"
_GETS, _BLOCKS = 50, 60
_IN_FLIGHT, _PLAIN_GETS, _PLAIN_BLOCKS = 8, 1000, 3
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024
DOCUMENTS = ROOT.parent / "shared" / "upstream"
_KEY = "jira-v3"
_IMPORTS, _RUNS = 15, 3
_HIDE = "sys.modules['rich'] = sys.modules['click'] = None"


@attrs.define
class Served:
    """A running site; how often its tasks were looked at is known once it has closed."""

    url: str
    looks: int = 0


@contextmanager
def served(durations: Iterable[float]) -> Iterator[Served]:
    """Serve tasks of Jira that begin now."""
    processes = get_context("spawn")
    here, there = processes.Pipe()
    process = processes.Process(target=_serve, args=(there, [*durations]), daemon=True)
    process.start()
    with here, there:
        site = Served(here.recv())
        try:
            yield site
        finally:
            here.send("close")
            site.looks = here.recv()
            process.join()


def _serve(there: Connection, durations: list[float]) -> None:
    simulator = Simulator(users=[User(name="me", email=AUTH[0], token=AUTH[1])])
    for place, life in enumerate(durations):
        simulator.add("jira", str(FIRST_ID + place), duration=life)
    with simulator.serve() as server:
        there.send(server.url)
        there.recv()
    there.send(sum(task.looks for task in simulator.tasks))


def looking(blocks: int = _BLOCKS) -> Section:
    """Measure a look in both colours."""
    with served([math.inf]) as site:
        figures = [_blocking(site.url, blocks), _on_asyncio(site.url, blocks)]
    return Section("`get` ÷ plain httpx get + json.loads, loopback", figures)


def _blocking(url: str, blocks: int) -> Figure:
    with TaskClient(url, auth=AUTH) as tasks, httpx.Client(base_url=url, auth=AUTH) as plain:
        return compare(
            "TaskClient",
            lambda: seconds(lambda: tasks.get(_REF), _GETS),
            lambda: seconds(lambda: json.loads(plain.get(_PATH).content), _GETS),
            blocks=blocks,
            unit="µs",
            ratio_target=1.05,
        )


def _on_asyncio(url: str, blocks: int) -> Figure:
    tasks, plain = AsyncTaskClient(url, auth=AUTH), httpx.AsyncClient(base_url=url, auth=AUTH)

    async def plain_get() -> object:
        return json.loads((await plain.get(_PATH)).content)

    async def get_some(get: Callable[[], Awaitable[object]]) -> None:
        for _ in range(_GETS):
            await get()

    with asyncio.Runner() as runner:
        try:
            return compare(
                "AsyncTaskClient",
                lambda: seconds(lambda: runner.run(get_some(lambda: tasks.get(_REF)))) / _GETS,
                lambda: seconds(lambda: runner.run(get_some(plain_get))) / _GETS,
                blocks=blocks,
                unit="µs",
                ratio_target=1.09,
            )
        finally:
            runner.run(tasks.aclose())
            runner.run(plain.aclose())


def peak() -> int:
    """Return the most memory that this process has had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _RSS_UNIT


@attrs.frozen
class Spent:
    """What a client spent: seconds of processor time, and bytes of memory."""

    waiting: float
    memory: int
    ended: int
    plain: list[float]  # a request, by block


async def spend(url: str, count: int, *, gets: int = _PLAIN_GETS) -> Spent:
    """Wait for so many tasks, and get as plainly as can be before and after."""
    refs = [TaskRef(Kind.JIRA, FIRST_ID + place) for place in range(count)]
    async with (
        httpx.AsyncClient(base_url=url, auth=AUTH) as plain,
        AsyncTaskClient(url, auth=AUTH, pace=_PACE) as tasks,
    ):
        blocks = [await _plain(plain, gets) for _ in range(_PLAIN_BLOCKS)]
        await tasks.get(refs[0])
        memory, begun = peak(), process_time()
        outcomes = await tasks.wait_all(refs, check=False)
        waiting, memory = process_time() - begun, peak() - memory
        blocks += [await _plain(plain, gets) for _ in range(_PLAIN_BLOCKS)]
    return Spent(waiting, memory, sum(outcome.error is None for outcome in outcomes), blocks)


async def _plain(client: httpx.AsyncClient, gets: int) -> float:
    async def get_some() -> None:
        for _ in range(gets // _IN_FLIGHT):
            json.loads((await client.get(_PATH)).content)

    begun = process_time()
    await asyncio.gather(*(get_some() for _ in range(_IN_FLIGHT)))
    return (process_time() - begun) / gets


def thousands(count: int = COUNT) -> Section:
    """Wait for tasks that begin now and take from 5 s to a minute."""
    random = Random(0)
    with served(random.uniform(_SHORTEST, _LONGEST) for _ in range(count)) as site:
        spent = asyncio.run(spend(site.url, count))
    return summary(spent, count, site.looks - 1 - 2 * _PLAIN_BLOCKS * _PLAIN_GETS)


def summary(spent: Spent, count: int, looks: int) -> Section:
    """Divide what was spent by refs and by looks."""
    figures = [
        Figure(
            "memory a ref (growth of the peak RSS)",
            spent.memory / count / 1000,
            "kB",
            target=MOST_KB,
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


def importing(blocks: int = _IMPORTS) -> Section:
    """Import in fresh interpreters, in turn."""
    sides = {"with rich and click": "", "without them": _HIDE}
    figures = [_import(what, before, blocks) for what, before in sides.items()]
    return Section("`import atlassian_tasks` ÷ `import httpx`", figures)


def _import(what: str, before: str, blocks: int) -> Figure:
    def measured(module: str, bytecode: str) -> float:
        code = f"import sys\n{before}\nfrom time import perf_counter as now\nbegun = now()\n"
        code += f"import {module}\nprint(now() - begun)"
        fresh = {"PYTHONPYCACHEPREFIX": bytecode, "PYTHONDONTWRITEBYTECODE": ""}
        return float(_run(sys.executable, "-c", code, **fresh))

    with TemporaryDirectory() as bytecode:
        ours, other = (partial(measured, name, bytecode) for name in ("atlassian_tasks", "httpx"))
        ours()  # compiles for both
        return compare(what, ours, other, blocks=blocks, unit="ms", ratio_target=1.35)


def building(runs: int = _RUNS) -> Section:
    """Time `make spec` and `make generate`, in fresh interpreters."""
    with TemporaryDirectory() as folder:
        sides = {
            "make spec": (1, ("build_spec", "--check")),
            "make generate": (3, ("generate_client", "--into", folder)),
        }
        figures = [
            Figure(what, median(_script(*words) for _ in range(runs)), "s", target=target)
            for what, (target, words) in sides.items()
        ]
    return Section("the spec pipeline", figures)


def drift(documents: Path = DOCUMENTS) -> Section:
    """Slice and compare the newest two documents; do the whole of `make upstream --from`."""
    dated = sorted((documents / _KEY).glob("*.json.gz"))[-2:]
    if len(dated) < 2:
        return Section("drift", lines=["Atlassian's documents are not beside this repository"])
    with TemporaryDirectory() as folder:
        unpacked = [Path(folder, path.name.removesuffix(".gz")) for path in dated]
        for path, packed in zip(unpacked, dated, strict=True):
            path.write_bytes(gzip.decompress(packed.read_bytes()))
        spec = Path(shutil.copytree(SPEC, Path(folder, "spec")))
        refresh = _script("upstream", "--from", str(documents), "--spec", str(spec))
        figures = [_compare_two(unpacked), Figure("make upstream --from", refresh, "s", target=10)]
    return Section("drift", figures)


def _compare_two(documents: list[Path]) -> Figure:
    known = read_knowledge(SPEC)
    source = next(one for one in known.sources if one.key == _KEY)

    def ours() -> None:
        before, after = (outline(_KEY, read_openapi(path), known.sources) for path in documents)
        slice_there(after.document, source)
        report(before, after, known)

    what = f"slice and compare two documents of {documents[1].stat().st_size / 1e6:.1f} MB"
    if not (redocly := shutil.which("redocly")):
        return Figure(what, median(seconds(ours) for _ in range(_RUNS)), "s", target=0.5)
    words = (redocly, "diff", *map(str, documents), "--format", "json", "--fail-on", "none")
    return compare(
        f"{what} (beside redocly diff)",
        lambda: seconds(ours),
        lambda: seconds(lambda: _run(*words, REDOCLY_TELEMETRY="off")),
        blocks=_RUNS,
        target=0.5,
    )


def _script(name: str, *words: str) -> float:
    return seconds(lambda: _run(sys.executable, "-m", f"scripts.{name}", *words))


def _run(*command: str, **environment: str) -> str:
    """Run a program; what it prints."""
    done = subprocess.run(  # noqa: S603
        command,
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout
