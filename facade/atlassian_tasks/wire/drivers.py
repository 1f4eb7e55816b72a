"""The only place where anything happens: it performs what a flow asks for, in both colours.

Nothing happens but inside `next()` or `anext()`, and nothing outlives it. What an answer means, and
every error, is the flow's; a stop, Ctrl-C and cancellation included, is thrown into it.
"""

from __future__ import annotations

import json
import logging
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from sys import intern
from typing import TYPE_CHECKING, Any, Generic, Protocol, Self, TypeVar, cast

import anyio
import httpx

from atlassian_tasks.errors import (
    ApiError,
    AtlassianTasksError,
    ConnectionFailed,
    UnexpectedResponse,
)
from atlassian_tasks.kinds.dialect import Answer, Call, Endpoint
from atlassian_tasks.kinds.notices import notices
from atlassian_tasks.kinds.rate_limits import is_near_limit, retry_after
from atlassian_tasks.kinds.values import observed_at
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

from .guard import Exchange, current

if TYPE_CHECKING:
    from atlassian_tasks_rest.types import Response

    from .connection import Connection

log = logging.getLogger("atlassian_tasks")

R = TypeVar("R")
# What generated code raises on a body that is not what the document promises.
_GARBLED = (ValueError, TypeError, KeyError, AttributeError, RecursionError)


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

    def take(self, read: Response[Any]) -> None:
        """Keep a success."""
        response = cast("httpx.Response", self.response)
        raw = None if read.parsed is None else _decoded(response.content)
        observed = observed_at(response.headers)
        self.result = Answer(response.status_code, raw, observed, response)

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


def _decoded(body: bytes) -> Any:
    """Decode a body; of many tasks the names of its fields are kept once, not for each."""
    told = json.loads(body)
    return {intern(name): it for name, it in told.items()} if isinstance(told, dict) else told


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
    def _heeding(self, call: Call, sending: _Sending) -> Iterator[None]:
        """Keep an error instead of raising it, and heed what the answer says beside its body."""
        current.set(sending)
        try:
            yield
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
            case Sleep(seconds) | Doze(seconds):
                self._clock.sleep(seconds)
                return self.now()
            case Admit():
                return self._pace.admit(self.now())
            case Act(act):
                return act()

    def _send(self, call: Call) -> Result:
        sending = _Sending()
        with self._heeding(call, sending):
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
                told = act()
                return (await told) if isinstance(told, Awaitable) else told

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

    async def _send(self, call: Call, sending: _Sending) -> None:
        with self._heeding(call, sending):
            client = self._connection.client(call.product)
            sending.take(await call.endpoint.asyncio_detailed(client=client, **call.arguments))

    async def _send_all(self, calls: Sequence[Call]) -> list[Result]:
        """Send all at once, in one request's time; a stop is raised as itself, not as a group.

        In a group also a single one: else a cancellation of asyncio's own pierces the shield in
        which httpcore tidies up, and a connection of the pool stays in use for ever.
        """
        limit, sendings = self._connection.request_timeout, [_Sending() for _ in calls]
        stops: list[BaseException] = []

        async def send(call: Call, sending: _Sending) -> None:
            try:
                await self._send(call, sending)
            except BaseException as error:  # asyncio lets a Ctrl-C out past the group
                stop = _alone(error)
                if isinstance(stop, anyio.get_cancelled_exc_class()):
                    raise
                stops.append(stop)
                group.cancel_scope.cancel()

        try:
            async with anyio.create_task_group() as group:
                group.cancel_scope.deadline = anyio.current_time() + limit
                for call, sending in zip(calls, sendings, strict=True):
                    group.start_soon(send, call, sending)
        except BaseExceptionGroup as group_of_stops:  # trio wraps a Ctrl-C that reaches it itself
            raise _alone(group_of_stops) from None
        if stops:
            raise stops[0]
        return [sending.result or sending.late(limit) for sending in sendings]


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


class _Steps(Generic[R]):
    def __init__(self, begin: Begin[R], perform: Any) -> None:
        self._flow = _begun(begin)
        next(self._flow)
        self._perform = perform


class Steps(_Steps[R], Iterator[R]):
    """The reports of a flow; each `next()` performs effects up to the next report."""

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


class AsyncSteps(_Steps[R], AsyncIterator[R]):
    """The reports of a flow; each `anext()` performs effects up to the next report."""

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
