"""Every exception this package raises.

AtlassianTasksError                 .ref and .task: what it is about, either may be None
├── TaskError                       a task ended, but not well
│   ├── TaskFailed
│   │   └── TaskPartlyFailed        it ended, and some of its items failed
│   ├── TaskCancelled
│   └── TaskDead                    Jira lost the worker that ran it
├── TasksFailed                     of several tasks at least one; also an ExceptionGroup
├── WaitTimeout                     your timeout passed; also a TimeoutError
│   └── TaskStalled                 nothing moved for too long
├── ConnectionFailed                no answer: network, TLS, proxy, request timeout
├── ApiError                        an answer that is not a documented success
│   ├── AuthenticationFailed        401
│   ├── PermissionDenied            403
│   ├── TaskNotFound                404 before the first good look
│   │   └── TaskGone                404 after one
│   ├── RateLimited                 429
│   ├── ServerError                 500 and above
│   ├── CancelRejected              the task runs on
│   └── UnexpectedResponse          a success or redirect that makes no sense
│       └── OversizedBody           a body over the cap
├── StartUnclear                    a start may have happened; it is not sent again
├── InvalidRef                      also a ValueError
├── NoTaskStarted                   there is nothing to wait for
├── NotSupported                    Atlassian offers no such thing
└── ConfigurationError

Every one can be pickled and carries no credentials.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from .kinds.refs import TaskRef
    from .model import Outcome, Task
    from .starting.start import StartOutcome

    AnyOutcome: TypeAlias = Outcome | StartOutcome


class AtlassianTasksError(Exception):
    """The root: catch this to catch everything from here.

    `ref` names the task concerned, `task` is its newest snapshot, and `hint` says what usually
    helps; each may be None.
    """

    def __init__(
        self, message: str = "", *, ref: TaskRef | None = None, task: Task | None = None
    ) -> None:
        super().__init__(message)
        self.ref: TaskRef | None = ref if ref is not None or task is None else task.ref
        self.task = task
        self.hint: str | None = None

    def __repr__(self) -> str:
        told = "" if self.ref is None else f", ref={str(self.ref)!r}"
        return f"{type(self).__name__}({super().__str__()!r}{told})"

    def __str__(self) -> str:
        message = super().__str__()
        told = self.ref is None or message.startswith(str(self.ref))
        return message if told else f"{self.ref}: {message}"


class TaskError(AtlassianTasksError):
    """A task reached an end that is not success; `task` and `ref` are always there."""

    task: Task
    ref: TaskRef


class TaskFailed(TaskError):
    """The task failed; `task.failures` and `task.message` say what is known about why."""


class TaskPartlyFailed(TaskFailed):
    """The task completed but left items behind: see `task.failures`."""


class TaskCancelled(TaskError):
    """Somebody cancelled the task."""


class TaskDead(TaskError):
    """Jira gave the task up; it will not go on."""


class TasksFailed(AtlassianTasksError, ExceptionGroup[AtlassianTasksError]):
    """At least one of several tasks did not succeed.

    `outcomes` holds all of them in the order given, of starts their `StartOutcome`; `exceptions`
    only the errors.
    """

    outcomes: tuple[AnyOutcome, ...]

    def __new__(
        cls,
        message: str,
        errors: Sequence[AtlassianTasksError],
        outcomes: Sequence[AnyOutcome] = (),
    ) -> TasksFailed:
        """Make the group of `errors`; `args` keep all three so that it can be pickled."""
        group = super().__new__(cls, message, errors)
        group.args = (message, tuple(errors), tuple(outcomes))
        return group

    def __init__(
        self,
        message: str,
        errors: Sequence[AtlassianTasksError],
        outcomes: Sequence[AnyOutcome] = (),
    ) -> None:
        args = self.args
        super().__init__(message)
        self.args = args
        self.outcomes = tuple(outcomes)

    def derive(self, excs: Sequence[AtlassianTasksError], /) -> TasksFailed:  # type: ignore[override]
        """Keep type and outcomes when `except*` or `split` takes a part."""
        return TasksFailed(self.message, excs, self.outcomes)


class WaitTimeout(AtlassianTasksError, TimeoutError):
    """The timeout passed before the task ended; the task itself goes on.

    `task` is the last snapshot, None if no look succeeded; `__cause__` is the last failed look.
    `retry_after` is the seconds that the server asked us to stay away, if that was the reason.
    """

    def __init__(
        self,
        message: str = "",
        *,
        ref: TaskRef | None = None,
        task: Task | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, ref=ref, task=task)
        self.retry_after = retry_after


class TaskStalled(WaitTimeout):
    """Nothing moved for as long as `stall` allows, or the server has stopped the task's clock.

    What became of the task is not known: `task` is the last snapshot, with its message.
    """


class ConnectionFailed(AtlassianTasksError):
    """No answer came: the network, TLS, a proxy, or the request timeout.

    `was_sent` is False only if the request certainly did not reach the server.
    """

    def __init__(
        self,
        message: str = "",
        *,
        was_sent: bool = True,
        ref: TaskRef | None = None,
        task: Task | None = None,
    ) -> None:
        super().__init__(message, ref=ref, task=task)
        self.was_sent = was_sent


class ApiError(AtlassianTasksError):
    """The server answered with something other than a documented success.

    `messages` are the server's own words, `retry_after` the seconds it asks us to wait.
    """

    def __init__(
        self,
        message: str = "",
        *,
        status_code: int | None = None,
        messages: Sequence[str] = (),
        retry_after: float | None = None,
        hint: str | None = None,
        ref: TaskRef | None = None,
        task: Task | None = None,
    ) -> None:
        super().__init__(message, ref=ref, task=task)
        self.status_code = status_code
        self.messages: tuple[str, ...] = tuple(messages)
        self.retry_after = retry_after
        self.hint = hint


class AuthenticationFailed(ApiError):
    """401: the credentials are missing, wrong, expired or lack a scope."""


class PermissionDenied(ApiError):
    """403: these credentials may not do this."""


class TaskNotFound(ApiError):
    """404: there is no such task, or not for these credentials."""


class TaskGone(TaskNotFound):
    """404 for a task that was there before: its record is no longer kept."""


class RateLimited(ApiError):
    """429: too many requests; `retry_after` says for how long, where the server told."""


class ServerError(ApiError):
    """500 or above: the server or something in front of it failed."""


class CancelRejected(ApiError):
    """The task cannot be cancelled, and it has not ended either."""


class UnexpectedResponse(ApiError):
    """A success or a redirect that makes no sense, such as a login page."""


class OversizedBody(UnexpectedResponse):
    """A body over the cap; looking again would not help."""


class StartUnclear(AtlassianTasksError):
    """Nobody knows whether it started: look before you repeat it. `__cause__` is what went wrong.

    `operation` is its name and `key` what a ledger knows it by, None without one; `ref` is the task
    if so much is known.
    """

    def __init__(
        self,
        message: str = "",
        *,
        operation: str = "",
        key: str | None = None,
        ref: TaskRef | None = None,
        task: Task | None = None,
    ) -> None:
        super().__init__(message, ref=ref, task=task)
        self.operation = operation
        self.key = key
        self.hint: str | None = (
            "see on the site whether its work is there (issues or a project that are gone, a copy, "
            "a change); with a ledger, settle says so: as REF it is waited for, as nothing it was "
            "done and is never sent again, as not-begun it is sent the next time"
        )


class InvalidRef(AtlassianTasksError, ValueError):
    """This does not name a task, or names one of another site."""


class NoTaskStarted(AtlassianTasksError):
    """The operation finished at once: there is nothing to wait for."""


class NotSupported(AtlassianTasksError):
    """Atlassian offers no such thing for this kind of task."""


class ConfigurationError(AtlassianTasksError):
    """A client or a start cannot work as it is set up; the message says what to change."""
