"""Programs with a ledger that are killed at random moments, again and again.

`python -m tests.killed KILLS [SEED]` kills each so often, at a site on loopback, and prints what
came of it. Each goes on where it was killed, and in the last round it is left alone.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from atlassian_tasks import Ledger, Start, TaskClient, errors
from atlassian_tasks.schedule import Fixed
from atlassian_tasks.simulator import Simulator
from atlassian_tasks_command import main as shell
from atlassian_tasks_rest.api.jira_v3 import bulk_delete

PARTS = {"start": 1, "run_all": 4, "start --wait": 1, "start --issues": 2}  # of a job
JOBS = {"start": 4, "run_all": 2, "start --wait": 3, "start --issues": 2}  # for each kill
_LONGEST = 0.08  # seconds that a round lives
_AN_HOUR = 3600
_CUT = 1000  # issues a part, as the shell has it


def issue(job: int, part: int = 1) -> str:
    """Return the first issue of a part, by which the site's tasks are told from each other."""
    return str(10_000 * job + _CUT * (part - 1) + 1)


def keys(way: str, job: int) -> dict[str, str]:
    """Return the keys of a job's starts, each with the first issue of that start."""
    if PARTS[way] == 1:
        return {f"jobs/{job}": issue(job)}
    return {f"jobs/{job}/{part}": issue(job, part) for part in range(1, PARTS[way] + 1)}


class Program:
    """What is killed: it does some jobs in one of the ways."""

    def __init__(self, way: str, site: str, path: Path, count: int) -> None:
        self.way, self.site, self.path, self.count = way, site, path, count

    def go_on(self) -> None:
        """Do what the ledger does not know as done, and then ask for everything once more."""
        left = {entry.key for entry in Ledger(self.path).entries() if entry.state == "running"}
        known = {entry.key for entry in Ledger(self.path).entries() if entry.state != "refused"}
        done = known if self.way == "start" else known - left
        jobs = range(1, self.count + 1)
        for job in sorted(jobs, key=lambda job: done.issuperset(keys(self.way, job))):
            self.do(job)

    def do(self, job: int) -> None:
        """Do one of the jobs."""
        if self.way in ("start", "run_all"):
            self._in_python(job)
        else:
            self._in_the_shell(job)

    def _in_python(self, job: int) -> None:
        starts = [
            Start(bulk_delete, body={"selectedIssueIdsOrKeys": [first]}).keyed(key)
            for key, first in keys(self.way, job).items()
        ]
        with TaskClient(
            self.site, ledger=self.path, request_timeout=2, schedule=lambda: Fixed(0.01), pace=None
        ) as tasks:
            if self.way == "run_all":
                tasks.run_all(starts, max_running=3, check=False)
                return
            with suppress(errors.StartUnclear):
                tasks.start(starts[0])

    def _in_the_shell(self, job: int) -> None:
        kind = self.way.rpartition("-")[2]
        asked = self.path.parent / f"{job}.{kind}"
        if kind == "wait":
            asked.write_text(f'{{"selectedIssueIdsOrKeys": ["{issue(job)}"]}}')
            options = ["--wait", "--body", str(asked)]
        else:
            first, total = int(issue(job)), _CUT * (PARTS[self.way] - 1) + 1
            asked.write_text("\n".join(map(str, range(first, first + total))))
            options = ["--issues", str(asked)]
        os.environ["ATLASSIAN_URL"] = self.site
        sys.argv[1:] = ["start", "bulk-delete", "--ledger", str(self.path), *options]
        sys.argv += ["--idempotency-key", f"jobs/{job}"]
        try:
            shell()
        except SystemExit as end:
            if end.code not in (0, 4):
                raise


def kill(program: Program, kills: int, seed: int) -> None:
    """Fork a round, and kill it, again and again; the last is left alone."""
    moments = random.Random(seed)
    program.do(1)  # which loads what the rounds have no time for
    for left in range(kills, -1, -1):
        pid = os.fork()
        if not pid:
            try:
                program.go_on()
                os._exit(0)
            except BaseException:
                sys.excepthook(*sys.exc_info())
            finally:
                os._exit(1)
        if left:
            time.sleep(moments.uniform(0, _LONGEST))
            os.kill(pid, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        if status not in (0, -signal.SIGKILL):
            sys.exit(f"a round ended with {status}")
        an_hour_passes(program.path)


def an_hour_passes(path: Path) -> None:
    """Let no request of those that were killed count as on its way."""
    with closing(sqlite3.connect(path, timeout=30)) as connection, connection:
        told = "UPDATE starts SET started = started - :hour, until = until - :hour"
        with suppress(sqlite3.OperationalError):  # it was killed before there was a table
            connection.execute(told, {"hour": _AN_HOUR})


def toll(way: str, kills: int, folder: Path, seed: int = 0) -> Counter[str]:
    """Kill one so often, and count its starts by what the ledger says of them in the end.

    Doubled is what the site began twice, unknown what it began or the ledger has for no start of
    ours. Lost is what is not in the ledger, or neither unclear there nor with the ref that the site
    gave.
    """
    simulator = Simulator(latency=0.004, duration=0.02 if way == "run_all" else 0)
    count, path = JOBS[way] * kills, folder / "starts.db"
    with simulator.serve() as server:
        told = [way, server.url, path, count, kills, seed]
        command = [sys.executable, "-m", "tests.killed", *map(str, told)]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise RuntimeError(f"{way} ended with {ended.returncode}: {ended.stderr}")
    begun: dict[str, list[str]] = {}
    for task in simulator.started:
        begun.setdefault(str(task.script.issues[0]), []).append(task.ref)
    entries = {entry.key: entry for entry in Ledger(path).entries()}
    counts = Counter(sent=sum(asked.method == "POST" for asked in simulator.requests))
    for key, first in _all_keys(way, count):
        entry, refs = entries.pop(key, None), begun.pop(first, [])
        counts["starts"] += 1
        counts["doubled"] += len(refs) > 1
        if entry is not None and entry.state == "unclear":
            counts["unclear"] += 1
        elif entry is None or [str(entry.ref)] != refs[:1]:
            counts["lost"] += 1
        else:
            counts[entry.state] += 1
    counts["unknown"] = len(entries) + len(begun)
    return counts


def _all_keys(way: str, count: int) -> Iterator[tuple[str, str]]:
    for job in range(1, count + 1):
        yield from keys(way, job).items()


def main(kills: int, seed: int = 0) -> None:
    """Kill each, and print what came of it."""
    for way in PARTS:
        with TemporaryDirectory() as folder:
            counts = toll(way, kills, Path(folder), seed)
        names = ("starts", "sent", "doubled", "lost", "unclear", "running", "ended", "unknown")
        print(f"{way:14}", *(f"{counts[name]} {name}" for name in names), sep="  ", flush=True)


if __name__ == "__main__":
    if sys.argv[1] in PARTS:
        _way, _site, _path = sys.argv[1:4]
        _count, _kills, _seed = map(int, sys.argv[4:])
        kill(Program(_way, _site, Path(_path), _count), _kills, _seed)
    else:
        main(*map(int, sys.argv[1:]))
