"""A simulated site in a process of its own, so that its work is not counted as the client's."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection

import attrs
from atlassian_tasks.simulator import Simulator, User

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
    processes = get_context("spawn")
    here, there = processes.Pipe()
    process = processes.Process(target=_serve, args=(there, kind, [*durations]), daemon=True)
    process.start()
    with here, there:
        site = Served(here.recv())
        try:
            yield site
        finally:
            here.send("close")
            site.looks = here.recv()
            process.join()


def _serve(there: Connection, kind: str, durations: list[float]) -> None:
    simulator = Simulator(users=[User(name="me", email=AUTH[0], token=AUTH[1])])
    for place, life in enumerate(durations):
        simulator.add(kind, str(FIRST_ID + place), duration=life)
    with simulator.serve() as server:
        there.send(server.url)
        there.recv()
    there.send(sum(task.looks for task in simulator.tasks))
