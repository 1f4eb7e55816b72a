"""What a flow may ask of its driver, and what it is told. Values only.

A flow is a generator. It yields an effect and is sent what came of it; anything else that it yields
is a report, to which it is sent the time at which its caller comes back for more. Times are seconds
of a clock that only grows. A stop, Ctrl-C for example, is thrown in.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Sequence
from typing import Any, NamedTuple, TypeAlias, TypeVar

from atlassian_tasks.errors import AtlassianTasksError
from atlassian_tasks.kinds.dialect import Answer, Call
from atlassian_tasks.model import Task

AT_ONCE = 1e-6  # seconds; shorter waits are rounding
Result: TypeAlias = Answer | Task | AtlassianTasksError


class Send(NamedTuple):
    """Send requests, all now; the answer is `Sent`."""

    calls: Sequence[Call]


class Sent(NamedTuple):
    """When all were answered, and for each its `Answer` or error; or a task that a page showed."""

    now: float
    results: Sequence[Result]


class Sleep(NamedTuple):
    """Wait this many seconds; the answer is the time.

    `is_gap` is the schedule's gap between two looks, which may as well be shorter.
    """

    seconds: float
    is_gap: bool = False


class Act(NamedTuple):
    """Do something else, such as writing a line; the answer is what it returns, or awaits."""

    act: Callable[[], Any]


class Doze:
    """Wait this many seconds, or for ever, or until `wake` is called; the answer is the time.

    Whoever performs it for flows that share an event loop says how to wake.
    """

    __slots__ = __match_args__ = ("seconds", "wake")

    def __init__(self, seconds: float = math.inf) -> None:
        self.seconds = seconds
        self.wake: Callable[[], object] = bool


class Admit:
    """Ask the site's pace for one look; the answer is a `Turn`."""


class Turn(NamedTuple):
    """The time, and how long to wait before asking again, 0 if the look may begin at once.

    `retry_after` is set if the wait is what the server asked for.
    """

    now: float
    wait: float
    retry_after: float | None = None


R = TypeVar("R")
T = TypeVar("T")
Effect: TypeAlias = Send | Sleep | Doze | Act | Admit
Flow: TypeAlias = Generator[Effect | R, Any, T]
Begin: TypeAlias = Callable[[float], Flow[R, None]]
"""Makes a flow at its first step; it is given the time."""
