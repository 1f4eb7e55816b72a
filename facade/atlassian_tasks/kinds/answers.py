"""What an answer says beside its body's purpose: its date, its limits, its refusal and why."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from http import HTTPStatus
from itertools import islice
from typing import TYPE_CHECKING

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
from .addresses import Place, checked_id
from .hints import hint_for
from .values import mapping, moment

if TYPE_CHECKING:
    import httpx

LONGEST_RETRY_AFTER = 3600.0  # seconds; a longer demand counts as this much
_LIMITED = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_LONGEST_HEADER = 2000  # characters
_POLICY = re.compile(r";\s*([rt])=(\d+(?:\.\d+)?)", re.ASCII)
_RETRY_IN = re.compile(
    r"\b(?:retry|try again)[ -]?(?:after|in):? (\d{1,9}) ?"
    r"(s(?:ec(?:ond)?s?)?\b|m(?:in(?:ute)?s?)?\b|$)",
    re.ASCII | re.IGNORECASE,
)
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
) -> ApiError | None:
    """Turn an answer that is not a success into the error to raise, with the server's words.

    `url` is what was asked, `signed` whether with credentials; they decide which hint helps. It
    has no `ref` yet: who asked knows more, and `in_the_way` what a conflict names.
    """
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return None
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
    )


def in_the_way(error: ApiError, body: bytes, url: str) -> Place | None:
    """Return the task that a conflict is with, None where the server does not name it."""
    if error.status_code != HTTPStatus.CONFLICT:
        return None
    try:
        errors = mapping(mapping(json.loads(body)).get("errors"))
        kind = Kind.JIRA_V2 if "/api/2/" in url else Kind.JIRA
        return Place(kind, checked_id(errors.get("conflictingTaskId")))
    except (ValueError, RecursionError):  # also `InvalidRef`
        return None


def observed_at(headers: Mapping[str, str]) -> datetime:
    """When the server answered, by its `Date`; by the system clock only where that is missing."""
    return _date(headers.get("date")) or datetime.now(UTC)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Read `Retry-After` in seconds, from a number or a date; None if absent or rubbish."""
    value = (headers.get("retry-after") or "").strip()
    if re.fullmatch(r"\d+(\.\d*)?", value):
        seconds = float(value[:12])
    elif date := _date(value):
        seconds = (date - observed_at(headers)).total_seconds()
    else:
        return None
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER)


def until_reset(headers: Mapping[str, str], told: str) -> float | None:
    """Return the seconds until a spent quota is there again, where `Retry-After` does not tell.

    Also read from the server's words. A time that is past tells nothing.
    """
    told_reset = headers.get("x-ratelimit-reset", "")[:_LONGEST_HEADER].strip()
    if re.fullmatch(r"\d{9,10}", told_reset, re.ASCII):  # seconds since 1970
        told_reset += "000"
    reset = moment(told_reset)
    words = _RETRY_IN.search(told)
    for seconds in (
        _of_spent(headers.get("ratelimit", "")),
        _of_spent(headers.get("beta-ratelimit", "")),
        (reset - observed_at(headers)).total_seconds() if reset else 0.0,
        float(words[1]) * (60 if words[2][:1].lower() == "m" else 1) if words else 0.0,
    ):
        if seconds > 0:
            return min(seconds, LONGEST_RETRY_AFTER)
    return None


def _of_spent(policies: str) -> float:
    """Read `t` of `"name";r=0;t=1800`: of several the spent ones' longest, else the longest."""
    told = [dict(_POLICY.findall(policy)) for policy in policies[:_LONGEST_HEADER].split(",")]
    timed = [policy for policy in told if "t" in policy]
    spent = [policy for policy in timed if float(policy.get("r", 1)) == 0]
    return max((float(policy["t"]) for policy in spent or timed), default=0.0)


def is_near_limit(headers: Mapping[str, str]) -> bool:
    """Whether the server warns that its rate limit is close."""
    return headers.get("x-ratelimit-nearlimit", "").strip().lower() == "true"


@lru_cache(maxsize=16)
def _date(value: str | None) -> datetime | None:
    try:
        told = parsedate_to_datetime(value or "")
        return told.replace(tzinfo=told.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
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


# What an answer announces: `Deprecation` is `@1688169599`, seconds since 1970 (RFC 9745), or a date
# or "true" as drafts of it had; `Sunset` is an HTTP date (RFC 8594); `Warning: 299` holds words
# (RFC 7234).
_NOTICES = {b"deprecation", b"sunset", b"warning"}
_WARNINGS = re.compile(r'(?:[^",]|"[^"]*"?)+')  # commas within quotes part nothing
_LONGEST_NOTICE = 200  # characters of a value


def notices(headers: httpx.Headers) -> str:
    """Return what is announced, as "is deprecated as of 2023-06-30"; empty if nothing is."""
    if _NOTICES.isdisjoint([name.lower() for name, _ in headers.raw]):
        return ""
    said = []
    if (deprecated := headers.get("deprecation", "")) not in ("", "false", "?0"):
        said.append(f"is deprecated {_day('as of', deprecated)}")
    if sunset := headers.get("sunset"):
        said.append(f"ends {_day('on', sunset)}")
    for warning in _WARNINGS.findall(headers.get("warning", "")[:_LONGEST_HEADER]):
        code, _, words = warning.strip().partition(" ")
        if code == "299":
            said.append(f"comes with a warning: {_clean(words) or 'it has no words'}")
    return ", ".join(said)


def _day(word: str, value: str) -> str:
    try:
        if seconds := re.match(r"@(\d{1,11})\b", value):
            day = datetime.fromtimestamp(int(seconds[1]), UTC)
        else:
            day = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return f"({_clean(value)})"
    return f"{word} {day:%Y-%m-%d}"


def _clean(value: str) -> str:
    """Leave out what could forge or garble a line of a log."""
    shown = "".join(sign if sign.isprintable() else " " for sign in value[:_LONGEST_NOTICE])
    return " ".join(shown.split())
