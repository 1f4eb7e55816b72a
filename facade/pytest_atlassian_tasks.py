"""Fixtures for tests of code that waits for tasks of Jira and Confluence.

pytest finds them where atlassian-tasks is installed, so it imports this file in each of its runs:
nothing else of ours is imported until a test asks for a fixture.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from atlassian_tasks import AsyncTaskClient, TaskClient
    from atlassian_tasks.simulator import Simulator, VirtualClock


@pytest.fixture
def atlassian_clock() -> VirtualClock:
    """Time that passes only when somebody sleeps: `now()`, `advance(seconds)`, `sleeps`."""
    from atlassian_tasks.simulator import VirtualClock

    return VirtualClock()


@pytest.fixture
def atlassian_site(atlassian_clock: VirtualClock) -> Simulator:
    """A simulated site in memory and in virtual time, without tasks and open to everybody.

    Return a `Simulator` of your own from a fixture of this name, and the clients talk to that, and
    live by its clock.
    """
    from atlassian_tasks.simulator import Simulator

    return Simulator(atlassian_clock)


@pytest.fixture
def atlassian_client(atlassian_site: Simulator) -> Iterator[TaskClient]:
    """A `TaskClient` of `atlassian_site` that waits for hours in no time."""
    from atlassian_tasks import TaskClient

    transport, clock = atlassian_site.transport(), atlassian_site.clock
    with TaskClient(atlassian_site.site, transport=transport, clock=clock) as client:
        yield client


@pytest.fixture
def atlassian_async_client(atlassian_site: Simulator) -> AsyncTaskClient:
    """An `AsyncTaskClient` of `atlassian_site`, for asyncio and trio; nothing has to be closed."""
    from atlassian_tasks import AsyncTaskClient
    from atlassian_tasks.simulator import VirtualClock

    clock = atlassian_site.clock
    return AsyncTaskClient(
        atlassian_site.site,
        transport=atlassian_site.async_transport(),
        clock=clock.awaitable() if isinstance(clock, VirtualClock) else None,
    )


@pytest.fixture
def atlassian_server() -> Iterator[Simulator]:
    """Another simulated site, served on loopback in real time, for what makes its own client.

    Its address is `site`. Give its tasks short durations, or none.
    """
    from atlassian_tasks.simulator import Simulator

    with (simulator := Simulator()).serve():
        yield simulator
