"""One exchange with the server: what is known of it while it lasts, and after it was lost."""

from __future__ import annotations

import math
import time
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from attrs import define, field

from atlassian_tasks.errors import InvalidRef
from atlassian_tasks.kinds.addresses import CURRENT, parse_address
from atlassian_tasks.kinds.refs import TaskRef

if TYPE_CHECKING:
    import httpcore  # slow to import
    import httpx


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

    def begin(self, seconds: float | None, *, was_sent: bool) -> None:
        """Forget an earlier request of this context."""
        self.response, self.was_sent, self.is_traced = None, was_sent, False
        self.connection, self.opened = None, []
        self.until = math.inf if seconds is None else time.monotonic() + seconds

    @property
    def ref(self) -> TaskRef | None:
        """The task that the head of the answer names, should its body be lost."""
        address = None if self.response is None else self.response.headers.get("location")
        try:
            place = parse_address(address)[0] if address else None
            return TaskRef(*place) if place and place.id != CURRENT else None
        except InvalidRef:
            return None

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
