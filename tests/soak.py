"""Everything at once, for as long as one likes: `python -m tests.soak MINUTES [SEED]`.

A site in a process of its own answers rightly, wrongly and not at all. Four threads share a
`TaskClient` with the main thread, which is stopped at random moments and forks now and then;
asyncio and trio have a client each, whose calls are cancelled. Every call has to end in time, in a
result or in an error of ours, and memory, files and threads have to stay where they are.
"""

from __future__ import annotations

import faulthandler
import gc
import logging
import math
import os
import random
import signal
import statistics
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn

import anyio.lowlevel
from atlassian_tasks import AsyncTaskClient, TaskClient, errors
from atlassian_tasks.schedule import Fixed
from atlassian_tasks.simulator import Simulator
from atlassian_tasks_rest.api.jira_v3 import delete_project

KINDS = ["jira", "jira-v2", "jira-bulk", "confluence", "confluence-dc", "confluence-dc-backup"]
IDS = range(1, 41)
VERBS = ["get", "wait", "watch", "wait_all", "as_completed", "list", "cancel", "start"]
OURS = (errors.AtlassianTasksError, errors.TasksFailed)
LIMITS: dict[str, Any] = {"timeout": 2.0, "patience": 0.5}
MOST = {"files": 8, "threads": 0, "blocks of Python's memory": 20_000, "kB": 50_000}  # may grow so
LONGEST = 150.0  # seconds; a cancel's look has patience for 120
HOSTILE: list[dict[str, Any]] = [
    *({"status": status} for status in (400, 401, 403, 404, 408, 410, 500, 503, 520)),
    *({"status": 429, "headers": {"Retry-After": told}} for told in ("0", "-1", "1e400", "soon")),
    *(
        {"status": 200, "body": body}
        for body in (b"", b"{", b"[]", b"null", b"\xff\xfe", b"1" * 99)
    ),
    {"status": 200, "body": b"[" * 100_000},
    {"status": 200, "body": b'{"a":"' + b"x" * 11_000_000},
    {"status": 200, "body": b'{"progress": Infinity, "percentageComplete": NaN}'},
    {"status": 200, "body": "<html><form>Log in</form></html>"},
    {"status": 302, "headers": {"Location": "https://login.example/"}},
    {"status": 204, "body": b""},
    {"headers": {"Content-Encoding": "gzip"}},
    {"headers": {"Set-Cookie": "node=" + "x" * 4000}},
    {"headers": {"Deprecation": "@0", "Warning": '299 - "gone soon"'}},
    {"raises": ConnectionError()},
    {"raises": ConnectionError(), "carried_out": True},
    {"delay": 1.5},
    {"trickle": 0.01},
]


class Stop(KeyboardInterrupt):
    """Somebody presses Ctrl-C."""


def site(seed: int) -> NoReturn:
    """Serve tasks that begin again and again, and let every other answer go wrong."""
    dice = random.Random(seed)
    simulator = Simulator()
    with simulator.serve() as server:
        os.write(1, f"{server.url}\n".encode())
        while os.getppid() != 1:
            kind, number = dice.choice(KINDS), str(dice.choice(IDS))
            for task in simulator.tasks:
                if task.id == number:
                    simulator.remove(task)
            outcome = dice.choice(["complete", "complete", "failed"])
            with suppress(ValueError):
                simulator.add(kind, number, duration=dice.uniform(0, 3), outcome=outcome)
            if not simulator._faults:
                simulator.fail_next(**dice.choice(HOSTILE), skip=dice.randrange(4))
            time.sleep(0.005)
    sys.exit()


class Watch:
    """What is called, how it ended, and what hangs."""

    def __init__(self) -> None:
        self.ends: Counter[str] = Counter()
        self.calls: dict[object, tuple[float, str]] = {}
        self.wrong: list[str] = []

    @contextmanager
    def over(self, what: str) -> Iterator[None]:
        """Note how a call ends; what is not ours is wrong."""
        key = object()
        self.calls[key] = time.monotonic(), what
        try:
            yield
            self.ends["result"] += 1
        except OURS as error:
            self.ends[type(error).__name__] += 1
        except Exception:
            self.wrong.append(f"{what}\n{traceback.format_exc()}")
        finally:
            del self.calls[key]

    def check(self) -> None:
        """End everything if a call hangs."""
        for begun, what in [*self.calls.values()]:
            if time.monotonic() - begun > LONGEST:
                print(f"{what} hangs", flush=True)
                faulthandler.dump_traceback()
                os._exit(3)


