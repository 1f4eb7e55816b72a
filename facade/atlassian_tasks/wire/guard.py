"""httpx clients that let nothing but a documented success through, and what they know of each try.

They override `send` alone, which is after the auth flow: a refreshing `httpx.Auth` still sees
its 401. What the generated client would lose or choke on never reaches it.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from http import HTTPStatus
from http.cookiejar import Cookie, DefaultCookiePolicy
from typing import TYPE_CHECKING, Any
from urllib.request import Request

import anyio
import httpx
from attrs import define, field

from atlassian_tasks.errors import (
    AtlassianTasksError,
    ConfigurationError,
    ConnectionFailed,
    InvalidRef,
    OversizedBody,
    UnexpectedResponse,
)
from atlassian_tasks.kinds.refs import CURRENT, TaskRef, first_ref, parse_address
from atlassian_tasks.kinds.refusals import judge

if TYPE_CHECKING:
    import httpcore  # slow to import
    from httpx._client import BaseClient
else:
    BaseClient = object  # the colours bring it

CLOSED = "this client is closed; make a new one"
LARGEST_BODY = 10_000_000  # bytes, decoded
_MOST_OBJECTS = 100_000  # in a list; the generated client takes a second for as many
log = logging.getLogger("atlassian_tasks")

_BEFORE_SENDING = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)
_NO_TLS = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE")  # what OpenSSL says of plain answers
_TELLING = (type(None), httpx.HTTPTransport, httpx.AsyncHTTPTransport)
_NO_ANSWER = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, httpx.CookieConflict)


@define(eq=False)
class Exchange:
    """What one request was answered, also where generated code loses it as it fails to parse.

    `was_sent` is whether a byte of it may have left, as far as httpcore traced it: `is_traced` is
    whether it did, which mocks in its place do not. `until` is the monotonic time of its end.
    `connection` is what a blocking request owns until its answer is read, `opened` which sockets
    were opened for it.
    """

    response: httpx.Response | None = None
    was_sent: bool = False
    is_traced: bool = False
    until: float = math.inf
    connection: httpcore.ConnectionInterface | None = None
    opened: list[Any] = field(factory=list)

    @property
    def ref(self) -> TaskRef | None:
        """The task that the head of the answer names, should its body be lost."""
        told = [] if self.response is None else [self.response.headers.get("location")]
        return first_ref(told)

    def hear(self, event: str, info: dict[str, Any]) -> None:
        """Take in what httpcore traces: which socket it opens, and that it begins to send."""
        self.is_traced = True
        if event.endswith("connect_tcp.complete"):
            self.opened.append(info["return_value"])
        elif event.endswith("send_request_headers.started"):
            request = info["request"]
            if request.method != b"CONNECT":  # that is for a proxy
                self.was_sent = True
                self.opened.clear()  # from here on its connection closes them
                request.extensions.pop("trace", None)  # the rest would cost and tell nothing

    async def hear_async(self, event: str, info: dict[str, Any]) -> None:
        """Do the same in asyncio and trio."""
        self.hear(event, info)

    def left(self, limit: float | None, late: type[httpcore.TimeoutException]) -> float:
        """Return how many seconds one step may take; raises `late` if there are none."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise late("the answer takes longer than request_timeout")
        return left if limit is None else min(limit, left)

    def drop(self) -> None:
        """Close a connection that was not given back."""
        if self.connection is not None:
            for stream in self.opened:
                stream.close()
            self.connection.close()


current: ContextVar[Exchange] = ContextVar("current")
_url = lru_cache(maxsize=64)(httpx.URL)  # who waits asks for the same again and again


class _AsciiOnly(DefaultCookiePolicy):
    """Refuses a cookie that httpx could not send back: it would fail every later request."""

    def set_ok(self, cookie: Cookie, request: Request) -> bool:
        told = f"{cookie.name}{cookie.value}{cookie.path}{cookie.domain}"
        return told.isascii() and super().set_ok(cookie, request)


class _Cookies(httpx.Cookies):
    """httpx's, but an answer that sets none costs nothing: else it is a tenth of our time.

    A jar is replaced, never changed: other threads read it, and a stop may leave its lock taken.
    """

    def extract_cookies(self, response: httpx.Response) -> None:
        if "set-cookie" in response.headers:
            told = httpx.Cookies(self)
            told.jar.set_policy(_AsciiOnly())
            told.extract_cookies(response)
            self.jar = told.jar


