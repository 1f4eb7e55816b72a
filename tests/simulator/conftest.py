from collections.abc import Iterator

import httpx
import pytest
from atlassian_tasks.simulator import Simulator, VirtualClock

from tests.simulator.upstream import checked


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def simulator(clock: VirtualClock) -> Simulator:
    return Simulator(clock)


@pytest.fixture
def client(simulator: Simulator) -> Iterator[httpx.Client]:
    with checked(simulator) as client:
        yield client
