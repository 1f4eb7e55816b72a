"""What both clients share: their checked configuration, and refs read against it."""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeAlias, TypedDict, TypeVar, Unpack

import httpx

from .errors import ConfigurationError, InvalidRef, TasksFailed
from .kinds.dialect import dialect_of
from .kinds.refs import TaskRef, brief, checked_kind
from .model import Duration, Outcome, Task, is_number, seconds
from .schedule import Adaptive, Schedule
from .waiting.effects import Begin, Flow
from .waiting.once import browse
from .waiting.pace import Pace
from .waiting.watch import Limits, watch
from .wire.auth import Auth, authentication, from_environment
from .wire.connection import Connection
from .wire.drivers import AsyncPerformer, AwaitableClock, BlockingClock, Clock, Performer
from .wire.guard import AsyncGuardedClient, GuardedClient
from .wire.site import Site

if TYPE_CHECKING:
    from .starting.ledger import Account, Ledger
    from .starting.start import Start, StartOutcome
    from .waiting.fleet import Fleet
    from .waiting.waiter import Waiter
    from .wire.download import AsyncPipe, Pipe

    StartOutcomes: TypeAlias = list[StartOutcome]

Ref: TypeAlias = TaskRef | Task | str
Outcomes: TypeAlias = list[Outcome]
Ended = TypeVar("Ended", bound="Outcome | StartOutcome")


class Settings(TypedDict, total=False):
    """What `from_env` takes: the arguments of a client, where they are described."""

    auth: Auth
    cloud_id: str | None
    deployment: str | None
    request_timeout: Duration
    pace: float | None
    schedule: Callable[[], Schedule] | None
    transport: httpx.BaseTransport | httpx.AsyncBaseTransport | None
    clock: Clock | None
    ledger: Ledger | str | PathLike[str] | None