class Chance:
    """What is asked for next, at random but the same for a seed."""

    def __init__(self, seed: str) -> None:
        self.dice = random.Random(seed)

    def verb(self) -> str:
        return self.dice.choice(VERBS)

    def refs(self) -> list[str]:
        """Up to a dozen, of which many are of one kind."""
        kinds = self.dice.choices(KINDS, k=2)
        return [
            f"{self.dice.choice(kinds)}:{self.dice.choice(IDS)}"
            for _ in range(self.dice.randint(1, 12))
        ]

    def leaves(self) -> bool:
        return self.dice.random() < 0.1


def call(client: TaskClient, verb: str, refs: list[str], leaves: Callable[[], bool]) -> None:
    """Call one verb, to its end or until the caller leaves."""
    match verb:
        case "get" | "cancel":
            getattr(client, verb)(refs[0])
        case "start":
            client.start(delete_project, project_id_or_key="OLD")
        case "wait":
            client.wait(refs[0], **LIMITS)
        case "wait_all":
            client.wait_all(refs, **LIMITS)
        case "list":
            for _ in client.list(refs[0].partition(":")[0]):
                if leaves():
                    break
        case _:
            for _ in getattr(client, verb)(refs[0] if verb == "watch" else refs, **LIMITS):
                if leaves():
                    break


async def call_async(
    client: AsyncTaskClient, verb: str, refs: list[str], leaves: Callable[[], bool]
) -> None:
    match verb:
        case "get" | "cancel":
            await getattr(client, verb)(refs[0])
        case "start":
            await client.start(delete_project, project_id_or_key="OLD")
        case "wait":
            await client.wait(refs[0], **LIMITS)
        case "wait_all":
            await client.wait_all(refs, **LIMITS)
        case "list":
            async for _ in client.list(refs[0].partition(":")[0]):
                if leaves():
                    break
        case _:
            async for _ in getattr(client, verb)(refs[0] if verb == "watch" else refs, **LIMITS):
                if leaves():
                    break


