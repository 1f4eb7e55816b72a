"""The client for asyncio and trio."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import aclosing
from functools import cache, partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeAlias
from weakref import WeakKeyDictionary

import httpx

from ._setup import ClientSetup, Outcomes, Ref, checked, in_order, in_start_order
from .kinds import Kind
from .kinds.refs import TaskRef
from .model import Duration, Outcome, Task
from .waiting.effects import Begin, R
from .waiting.once import cancel, fetch
from .waiting.watch import PATIENCE, Limits
from .wire.drivers import AsyncPerformer, AsyncSteps, AwaitableClock
from .wire.guard import AsyncGuardedClient
from .wire.site import cloud_id_of

if TYPE_CHECKING:
    from anyio.lowlevel import RunVar

    from ._setup import StartOutcomes
    from .starting.start import P, Start, Startable, StartOutcome
    from .waiting.fleet import Fleet

    Fleets: TypeAlias = WeakKeyDictionary["AsyncTaskClient", Fleet]


class AsyncTaskClient(ClientSetup):
    """Follows the long-running tasks of one Jira or Confluence site.

    >>> async with AsyncTaskClient("https://acme.atlassian.net", auth=TOKEN) as tasks:
    ...     task = await tasks.wait("jira:10641", timeout=600)

    What the arguments mean is said at `__init__`; `from_env` reads the address and the credentials
    from the environment.

    All that wait with one client are followed together, as if one call had named their tasks: waits
    in tasks of their own cost no more than `wait_all`. In a second event loop, such as that of
    another `asyncio.run`, it begins anew with connections of its own; close it in the last one.
    """

    _http = AsyncGuardedClient
    _transport = httpx.AsyncBaseTransport
    _system_clock = AwaitableClock
    _performer = AsyncPerformer
    _width = 8

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections; tasks go on, and further verbs raise `ConfigurationError`."""
        for client in self._connection.close():
            await client.get_async_httpx_client().aclose()

    async def get(self, ref: Ref) -> Task:
        """Return the task as it is now: one request, no retry."""
        return await anext(self._steps(partial(fetch, ref=self._ref(ref))))

    def list(self, kind: str = Kind.CONFLUENCE) -> AsyncIterator[Task]:
        """Iterate over the active tasks that you may see, all pages.

        Only some kinds of Confluence have such a list; any other raises `NotSupported`.
        """
        return self._steps(self._browsing(kind))

    def watch(
        self,
        ref: Ref,
        *,
        timeout: Duration | None = None,
        patience: Duration = PATIENCE,
        stall: Duration | None = None,
    ) -> AsyncIterator[Task]:
        """Iterate over the task's snapshots, each that differs from the last; the final one ends.

        As `TaskClient.watch`.
        """
        return self._steps(self._watching(ref, Limits(timeout, patience, stall)))

    async def wait(
        self,
        ref: Ref,
        *,
        timeout: Duration | None = None,  # noqa: ASYNC109 - it ends with a look and an error of ours
        patience: Duration = PATIENCE,
        stall: Duration | None = None,
        check: bool = True,
    ) -> Task:
        """Return the task once it has ended; with `check`, raise if it ended badly.

        As `TaskClient.wait`.
        """
        async for task in self.watch(ref, timeout=timeout, patience=patience, stall=stall):
            final = task
        return final.raise_for_status() if check else final

    def watch_all(
        self,
        refs: Iterable[Ref],
        *,
        timeout: Duration | None = None,
        patience: Duration = PATIENCE,
        stall: Duration | None = None,
    ) -> AsyncIterator[Task | Outcome]:
        """Iterate over the changed snapshots of several tasks, and over each one's `Outcome`.

        As `TaskClient.watch_all`, with up to 8 requests in flight.
        """
        return self._steps(self._following(refs, Limits(timeout, patience, stall), (Task, Outcome)))

    def as_completed(
        self,
        refs: Iterable[Ref],
        *,
        timeout: Duration | None = None,
        patience: Duration = PATIENCE,
        stall: Duration | None = None,
    ) -> AsyncIterator[Outcome]:
        """Iterate over the outcomes of several tasks, each as it ends, one a distinct ref.

        As `TaskClient.as_completed`.
        """
        return self._steps(self._following(refs, Limits(timeout, patience, stall), (Outcome,)))

    async def wait_all(
        self,
        refs: Iterable[Ref],
        *,
        timeout: Duration | None = None,  # noqa: ASYNC109 - it ends with a look and an error of ours
        patience: Duration = PATIENCE,
        stall: Duration | None = None,
        check: bool = True,
    ) -> Outcomes:
        """Return the outcomes of several tasks in the order given, once all have ended.

        As `TaskClient.wait_all`.
        """
        named = self._refs(refs)
        ends = self.as_completed(named, timeout=timeout, patience=patience, stall=stall)
        ended = in_order(named, [outcome async for outcome in ends])
        return checked(ended, "tasks") if check else ended

    async def cancel(self, ref: Ref) -> Task:
        """Ask once to cancel; the newest snapshot afterwards, which may not be final yet.

        As `TaskClient.cancel`.
        """
        return await anext(self._steps(partial(cancel, ref=self._ref(ref))))

    async def start(
        self, endpoint: Startable[P], /, *args: P.args, **kwargs: P.kwargs
    ) -> TaskRef | None:
        """Run a start operation of the generated client once, and return the task it started.

        As `TaskClient.start`.
        """
        return await anext(self._steps(self._starting(endpoint, args, kwargs)))

    def run_as_completed(
        self,
        starts: Iterable[Start],
        *,
        max_running: int = 5,
        timeout: Duration | None = None,
        patience: Duration = PATIENCE,
        stall: Duration | None = None,
    ) -> AsyncIterator[StartOutcome]:
        """Iterate over the outcomes of starts, each as it ends.

        As `TaskClient.run_as_completed`.
        """
        return self._steps(self._running(starts, max_running, Limits(timeout, patience, stall)))

    async def run_all(
        self,
        starts: Iterable[Start],
        *,
        max_running: int = 5,
        timeout: Duration | None = None,  # noqa: ASYNC109 - it ends with a look and an error of ours
        patience: Duration = PATIENCE,
        stall: Duration | None = None,
        check: bool = True,
    ) -> StartOutcomes:
        """Return the outcomes of starts in the order given, once all have ended.

        As `TaskClient.run_all`.
        """
        wanted = self._starts(starts)
        ends = self.run_as_completed(
            wanted, max_running=max_running, timeout=timeout, patience=patience, stall=stall
        )
        ended = in_start_order(wanted, [outcome async for outcome in ends])
        return checked(ended, "starts") if check else ended

    async def download(
        self, task: Ref, to: str | PathLike[str], *, overwrite: bool = False
    ) -> Path:
        """Bring down the file that a task made, such as an export or a backup; where it is then.

        As `TaskClient.download`; what is read is written to disk at once, in the event loop.
        """
        from .wire.download import AsyncPipe

        ended = task if isinstance(task, Task) else await self.get(task)
        async with (
            AsyncPipe(self._connection, ended.kind) as pipe,
            aclosing(self._steps(self._bringing(pipe, ended, to, overwrite))) as steps,
        ):
            return await anext(steps)

    def _watching(self, ref: Ref, limits: Limits) -> Begin[Task]:
        return self._following([ref], limits, (Task,))

    def _fleet(self, now: float) -> Fleet:
        """Return what follows tasks: one for all who wait in this event loop."""
        from .waiting.fleet import Fleet

        if (fleets := _fleets().get(None)) is None:
            _fleets().set(fleets := WeakKeyDictionary())
        fleet = fleets.get(self)
        if fleet is None or fleet.is_empty:
            fleets[self] = fleet = Fleet(now, self._width)
        return fleet

    def _steps(self, begin: Begin[R]) -> AsyncSteps[R]:
        return AsyncSteps(begin, self._perform)


@cache
def _fleets() -> RunVar[Fleets]:
    """Return where each event loop keeps the fleets of its clients.

    One for all of them: anyio before 4.10 tells such variables apart by their names, and an event
    loop keeps each as long as it lives.
    """
    from anyio.lowlevel import RunVar  # with the first wait

    return RunVar("atlassian_tasks.fleets")


async def discover_cloud_id(
    site: str,
    *,
    request_timeout: Duration = 10.0,
    transport: httpx.AsyncBaseTransport | None = None,
) -> str:
    """Ask a cloud site for the `cloud_id` that its OAuth gateway knows it by.

    As `atlassian_tasks.discover_cloud_id`.
    """
    async with AsyncTaskClient(
        site, request_timeout=request_timeout, transport=transport
    ) as client:
        return await anext(client._steps(partial(cloud_id_of, site=site)))  # noqa: SLF001 - our own
