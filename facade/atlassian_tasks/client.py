"""The client for blocking code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Self

import httpx

from ._setup import ClientSetup, Outcomes, Ref, checked, in_order, in_start_order
from .kinds import Kind
from .kinds.refs import TaskRef
from .model import Duration, Outcome, Task
from .waiting.effects import Begin, R
from .waiting.once import cancel, fetch
from .waiting.watch import PATIENCE, Limits
from .wire.drivers import BlockingClock, Performer, Steps
from .wire.guard import GuardedClient
from .wire.site import cloud_id_of

if TYPE_CHECKING:
    from ._setup import StartOutcomes
    from .starting.start import P, Start, Startable, StartOutcome


class TaskClient(ClientSetup):
    """Follows the long-running tasks of one Jira or Confluence site.

    >>> with TaskClient("https://acme.atlassian.net", auth=("me@acme.example", "token")) as tasks:
    ...     task = tasks.wait("jira:10641", timeout=600)

    Threads may share one. What the arguments mean is said at `__init__`; `from_env` reads the
    address and the credentials from the environment.
    """

    _http = GuardedClient
    _transport = httpx.BaseTransport
    _system_clock = BlockingClock
    _performer = Performer
    _width = 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; tasks go on, and further verbs raise `ConfigurationError`."""
        for client in self._connection.close():
            client.get_httpx_client().close()

    def get(self, ref: Ref) -> Task:
        """Return the task as it is now: one request, no retry."""
        return next(self._steps(partial(fetch, ref=self._ref(ref))))

    def list(self, kind: str = Kind.CONFLUENCE) -> Iterator[Task]:
        """Iterate over the active tasks that you may see, all pages.

        Only some kinds of Confluence have such a list; any other raises `NotSupported`.
        """
        return self._steps(self._browsing(kind))

    def watch(
        self,
        ref: Ref,
        *,
        timeout: Duration | None = None,
        patience: Duration = PATIENCE,
        stall: Duration | None = None,
    ) -> Iterator[Task]:
        """Iterate over the task's snapshots, each that differs from the last; the final one ends.

        Durations are seconds or a `timedelta`, here and in the other verbs. Past `timeout`, None
        for no limit, `WaitTimeout` is raised. Failed looks are repeated for `patience` seconds of
        continuous failure. `TaskStalled`, a `WaitTimeout`, is
        raised once status, percent, message, failures and the server's own `updated` have stood
        still for `stall` seconds; failed looks do not count. With None, only where Data Center has
        stopped its clock (`elapsed`), over five looks and a minute; `math.inf` is never. Leaving
        the loop leaves the task alone.
        """
        return self._steps(self._watching(ref, Limits(timeout, patience, stall)))

    def wait(
        self,
        ref: Ref,
        *,
        timeout: Duration | None = None,
        patience: Duration = PATIENCE,
        stall: Duration | None = None,
        check: bool = True,
    ) -> Task:
        """Return the task once it has ended; with `check`, raise if it ended badly.

        Raises `TaskFailed`, `TaskPartlyFailed`, `TaskCancelled` or `TaskDead`, `WaitTimeout` after
        `timeout` seconds, `TaskStalled` if nothing moves for `stall` seconds (see `watch`), and the
        error of a look that fails for longer than `patience` seconds.
        """
        for task in self.watch(ref, timeout=timeout, patience=patience, stall=stall):
            final = task  # keeping one, not all of them
        return final.raise_for_status() if check else final

    def watch_all(
        self,
        refs: Iterable[Ref],
        *,
        timeout: Duration | None = None,
        patience: Duration = PATIENCE,
        stall: Duration | None = None,
    ) -> Iterator[Task | Outcome]:
        """Iterate over the changed snapshots of several tasks, and over each one's `Outcome`.

        One poller follows all of them, within the client's `pace`; `timeout` bounds the whole,
        `patience` and `stall` hold for each.
        A bad ref raises at once; later trouble with one task is its own outcome.
        """
        return self._steps(self._following(refs, Limits(timeout, patience, stall), (Task, Outcome)))

    def as_completed(
        self,
        refs: Iterable[Ref],
        *,
        timeout: Duration | None = None,
        patience: Duration = PATIENCE,
        stall: Duration | None = None,
    ) -> Iterator[Outcome]:
        """Iterate over the outcomes of several tasks, each as it ends, one a distinct ref.

        As `watch_all`, without the snapshots on the way.
        """
        return self._steps(self._following(refs, Limits(timeout, patience, stall), (Outcome,)))

    def wait_all(
        self,
        refs: Iterable[Ref],
        *,
        timeout: Duration | None = None,
        patience: Duration = PATIENCE,
        stall: Duration | None = None,
        check: bool = True,
    ) -> Outcomes:
        """Return the outcomes of several tasks in the order given, once all have ended.

        With `check`, raises `TasksFailed` if any did not succeed; it holds all the outcomes.
        """
        named = self._refs(refs)
        ends = self.as_completed(named, timeout=timeout, patience=patience, stall=stall)
        ended = in_order(named, ends)
        return checked(ended, "tasks") if check else ended

    def cancel(self, ref: Ref) -> Task:
        """Ask once to cancel; the newest snapshot afterwards, which may not be final yet.

        Raises `CancelRejected` if it cannot be cancelled and goes on, `NotSupported` for a kind
        that has no such thing, as Confluence Cloud's, before anything is sent. The look afterwards
        is repeated for two minutes.
        """
        return next(self._steps(partial(cancel, ref=self._ref(ref))))

    def start(self, endpoint: Startable[P], /, *args: P.args, **kwargs: P.kwargs) -> TaskRef | None:
        """Run a start operation of the generated client once, and return the task it started.

        >>> from atlassian_tasks_rest.api.jira_v3 import delete_project
        >>> ref = tasks.start(delete_project, project_id_or_key="OLD")

        None means that it finished at once. Nothing is retried: starting is not idempotent. Takes
        a `Start` as well. Raises `ConfigurationError` before anything is sent for arguments that it
        cannot take, `StartUnclear` if nobody knows whether it started, and the matching `ApiError`;
        one for a conflict has the task in the way as `ref` where it is named.
        """
        return next(self._steps(self._starting(endpoint, args, kwargs)))

    def run_as_completed(
        self,
        starts: Iterable[Start],
        *,
        max_running: int = 5,
        timeout: Duration | None = None,
        patience: Duration = PATIENCE,
        stall: Duration | None = None,
    ) -> Iterator[StartOutcome]:
        """Iterate over the outcomes of starts, each as it ends; the next begins when one has ended.

        At most `max_running` run at a time, begun in their order. What the site refuses since
        too much runs there waits until `timeout`; what that leaves unbegun ends with a
        `WaitTimeout` without a ref. Another refusal, or an unclear start, is its own outcome and is
        not sent again. The limits are those of `watch`; `timeout` bounds the whole.
        """
        return self._steps(self._running(starts, max_running, Limits(timeout, patience, stall)))

    def run_all(
        self,
        starts: Iterable[Start],
        *,
        max_running: int = 5,
        timeout: Duration | None = None,
        patience: Duration = PATIENCE,
        stall: Duration | None = None,
        check: bool = True,
    ) -> StartOutcomes:
        """Return the outcomes of starts in the order given, once all have ended.

        As `run_as_completed`. With `check`, raises `TasksFailed` if any did not succeed; it holds
        all the outcomes.

        >>> starts = Start(bulk_delete, body=BulkDelete(issues)).split()
        >>> tasks.run_all(starts)
        """
        wanted = self._starts(starts)
        ends = self.run_as_completed(
            wanted, max_running=max_running, timeout=timeout, patience=patience, stall=stall
        )
        ended = in_start_order(wanted, ends)
        return checked(ended, "starts") if check else ended

    def download(self, task: Ref, to: str | PathLike[str], *, overwrite: bool = False) -> Path:
        """Bring down the file that a task made, such as an export or a backup; where it is then.

        `task` is one that has ended, or a ref, which costs a look; `to` a file, or a folder, where
        the server names the file. It streams, without a bound, into NAME.part, which is renamed
        at the end; `request_timeout` holds for each piece of it.

        Raises `NotSupported` if the task names no file of this site, `ConfigurationError` for a
        file that is there (unless `overwrite`) or a folder that is not, `ConnectionFailed` if it
        broke off and cannot be gone on with, `OSError` from the disk, and the matching `ApiError`.
        """
        from .wire.download import Pipe

        ended = task if isinstance(task, Task) else self.get(task)
        with (
            Pipe(self._connection, ended.kind) as pipe,
            closing(self._steps(self._bringing(pipe, ended, to, overwrite))) as steps,
        ):
            return next(steps)

    def _steps(self, begin: Begin[R]) -> Steps[R]:
        return Steps(begin, self._perform)


def discover_cloud_id(
    site: str, *, request_timeout: Duration = 10.0, transport: httpx.BaseTransport | None = None
) -> str:
    """Ask a cloud site for the `cloud_id` that its OAuth gateway knows it by.

    Sends no credentials. Raises `ConfigurationError` if it is no cloud site, `ConnectionFailed`.
    Source: https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/
    """
    with TaskClient(site, request_timeout=request_timeout, transport=transport) as client:
        return next(client._steps(partial(cloud_id_of, site=site)))  # noqa: SLF001 - our own