class Soak:
    """One run, for so many seconds."""

    def __init__(self, url: str, seconds: float, seed: int) -> None:
        self.url, self.seconds, self.seed = url, seconds, seed
        self.end = math.inf
        self.watch = Watch()
        self.stops = self.forks = 0
        self.settings: dict[str, Any] = {
            "request_timeout": 1.0,
            "pace": 200.0,
            "schedule": lambda: Fixed(0.05),
            "deployment": "cloud",
        }

    def goes_on(self) -> bool:
        return time.monotonic() < self.end

    def once(self, client: TaskClient, chance: Chance) -> None:
        verb = chance.verb()
        with self.watch.over(verb):
            call(client, verb, chance.refs(), chance.leaves)

    def thread(self, client: TaskClient, number: int) -> None:
        chance = Chance(f"{self.seed} {number}")
        while self.goes_on():
            self.once(client, chance)

    async def loop(self, backend: str) -> None:
        async with (
            AsyncTaskClient(self.url, **self.settings) as client,
            anyio.create_task_group() as group,
        ):
            for number in range(8):
                group.start_soon(self.task, client, Chance(f"{self.seed} {backend} {number}"))

    async def task(self, client: AsyncTaskClient, chance: Chance) -> None:
        while self.goes_on():
            verb = chance.verb()
            bound = chance.dice.choice([0.0, 0.001, 0.01, 0.1, 1.0, 99.0])
            with self.watch.over(f"async {verb}"), anyio.move_on_after(bound):
                await call_async(client, verb, chance.refs(), chance.leaves)
            await anyio.lowlevel.checkpoint()

    def warm_up(self, client: TaskClient) -> None:
        """Load every module, and log nothing: a stop may leave a lock of either in CPython held."""
        logging.getLogger("atlassian_tasks").setLevel(logging.CRITICAL)
        for backend in ("asyncio", "trio"):
            anyio.run(anyio.sleep, 0, backend=backend)
        for verb in VERBS:
            for kind in KINDS if verb in ("get", "list") else KINDS[:1]:
                with suppress(*OURS):
                    call(client, verb, [f"{kind}:1", "confluence:1", "confluence:2"], bool)
        self.end = time.monotonic() + self.seconds

    def stopped_again_and_again(self, client: TaskClient) -> None:
        chance = Chance(f"{self.seed}")
        signal.signal(signal.SIGALRM, self.stop)
        while self.goes_on():
            try:
                signal.setitimer(signal.ITIMER_REAL, chance.dice.uniform(0.0001, 0.05))
                self.once(client, chance)
                signal.setitimer(signal.ITIMER_REAL, 0)
            except Stop:
                self.stops += 1
            if chance.dice.random() < 0.005:
                self.fork(client, chance.refs()[0])

    def stop(self, *_: object) -> None:
        raise Stop

    def fork(self, client: TaskClient, asked: str) -> None:
        """Use the client in a child, which has none of the other threads."""
        pid = os.fork()
        if not pid:
            try:
                with suppress(*OURS):
                    client.get(asked)
                os._exit(0)
            finally:
                os._exit(1)
        self.forks += 1
        with self.watch.over("fork"):
            _, status = os.waitpid(pid, 0)
            if status:
                raise RuntimeError(f"a child ended with {status}")

    def measure(self) -> Iterator[tuple[int, ...]]:
        """Look every other second, as `MOST` has it."""
        begun = told = time.monotonic()
        while self.end - time.monotonic() > 2:
            time.sleep(2)
            self.watch.check()
            gc.collect()
            status = Path("/proc/self/status").read_text()
            memory = int(status.partition("VmRSS:")[2].split()[0])
            files = sum(1 for _ in Path("/proc/self/fd").iterdir())
            yield files, threading.active_count(), sys.getallocatedblocks(), memory
            if time.monotonic() - told >= 60:
                told = time.monotonic()
                calls, minutes = self.watch.ends.total(), (told - begun) / 60
                print(
                    f"{minutes:5.1f} min  {calls} calls  {self.stops} stops  {self.forks} forks  "
                    f"{files} files  {threading.active_count()} threads  {memory} kB",
                    flush=True,
                )

    def run(self) -> int:
        """Run it; 1 if anything was wrong, or grew."""
        samples: list[tuple[int, ...]] = []
        with TaskClient(self.url, **self.settings) as client:
            self.warm_up(client)
            calls: list[Callable[[], object]] = [
                *(lambda n=n: self.thread(client, n) for n in range(1, 5)),
                lambda: anyio.run(self.loop, "asyncio", backend="asyncio"),
                lambda: anyio.run(self.loop, "trio", backend="trio"),
                lambda: samples.extend(self.measure()),
            ]
            threads = [threading.Thread(target=call, daemon=True) for call in calls]
            for thread in threads:
                thread.start()
            self.stopped_again_and_again(client)
            for thread in threads:
                thread.join(LONGEST)
        print(f"{self.stops} stops, {self.forks} forks; calls ended so:")
        for name, count in self.watch.ends.most_common():
            print(f"{count:8} {name}")
        for wrong in self.watch.wrong[:5]:
            print(wrong)
        return int(bool(self.watch.wrong) | self.grew(samples))

    def grew(self, samples: list[tuple[int, ...]]) -> bool:
        """Compare the second quarter with the last; true if too much more is there."""
        quarter = len(samples) // 4
        grew = False
        for (name, most), values in zip(MOST.items(), zip(*samples, strict=True), strict=True):
            before = statistics.median(values[quarter : 2 * quarter])
            after = statistics.median(values[-quarter:])
            print(f"{name}: {before:.0f}, then {after:.0f}")
            grew |= after - before > most
        return grew


def main(minutes: float, seed: int = 0) -> int:
    """Start the site, and run against it."""
    given, taken = os.pipe()
    pid = os.fork()
    if not pid:
        os.dup2(taken, 1)
        site(seed)
    try:
        url = os.read(given, 100).decode().strip()
        return Soak(url, minutes * 60, seed).run()
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), *map(int, sys.argv[2:])))
