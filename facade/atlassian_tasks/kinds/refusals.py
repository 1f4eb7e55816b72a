"""What a refusal says: the error to raise, with the server's words, and what is in the way."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from itertools import islice

from atlassian_tasks.errors import (
    ApiError,
    AuthenticationFailed,
    PermissionDenied,
    RateLimited,
    ServerError,
    TaskNotFound,
    UnexpectedResponse,
)

from . import Kind
from .hints import hint_for
from .rate_limits import retry_after, until_reset
from .refs import TaskRef
from .values import mapping

_LIMITED = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_PHRASES = {status.value: status.phrase for status in HTTPStatus}
_MOST_MESSAGES, _LONGEST_MESSAGE = 20, 500
_BY_STATUS: Mapping[int, type[ApiError]] = {
    401: AuthenticationFailed,
    403: PermissionDenied,
    404: TaskNotFound,
    429: RateLimited,
}


def judge(
    status: int, headers: Mapping[str, str], body: bytes, *, url: str = "", signed: bool = True
) -> ApiError:
    """Turn an answer that is not a success into the error to raise, with the server's words.

    `url` is what was asked, `signed` whether with credentials; they decide which hint helps. Its
    `ref` is the task that a conflict names.
    """
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        kind: type[ApiError] = ServerError
    elif status < HTTPStatus.BAD_REQUEST:
        kind = UnexpectedResponse
    else:
        kind = _BY_STATUS.get(status, ApiError)
    messages = tuple(words_of(body))
    told = "; ".join(messages)
    pause = retry_after(headers)
    if pause is None and status in _LIMITED:
        pause = until_reset(headers, told)
    hint = hint_for(status, told, url, signed=signed, timed=bool(pause))
    answered = f"the server answered {status} {_PHRASES.get(status, '')}".rstrip()
    said = ": ".join(filter(None, [answered, told]))
    return kind(
        f"{said} ({hint})" if hint else said,
        status_code=status,
        messages=messages,
        retry_after=pause,
        hint=hint,
        ref=_in_the_way(body, url) if status == HTTPStatus.CONFLICT else None,
    )


def _in_the_way(body: bytes, url: str) -> TaskRef | None:
    try:
        errors = mapping(mapping(json.loads(body)).get("errors"))
        kind = Kind.JIRA_V2 if "/api/2/" in url else Kind.JIRA
        return TaskRef(kind, errors.get("conflictingTaskId"))
    except (ValueError, RecursionError):  # also `InvalidRef`
        return None


def words_of(body: bytes) -> Iterator[str]:
    """Yield the server's words from any of Atlassian's error bodies; HTML and rubbish have none."""
    try:
        found: object = json.loads(body)
    except (ValueError, RecursionError):
        found = body[: 4 * _LONGEST_MESSAGE].decode(errors="replace")
        if "<" in found:
            return iter(())
    return words_in(found)


def words_in(found: object) -> Iterator[str]:
    """Yield the first of the server's words from a decoded body, each cut to some length."""
    told = (words[: 4 * _LONGEST_MESSAGE].split() for words in _words_in(found, depth=0))
    return islice((" ".join(words)[:_LONGEST_MESSAGE] for words in told if words), _MOST_MESSAGES)


# Where the families keep their words: Jira, gateway, Confluence v1 (`data`) and v2 (`title`).
_DEEPEST = 8  # levels; real ones take four
_PLACES = ("errorMessages", "message", "translation", "title", "detail", "errors", "data")


def _words_in(value: object, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _words_in(item, depth + 1)
    elif isinstance(value, dict):
        for name in _PLACES:
            inner = value.get(name)
            if name == "errors" and isinstance(inner, dict):
                yield from (f"{field}: {why}" for field, why in inner.items() if why)
            else:
                yield from _words_in(inner, depth + 1)
