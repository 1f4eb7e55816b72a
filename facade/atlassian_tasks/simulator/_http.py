"""Requests and answers as plain values, and the errors of no family in particular."""

import json
import re
import zlib
from collections.abc import Mapping
from http.client import responses
from typing import Protocol

from attrs import field, frozen

Json = dict[str, object]
JSON = "application/json"
HTML = "text/html;charset=UTF-8"

_LOG_LENGTH = 100_000


@frozen
class Request:
    """What was asked.

    - `method`: in capitals.
    - `path`: still percent-encoded.
    - `query`: what stands behind the question mark.
    - `headers`: names in lower case.
    - `body`: as it came.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


@frozen
class Response:
    """What is answered.

    - `status`, `headers`, `body`: as they are sent.
    - `delay`: so many seconds later.
    - `trickle`: with so many seconds between two bytes.
    """

    status: int
    headers: Mapping[str, str] = field(factory=dict)
    body: bytes = field(default=b"", repr=False)
    delay: float = 0.0
    trickle: float = 0.0

    def json(self) -> object:
        """Return the decoded body."""
        return json.loads(self.body)


@frozen
class Exchange:
    """A line of the simulator's log.

    - `time`: when it was asked, in seconds on the simulator's clock.
    - `method`, `path`, `query`, `headers`: as in `Request`.
    - `status`: of the answer, None where an exception took its place.
    - `started`: the task that this request started, as `kind:id`, even where the answer was lost.
    """

    time: float
    method: str
    path: str
    query: str
    status: int | None
    headers: Mapping[str, str] = field(repr=False)
    started: str | None = None

    @classmethod
    def of(
        cls, request: Request, time: float, status: int | None, started: str | None
    ) -> "Exchange":
        """Note what was asked and how it was answered."""
        asked = (request.method, request.path, request.query)
        return cls(time, *asked, status, request.headers, started)


def log(exchanges: list[Exchange], exchange: Exchange) -> None:
    """Add to the log, which forgets its older half at a hundred thousand."""
    if len(exchanges) >= _LOG_LENGTH:
        del exchanges[: _LOG_LENGTH // 2]
    exchanges.append(exchange)


def json_response(status: int, body: object, **headers: str) -> Response:
    """Answer with JSON; header names are written with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    encoded = json.dumps(body, ensure_ascii=False).encode()
    return Response(status, {"Content-Type": JSON} | named, encoded)


def text_response(status: int, text: str, content_type: str = "text/plain") -> Response:
    """Answer with text, or with nothing where it is empty."""
    return Response(status, {"Content-Type": content_type} if text else {}, text.encode())


def file_response(content: bytes, name: str, headers: Mapping[str, str]) -> Response:
    """Answer with a file, or what a request with these headers lacks of it."""
    etag = f'"{zlib.crc32(content):08x}"'
    told = {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": f'attachment; filename="{name}"',
        "ETag": etag,
    }
    rest = re.fullmatch(r"bytes=(\d+)-", headers.get("range", ""))
    if not rest or headers.get("if-range", etag) != etag or int(rest[1]) >= len(content):
        return Response(200, told, content)
    start = int(rest[1])
    told["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
    return Response(206, told, content[start:])


class Errors(Protocol):
    """How a family of endpoints words an error; without a text, by the status's own phrase."""

    def __call__(self, status: int, text: str = "", /) -> Response:
        """Build the answer."""


def phrase(status: int) -> str:
    """Return the reason phrase, also for a status that nobody registered."""
    return responses.get(status, f"Error {status}")


def gateway_error(status: int, text: str = "") -> Response:
    """Word an error as the OAuth gateway does."""
    return json_response(status, {"code": status, "message": text or phrase(status)})


def page_error(status: int, text: str = "") -> Response:
    """Answer with a web page, as the site does where no endpoint is."""
    title = text or ("Oops, you've found a dead link." if status == 404 else phrase(status))
    return text_response(status, f"<html><title>{title}</title></html>", HTML)
