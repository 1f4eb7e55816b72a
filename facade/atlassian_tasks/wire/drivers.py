"""The only place where anything happens: it performs what a flow asks for, in both colours.

Nothing happens but inside `next()` or `anext()`, and nothing outlives it. What goes wrong,
Ctrl-C and cancellation included, is thrown into the flow, which alone knows what it means.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Generic, Protocol, Self, TypeAlias, TypeVar

import anyio

from atlassian_tasks.errors import (
    ApiError,
    AtlassianTasksError,
    ConnectionFailed,
    UnexpectedResponse,
)
from atlassian_tasks.kinds.answers import is_near_limit, observed_at
from atlassian_tasks.kinds.dialect import Answer, Call, Endpoint
from atlassian_tasks.kinds.notices import notices
from atlassian_tasks.waiting.effects import Admit, Batch, Flow, Now, Sleep, Start
from atlassian_tasks.waiting.pace import Pace

from .connection import Connection
from .exchange import Exchange, current

if TYPE_CHECKING:
    import httpx
    from atlassian_tasks_rest.types import Response

log = logging.getLogger("atlassian_tasks")

R_co = TypeVar("R_co", covariant=True)
Sent: TypeAlias = "tuple[Response[Any], httpx.Response | None]"
_EFFECTS = (Call, Batch, Sleep, Now, Admit, Start)
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


class _Performer:
    """Performs one effect when called, and raises our errors only; here is what does not wait."""

    def __init__(self, connection: Connection, clock: Clock, pace: Pace) -> None:
        self._connection = connection
        self._clock = clock
        self._pace = pace
        self._noticed: set[str] = set()

    def _told(self, effect: object) -> Any:
        now = self._clock.now()
        return now if isinstance(effect, Now) else self._pace.admit(now)

    def _heed(self, call: Call, exchange: Exchange, error: AtlassianTasksError | None) -> None:
        """Take in what the answer says about the site's limits, and about its operation's end."""
        if exchange.response is not None:
            headers = exchange.response.headers
            if is_near_limit(headers):
                self._pace.slow(self._clock.now())
            if told := notices(headers):
                self._notice(call.endpoint, told)
        if isinstance(error, ApiError) and error.retry_after:
            self._pace.hold(self._clock.now(), error.retry_after)

    def _notice(self, endpoint: Endpoint, told: str) -> None:
        operation = getattr(endpoint, "__name__", "?").rpartition(".")[2]
        if operation not in self._noticed:
            self._noticed.add(operation)
            log.warning("%s %s", operation, told)


def _answer(response: Response[Any]) -> Answer:
    raw = None if response.parsed is None else json.loads(response.content)
    return Answer(response.status_code, response.parsed, raw, observed_at(response.headers))


def _unreadable(exchange: Exchange, error: Exception) -> AtlassianTasksError:
    if exchange.response is None:  # such as an `httpx.Auth` that could not get a token
        return ConnectionFailed(
            f"the request came to nothing: {type(error).__name__}", was_sent=exchange.was_sent
        )
    return UnexpectedResponse(
        "the answer is not what Atlassian's document promises",
        status_code=exchange.response.status_code,
    )


class Performer(_Performer):
    """Performs effects in the caller's thread."""

    def __call__(self, effect: object) -> Any:
        match effect:
            case Call():
                return _answer(self._send(effect)[0])
            case Start():
                return self._send(effect.call)[1]
            case Batch():
                return [self._result(call) for call in effect.calls]
            case Sleep():
                return self._clock.sleep(effect.seconds)
            case _:
                return self._told(effect)

    def _send(self, call: Call) -> Sent:
        client = self._connection.client(call.product)
        current.set(exchange := Exchange())
        try:
            response: Response[Any] = call.endpoint.sync_detailed(client=client, **call.arguments)
        except AtlassianTasksError as error:
            self._heed(call, exchange, error)
            raise
        except _GARBLED as error:
            self._heed(call, exchange, None)
            raise _unreadable(exchange, error) from error
        self._heed(call, exchange, None)
        return response, exchange.response

    def _result(self, call: Call) -> Answer | AtlassianTasksError:
        try:
            return _answer(self._send(call)[0])
        except AtlassianTasksError as error:
            return error