class _Unled(BaseClient):
    """Follows no redirect."""

    def _build_redirect_request(
        self, request: httpx.Request, response: httpx.Response
    ) -> httpx.Request:
        """No redirect is followed: one that httpx cannot read is an answer as well."""
        return request


class _Guarded(_Unled):
    """What both colours share."""

    _transport: Any
    _transport_for_url: Any

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._cookies = _Cookies()
        self._root = str(self.base_url).rstrip("/")
        # A caller's own transport keeps its ways; if it is none of httpx's, also what it sent.
        transport = settings.get("transport")
        self._is_foreign = transport is not None
        self._tells = type(transport) in _TELLING

    def build_request(self, method: str, url: Any, **options: Any) -> httpx.Request:
        """As httpx does, which would take the base apart for each request, and the path twice."""
        return super().build_request(method, _url(self._root + url), **options)

    @contextmanager
    def _exchange(self, request: httpx.Request) -> Iterator[Exchange]:
        """Log the request, and let no exception of httpx out."""
        exchange, begun = current.get(), time.monotonic()
        exchange.was_sent = not self._tells
        exchange.until = begun + (self.timeout.read or math.inf)
        if request.method != "GET":
            request.headers["X-Atlassian-Token"] = "no-check"
        try:
            yield exchange
        except AtlassianTasksError as error:
            error.ref = error.ref or exchange.ref
            raise
        except httpx.DecodingError as error:
            raise UnexpectedResponse("the answer's encoding is broken", ref=exchange.ref) from error
        except _NO_ANSWER as error:
            raise ConnectionFailed(
                f"no answer from {request.url.host}{self._way(request)}: {_said(error)}",
                was_sent=_may_be_sent(error, request, exchange),
                ref=exchange.ref,
            ) from error
        except RuntimeError as error:
            if self.is_closed:  # by another thread, since the request was made
                raise ConfigurationError(CLOSED) from error
            raise
        finally:
            exchange.drop()
            if log.isEnabledFor(logging.DEBUG):
                outcome = exchange.response.status_code if exchange.response else "no answer"
                spent = (time.monotonic() - begun) * 1000
                log.debug("%s %s: %s, %.0f ms", request.method, request.url.path, outcome, spent)

    def _way(self, request: httpx.Request) -> str:
        """Say how it was asked, where a setting of the environment may be to blame."""
        is_direct = self._transport_for_url(request.url) is self._transport
        return "" if is_direct else " through the proxy of the environment"

    def _judged(self, response: httpx.Response, body: bytearray) -> httpx.Response:
        """Return a success whose body is read; raises the error that any other answer is."""
        response._content = bytes(body)  # noqa: SLF001 - as `read` does, which knows no cap
        if response.is_success:
            if response.content[:64].lstrip()[:1] == b"<":
                raise UnexpectedResponse(
                    "the answer is a web page, such as a login page",
                    status_code=response.status_code,
                )
            if response.content.count(b"{") > _MOST_OBJECTS and _is_endless(response):
                raise OversizedBody(
                    f"the answer has a list of more than {_MOST_OBJECTS:,} objects: it is not read",
                    status_code=response.status_code,
                )
            return response
        request = response.request
        url, signed = str(request.url), self.auth is not None
        if response.status_code == HTTPStatus.SEE_OTHER and (
            request.method != "GET" or _is_itself(url, response.headers.get("location", ""))
        ):
            return response  # how Jira hands over a task, and says that it still runs
        code, headers = response.status_code, response.headers
        raise judge(code, headers, response.content, url=url, signed=signed)


class SteadyClient(_Unled, httpx.Client):
    """With connections that survive whatever stops a request."""

    def _init_transport(  # type: ignore[override]
        self, transport: httpx.BaseTransport | None = None, **settings: Any
    ) -> httpx.BaseTransport:
        return transport or _steady(**settings)

    def _init_proxy_transport(  # type: ignore[override]
        self, proxy: httpx.Proxy, **settings: Any
    ) -> httpx.BaseTransport:
        return _steady(proxy=proxy, **settings)


class GuardedClient(_Guarded, SteadyClient):
    """Raises our errors, reads the whole body under a cap, follows no redirect."""

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """Send once; raises `ConnectionFailed`, or the `ApiError` that the answer calls for."""
        with self._exchange(request) as exchange:
            request.extensions["trace"] = exchange.hear
            response = exchange.response = super().send(request, **_streamed(options))
            if self._is_foreign and isinstance(response.stream, httpx.SyncByteStream):
                response.stream = _Timely(response.stream, exchange.until)
            try:
                body = _buffer(response)
                for chunk in response.iter_bytes():
                    _add(chunk, body, response)
                return self._judged(response, body)
            finally:
                response.close()


