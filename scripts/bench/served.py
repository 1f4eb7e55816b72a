"""A simulated site in a process of its own, so that its work is not counted as the client's.

`python -m scripts.bench.served KIND` reads durations from a line on stdin, begins a task for each,
prints its address, serves until stdin ends, and prints how often its tasks were looked at.
"""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import attrs
from atlassian_tasks.simulator import Simulator, User

from scripts.spec_files import ROOT

AUTH = ("me@acme.example", "token")
FIRST_ID = 10000  # tasks are numbered from here


@attrs.define
class Served:
    """A running site; how often its tasks were looked at is known once it has closed."""

    url: str
    looks: int = 0


@contextmanager
def served(kind: str, durations: Iterable[float]) -> Iterator[Served]:
    """Serve tasks that begin now on loopback."""
    command = [sys.executable, "-m", "scripts.bench.served", kind]
    with subprocess.Popen(  # noqa: S603
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018
        process.stdin.write(" ".join(map(str, durations)) + "\n")
        process.stdin.flush()
        site = Served(process.stdout.readline().strip())
        try:
            yield site
        finally:
            process.stdin.close()
            site.looks = int(process.stdout.readline() or 0)


def main() -> None:
    """Serve until stdin ends."""
    user = User(name="me", email=AUTH[0], token=AUTH[1])
    simulator = Simulator(users=[user])
    (kind,) = sys.argv[1:]
    for place, seconds in enumerate(sys.stdin.readline().split()):
        simulator.add(kind, str(FIRST_ID + place), duration=float(seconds))
    with simulator.serve() as server:
        print(server.url, flush=True)
        sys.stdin.read()
    print(sum(task.looks for task in simulator.tasks))


if __name__ == "__main__":
    main()
