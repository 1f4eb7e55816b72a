"""What is done once: fetch, browse, cancel, start. No I/O and no clock.

A cancel and a start are sent exactly once, whatever happens.
"""

from __future__ import annotations

import inspect
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Never

import httpx

from atlassian_tasks.errors import (
    ApiError,
    AtlassianTasksError,
    CancelRejected,
    ConfigurationError,
    ConnectionFailed,
    InvalidRef,
    NoTaskStarted,
    NotSupported,
    RateLimited,
    UnexpectedResponse,
)
from atlassian_tasks.kinds import Kind, Product
from atlassian_tasks.kinds.addresses import brief
from atlassian_tasks.kinds.dialect import Call, Endpoint, dialect_of
from atlassian_tasks.kinds.refs import TaskRef
from atlassian_tasks.model import Status, Task

from .effects import Flow, Send, Sent
from .watch import PATIENCE, Follower, Limits, ask, is_transient, read

log = logging.getLogger("atlassian_tasks")
_PACKAGE = "atlassian_tasks_rest.api."
_PRODUCTS: Mapping[str, Product] = {"confluence": "confluence", "confluence_dc": "confluence-dc"}
_NO_STARTS = ("get_", "list_", "cancel_")
_LONGEST = 500  # characters of what was wrong
_UNCLEAR = "It may have started: look before you repeat it, never repeat it blindly"


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
    follower = Follower(ref, Limits(timeout=PATIENCE), now)
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


class _Rehearsed(Exception):
    """The arguments made a request."""


class _Stage:
    """Stands in for the generated client: builds the request, and does not send it."""

    def get_httpx_client(self) -> _Stage:
        return self

    def request(self, **made: Any) -> Never:
        httpx.Request(made.pop("method"), made.pop("url"), **made)
        raise _Rehearsed


def _prepare(endpoint: Endpoint, arguments: Mapping[str, Any]) -> Call:
    """Check a start without sending it; raises `ConfigurationError` for what it cannot take."""
    name = getattr(endpoint, "__name__", "")
    tag, _, operation = name.removeprefix(_PACKAGE).partition(".")
    is_operation = name.startswith(_PACKAGE) and hasattr(endpoint, "sync_detailed")
    if not is_operation or operation.startswith(_NO_STARTS):
        raise ConfigurationError(
            "start takes the module of an operation that may start a task, such as "
            f"{_PACKAGE}jira_v3.delete_project, not {brief(endpoint)}"
        )
    parameters = inspect.signature(endpoint.sync_detailed).parameters
    try:
        endpoint.sync_detailed(client=_Stage(), **arguments)
    except _Rehearsed:
        pass
    except (TypeError, ValueError, AttributeError, RecursionError, httpx.InvalidURL) as error:
        takes = ", ".join(known for known in parameters if known != "client")
        raise ConfigurationError(
            f"{operation} cannot be started with these arguments: {str(error)[:_LONGEST]}. "
            f"It takes {takes}"
        ) from error
    for known, value in arguments.items():
        if not _fits(parameters[known], value):
            raise ConfigurationError(f"{operation} cannot take {brief(value)} as {known}")
    return Call(endpoint, _PRODUCTS.get(tag, "jira"), arguments)


def _fits(parameter: inspect.Parameter, value: object) -> bool:
    """Whether it is a model of the right class, or an id that stays within its part of a path."""
    if parameter.name == "body":
        return isinstance(value, parameter.annotation)
    if parameter.kind is parameter.POSITIONAL_OR_KEYWORD:
        is_text = isinstance(value, str | int) and not isinstance(value, bool)
        return is_text and str(value).strip() not in ("", ".", "..")
    return True


def start(_: float, endpoint: Endpoint, arguments: Mapping[str, Any]) -> Flow[TaskRef | None, None]:
    """Send it once and report the ref of its task, or None if there is nothing to wait for."""
    call = _prepare(endpoint, arguments)
    ref = None
    try:
        answer = yield from ask(call)
        ref = TaskRef.from_response(answer.response)
        if ref.kind is Kind.CONFLUENCE and call.product == "confluence-dc":  # under /wiki
            ref = TaskRef(Kind.CONFLUENCE_DC, ref.id)
    except NoTaskStarted:
        pass
    except AtlassianTasksError as error:
        if _may_have_started(error):
            error.args = (f"{error.args[0]}. {_UNCLEAR}",)
        raise
    except BaseException as stop:
        stop.add_note(_UNCLEAR)
        raise
    yield ref


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
