"""Starting an operation: rehearsed first, then sent exactly once, whatever happens."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Never

import httpx

from atlassian_tasks.errors import (
    AtlassianTasksError,
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
from atlassian_tasks.kinds.dialect import Call, Endpoint
from atlassian_tasks.kinds.refs import TaskRef

from .effects import Flow, Start
from .patience import is_transient

_PACKAGE = "atlassian_tasks_rest.api."
_PRODUCTS: Mapping[str, Product] = {"confluence": "confluence", "confluence_dc": "confluence-dc"}
_NO_STARTS = ("get_", "list_", "cancel_")
_LONGEST = 500  # characters of what was wrong
_UNCLEAR = "It may have started: look before you repeat it, never repeat it blindly"


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


def start(endpoint: Endpoint, arguments: Mapping[str, Any]) -> Flow[None]:
    """Send it once and report the ref of its task, or None if there is nothing to wait for."""
    call = _prepare(endpoint, arguments)
    ref = None
    try:
        response = yield Start(call)
        ref = TaskRef.from_response(response)
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
