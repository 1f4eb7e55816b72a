"""What an answer says beside its purpose: dates, limits, and why it is none."""

import json
from typing import Any

import httpx
import pytest
from atlassian_tasks.errors import (
    ApiError,
    AuthenticationFailed,
    PermissionDenied,
    RateLimited,
    ServerError,
    TaskNotFound,
    UnexpectedResponse,
)
from atlassian_tasks.kinds.rate_limits import is_near_limit, retry_after
from atlassian_tasks.kinds.refusals import judge, words_of
from atlassian_tasks.kinds.values import observed_at
from hypothesis import given
from hypothesis import strategies as st

DATE = "Thu, 01 Jan 2026 12:00:00 GMT"

# ATLASSIAN.md, 7.
BODIES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "jira": (
        {"errorMessages": ["No such thing."], "errors": {"field": "is required"}},
        ("No such thing.", "field: is required"),
    ),
    "cancel": (["Task 1 cannot be cancelled."], ("Task 1 cannot be cancelled.",)),
    "task": (b"", ()),
    "gateway": (
        {"code": 401, "message": "Unauthorized; scope does not match"},
        ("Unauthorized; scope does not match",),
    ),
    "confluence v1": (
        {"statusCode": 404, "message": "No task", "reason": "Not Found", "data": {}},
        ("No task",),
    ),
    "confluence v1 with data": (
        {"statusCode": 400, "data": {"errors": [{"message": {"translation": "Too long"}}]}},
        ("Too long",),
    ),
    "confluence v2": (
        {"errors": [{"status": 404, "code": "NOT_FOUND", "title": "Not Found", "detail": "Gone"}]},
        ("Not Found", "Gone"),
    ),
    "bulk": ({"errors": [{"message": "Not permitted"}]}, ("Not permitted",)),
    "text": (b"XSRF check failed\n", ("XSRF check failed",)),
    "html": (b"<html><body>Sorry, s3cret</body></html>", ()),
    "cut off": (b'{"errorMessages": ["No', ('{"errorMessages": ["No',)),
    "not utf-8": (b"\xff\xfe\xfa", None),  # type: ignore[dict-item]
    "deep": (b"[" * 100_000, None),  # type: ignore[dict-item]
    "null": (None, ()),
    "number": (5, ()),
    "odd types": ({"errorMessages": {"a": 1}, "errors": [None, 3, []], "message": 7}, ()),
}
STATUSES = [
    (301, UnexpectedResponse),
    (302, UnexpectedResponse),
    (304, UnexpectedResponse),
    (400, ApiError),
    (401, AuthenticationFailed),
    (403, PermissionDenied),
    (404, TaskNotFound),
    (408, ApiError),
    (409, ApiError),
    (412, ApiError),
    (425, ApiError),
    (429, RateLimited),
    (451, ApiError),
    (499, ApiError),
    (500, ServerError),
    (503, ServerError),
    (520, ServerError),
    (599, ServerError),
    (999, ServerError),
]


def encoded(body: Any) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()


@pytest.mark.parametrize(("body", "words"), BODIES.values(), ids=BODIES)
def test_every_family_of_error_bodies_is_read(body: Any, words: tuple[str, ...] | None) -> None:
    found = tuple(words_of(encoded(body)))

    assert found == words or (words is None and all(isinstance(word, str) for word in found))


@pytest.mark.parametrize(("status", "kind"), STATUSES)
def test_every_status_has_its_error(status: int, kind: type[ApiError]) -> None:
    for body, words in BODIES.values():
        error = judge(status, {}, encoded(body))

        assert type(error) is kind
        assert error.status_code == status
        assert words is None or error.messages == words
        assert str(status) in str(error)
        assert all(word in str(error) for word in words or ())
        assert "s3cret" not in str(error)


@pytest.mark.parametrize("status", [401, 403, 404, 429, 302])
def test_what_can_be_helped_has_a_hint(status: int) -> None:
    error = judge(status, {}, b"")

    assert error.hint
    assert error.hint in str(error)


def test_endless_words_are_cut() -> None:
    error = judge(400, {}, encoded({"errorMessages": ["word " * 1000] * 1000}))

    assert [len(words) for words in error.messages] == [500] * 20


