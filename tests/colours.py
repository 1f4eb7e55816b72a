"""One face for both clients, so that a test is written once and holds for each colour."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any, Self

import httpx
from anyio.from_thread import BlockingPortal
from atlassian_tasks import AsyncTaskClient, Task, TaskClient, TaskRef
from atlassian_tasks.simulator import Simulator, VirtualClock
from attrs import frozen

COLOURS = ("sync", "asyncio", "trio")


class BlockedSteps(Iterator[Any]):
    """An async iterator, a step a call."""

    def __init__(self, steps: AsyncIterator[Any], portal: BlockingPortal) -> None:
        self._steps = steps
        self._portal = portal

    def __next__(self) -> Any:
        try:
            return self._portal.call(self._steps.__anext__)
        except StopAsyncIteration:
            raise StopIteration from None

    def close(self) -> None:
        self._portal.call(self._steps.aclose)


class BlockedClient:
    """An `AsyncTaskClient` with the verbs of a `TaskClient`, in an event loop of its own thread."""

    def __init__(self, client: AsyncTaskClient, portal: BlockingPortal) -> None:
        self._client = client
        self._portal = portal

    def __enter__(self) -> Self:
        self._portal.call(self._client.__aenter__)
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return repr(self._client)

    def close(self) -> None:
        self._portal.call(self._client.aclose)

    def url(self, ref: Any) -> str:
        return self._client.url(ref)

    def get(self, ref: Any) -> Task:
        return self._portal.call(self._client.get, ref)

    def cancel(self, ref: Any) -> Task:
        return self._portal.call(self._client.cancel, ref)

    def wait(self, ref: Any, **options: Any) -> Task:
        return self._portal.call(lambda: self._client.wait(ref, **options))

    def watch(self, ref: Any, **options: Any) -> BlockedSteps:
        return BlockedSteps(self._client.watch(ref, **options), self._portal)

    def download(self, task: Any, to: Any, **options: Any) -> Any:
        return self._portal.call(lambda: self._client.download(task, to, **options))

    def list(self, *kind: str) -> BlockedSteps:
        return BlockedSteps(self._client.list(*kind), self._portal)

    def wait_all(self, refs: Any, **options: Any) -> Any:
        return self._portal.call(lambda: self._client.wait_all(refs, **options))

    def as_completed(self, refs: Any, **options: Any) -> BlockedSteps:
        return BlockedSteps(self._client.as_completed(refs, **options), self._portal)

    def steps(self, verb: str, *arguments: Any, **options: Any) -> BlockedSteps:
        return BlockedSteps(getattr(self._client, verb)(*arguments, **options), self._portal)

    def watch_all(self, refs: Any, **options: Any) -> BlockedSteps:
        return BlockedSteps(self._client.watch_all(refs, **options), self._portal)


Client = TaskClient | BlockedClient


@frozen
class Colour:
    """Blocking, asyncio or trio."""

    name: str
    portal: BlockingPortal | None

    @property
    def client_type(self) -> type[TaskClient] | type[AsyncTaskClient]:
        return TaskClient if self.portal is None else AsyncTaskClient

    def transport(self, simulator: Simulator) -> Any:
        return simulator.transport() if self.portal is None else simulator.async_transport()

    def clock(self, clock: VirtualClock) -> Any:
        return clock if self.portal is None else clock.awaitable()

    def faced(self, client: TaskClient | AsyncTaskClient) -> Client:
        """Give it blocking verbs, if it has not got them."""
        if isinstance(client, TaskClient):
            return client
        assert self.portal is not None
        return BlockedClient(client, self.portal)

    def make(self, site: str, *, clock: VirtualClock | None = None, **settings: Any) -> Client:
        """Make a client, which is to be closed."""
        time = None if clock is None else self.clock(clock)
        return self.faced(self.client_type(site, clock=time, **settings))

    @contextmanager
    def opened(self, simulator: Simulator, **settings: Any) -> Iterator[Client]:
        """Open a client of a simulated site, by the site's own clock."""
        assert isinstance(simulator.clock, VirtualClock)
        settings = {"transport": self.transport(simulator), "clock": simulator.clock} | settings
        with self.make(simulator.site, **settings) as client:
            yield client


class OtherSite(httpx.MockTransport):
    """Answers each request as told, in both colours, and keeps what was asked."""

    def __init__(self, *answers: httpx.Response | Exception | Any) -> None:
        super().__init__(self._answer)
        self.requests: list[httpx.Request] = []
        self._answers = list(answers)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        if not isinstance(answer, httpx.Response):
            return httpx.Response(200, content=json.dumps(answer))
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


def looks(simulator: Simulator) -> list[float]:
    """When the site was asked for a task by its id."""
    return [asked.time for asked in simulator.requests if asked.method == "GET"]


def some_ref() -> TaskRef:
    return TaskRef("jira", "10641")
