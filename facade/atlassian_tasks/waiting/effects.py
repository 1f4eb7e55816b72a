"""What a flow may ask of its driver, and what it is told. Values only.

A flow is a generator. It yields an effect and is sent what the driver got for it, or has the
driver's error thrown in; anything else that it yields is a report for the flow's caller.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any, TypeAlias, TypeVar

from attrs import frozen

from atlassian_tasks.kinds.dialect import Call

AT_ONCE = 1e-6  # seconds; shorter waits are rounding


@frozen
class Start:
    """Send one request that starts something; the answer is the `httpx.Response` as it came."""

    call: Call


@frozen
class Batch:
    """Send several requests of one moment; the answer has an `Answer` or an error for each."""

    calls: Sequence[Call]


@frozen
class Sleep:
    """Wait this many seconds; the answer is None."""

    seconds: float


@frozen
class Now:
    """The answer is the monotonic time in seconds."""


@frozen
class Admit:
    """Ask the site's pace for one look; the answer is a `Turn`."""


@frozen
class Turn:
    """How long to wait before asking again, 0 if the look may begin at once.

    `retry_after` is set if the wait is what the server asked for.
    """

    wait: float
    retry_after: float | None = None


T = TypeVar("T")
Flow: TypeAlias = Generator[Any, Any, T]
