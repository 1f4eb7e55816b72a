"""Following many tasks through one face, whatever the client's colour."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
from atlassian_tasks import Outcome
from atlassian_tasks.simulator import Request, Response, Simulator, VirtualClock

from tests.colours import BlockedClient, BlockedSteps, Client


def wait_all(client: Client, refs: Any, **options: Any) -> list[Outcome]:
    if isinstance(client, BlockedClient):
        return client._portal.call(lambda: client._client.wait_all(refs, **options))
    return client.wait_all(refs, **options)


def as_completed(client: Client, refs: Any, **options: Any) -> Iterator[Outcome]:
    return _steps(client, "as_completed", refs, options)


def watch_all(client: Client, refs: Any, **options: Any) -> Iterator[Any]:
    return _steps(client, "watch_all", refs, options)


def _steps(client: Client, verb: str, refs: Any, options: dict[str, Any]) -> Iterator[Any]:
    if isinstance(client, BlockedClient):
        steps: Any = getattr(client._client, verb)(refs, **options)
        return BlockedSteps(steps, client._portal)
    return getattr(client, verb)(refs, **options)


VERBS: dict[str, Callable[..., Any]] = {
    "wait_all": wait_all,
    "as_completed": as_completed,
    "watch_all": watch_all,
}


def is_page(asked: Any) -> bool:
    """Whether this is a page of the list rather than one task."""
    return asked.path.endswith("/longtask")


def pages(simulator: Simulator) -> list[float]:
    return [asked.time for asked in simulator.requests if is_page(asked)]


def by_id(simulator: Simulator, task_id: str = "") -> list[float]:
    """When this task, or any, was asked for by its id."""
    ending = f"/{task_id}" if task_id else ""
    return [
        asked.time
        for asked in simulator.requests
        if not is_page(asked) and asked.path.endswith(ending)
    ]


def most_within(times: list[float], seconds: float = 1.0) -> int:
    return max(
        (sum(at <= other < at + seconds - 1e-5 for other in times) for at in times), default=0
    )


class Relisted(Simulator):
    """A simulated site whose list answers as told; `how` may return None for the right answer."""

    def __init__(
        self, clock: VirtualClock, how: Callable[[Response], Response | None], **settings: Any
    ) -> None:
        super().__init__(clock, **settings)
        self.how = how

    def handle(self, request: Request) -> Response:
        response = super().handle(request)
        return (is_page(request) and self.how(response)) or response


def law(age: float, begun: float = 0.0) -> int:
    """Looks that the √ law takes at a task of such an age, the first at `begun`."""
    looks, at = 1, begun
    while at < age:
        at += min(max(at**0.5, 1.0), 60.0)
        looks += 1
    return looks


class Interrupted(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Passes requests on; the one with this number, counted from 1, raises instead."""

    def __init__(self, simulator: Simulator, number: int, error: BaseException) -> None:
        self.left = number
        self.error = error
        self.blocking = simulator.transport()
        self.awaitable = simulator.async_transport()

    def _count(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise self.error

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self._count()
        return self.blocking.handle_request(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._count()
        return await self.awaitable.handle_async_request(request)