@pytest.mark.parametrize(("levels", "words"), [(8, ("Deep.",)), (9, ())])
def test_words_are_looked_for_down_to_some_depth(levels: int, words: tuple[str, ...]) -> None:
    body: Any = "Deep."
    for _ in range(levels):
        body = [body]

    assert tuple(words_of(encoded(body))) == words


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        (" 7 ", 7.0),
        ("2.5", 2.5),
        ("0", 0.0),
        ("Thu, 01 Jan 2026 12:00:30 GMT", 30.0),
        ("Thu, 01 Jan 2026 11:00:00 GMT", 0.0),
        ("Fri, 01 Jan 2100 00:00:00 GMT", 3600.0),
        ("3601", 3600.0),
        ("99999999999999999999999999", 3600.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1e9", None),
        ("nan", None),
        ("7, 8", None),
        ("0x10", None),
        ("Thu, 99 Jan 2026 12:00:00 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 -2359", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_or_nothing(value: str, seconds: float | None) -> None:
    assert retry_after(httpx.Headers({"Retry-After": value, "Date": DATE})) == seconds


def test_without_retry_after_nothing_is_demanded() -> None:
    assert retry_after(httpx.Headers({"Date": DATE})) is None


RESETS = [
    ({"X-RateLimit-Reset": "2026-01-01T12:30Z"}, 1800.0),
    ({"X-RateLimit-Reset": " 2026-01-01T12:00:07Z "}, 7.0),
    ({"X-RateLimit-Reset": "2026-01-01T14:00:07.5+02:00"}, 7.5),
    ({"X-RateLimit-Reset": "2026-01-01T12:00Z"}, None),
    ({"X-RateLimit-Reset": "2026-01-01T11:59Z"}, None),
    ({"X-RateLimit-Reset": "9999-12-31T23:59Z"}, 3600.0),
    ({"X-RateLimit-Reset": "0"}, None),
    ({"X-RateLimit-Reset": "1767270000"}, 1200.0),
    ({"X-RateLimit-Reset": "soon"}, None),
    ({"X-RateLimit-Reset": ""}, None),
    ({"RateLimit": '"global-app-quota";r=0;t=1800'}, 1800.0),
    ({"Beta-RateLimit": '"global-app-quota"; r=0; t=1800'}, 1800.0),
    ({"RateLimit": '"a";r=10;t=5, "b";r=0;t=1800'}, 1800.0),
    ({"RateLimit": '"a";r=10;t=1800, "b";r=0;t=5'}, 5.0),
    ({"RateLimit": '"a";r=0;t=60,"b";r=0;t=1800,"c";r=0'}, 1800.0),
    ({"RateLimit": '"a";r=10;t=5, "b";r=10;t=60'}, 60.0),
    ({"RateLimit": '"a";t=60'}, 60.0),
    ({"RateLimit": '"a;b,c";q=9;r=0;t=60'}, 60.0),
    ({"RateLimit": '"a";r=0'}, None),
    ({"RateLimit": '"a";r=0;t=0'}, None),
    ({"RateLimit": '"a";r=0;t=-5'}, None),
    ({"RateLimit": '"a";r=0;t=soon'}, None),
    ({"RateLimit": '"a";r=0;t=' + "9" * 5000}, 3600.0),
    ({"RateLimit": ",;=" * 100_000}, None),
    ({"RateLimit": '"a";r=0', "X-RateLimit-Reset": "2026-01-01T12:30Z"}, 1800.0),
    ({"RateLimit": '"a";r=0;t=5', "X-RateLimit-Reset": "2026-01-01T12:30Z"}, 5.0),
    ({"Retry-After": "7", "X-RateLimit-Reset": "2026-01-01T12:30Z"}, 7.0),
    ({"Retry-After": "0", "RateLimit": '"a";r=0;t=5'}, 0.0),
    ({"Retry-After": "soon", "RateLimit": '"a";r=0;t=5'}, 5.0),
    ({}, None),
]


@pytest.mark.parametrize(("headers", "seconds"), RESETS, ids=range(len(RESETS)))
@pytest.mark.parametrize("status", [429, 503])
def test_a_spent_quota_tells_for_how_long_where_retry_after_does_not(
    status: int, headers: dict[str, str], seconds: float | None
) -> None:
    error = judge(status, httpx.Headers(headers | {"Date": DATE}), b"")

    assert error.retry_after == seconds
    assert ("retry_after" in (error.hint or "")) is (status == 429 and bool(seconds))


@pytest.mark.parametrize("status", [302, 400, 403, 500, 502])
def test_a_quota_is_a_demand_only_where_it_is_the_reason(status: int) -> None:
    told = {"ratelimit": '"a";r=0;t=1800', "x-ratelimit-reset": "2999-01-01T12:30Z"}
    error = judge(status, told, b'{"message": "Please retry after 30 seconds."}')

    assert error.retry_after is None


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("Too many requests. Please try again in 30 seconds.", 30.0),
        ("Retry after 7s", 7.0),
        ("retry after 99999 sec", 3600.0),
        ("Retry after 5 minutes.", 300.0),
        ("Retry-After: 30", 30.0),
        ("try again in 2 min", 120.0),
        ("Try again in 0 seconds", None),
        ("Please try again later; 30 seconds are not enough.", None),
        ("The issue with 30 seconds", None),
    ],
)
def test_words_that_name_seconds_are_the_last_resort(words: str, seconds: float | None) -> None:
    error = judge(429, {}, encoded({"errorMessages": [words]}))
    known = judge(429, {"ratelimit": '"a";r=0;t=5'}, encoded({"errorMessages": [words]}))

    assert error.retry_after == seconds
    assert known is not None
    assert known.retry_after == 5.0


@given(st.text(), st.text())
def test_no_header_breaks_a_reader(value: str, date: str) -> None:
    seconds = retry_after({"retry-after": value, "date": date})
    told = {"date": date, "ratelimit": value, "x-ratelimit-reset": value}
    error = judge(429, told, value.encode(errors="replace"))

    assert error.retry_after is None or 0 < error.retry_after <= 3600
    assert seconds is None or 0 <= seconds <= 3600
    assert observed_at({"date": date}).tzinfo is not None


@given(st.binary())
def test_no_body_breaks_the_reader_of_errors(body: bytes) -> None:
    error = judge(400, {}, body)

    assert isinstance(error, ApiError)
    assert all(isinstance(word, str) for word in error.messages)


@pytest.mark.parametrize(
    ("headers", "near"),
    [
        ({"X-RateLimit-NearLimit": "true"}, True),
        ({"X-RateLimit-NearLimit": "false"}, False),
        ({"X-RateLimit-NearLimit": ""}, False),
        ({}, False),
    ],
)
def test_a_near_limit_is_told_by_a_header(headers: dict[str, str], near: bool) -> None:
    assert is_near_limit(httpx.Headers(headers)) is near
