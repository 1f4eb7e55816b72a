"""An Atlassian site in memory, to test automation with: no account, no network, no waiting.

    clock = VirtualClock()
    simulator = Simulator(clock)
    task = simulator.add("jira", duration=1200, progress="stuck")
    with TaskClient(simulator.site, transport=simulator.transport(), clock=clock) as client:
        client.wait(task.url)       # twenty minutes, in a few milliseconds

It imitates the service, not this package's client, and shares no code with it: any HTTP
client can be pointed at it, in process through `transport()` and `async_transport()`, or
over loopback through `serve()`. Tasks are there because a test adds them, or because a client
starts an operation: delete a project, move issues, copy pages. The oddities it imitates are
those that were seen on live sites: epoch milliseconds where the document says date-time,
bodies without `finished`, empty error bodies, a cancel that comes too late.
"""

import threading
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import formatdate
from typing import TYPE_CHECKING, Any, Unpack

import httpx
from attrs import evolve

from ._faults import Fault
from ._gate import Gate, Quota, Rate
from ._http import Exchange, Request, Response, log
from ._mount import AsyncSimulatorTransport, SimulatorTransport
from ._routes import FAMILIES
from ._state import PRODUCTS, Plan, State, User
from ._task import ABSENT, Script, ScriptOptions, SimulatedTask
from ._time import AsyncVirtualClock, Clock, SystemClock, VirtualClock

if TYPE_CHECKING:
    from ._serve import Server

__all__ = [
    "ABSENT",
    "AsyncVirtualClock",
    "Exchange",
    "Request",
    "Response",
    "Script",
    "SimulatedTask",
    "Simulator",
    "User",
    "VirtualClock",
]


_QUOTA_HEADERS = ("X-RateLimit-Reset", "RateLimit", "Beta-RateLimit")


