"""A simulated site on loopback, whose tasks end in no time, and a client that follows them."""

import math
from collections.abc import Iterator

import pytest
from atlassian_tasks import TaskClient
from atlassian_tasks.schedule import Fixed
from atlassian_tasks.simulator import Simulator, User

ADA = User(name="ada", email="ada@example.com", token="ada-token", is_admin=True)


@pytest.fixture
def seconds() -> float:
    """How long each task takes, really."""
    return 0.02


@pytest.fixture
def simulator(seconds: float) -> Iterator[Simulator]:
    simulator = Simulator(users=[ADA])
    simulator.script_next(duration=seconds, times=math.inf)
    with simulator.serve():
        yield simulator


@pytest.fixture
def tasks(simulator: Simulator) -> Iterator[TaskClient]:
    auth = ("ada@example.com", "ada-token")
    with TaskClient(simulator.site, auth=auth, schedule=lambda: Fixed(0.01), pace=None) as client:
        yield client
