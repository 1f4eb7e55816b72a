"""The only place where anything happens: it performs what a flow asks for, in both colours.

Nothing happens but inside `next()` or `anext()`, and nothing outlives it. What an answer means, and
every error, is the flow's; a stop, Ctrl-C and cancellation included, is thrown into it.
"""

from __future__ import annotations

import json
import logging
import math
import os
import ssl
import time
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Generic, Protocol, Self, TypeVar, cast

import anyio
import httpx
from attrs import define, field

from atlassian_tasks.errors import (
    ApiError,
    AtlassianTasksError,
    ConfigurationError,
    ConnectionFailed,
    UnexpectedResponse,
)
from atlassian_tasks.kinds.dialect import Answer, Call, Endpoint
from atlassian_tasks.kinds.headers import is_near_limit, notices, observed_at, retry_after
from atlassian_tasks.waiting.effects import (
    Act,
    Admit,
    Begin,
    Doze,
    Effect,
    Result,
    Send,
    Sent,
    Sleep,
)
from atlassian_tasks.waiting.pace import Pace

from .exchange import Exchange, current
from .guard import CLOSED, AsyncGuardedClient, GuardedClient

if TYPE_CHECKING:
    from atlassian_tasks_rest import Client
    from atlassian_tasks_rest.types import Response

    from atlassian_tasks.kinds import Product

    from .site import Site

log = logging.getLogger("atlassian_tasks")

R = TypeVar("R")
H = TypeVar("H", httpx.Client, httpx.AsyncClient, GuardedClient | AsyncGuardedClient)
# What generated code raises on a body that is not what the document promises.
_GARBLED = (ValueError, TypeError, KeyError, AttributeError, RecursionError)

# Looks are up to a minute apart; httpx's five seconds would mean a TLS handshake for each.
_LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=65)


@define(eq=False, repr=False, slots=False, kw_only=True)
class Connection:
    """What one `TaskClient` or `AsyncTaskClient` sends its requests through.

    A process that was forked has connections of its own, and leaves its parent's alone; so has a
    second event loop, as those of the first are of no use in it. No lock is held, as a stop or a
    fork could leave it taken: of threads that open at once one prevails.
    """

    request_timeout: float
    _site: Site
    _http: type[GuardedClient] | type[AsyncGuardedClient]
    _auth: httpx.Auth | None
    _transport: httpx.BaseTransport | httpx.AsyncBaseTransport | None
    _opened: dict[tuple[int, object, str], Client] = field(factory=dict, init=False)
    _is_closed: bool = field(default=False, init=False)

    def client(self, product: Product) -> Client:
        """Return the generated client for a product; raises `ConfigurationError` once closed."""
        here = process, loop = self._here()
        place = *here, self._site.base(product)
        client = self._opened.get(place)
        if client is None and not self._is_closed:
            for pid, another, base in [*self._opened]:
                if pid == process and another != loop and _has_ended(another):
                    self._opened.pop((pid, another, base), None)
            client = self._opened.setdefault(place, self._open(place[-1]))
        if client is None or self._is_closed:
            raise ConfigurationError(CLOSED)
        return client

    def _here(self) -> tuple[int, object]:
        """Return what connections cannot leave: the process and, in async, its event loop."""
        if issubclass(self._http, httpx.Client):
            return os.getpid(), None
        import asyncio  # which runs, unless it is trio

        try:
            return os.getpid(), asyncio.get_running_loop()  # anyio takes ten times as long to tell
        except RuntimeError:
            from anyio.lowlevel import current_token

            return os.getpid(), current_token()

    def _open(self, base: str) -> Client:
        from atlassian_tasks_rest import Client  # with the first request, not before

        http = self._made(self._http, base)
        if isinstance(http, httpx.Client):
            return Client(base_url=base).set_httpx_client(http)
        return Client(base_url=base).set_async_httpx_client(http)

    def unguarded(self, http: type[H], product: Product) -> H:
        """Return an httpx client of its own, whose bodies have no bound; see `owns_transport`."""
        if self._is_closed:
            raise ConfigurationError(CLOSED)
        return self._made(http, self._site.base(product))

    @property
    def owns_transport(self) -> bool:
        """Whether closing a client closes nothing of the caller's."""
        return self._transport is None

    def _made(self, http: type[H], base: str) -> H:
        from importlib.metadata import PackageNotFoundError, version  # slow to import

        try:
            number = version("atlassian-tasks")
        except PackageNotFoundError:  # a copy that was never installed
            number = "unknown"
        headers = {
            "Accept": "application/json",
            "User-Agent": f"atlassian-tasks/{number}",
        }
        try:
            return http(
                base_url=base,
                auth=self._auth,
                timeout=self.request_timeout,
                limits=_LIMITS,
                transport=cast("Any", self._transport),
                headers=headers,
                trust_env=not self._site.is_local,  # no proxy can reach this machine's own sites
                verify=self._certificates(base),
            )
        except (ImportError, OSError) as error:
            raise ConfigurationError(
                f"the proxy or certificate settings of the environment do not work: {error}"
            ) from error
        except (ValueError, httpx.InvalidURL):  # their words may quote a password
            raise ConfigurationError(
                "a proxy address in the environment cannot be read; see HTTPS_PROXY and ALL_PROXY"
            ) from None

    def _certificates(self, base: str) -> ssl.SSLContext:
        """Load what the environment names, for this machine's own sites too."""
        if self._transport is None and base.startswith("https:"):
            return httpx.create_ssl_context()
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # not used, and to load them takes a while

    def close(self) -> list[Client]:
        """Refuse further requests; the generated clients whose connections are to be closed."""
        self._is_closed = True
        here = self._here()
        return [client for (*there, _), client in [*self._opened.items()] if (*there,) == here]