class Simulator:
    """A simulated site. Times are in seconds; what makes no sense is a `ValueError`.

    - `clock`: whose `now()` the site lives by; a `VirtualClock` stands at 2026-01-01T00:00:00Z when
      it reads 0. None for real time.
    - `site`: the address it claims to have; by default "https://example.atlassian.net", and its own
      while it is served.
    - `cloud_id`: what the OAuth gateway knows it by.
    - `context`: the path under which Data Center lives, such as "/confluence"; none.
    - `products`: what there is at that address: jira and confluence (Cloud), confluence-dc,
      jira-dc; all of them.
    - `users`: who may sign in; without users anybody may see and do everything.
    - `page_cap`: most entries on a page of Confluence's list, whatever `limit` asks for; 100.
    - `keep_finished_listed`: whether that list keeps what has ended; it does not.
    - `retention`: from its start until an ended task is forgotten; 14 days.
    - `duration`: of a task that an operation starts and no script speaks of; 5.
    - `skew`: how far the site's clock is ahead; 0.
    - `latency`: what every answer takes; 0.
    - `nodes`: of a Data Center cluster that answer in turn; each knows its own Confluence tasks
      only; 1.
    - `rate_limit`: most answers in any one second, the rest are 429; None for no limit.
    - `seed`: of everything random; 0.
    """

    def __init__(
        self,
        clock: Clock | None = None,
        *,
        site: str | None = None,
        cloud_id: str = "11111111-2222-3333-4444-555555555555",
        context: str = "",
        products: Collection[str] = PRODUCTS,
        users: Sequence[User] = (),
        page_cap: int = 100,
        keep_finished_listed: bool = False,
        retention: float = 14 * 86_400,
        duration: float = 5.0,
        skew: float = 0.0,
        latency: float = 0.0,
        nodes: int = 1,
        rate_limit: int | None = None,
        seed: int = 0,
    ) -> None:
        self.clock: Clock = clock or SystemClock()
        self.requests: list[Exchange] = []
        """Every request so far (the newest hundred thousand at most), oldest first."""
        self._state = State(
            families=FAMILIES,
            clock=self.clock,
            site=_bare("https://example.atlassian.net" if site is None else site),
            cloud_id=cloud_id,
            context=_bare(context),
            products=products,
            users=users,
            page_cap=page_cap,
            keep_finished_listed=keep_finished_listed,
            retention=retention,
            duration=duration,
            skew=skew,
            latency=latency,
            seed=seed,
            nodes=nodes,
        )
        self._gate = Gate(self._state, Rate(rate_limit))
        self._takes_served_address = site is None
        self._faults: list[Fault] = []
        self._lock = threading.RLock()

    @property
    def site(self) -> str:
        """The address of the site, without a trailing slash."""
        return self._state.url

    @property
    def cloud_id(self) -> str:
        """The id by which the gateway knows the site."""
        return self._state.cloud_id

    @property
    def tasks(self) -> list[SimulatedTask]:
        """Every task that was added and not removed, oldest first."""
        return list(self._state.tasks.values())

    @property
    def started(self) -> list[SimulatedTask]:
        """Every task that an operation has started, oldest first, whatever became of the answer."""
        return list(self._state.started)

    def now(self) -> datetime:
        """Return the site's date and time."""
        return datetime.fromtimestamp(self._state.timestamp(self.clock.now()), UTC)

    def add(
        self,
        kind: str,
        id: str | None = None,  # noqa: A002 - as it is called everywhere
        **script: Unpack[ScriptOptions],
    ) -> SimulatedTask:
        """Start a task; the further arguments are the fields of `Script`, which describes them.

        `kind` is one of `atlassian_tasks.Kind`; jira and jira-v2 are the same tasks.
        """
        with self._lock:
            return self._state.add(kind, id, Script(**script))

    def script_next(
        self,
        *,
        times: float = 1,
        path: str = "",
        method: str | None = None,
        starts_task: bool = True,
        **script: Unpack[ScriptOptions],
    ) -> None:
        """Say what the next task will do that an operation starts.

        Without a script such a task takes the site's `duration`, and deals with the issues (of a
        bulk operation) or redactions that the request names, unless the script says otherwise.
        `path` (a part of it) and `method` choose the requests, `times` says how many; those
        that are refused do not count, and neither do operations that cannot have what is
        scripted. Several scripts queue up; of those that match, the first is taken.
        `starts_task`: whether there is a task at all. Some operations may have nothing to
        wait for, and by themselves start a task only where the request means work for one:
        updates of schemes and workflows, a new priority scheme. With False these, and those
        whose answer may lack the task's id, are answered so; the others pass it by.
        """
        with self._lock:
            self._state.plan(Plan(script, starts_task, path, method, times))

    def remove(self, task: SimulatedTask) -> None:
        """Forget a task: looking at it is 404 from now on."""
        with self._lock:
            self._state.remove(task)

    def fail_next(
        self,
        status: int | None = None,
        *,
        times: float = 1,
        skip: int = 0,
        path: str = "",
        method: str | None = None,
        headers: Mapping[str, str] | None = None,
        body: object = None,
        raises: Exception | None = None,
        delay: float = 0.0,
        trickle: float = 0.0,
        carried_out: bool = False,
    ) -> None:
        """Let the next requests go wrong: as many as `times`, after `skip` that go well.

        `path` (a part of it) and `method` choose the requests. `body` is bytes, text (HTML
        where it has a "<") or JSON; None for what the service says with that status. Without
        `status` the answer is the right one, with `headers` added and `delay` seconds late.
        With `trickle` a served simulator sends head and body a byte at a time, so many seconds
        apart; in process it is as much later as that takes in all.
        `raises` takes an answer's place; a served simulator drops the connection instead.
        With `carried_out` the request has its effect all the same.
        Several faults queue up; of those that match, the first strikes.
        """
        late = delay, trickle
        fault = Fault(
            status, headers or {}, body, raises, *late, carried_out, path, method, skip, times
        )
        with self._lock:
            self._faults.append(fault)

    def spend_quota(self, seconds: float, *, header: str | None = "X-RateLimit-Reset") -> None:
        """Answer 429 for so long, as to an app whose quota is spent: without `Retry-After`.

        `header` alone tells until when: X-RateLimit-Reset (to the minute), RateLimit or
        Beta-RateLimit (in seconds); None for none of them.
        """
        if header not in (None, *_QUOTA_HEADERS):
            raise ValueError(f"A quota is told in one of {', '.join(_QUOTA_HEADERS)}.")
        with self._lock:
            self._gate.quota = Quota(self.clock.now() + seconds, header)

    def handle(self, request: Request) -> Response:
        """Answer one request; raises only what a fault was told to raise."""
        with self._lock:
            now, already = self.clock.now(), len(self._state.started)
            status: int | None = None
            try:
                response = self._respond(request, now)
                status = response.status
            finally:
                started = next((task.ref for task in self._state.started[already:]), None)
                log(self.requests, Exchange.of(request, now, status, started))
            return response

    def transport(self) -> httpx.BaseTransport:
        """Mount the site in process, for `httpx.Client` and `TaskClient`."""
        return SimulatorTransport(self.handle, self.clock)

    def async_transport(self) -> httpx.AsyncBaseTransport:
        """Mount the site in process, for `httpx.AsyncClient` and `AsyncTaskClient`."""
        return AsyncSimulatorTransport(self.handle, self.clock)

    def serve(self, *, host: str = "127.0.0.1", port: int = 0) -> "Server":
        """Serve the site over HTTP until the context manager closes; port 0 is any free one."""
        from ._serve import Server

        usual = self._state.url
        server = Server(
            self.handle, self.clock, host=host, port=port, on_close=lambda: self._move(usual)
        )
        if self._takes_served_address:
            self._move(server.url)
        return server

    def _move(self, url: str) -> None:
        self._state.url = url

    def _respond(self, request: Request, now: float) -> Response:
        fault = next((fault for fault in self._faults if fault.applies(request)), None)
        self._faults = [fault for fault in self._faults if fault.times > 0]
        if fault is None:
            response = self._gate.answer(request, now)
        else:
            usual = self._gate.errors(request)
            response = fault.strike(lambda: self._gate.answer(request, now), usual)
        date = {"Date": formatdate(self._state.timestamp(now), usegmt=True)}
        return evolve(
            response,
            headers=date | dict(response.headers),
            delay=response.delay + self._state.latency,
        )


def _bare(place: Any) -> Any:
    return place.rstrip("/") if isinstance(place, str) else place