class UnledAsyncClient(_Unled, httpx.AsyncClient):
    """For what streams, in asyncio and trio."""


class AsyncGuardedClient(_Guarded, httpx.AsyncClient):
    """The same for asyncio and trio."""

    def _init_transport(  # type: ignore[override]
        self, transport: httpx.AsyncBaseTransport | None = None, **settings: Any
    ) -> httpx.AsyncBaseTransport:
        from .steady import AliveTransport  # with the first request, not before

        return transport or AliveTransport(**settings)

    async def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """Send once; raises `ConnectionFailed`, or the `ApiError` that the answer calls for."""
        with self._exchange(request) as exchange:
            request.extensions["trace"] = exchange.hear_async
            try:
                response = exchange.response = await super().send(request, **_streamed(options))
            except BaseException:  # a TLS handshake that is cancelled leaves its socket open
                with anyio.CancelScope(shield=True):
                    for stream in exchange.opened:
                        await stream.aclose()
                raise
            try:
                body = _buffer(response)
                async for chunk in response.aiter_bytes():
                    _add(chunk, body, response)
                return self._judged(response, body)
            finally:
                await response.aclose()


def _steady(**settings: Any) -> httpx.BaseTransport:
    from .steady import SteadyTransport  # with the first request, not before

    return SteadyTransport(**settings)


def _streamed(options: dict[str, Any]) -> dict[str, Any]:
    return {**options, "stream": True, "follow_redirects": False}


def _may_be_sent(error: Exception, request: httpx.Request, exchange: Exchange) -> bool:
    """Whether it may have left; an error of another request says no more of this one.

    Such as one for a token, which an `httpx.Auth` sends first.
    """
    if isinstance(error, _BEFORE_SENDING):
        return False
    return exchange.was_sent or (not exchange.is_traced and _request_of(error) is request)


def _request_of(error: Exception) -> httpx.Request | None:
    try:
        return error.request if isinstance(error, httpx.RequestError) else None
    except RuntimeError:  # how httpx says that there is none
        return None


def _said(error: BaseException) -> str:
    """Return the words of an error, or of what led to it, and what they mean."""
    causes = [error]
    while cause := causes[-1].__cause__ or causes[-1].__context__:
        causes.append(cause)
    told = next(filter(None, map(str, causes)), type(error).__name__)
    is_plain = any(sign in told for sign in _NO_TLS)
    return f"{told} (the port speaks no TLS: is the site's address http://?)" if is_plain else told


def _is_endless(response: httpx.Response) -> bool:
    """Whether a list that the generated client would read has more objects than any task."""
    try:
        body = response.json()
    except (ValueError, RecursionError):
        return False  # which is said where it is read
    fields = body.values() if isinstance(body, dict) else ()
    return any(isinstance(field, list) and len(field) > _MOST_OBJECTS for field in fields)


def _is_itself(url: str, location: str) -> bool:
    """Whether a look is sent to the same task again."""
    try:
        asked, told = parse_address(url)[0], parse_address(location, asked=url)[0]
        return asked.kind == told.kind and asked.id in (told.id, CURRENT)
    except InvalidRef:
        return False


class _Timely(httpx.SyncByteStream):
    """A stream that ends in time: httpx counts each piece of it anew, and anyio only in async."""

    def __init__(self, stream: httpx.SyncByteStream, until: float) -> None:
        self._stream = stream
        self._until = until

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._stream:
            yield chunk
            if time.monotonic() > self._until:
                raise httpx.ReadTimeout("the answer takes longer than request_timeout")

    def close(self) -> None:
        self._stream.close()


def _buffer(response: httpx.Response) -> bytearray:
    """Begin a body; one that is packed twice is refused, as a single piece of it has no bound."""
    if "," in response.headers.get("content-encoding", ""):
        raise UnexpectedResponse(
            "the answer is compressed more than once", status_code=response.status_code
        )
    return bytearray()


def _add(chunk: bytes, body: bytearray, response: httpx.Response) -> None:
    """Refuse a body once it is too large, whatever it was compressed to."""
    body += chunk
    if len(body) > LARGEST_BODY:
        raise OversizedBody(
            f"the answer is larger than {LARGEST_BODY // 1_000_000} MB and was not read",
            status_code=response.status_code,
        )