def _has_ended(loop: object) -> bool:
    """Whether an event loop is over; trio does not tell, and rarely runs beside another."""
    is_closed = getattr(loop, "is_closed", None)
    return is_closed is None or bool(is_closed())


class Clock(Protocol):
    """Seconds that only grow, and how to wait; what `clock=` takes."""

    def now(self) -> float:
        """Return the monotonic time in seconds."""

    def sleep(self, seconds: float, /) -> Any:
        """Wait; for `AsyncTaskClient` an awaitable."""


class BlockingClock:
    """The system's clock for a thread."""

    now = staticmethod(time.monotonic)
    sleep = staticmethod(time.sleep)


class AwaitableClock:
    """The system's clock for asyncio and trio."""

    now = staticmethod(time.monotonic)
    sleep = staticmethod(anyio.sleep)


class _Sending(Exchange):
    """One request on its way, and what came of it."""

    result: Result | None = None

    def take(self, response: Response[Any]) -> None:
        """Keep a success."""
        raw = None if response.parsed is None else json.loads(response.content)
        observed = observed_at(response.headers)
        self.result = Answer(response.status_code, response.parsed, raw, observed, self.response)

    def unreadable(self, error: Exception) -> AtlassianTasksError:
        """Return the error for a request that the generated client could not make sense of."""
        if self.response is None:  # such as an `httpx.Auth` that could not get a token
            told = f"the request came to nothing: {type(error).__name__}"
            return ConnectionFailed(told, was_sent=self.was_sent)
        return UnexpectedResponse(
            "the answer is not what Atlassian's document promises",
            status_code=self.response.status_code,
        )

    def late(self, seconds: float) -> AtlassianTasksError:
        """Return the error for a request that took too long."""
        told = f"no answer within {seconds:g} s"
        return ConnectionFailed(told, was_sent=self.was_sent, ref=self.ref)


class _Performer:
    """Performs one effect when called; here is what does not wait.

    `witness` sees each report before its caller does.
    """

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        pace: Pace,
        witness: Callable[[object], None] | None = None,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._pace = pace
        self.witness = witness
        self._noticed: set[str] = set()
        self.now = clock.now

    @contextmanager
    def _sending(self, call: Call) -> Iterator[_Sending]:
        """Keep an error instead of raising it, and heed what the answer says beside its body."""
        current.set(sending := _Sending())
        try:
            yield sending
        except AtlassianTasksError as error:
            sending.result = error
            if isinstance(error, ApiError) and error.retry_after:
                self._pace.hold(self.now(), error.retry_after)
        except _GARBLED as error:
            sending.result = sending.unreadable(error)
            sending.result.__cause__ = error
        if sending.response is not None:
            self._heed(call.endpoint, sending.response.headers, sending.response.status_code)

    def _heed(self, endpoint: Endpoint, headers: httpx.Headers, status: int) -> None:
        """Take in what is said of the site's limits, and once of an operation's end."""
        if is_near_limit(headers):
            self._pace.slow(self.now())
        if status == HTTPStatus.SEE_OTHER and (pause := retry_after(headers)):
            self._pace.hold(self.now(), pause)  # of a task that says when to look again
        if told := notices(headers):
            operation = getattr(endpoint, "__name__", "?").rpartition(".")[2]
            if operation not in self._noticed:
                self._noticed.add(operation)
                log.warning("%s %s", operation, told)


class Performer(_Performer):
    """Performs effects in the caller's thread."""

    def __call__(self, effect: Effect) -> Any:
        match effect:
            case Send(calls):
                results = [self._send(call) for call in calls]
                return Sent(self.now(), results)
            case Sleep(seconds):
                self._clock.sleep(seconds)
                return self.now()
            case Admit():
                return self._pace.admit(self.now())
            case Act(act):
                return act()

    def _send(self, call: Call) -> Result:
        with self._sending(call) as sending:
            client = self._connection.client(call.product)
            sending.take(call.endpoint.sync_detailed(client=client, **call.arguments))
        assert sending.result is not None  # noqa: S101 - else it was raised
        return sending.result


