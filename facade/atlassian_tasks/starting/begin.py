"""One start, sent exactly once: what came of it, or that nobody knows. No I/O and no clock."""

from __future__ import annotations

from collections.abc import Generator
from http import HTTPStatus
from typing import Any, TypeAlias

from atlassian_tasks.errors import (
    AtlassianTasksError,
    ConnectionFailed,
    InvalidRef,
    NoTaskStarted,
    NotSupported,
    RateLimited,
    StartUnclear,
    UnexpectedResponse,
)
from atlassian_tasks.kinds import Kind
from atlassian_tasks.kinds.refs import TaskRef
from atlassian_tasks.waiting.effects import Effect, Flow
from atlassian_tasks.waiting.watch import ask, is_transient

from .start import Start

Begun: TypeAlias = Generator[Effect, Any, TaskRef | None]
_UNCLEAR = "It may have started: look before you repeat it, never repeat it blindly"


def begin(_: float, start: Start) -> Flow[TaskRef | None, None]:
    """Report the ref of the task that is started, or None if there is nothing to wait for."""
    yield (yield from send(start))


def send(start: Start, key: str | None = None) -> Begun:
    """Send it once; raises `StartUnclear`, or the error that a clear refusal came to."""
    call = start.call
    try:
        answer = yield from ask(call)
        ref = TaskRef.from_response(answer.response)
    except NoTaskStarted:
        return None
    except AtlassianTasksError as error:
        if not _may_have_started(error):
            raise
        told = f"{start.operation}: {error.args[0]}. {_UNCLEAR}"
        raise StartUnclear(told, operation=start.operation, key=key, ref=error.ref) from error
    except BaseException as stop:
        stop.add_note(f"{start.operation}: {_UNCLEAR}")
        raise
    if ref.kind is Kind.CONFLUENCE and call.product == "confluence-dc":  # under /wiki
        return TaskRef(Kind.CONFLUENCE_DC, ref.id)
    return ref


def _may_have_started(error: AtlassianTasksError) -> bool:
    match error:
        case ConnectionFailed():
            return error.was_sent
        case UnexpectedResponse(status_code=code):
            return code in (None, HTTPStatus.SEE_OTHER) or code < HTTPStatus.MULTIPLE_CHOICES
        case InvalidRef() | NotSupported():  # of the answer: it names a task that we cannot follow
            return True
        case _:
            return is_transient(error) and not isinstance(error, RateLimited)
