"""What is done once: fetch, browse, cancel. No I/O and no clock.

A cancel is sent exactly once, whatever happens.
"""

from __future__ import annotations

import logging
from http import HTTPStatus

from atlassian_tasks.errors import (
    ApiError,
    AtlassianTasksError,
    CancelRejected,
    ConnectionFailed,
    NotSupported,
    UnexpectedResponse,
)
from atlassian_tasks.kinds import Kind
from atlassian_tasks.kinds.dialect import dialect_of
from atlassian_tasks.kinds.refs import TaskRef
from atlassian_tasks.model import Status, Task

from .effects import Flow, Send, Sent
from .watch import PATIENCE, Follower, Limits, ask, may_have_arrived, read

_NO_REASON = "the server gave no reason"
log = logging.getLogger("atlassian_tasks")


def fetch(_: float, ref: TaskRef) -> Flow[Task, None]:
    """Report the task as it is now."""
    sent: Sent = yield Send((dialect_of(ref.kind).look(ref.id),))
    yield read(ref, sent.results[0])


def browse(_: float, kind: Kind) -> Flow[Task, None]:
    """Report each active task once, page by page."""
    dialect = dialect_of(kind)
    seen: set[TaskRef] = set()
    start, step = 0, 1
    was_bare = was_odd = False
    while step:
        page = dialect.read_page((yield from ask(dialect.browse(start))))
        if page.odd and not was_odd:
            was_odd = True
            log.warning("%s", page.odd)
        fresh = [task for task in page.tasks if task.ref not in seen]
        is_bare = not page.tasks  # though it has entries
        if not fresh and (not is_bare or was_bare):  # a server that begins anew
            return
        was_bare = is_bare
        seen.update(task.ref for task in fresh)
        for task in fresh:  # noqa: UP028 - a list takes nothing that is sent
            yield task
        start, step = start + page.step, page.step


def cancel(now: float, ref: TaskRef) -> Flow[Task, None]:
    """Ask once to cancel and report the newest snapshot; never asks twice."""
    try:
        call = dialect_of(ref.kind).cancel(ref.id)
    except NotSupported as error:
        error.ref = ref
        raise
    follower = Follower(ref, Limits(), now, now + PATIENCE)
    refusal: ApiError | ConnectionFailed | None = None
    try:
        answer = yield from ask(call)
        if answer.status_code >= HTTPStatus.MULTIPLE_CHOICES:
            raise UnexpectedResponse(
                f"the server answered {answer.status_code:d} to the cancel",
                status_code=answer.status_code,
            )
    except (ApiError, ConnectionFailed) as error:
        error.ref = ref
        is_refused = isinstance(error, ApiError) and error.status_code == HTTPStatus.BAD_REQUEST
        refusal = _rejected(error) if is_refused else error
        if refusal is error and not may_have_arrived(error):
            raise
    try:
        task = yield from follower.steady_look()
    except AtlassianTasksError as caught:
        failed = follower.failed or caught  # rather than that time is up
        if refusal is not None:
            raise refusal from failed
        said = f"the cancel was accepted, but the task could not be seen: {failed.args[0]}"
        failed.args = (said,)
        raise failed from failed.__cause__
    is_heard = task.status is Status.CANCEL_REQUESTED and not isinstance(refusal, CancelRejected)
    if refusal is not None and not task.is_final and not is_heard:
        refusal.task = task
        raise refusal
    yield task


def _rejected(refusal: ApiError | ConnectionFailed) -> CancelRejected:
    messages = refusal.messages if isinstance(refusal, ApiError) else ()
    rejected = CancelRejected(
        f"the task cannot be cancelled and goes on: {'; '.join(messages) or _NO_REASON}",
        status_code=HTTPStatus.BAD_REQUEST,
        messages=messages,
        ref=refusal.ref,
    )
    rejected.__cause__ = refusal
    return rejected
