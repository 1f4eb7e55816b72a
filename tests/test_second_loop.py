"""An async client that is used in one event loop after another, as by `asyncio.run` twice."""

import asyncio
import gc
from collections.abc import Iterator

import anyio
import pytest
from atlassian_tasks import AsyncTaskClient
from atlassian_tasks.errors import ConfigurationError
from atlassian_tasks.simulator import Simulator

pytestmark = pytest.mark.filterwarnings(
    "ignore:unclosed:ResourceWarning",  # what an event loop leaves that ended before it was closed
    "ignore:Exception ignored:pytest.PytestUnraisableExceptionWarning",
)


@pytest.fixture
def site() -> Iterator[Simulator]:
    site = Simulator()
    with site.serve():
        yield site
    gc.collect()


def test_each_verb_works_in_a_second_event_loop(site: Simulator) -> None:
    tasks, ref = AsyncTaskClient(site.site), site.add("jira", duration=0).ref

    async def look() -> int:
        await tasks.get(ref)
        await tasks.wait(ref)
        return len(await tasks.wait_all([ref]))

    assert [asyncio.run(look()) for _ in range(3)] == [1, 1, 1]
    assert anyio.run(look, backend="trio") == 1


def test_only_the_connections_of_the_newest_event_loop_are_kept(site: Simulator) -> None:
    tasks, ref = AsyncTaskClient(site.site), site.add("jira", duration=0).ref

    for _ in range(3):
        asyncio.run(tasks.wait(ref))

    assert len(tasks._connection._opened) == 1


def test_event_loops_that_live_side_by_side_keep_their_connections(site: Simulator) -> None:
    tasks, ref = AsyncTaskClient(site.site), site.add("jira", duration=0).ref

    with asyncio.Runner() as one, asyncio.Runner() as other:
        for _ in range(3):
            one.run(tasks.get(ref))
            other.run(tasks.get(ref))
        opened = [*tasks._connection._opened.values()]
        one.run(tasks.get(ref))

        assert [*tasks._connection._opened.values()] == opened
        assert len(opened) == 2


def test_it_can_be_closed_in_a_second_event_loop(site: Simulator) -> None:
    tasks, ref = AsyncTaskClient(site.site), site.add("jira", duration=0).ref
    asyncio.run(tasks.wait(ref))
    asyncio.run(tasks.aclose())
    with pytest.raises(ConfigurationError, match="closed"):
        asyncio.run(tasks.wait(ref))
