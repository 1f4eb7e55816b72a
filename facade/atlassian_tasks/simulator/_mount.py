"""The simulated site as an httpx transport, in either colour."""

from collections.abc import AsyncIterator, Callable, Iterator

import httpx
from anyio.lowlevel import checkpoint
from attrs import frozen

from ._http import Request, Response
from ._time import Clock, let_pass, let_pass_async

_CHUNK = 65_536


@frozen
class _Stream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that arrives in pieces, so that a client can stop reading."""

    body: bytes

    def __iter__(self) -> Iterator[bytes]:
        for at in range(0, len(self.body), _CHUNK):
            yield self.body[at : at + _CHUNK]

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece


def _request(request: httpx.Request) -> Request:
    path, _, query = request.url.raw_path.decode().partition("?")
    return Request(request.method, path, query, dict(request.headers), request.content)


def _response(response: Response) -> httpx.Response:
    headers = {"Content-Length": str(len(response.body)), **response.headers}
    return httpx.Response(response.status, headers=headers, stream=_Stream(response.body))


def _wait(request: httpx.Request, response: Response) -> tuple[float, bool]:
    """Return how long the caller waits, and whether it then gives up."""
    patience = request.extensions.get("timeout", {}).get("read")
    head = sum(len(name) + len(value) + 4 for name, value in response.headers.items())
    lasts = response.delay + response.trickle * (head + len(response.body))
    if patience is None or lasts <= patience:
        return lasts, False
    return patience, True


def _given_up(request: httpx.Request) -> httpx.ReadTimeout:
    return httpx.ReadTimeout("The simulated answer takes longer than that.", request=request)


class SimulatorTransport(httpx.BaseTransport):
    """Answers an `httpx.Client` without a socket; a slow answer moves a virtual clock on."""

    def __init__(self, handle: Callable[[Request], Response], clock: Clock) -> None:
        self._handle = handle
        self._clock = clock

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        request.read()
        response = self._handle(_request(request))
        wait, gives_up = _wait(request, response)
        if wait:
            let_pass(self._clock, wait)
        if gives_up:
            raise _given_up(request)
        return _response(response)


class AsyncSimulatorTransport(httpx.AsyncBaseTransport):
    """Answers an `httpx.AsyncClient` without a socket, on asyncio and trio."""

    def __init__(self, handle: Callable[[Request], Response], clock: Clock) -> None:
        self._handle = handle
        self._clock = clock

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request; other coroutines run meanwhile."""
        await request.aread()
        response = self._handle(_request(request))
        wait, gives_up = _wait(request, response)
        await (let_pass_async(self._clock, wait) if wait else checkpoint())
        if gives_up:
            raise _given_up(request)
        return _response(response)
