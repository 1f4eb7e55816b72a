"""Connections: those of blocking code survive whatever stops a request.

An exception out of a signal handler (Ctrl-C, a soft time limit) may strike anywhere. In httpcore's
blocking pool it leaves a lock taken that all threads need, or a connection in use for ever. Here a
request owns its connection, threads share nothing but a deque of idle ones, and a stop closes the
connection that it hit. Time is counted for the exchange as a whole, not anew for each read.

Those of asyncio and trio stay httpcore's, but for what they cost while they are idle.
"""

from __future__ import annotations

import socket
import ssl
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

import httpcore
import httpx
from httpcore._utils import is_socket_readable

from .guard import Exchange, current

_MOST_AT_ONCE = 16_384  # bytes written with one limit


class SteadyTransport(httpx.HTTPTransport):
    """httpx's, with connections of our own."""

    def __init__(self, limits: httpx.Limits, **settings: Any) -> None:
        super().__init__(limits=limits, **settings)
        self._pool._network_backend = _Backend()  # noqa: SLF001 - a test holds the names
        self._pool = _Connections(self._pool, limits.max_keepalive_connections or 0)  # type: ignore[assignment]


class _Connections:
    """In place of httpcore's pool: each request has its connection to itself.

    There are as many as threads send at once; the idle ones wait here, the newest is used first.
    """

    def __init__(self, pool: httpcore.ConnectionPool, most_idle: int) -> None:
        self._create = pool.create_connection
        self._idle: deque[httpcore.ConnectionInterface] = deque()
        self._most_idle = most_idle
        self._is_closed = False

    def handle_request(self, request: httpcore.Request) -> httpcore.Response:
        exchange = current.get()
        connection = self._take(exchange, request.url.origin)
        response = connection.handle_request(request)
        response.stream = _Body(response.stream, exchange, self)
        return response

    def _take(self, exchange: Exchange, origin: httpcore.Origin) -> httpcore.ConnectionInterface:
        others = []  # to another host, where a caller's `httpx.Auth` gets its tokens
        try:
            while True:
                connection = self._idle.pop()
                if not connection.can_handle_request(origin):
                    others.append(connection)
                    continue
                exchange.connection = connection
                if not connection.has_expired():
                    return connection
                connection.close()
        except IndexError:  # of `pop`: there are none, or other threads were quicker
            exchange.connection = connection = self._create(origin)
            return connection
        finally:
            self._idle.extend(reversed(others))

    def keep(self, exchange: Exchange) -> None:
        """Take a connection back, unless its answer was left half read."""
        connection = exchange.connection
        if connection is not None and connection.is_idle():
            exchange.connection = None  # from here on others may use it, and no stop closes it
            self._idle.append(connection)
        with suppress(IndexError):  # another thread was quicker; two may close one too many
            while len(self._idle) > 1 and self._is_old():
                self._idle.popleft().close()
        if self._is_closed:
            self.close()

    def _is_old(self) -> bool:
        return len(self._idle) > self._most_idle or self._idle[0].has_expired()

    def close(self) -> None:
        """Close what is idle, now and whatever comes back."""
        self._is_closed = True
        with suppress(IndexError):
            while True:
                self._idle.pop().close()


class _Body:
    """The stream of an answer, at whose end its connection is free again."""

    def __init__(self, stream: Any, exchange: Exchange, connections: _Connections) -> None:
        self._stream = stream
        self._exchange = exchange
        self._connections = connections

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._stream)

    def close(self) -> None:
        self._stream.close()
        self._connections.keep(self._exchange)


class _Backend(httpcore.SyncBackend):
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Try the host's addresses in turn; each may take its share of the time that is left."""
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        try:
            addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore.ConnectError(error) from error
        for tried, (*_, address) in enumerate(addresses):
            share = current.get().left(timeout, httpcore.ConnectTimeout) / (len(addresses) - tried)
            place = (str(address[0]), port, share, local_address, socket_options)
            try:
                return _Stream(super().connect_tcp(*place))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure


class _Stream(httpcore.NetworkStream):
    """Gives each step what is left of the exchange's time."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        left = current.get().left(timeout, httpcore.ReadTimeout)
        return self._stream.read(max_bytes, left)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _MOST_AT_ONCE):
            left = current.get().left(timeout, httpcore.WriteTimeout)
            self._stream.write(buffer[start : start + _MOST_AT_ONCE], left)

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = current.get().left(timeout, httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left))

    def close(self) -> None:
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class AliveTransport(httpx.AsyncHTTPTransport):
    """httpx's, with connections that tell at little cost whether the server hung up.

    httpcore asks that of each idle one with each request, and anyio then describes all of a socket.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._pool._network_backend = _Alive(self._pool._network_backend)  # noqa: SLF001


class _Alive(httpcore.AsyncNetworkBackend):
    def __init__(self, backend: httpcore.AsyncNetworkBackend) -> None:
        self.sleep = backend.sleep  # type: ignore[method-assign]
        self._connect = backend.connect_tcp

    async def connect_tcp(self, *place: Any, **settings: Any) -> httpcore.AsyncNetworkStream:
        return _AliveStream(await self._connect(*place, **settings))


class _AliveStream(httpcore.AsyncNetworkStream):
    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self.read, self.write = stream.read, stream.write  # type: ignore[method-assign]
        self.aclose = stream.aclose  # type: ignore[method-assign]
        self._stream, self._socket = stream, stream.get_extra_info("socket")

    async def start_tls(self, *how: Any, **settings: Any) -> httpcore.AsyncNetworkStream:
        return _AliveStream(await self._stream.start_tls(*how, **settings))

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":
            return is_socket_readable(self._socket)
        return self._stream.get_extra_info(info)