class AsyncPerformer(_Performer):
    """Performs effects in the caller's task, under asyncio or trio."""

    async def __call__(self, effect: object) -> Any:
        match effect:
            case Call():
                return _answer((await self._send_alone(effect))[0])
            case Start():
                return (await self._send_alone(effect.call))[1]
            case Batch():
                sent = await self._send_all(effect.calls)
                return [one if isinstance(one, Exception) else _answer(one[0]) for one in sent]
            case Sleep():
                return await self._clock.sleep(effect.seconds)
            case _:
                return self._told(effect)

    async def _send(self, call: Call, exchange: Exchange) -> Sent:
        client = self._connection.client(call.product)
        current.set(exchange)
        try:
            response: Response[Any] = await call.endpoint.asyncio_detailed(
                client=client, **call.arguments
            )
        except AtlassianTasksError as error:
            self._heed(call, exchange, error)
            raise
        except _GARBLED as error:
            self._heed(call, exchange, None)
            raise _unreadable(exchange, error) from error
        self._heed(call, exchange, None)
        return response, exchange.response

    async def _send_alone(self, call: Call) -> Sent:
        # In a group: else a cancellation of asyncio's own pierces the shield in which httpcore
        # tidies up, and a connection of the pool stays in use for ever.
        [sent] = await self._send_all([call])
        if isinstance(sent, Exception):
            raise sent
        return sent

    async def _send_all(self, calls: Sequence[Call]) -> list[Sent | AtlassianTasksError]:
        """Send all at once, in one request's time; a stop is raised as itself, not as a group."""
        limit, exchanges = self._connection.request_timeout, [Exchange() for _ in calls]
        results: dict[int, Any] = {}

        async def send(place: int, call: Call) -> None:
            try:
                results[place] = await self._send(call, exchanges[place])
            except BaseException as error:  # asyncio lets a Ctrl-C out past the group
                stop = _alone(error)
                if isinstance(stop, anyio.get_cancelled_exc_class()):
                    raise
                results[place] = stop
                if not isinstance(stop, AtlassianTasksError):
                    group.cancel_scope.cancel()

        try:
            async with anyio.create_task_group() as group:
                group.cancel_scope.deadline = anyio.current_time() + limit
                for place, call in enumerate(calls):
                    group.start_soon(send, place, call)
        except BaseExceptionGroup as stops:  # trio wraps a Ctrl-C that reaches the group itself
            raise _alone(stops) from None
        for result in results.values():
            if isinstance(result, BaseException) and not isinstance(result, AtlassianTasksError):
                raise result
        late = f"no answer within {limit:g} s"
        return [
            results.get(place)
            or ConnectionFailed(late, was_sent=exchange.was_sent, ref=exchange.ref)
            for place, exchange in enumerate(exchanges)
        ]


def _alone(error: BaseException) -> BaseException:
    """Take a stop out of the groups that trio makes; cancellations beside it give way."""
    cancelled = anyio.get_cancelled_exc_class()
    while isinstance(error, BaseExceptionGroup):
        stops = error.subgroup(lambda one: not isinstance(one, BaseExceptionGroup | cancelled))
        error = (stops or error).exceptions[0]
    return error


class Steps(Iterator[R_co], Generic[R_co]):
    """The reports of a flow; each `next()` performs effects up to the next report."""

    def __init__(self, flow: Flow[None], perform: Callable[[object], Any]) -> None:
        self._flow = flow
        self._perform = perform

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> R_co:
        step: Any = self._flow.send(None)
        while isinstance(step, _EFFECTS):
            try:
                told = self._perform(step)
            except BaseException as error:
                step = self._flow.throw(error)
            else:
                step = self._flow.send(told)
        return step  # type: ignore[no-any-return]  # whatever is no effect is a report

    def close(self) -> None:
        """Stop following; the task is left alone."""
        self._flow.close()


class AsyncSteps(AsyncIterator[R_co], Generic[R_co]):
    """The reports of a flow; each `anext()` performs effects up to the next report."""

    def __init__(self, flow: Flow[None], perform: Callable[[object], Awaitable[Any]]) -> None:
        self._flow = flow
        self._perform = perform

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> R_co:
        try:
            step: Any = self._flow.send(None)
            while isinstance(step, _EFFECTS):
                try:
                    told = await self._perform(step)
                except BaseException as error:
                    step = self._flow.throw(error)
                else:
                    step = self._flow.send(told)
        except StopIteration:
            raise StopAsyncIteration from None
        return step  # type: ignore[no-any-return]  # whatever is no effect is a report

    async def aclose(self) -> None:
        """Stop following; the task is left alone."""
        self._flow.close()
