"""A simulated site on loopback, and a client that follows its tasks; both live in virtual time."""

import math
from collections.abc import Iterator

import pytest
from atlassian_tasks import TaskClient
from atlassian_tasks.simulator import Simulator, User, VirtualClock

ADA = User(name="ada", email="ada@example.com", token="ada-token", is_admin=True)


@pytest.fixture
def seconds() -> float:
    """How long each task takes."""
    return 20


@pytest.fixture
def simulator(clock: VirtualClock, seconds: float) -> Iterator[Simulator]:
    simulator = Simulator(clock, users=[ADA])
    simulator.script_next(duration=seconds, times=math.inf)
    with simulator.serve():
        yield simulator


@pytest.fixture
def tasks(simulator: Simulator, clock: VirtualClock) -> Iterator[TaskClient]:
    auth = ("ada@example.com", "ada-token")
    with TaskClient(simulator.site, auth=auth, clock=clock) as client:
        yield client
