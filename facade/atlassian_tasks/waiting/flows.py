"""What happens to one task, step by step: fetch, browse, watch, cancel. No I/O and no clock.

Each is a generator of effects and of snapshots; the rules about deadlines, patience and
missing tasks stand here and nowhere else.
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING

from atlassian_tasks.errors import (
    ApiError,
    AtlassianTasksError,
    CancelRejected,
    ConnectionFailed,
    NotSupported,
    RateLimited,
    UnexpectedResponse,
    WaitTimeout,
)
from atlassian_tasks.kinds import Kind
from atlassian_tasks.kinds.dialect import Answer, dialect_of
from atlassian_tasks.kinds.refs import TaskRef
from atlassian_tasks.model import Status, Task

from .effects import Flow, Now
from .follower import Follower, look, resume
from .patience import PATIENCE, is_transient

if TYPE_CHECKING:
    from atlassian_tasks.schedule import Schedule

log = logging.getLogger("atlassian_tasks")


def fetch(ref: TaskRef) -> Flow[None]:
    """Report the task as it is now."""
    yield (yield from look(ref))


def browse(kind: Kind) -> Flow[None]:
    """Report each active task once, page by page."""
    dialect = dialect_of(kind)
    seen: set[TaskRef] = set()
    start, step, was_bare = 0, 1, False
    while step:
        tasks, step = dialect.read_page((yield dialect.browse(start)))
        fresh = [task for task in tasks if task.ref not in seen]
        is_bare = not tasks  # though it has entries
        if not fresh and (not is_bare or was_bare):  # a server that begins anew
            return
        was_bare = is_bare
        seen.update(task.ref for task in fresh)
        yield from fresh
        start += step


def watch(
    ref: TaskRef,
    *,
    timeout: float | None,
    patience: float,
    schedule: Schedule,
    stall: float | None = None,
) -> Flow[None]:
    """Report the first snapshot, every one that differs, and at last the final one."""
    follower = Follower.of(ref, (yield Now()), timeout, patience, stall)
    shown: Task | None = None
    gap: float | None = None
    try:
        while True:
            try:
                if gap is not None:
                    yield from follower.rest(gap)
                yield from follower.turn()
                task = yield from follower.steady_look()
            except WaitTimeout:
                if follower.doubted is None:
                    raise
                task = follower.doubted  # the deadline came first: take the body at its word
            follower.check(task)
            if shown is None or _face(task) != _face(shown):
                if shown is None or shown.status is not task.status:
                    log.info("%s is %s", ref, task.raw_status or task.status)
                shown = task
                yield task
            if task.is_final:
                return
            gap = follower.gap(schedule, task)
    except BaseException as stop:
        if not isinstance(stop, Exception | GeneratorExit):
            stop.add_note(f"{ref} was not cancelled and goes on. {resume(ref)}")
        raise


def cancel(ref: TaskRef) -> Flow[None]:
    """Ask once to cancel and report the newest snapshot; never asks twice."""
    try:
        call = dialect_of(ref.kind).cancel(ref.id)
    except NotSupported as error:
        error.ref = ref
        raise
    follower = Follower.of(ref, (yield Now()), PATIENCE, PATIENCE, None)
    refusal: ApiError | ConnectionFailed | None = None
    try:
        answer: Answer = yield call
        if answer.status_code >= HTTPStatus.MULTIPLE_CHOICES:
            raise UnexpectedResponse(
                f"the server answered {answer.status_code:d} to the cancel",
                status_code=answer.status_code,
            )
    except (ApiError, ConnectionFailed) as error:
        error.ref = ref
        if not _is_unclear(error) and not _is_refused(error):
            raise
        refusal = error
    try:
        task = yield from follower.steady_look()
    except AtlassianTasksError as caught:
        failed = follower.failed or caught  # rather than that time is up
        if refusal is not None:
            raise _rejected(refusal, None) if _is_refused(refusal) else refusal from failed
        said = f"the cancel was accepted, but the task could not be seen: {failed.args[0]}"
        failed.args = (said,)
        raise failed from failed.__cause__
    if refusal is None or task.is_final:
        yield task
    elif _is_refused(refusal):
        raise _rejected(refusal, task) from refusal
    elif task.status is Status.CANCEL_REQUESTED:
        yield task
    else:
        refusal.task = task
        raise refusal


def _is_unclear(error: AtlassianTasksError) -> bool:
    """Whether the cancel may have arrived all the same."""
    return is_transient(error) and not isinstance(error, RateLimited)


def _is_refused(error: AtlassianTasksError) -> bool:
    return isinstance(error, ApiError) and error.status_code == HTTPStatus.BAD_REQUEST


def _rejected(refusal: AtlassianTasksError, task: Task | None) -> CancelRejected:
    messages = refusal.messages if isinstance(refusal, ApiError) else ()
    told = "; ".join(messages) or "the server gave no reason"
    return CancelRejected(
        f"the task cannot be cancelled and goes on: {told}",
        status_code=HTTPStatus.BAD_REQUEST,
        messages=messages,
        ref=refusal.ref,
        task=task,
    )


def _face(task: Task) -> tuple[object, ...]:
    return task.status, task.percent, task.message, task.failures