class AsyncPerformer(_Performer):
    """Performs effects in the caller's task, under asyncio or trio."""

    async def __call__(self, effect: Effect) -> Any:
        match effect:
            case Send(calls):
                results = await self._send_all(calls)
                return Sent(self.now(), results)
            case Sleep(seconds):
                await self._clock.sleep(seconds)
                return self.now()
            case Doze():
                await self._doze(effect)
                return self.now()
            case Admit():
                return self._pace.admit(self.now())
            case Act(act):
                return act()

    async def _doze(self, doze: Doze) -> None:
        if doze.seconds == math.inf:
            woken = anyio.Event()
            doze.wake = woken.set
            await woken.wait()
        else:
            asked = _times_cancelled()
            with anyio.CancelScope() as scope:
                doze.wake = scope.cancel
                await self._clock.sleep(doze.seconds)
            if _times_cancelled() > asked:  # in the moment of waking; anyio before 4.16 swallows it
                raise anyio.get_cancelled_exc_class()()

    async def _send(self, call: Call, sendings: dict[int, _Sending], place: int) -> None:
        with self._sending(call) as sending:
            sendings[place] = sending
            client = self._connection.client(call.product)
            sending.take(await call.endpoint.asyncio_detailed(client=client, **call.arguments))

    async def _send_all(self, calls: Sequence[Call]) -> list[Result]:
        """Send all at once, in one request's time; a stop is raised as itself, not as a group.

        In a group also a single one: else a cancellation of asyncio's own pierces the shield in
        which httpcore tidies up, and a connection of the pool stays in use for ever.
        """
        limit, sendings = self._connection.request_timeout, dict[int, _Sending]()
        stops: list[BaseException] = []

        async def send(place: int, call: Call) -> None:
            try:
                await self._send(call, sendings, place)
            except BaseException as error:  # asyncio lets a Ctrl-C out past the group
                stop = _alone(error)
                if isinstance(stop, anyio.get_cancelled_exc_class()):
                    raise
                stops.append(stop)
                group.cancel_scope.cancel()

        try:
            async with anyio.create_task_group() as group:
                group.cancel_scope.deadline = anyio.current_time() + limit
                for place, call in enumerate(calls):
                    group.start_soon(send, place, call)
        except BaseExceptionGroup as group_of_stops:  # trio wraps a Ctrl-C that reaches it itself
            raise _alone(group_of_stops) from None
        if stops:
            raise stops[0]
        late = (sendings.get(place) or _Sending() for place in range(len(calls)))
        return [sending.result or sending.late(limit) for sending in late]


def _times_cancelled() -> int:
    """Return how often asyncio was asked to cancel this task, and not yet done with."""
    import asyncio  # which runs, unless it is trio

    try:
        task = asyncio.current_task()
    except RuntimeError:
        return 0
    return 0 if task is None else task.cancelling()


def _alone(error: BaseException) -> BaseException:
    """Take a stop out of the groups that trio makes; cancellations beside it give way."""
    cancelled = anyio.get_cancelled_exc_class()
    while isinstance(error, BaseExceptionGroup):
        stops = error.subgroup(lambda one: not isinstance(one, BaseExceptionGroup | cancelled))
        error = (stops or error).exceptions[0]
    return error


def _begun(begin: Begin[R]) -> Generator[Effect | R, Any, None]:
    """Make the flow at its first step, which tells the time."""
    yield from begin((yield))  # type: ignore[misc]  # what is yielded first, nobody sees


class Steps(Iterator[R], Generic[R]):
    """The reports of a flow; each `next()` performs effects up to the next report."""

    def __init__(self, begin: Begin[R], perform: Performer) -> None:
        self._flow = _begun(begin)
        next(self._flow)
        self._perform = perform

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> R:
        step = self._flow.send(self._perform.now())
        while isinstance(step, Effect):
            try:
                told = self._perform(step)
            except BaseException as error:
                step = self._flow.throw(error)
            else:
                step = self._flow.send(told)
        if self._perform.witness:
            self._perform.witness(step)
        return step

    def close(self) -> None:
        """Stop following; the task is left alone."""
        self._flow.close()


class AsyncSteps(AsyncIterator[R], Generic[R]):
    """The reports of a flow; each `anext()` performs effects up to the next report."""

    def __init__(self, begin: Begin[R], perform: AsyncPerformer) -> None:
        self._flow = _begun(begin)
        next(self._flow)
        self._perform = perform

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> R:
        try:
            step = self._flow.send(self._perform.now())
            while isinstance(step, Effect):
                try:
                    told = await self._perform(step)
                except BaseException as error:
                    step = self._flow.throw(error)
                else:
                    step = self._flow.send(told)
        except StopIteration:
            raise StopAsyncIteration from None
        if self._perform.witness:
            self._perform.witness(step)
        return step

    async def aclose(self) -> None:
        """Stop following; the task is left alone."""
        self._flow.close()