class ClientSetup:
    """What both clients have in common; see `TaskClient` and `AsyncTaskClient`.

    Whatever stops a verb, the client can be used on, by other threads too; after `os.fork()` each
    process has connections of its own. A `transport` of your own keeps its own ways with stops,
    forks, event loops and the time until an answer begins; one that repeats requests has to leave
    all but GET alone, as starts are POST, PUT or DELETE.
    """

    _http: ClassVar[type[GuardedClient] | type[AsyncGuardedClient]]
    _transport: ClassVar[type[httpx.BaseTransport] | type[httpx.AsyncBaseTransport]]
    _system_clock: ClassVar[type[BlockingClock] | type[AwaitableClock]]
    _performer: ClassVar[type[Performer] | type[AsyncPerformer]]
    _width: ClassVar[int]
    _perform: Any

    def __init__(
        self,
        site: str,
        *,
        auth: Auth = None,
        cloud_id: str | None = None,
        deployment: str | None = None,
        request_timeout: Duration = 10.0,
        pace: float | None = 5.0,
        schedule: Callable[[], Schedule] | None = None,
        transport: httpx.BaseTransport | httpx.AsyncBaseTransport | None = None,
        clock: Clock | None = None,
        ledger: Ledger | str | PathLike[str] | None = None,
    ) -> None:
        """Check the arguments; nothing is sent yet. Raises `ConfigurationError`.

        - `site`: the address that people use, such as "https://acme.atlassian.net", without a
          path, or with the context path of a Data Center.
        - `auth`: (email, API token), a bearer token, or any `httpx.Auth`; by default none is sent.
        - `cloud_id`: what the OAuth gateway knows the site by; with it requests go there.
        - `deployment`: "cloud" or "data-center", which decides what the address of a long task
          without /wiki means; by default the host tells.
        - `request_timeout`: seconds or a `timedelta`, from connecting to the end of an answer; 10.
        - `pace`: the most looks in any one second, all tasks together; 5, and None for no bound.
        - `schedule`: makes a `Schedule` for each task, as `lambda: Fixed(5)` does, every 5 seconds;
          by default `schedule.Adaptive`, every 1 to 60 seconds, or up to four times as far apart
          where the percentage says when it ends.
        - `transport`: an httpx transport of the client's colour; by default httpx's own, with
          proxies and certificates from the environment.
        - `clock`: has `now()` in seconds and `sleep(seconds)`; by default the system's.
        - `ledger`: a file, or a `Ledger`, that remembers what this client starts and how that
          ended; by default none.
        """
        self._site = Site.parse(site, cloud_id, deployment)
        if auth is not None and not self._site.allows_credentials():
            raise ConfigurationError(
                "credentials travel over https:// only: write that in the site's address"
            )
        if transport is not None and not isinstance(transport, self._transport):
            raise ConfigurationError(
                f"transport must be an httpx.{self._transport.__name__} here, "
                f"not {type(transport).__name__}"
            )
        self._connection = Connection(
            site=self._site,
            http=self._http,
            auth=authentication(auth),
            request_timeout=min(
                _positive(
                    "request_timeout", seconds(request_timeout), "number of seconds or a timedelta"
                ),
                threading.TIMEOUT_MAX,  # what sockets can take
            ),
            transport=transport,
        )
        if schedule is not None and not callable(schedule):
            raise ConfigurationError("schedule makes one a task: schedule=lambda: Fixed(5)")
        rate = None if pace is None else _positive("pace", pace)
        self._schedule = schedule or Adaptive
        self._clock: Clock = clock or self._system_clock()
        self._account = None if ledger is None else self._accounting(ledger)
        self._perform = self._performer(
            self._connection,
            self._clock,
            Pace(rate),
            None if self._account is None else self._account.witness,
        )

    @classmethod
    def from_env(cls, site: str | None = None, **settings: Unpack[Settings]) -> Self:
        """Make a client from the environment; what is given here wins.

        Reads ATLASSIAN_URL, ATLASSIAN_CLOUD_ID, ATLASSIAN_DEPLOYMENT, and ATLASSIAN_EMAIL with
        ATLASSIAN_API_TOKEN or else ATLASSIAN_BEARER_TOKEN. The arguments are those of the client.
        Raises `ConfigurationError` for no address, and for both or half of the credentials.
        """
        known = from_environment(
            site, settings.get("auth"), settings.get("cloud_id"), settings.get("deployment")
        )
        return cls(**{**settings, **known})

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._site.url!r})"

    def url(self, ref: Ref) -> str:
        """Return the task's address on the site, for people and other processes."""
        return self._site.address(self._ref(ref))

    def _accounting(self, ledger: Ledger | str | PathLike[str]) -> Account:
        from .starting.ledger import Account, Ledger  # with sqlite3, for those who want one

        kept = ledger if isinstance(ledger, Ledger) else Ledger(ledger)
        return Account(kept, self._site.url, self._connection.request_timeout)

    def _ref(self, ref: Ref) -> TaskRef:
        match ref:
            case TaskRef():
                return ref
            case Task():
                return ref.ref
            case str():
                return self._site.ref(ref)
        raise InvalidRef(
            f"a task is named by a TaskRef, a Task, its address or text such as 'jira:10641', "
            f"not by {type(ref).__name__} {brief(ref)}"
        )

    def _refs(self, refs: Iterable[Ref]) -> list[TaskRef]:
        if isinstance(refs, TaskRef | Task | str):
            told = f"several tasks are named by a list of refs, not by {brief(refs)} alone"
            raise InvalidRef(told)
        return [self._ref(ref) for ref in refs]

    def _watching(self, ref: Ref, limits: Limits) -> Begin[Task]:
        known, make = self._ref(ref), self._schedule
        return lambda now: watch(now, known, limits, make(), limits.deadline(now))

    def _following(
        self, refs: Iterable[Ref], limits: Limits, wanted: tuple[type, ...]
    ) -> Begin[Any]:
        distinct = [*dict.fromkeys(self._refs(refs))]  # kept as long as the wait: a list is smaller

        def begin(now: float) -> Flow[Task | Outcome, None]:
            waiter = self._waiter(now, limits, wanted)
            return self._fleet(now).follow(waiter, now, distinct)

        return begin

    def _waiter(self, now: float, limits: Limits, wanted: tuple[type, ...]) -> Waiter:
        from .waiting.waiter import Waiter  # not before there are many

        return Waiter(wanted, limits.deadline(now), limits, self._schedule)

    def _starting(
        self, endpoint: object, args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> Begin[TaskRef | None]:
        from .starting.begin import begin  # not before there is something to start
        from .starting.start import started

        [start] = self._starts([started(endpoint, args, kwargs)])
        return partial(begin, start=start, account=self._account)

    def _starts(self, starts: Iterable[Any]) -> list[Start]:
        from .starting.start import Start

        wanted = [] if isinstance(starts, Start) else [*starts]
        odd = [brief(it) for it in wanted if not isinstance(it, Start)]
        if isinstance(starts, Start):
            odd = ["one alone"]
        if odd:
            told = f"several starts are a list of Start(operation, arguments), not {odd[0]}"
            raise ConfigurationError(told)
        if self._account is None and any(start.key for start in wanted):
            raise ConfigurationError(
                "give a ledger (ledger=, in the shell --ledger FILE or ATLASSIAN_TASKS_LEDGER): "
                "a start with a key is kept in one"
            )
        return wanted

    def _running(
        self, starts: Iterable[Start], max_running: int, limits: Limits
    ) -> Begin[StartOutcome]:
        from .starting.begin import sent_once
        from .starting.run import Run

        wanted = self._starts(starts)
        if type(max_running) is not int or max_running < 1:
            told = f"max_running is a number from 1 up, not {brief(max_running)}"
            raise ConfigurationError(told)
        if self._account is not None:
            self._account.check(wanted)  # before the first is sent
        return lambda now: Run(
            now,
            self._fleet(now),
            self._waiter(now, limits, (Outcome,)),
            wanted,
            max_running=max_running,
            send=partial(sent_once, account=self._account),
        ).follow()

    def _fleet(self, now: float) -> Fleet:
        """Return what follows many tasks: of each call its own."""
        from .waiting.fleet import Fleet  # not before there are many

        return Fleet(now, self._width)

    def _browsing(self, kind: str) -> Begin[Task]:
        known = checked_kind(kind)
        dialect_of(known).browse(0)
        return partial(browse, kind=known)

    def _bringing(
        self, pipe: Pipe | AsyncPipe, task: Task, to: str | PathLike[str], overwrite: bool
    ) -> Begin[Path]:
        from .wire.download import link_of, transfer  # not before there is a file

        link = link_of(task, self._site)
        if str(to).endswith(("/", os.sep)) and not Path(to).is_dir():
            raise ConfigurationError(f"there is no folder {to} to download to")
        return partial(transfer, pipe=pipe, task=task, link=link, to=Path(to), overwrite=overwrite)


def in_order(refs: Iterable[TaskRef], outcomes: Iterable[Outcome]) -> Outcomes:
    """Sort outcomes as the refs were given; a ref named twice has its outcome twice."""
    ended = {outcome.ref: outcome for outcome in outcomes}
    return [ended[ref] for ref in refs]


def in_start_order(starts: Iterable[Start], outcomes: Iterable[StartOutcome]) -> StartOutcomes:
    """Sort outcomes as the starts were given, of which some may be the same."""
    ended: dict[int, list[StartOutcome]] = {}
    for outcome in outcomes:
        ended.setdefault(id(outcome.start), []).append(outcome)
    return [ended[id(start)].pop(0) for start in starts]


def checked(outcomes: list[Ended], what: str) -> list[Ended]:
    """Return them; raises `TasksFailed` if any did not succeed. One that is named twice is one."""
    errors = {id(outcome): outcome.error for outcome in outcomes}
    if bad := [error for error in errors.values() if error is not None]:
        told = f"{len(bad)} of {len(errors)} {what} did not succeed"
        raise TasksFailed(told, bad, outcomes)
    return outcomes


def _positive(name: str, value: float, what: str = "number") -> float:
    if not is_number(value) or not 0 < value < math.inf:
        raise ConfigurationError(f"{name} is a {what} above 0, not {brief(value)}")
    return value
