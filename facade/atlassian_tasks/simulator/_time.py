"""Time that passes only when somebody sleeps: hours of waiting in milliseconds of test."""

import heapq
import itertools
import threading
import time
from typing import Protocol

import anyio
import anyio.lowlevel
from attrs import define, field

# Rounds of the event loop in which nothing new falls asleep before time moves on.
_SETTLED = 10


class Clock(Protocol):
    """What the simulator and `TaskClient` read and sleep by; all in seconds."""

    def now(self) -> float:
        """Return the time on a monotonic scale."""

    def sleep(self, seconds: float, /) -> None:
        """Return when that many seconds have passed."""


class AsyncClock(Protocol):
    """What `AsyncTaskClient` reads and sleeps by; all in seconds."""

    def now(self) -> float:
        """Return the time on a monotonic scale."""

    async def sleep(self, seconds: float, /) -> None:
        """Return when that many seconds have passed."""


class SystemClock:
    """The computer's own monotonic clock."""

    def now(self) -> float:
        """Return `time.monotonic()`."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Block the calling thread."""
        time.sleep(max(0.0, seconds))


class VirtualClock:
    """A clock for tests: `sleep` returns at once, and the time has passed.

        clock = VirtualClock()
        simulator = Simulator(clock)
        with TaskClient(simulator.site, transport=simulator.transport(), clock=clock) as client: ...
        async with AsyncTaskClient(..., clock=clock.awaitable()) as client: ...

    Threads that sleep on it together each move it on; coroutines (see `awaitable`) share it.
    `sleeps` holds every sleep that was asked for, in seconds and in order.
    """

    def __init__(self, start: float = 0.0) -> None:
        self.sleeps: list[float] = []
        self._now = start
        self._lock = threading.Lock()
        self._awaitable = AsyncVirtualClock(self)

    def now(self) -> float:
        """Return the virtual time in seconds."""
        return self._now

    def sleep(self, seconds: float) -> None:
        """Record the sleep and move the time on by it."""
        self.sleeps.append(seconds)
        self.advance(seconds)

    def advance(self, seconds: float) -> None:
        """Let time pass without anybody having slept."""
        with self._lock:
            self._now += max(0.0, seconds)

    def awaitable(self) -> "AsyncVirtualClock":
        """Return the same clock with an awaitable `sleep`."""
        return self._awaitable


class AsyncVirtualClock:
    """A `VirtualClock` for coroutines, on asyncio and trio alike.

    Of several sleepers the one that is due first wakes first, once every other
    coroutine has come to rest; the time is then what it waited for, not the sum.
    """

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self._sleepers: list[_Sleeper] = []
        self._numbers = itertools.count()
        self._changes = 0

    @property
    def sleeps(self) -> list[float]:
        """Every sleep that was asked for, in seconds and in order."""
        return self._clock.sleeps

    def now(self) -> float:
        """Return the virtual time in seconds."""
        return self._clock.now()

    async def sleep(self, seconds: float) -> None:
        """Record the sleep and return when the time has come."""
        self.sleeps.append(seconds)
        await self.pass_by(seconds)

    async def pass_by(self, seconds: float) -> None:
        """Return when the time has come, without recording a sleep."""
        sleeper = _Sleeper(self.now() + max(0.0, seconds), next(self._numbers))
        heapq.heappush(self._sleepers, sleeper)
        self._changes += 1
        try:
            await self._turn_of(sleeper)
            self._clock.advance(sleeper.due - self.now())
        finally:
            self._sleepers.remove(sleeper)
            heapq.heapify(self._sleepers)
            self._changes += 1
            if self._sleepers:
                self._sleepers[0].is_first.set()

    async def _turn_of(self, sleeper: "_Sleeper") -> None:
        """Only who is due first watches the others come to rest: else many cost their square."""
        quiet, seen = 0, self._changes
        await anyio.lowlevel.checkpoint()
        while quiet < _SETTLED and self.now() < sleeper.due:
            if self._sleepers[0] is sleeper:
                await anyio.lowlevel.checkpoint()
            else:
                sleeper.is_first = anyio.Event()
                await sleeper.is_first.wait()
            settled = self._sleepers[0] is sleeper and self._changes == seen
            quiet, seen = (quiet + 1 if settled else 0), self._changes


@define(order=True)
class _Sleeper:
    due: float
    number: int
    is_first: anyio.Event = field(factory=anyio.Event, eq=False, repr=False)


def let_pass(clock: Clock, seconds: float) -> None:
    """Wait for an answer that takes its time."""
    if isinstance(clock, VirtualClock):
        clock.advance(seconds)
    else:
        clock.sleep(seconds)


async def let_pass_async(clock: Clock, seconds: float) -> None:
    """Wait, without blocking the event loop, for an answer that takes its time."""
    if isinstance(clock, VirtualClock):
        await clock.awaitable().pass_by(seconds)
    else:
        await anyio.sleep(seconds)
