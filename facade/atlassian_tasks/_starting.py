"""Starting an operation: rehearsed first, then sent exactly once, whatever happens."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any, Never

import httpx

from ._effects import Call, Endpoint, Flow, Start
from ._handover import task_of
from ._patience import is_transient
from .errors import ApiError, ConfigurationError, ConnectionFailed, NoTaskStarted, RateLimited

_PACKAGE = "atlassian_tasks_rest.api."


class _Rehearsed(Exception):
    """The arguments made a request."""


class _Stage:
    """Stands in for the generated client: builds the request, and does not send it."""

    def get_httpx_client(self) -> _Stage:
        return self

    def request(self, **made: Any) -> Never:
        httpx.Request(made.pop("method"), made.pop("url"), **made)
        raise _Rehearsed


def prepare(endpoint: Endpoint, arguments: Mapping[str, Any]) -> Call:
    """Check a start without sending it; raises `ConfigurationError` for what it cannot take."""
    name = getattr(endpoint, "__name__", "")
    if not name.startswith(_PACKAGE):
        raise ConfigurationError(
            "start takes a module of the generated client, such as "
            f"{_PACKAGE}jira_v3.delete_project, not {endpoint!r}"
        )
    tag, _, operation = name.removeprefix(_PACKAGE).partition(".")
    try:
        endpoint.sync_detailed(client=_Stage(), **arguments)
    except _Rehearsed:
        pass
    except (TypeError, ValueError, AttributeError) as error:
        takes = list(inspect.signature(endpoint.sync_detailed).parameters)
        takes.remove("client")
        raise ConfigurationError(
            f"{operation} cannot be started with these arguments: {error}. "
            f"It takes {', '.join(takes)}"
        ) from error
    for known, parameter in inspect.signature(endpoint.sync_detailed).parameters.items():
        is_in_path = parameter.kind is parameter.POSITIONAL_OR_KEYWORD
        if is_in_path and str(arguments[known]) in ("", ".", ".."):
            raise ConfigurationError(f"{operation} needs a {known}, not {arguments[known]!r}")
    return Call(endpoint, "confluence" if tag.startswith("confluence") else "jira", arguments)


def start(call: Call) -> Flow[None]:
    """Send it once and report the ref of its task, or None if there is nothing to wait for."""
    try:
        response = yield Start(call)
    except (ApiError, ConnectionFailed) as error:
        if _may_have_started(error):
            error.args = (f"{error.args[0]}. It may have started: look before you repeat it",)
        raise
    try:
        ref = task_of(response, None)
    except NoTaskStarted:
        ref = None
    yield ref


def _may_have_started(error: ApiError | ConnectionFailed) -> bool:
    if isinstance(error, ConnectionFailed):
        return error.was_sent
    return is_transient(error) and not isinstance(error, RateLimited)
