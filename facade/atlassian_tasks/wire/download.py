"""The file that a task made: where it is, and how it comes down whole.

It streams into NAME.part, which becomes NAME at the end and is gone after any failure. What broke
off is gone on with where the server says, by an ETag, that it is still the same file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from email.message import Message
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any, Self, TypeAlias, TypeVar

import anyio
import httpx

from atlassian_tasks.errors import (
    ApiError,
    AtlassianTasksError,
    ConfigurationError,
    ConnectionFailed,
    NotSupported,
    UnexpectedResponse,
)
from atlassian_tasks.kinds import ROWS, Kind
from atlassian_tasks.kinds.refs import path_of
from atlassian_tasks.kinds.refusals import judge
from atlassian_tasks.model import Task
from atlassian_tasks.waiting.effects import Act, Effect, Flow, Sleep
from atlassian_tasks.waiting.watch import is_transient

from .connection import Connection
from .guard import Exchange, SteadyClient, UnledAsyncClient, current
from .site import Site

_LINK = re.compile(r"(?:https?:/)?/[^\s<>\"']+")
_PLACE = "/download/"
_PLAIN = {"Accept": "*/*", "Accept-Encoding": "identity"}
_MOST_HOPS = 5
_TRIES = 5  # in a row that get no further
_LONGEST_PAUSE = 30.0  # seconds
_LONGEST_NAME, _LONGEST_ENDING = 200, 32  # bytes of UTF-8, of which a file's name may have 255
_REST = re.compile(r"bytes (\d{1,18})-\d{1,18}/(\d{1,18}|\*)", re.ASCII)
_UNSAFE = re.compile(r"[^\w .()\[\]{}@,+=~#!&'-]|^[ .]+|[ .]+$")
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")  # of Windows


T = TypeVar("T")
Doing: TypeAlias = Generator[Effect, Any, T]


def link_of(task: Task, site: Site) -> httpx.URL:
    """Return where the task's file is; raises `NotSupported` if it names none of the site's."""
    row = ROWS[task.kind]
    base = site.base(row.product)
    if row.file and task.links:  # a restore has none
        return httpx.URL(f"{base}{path_of(task.ref)}{row.file}")
    for link in (*task.links, *_LINK.findall(task.message or "")):
        if (path := site.below(link, row.product)) and path.startswith(_PLACE):
            wiki = "/wiki" if row.product == "confluence" else ""
            return httpx.URL(f"{base}{wiki}{path}")
    told = "it has not ended" if not task.is_final else "it names no file of this site"
    raise NotSupported(f"there is nothing to download: {told}", task=task)


def transfer(
    _: float, pipe: Pipe | AsyncPipe, task: Task, link: httpx.URL, to: Path, *, overwrite: bool
) -> Flow[Path, None]:
    """Bring the file down and report where it is; nothing of it stays if that fails."""
    part: _Part | None = None
    try:
        failures = 0
        if not to.is_dir():
            _free(to, overwrite=overwrite)
        while True:
            try:
                head = yield from _opened(pipe, link, {} if part is None else part.missing())
                if part is None:
                    path = to / _name(head.headers, link) if to.is_dir() else to
                    part = _Part(_free(path, overwrite=overwrite))
                part.begin(head)
                while piece := (yield Act(pipe.piece)):
                    part.write(piece)
                    if head.status_code == HTTPStatus.PARTIAL_CONTENT:  # it gets further
                        failures = 0
                yield part.finish(overwrite=overwrite)
                return
            except (ApiError, ConnectionFailed) as error:
                failures += 1
                is_hopeless = isinstance(error, UnexpectedResponse) or not is_transient(error)
                demanded = (error.retry_after if isinstance(error, ApiError) else None) or 0.0
                is_far = demanded > _LONGEST_PAUSE
                if failures > _TRIES or is_hopeless or is_far or (part and not part.etag):
                    raise
                yield Sleep(max(demanded, min(2.0**failures, _LONGEST_PAUSE)))
    except AtlassianTasksError as error:
        error.ref, error.task = task.ref, task
        raise
    finally:
        if part is not None:
            part.drop()


def _opened(
    pipe: Pipe | AsyncPipe, link: httpx.URL, headers: dict[str, str]
) -> Doing[httpx.Response]:
    """Ask for the file, wherever it is; credentials go to the site only."""
    url = link
    for hop in range(_MOST_HOPS + 1):
        head: httpx.Response = yield Act(partial(pipe.open, url, headers, is_signed=hop == 0))
        if head.status_code < HTTPStatus.MULTIPLE_CHOICES:
            return head
        try:
            url = url.join(head.headers.get("location") or "nowhere:")
            url.host.encode("idna")  # as a resolver does
        except (httpx.InvalidURL, ValueError):
            break
        if url.scheme != "https":
            break
    raise UnexpectedResponse(
        "the file is not where the task says: a redirect leads nowhere, away from https or on "
        "and on",
        status_code=head.status_code,
    )


def _free(path: Path, *, overwrite: bool) -> Path:
    """Return it; raises `ConfigurationError` if there is a file that should stay, or no folder."""
    if not path.parent.is_dir():
        raise ConfigurationError(f"there is no folder {path.parent} to download to")
    if path.is_dir() or (path.exists() and not overwrite):
        raise ConfigurationError(f"{path} is there already: name another, or overwrite it")
    return path


def _name(headers: httpx.Headers, link: httpx.URL) -> str:
    """Make a file name of what the server says, or of the address: never a path."""
    told = Message()
    told["content-disposition"] = headers.get("content-disposition", "")
    given = told.get_filename() or link.path.rpartition("/")[2]
    name = _UNSAFE.sub("_", re.split(r"[\\/]", given)[-1])
    if len(name.encode()) > _LONGEST_NAME:
        stem, ending = os.path.splitext(name)  # noqa: PTH122 - it is no path
        ending = _cut(ending, _LONGEST_ENDING)
        name = _cut(stem, _LONGEST_NAME - len(ending.encode())) + ending
    if not name.strip("._"):
        return "download"
    return f"_{name}" if _DEVICES.match(name) else name


def _cut(text: str, most: int) -> str:
    return text.encode()[:most].decode(errors="ignore")


class _Part:
    """The file as far as it is there."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._there = path.with_name(f"{path.name}.part")
        self._there.unlink(missing_ok=True)  # of a download that was killed
        self._file = self._there.open("xb")
        self._ours = os.fstat(self._file.fileno())
        self._size = 0
        self._whole: int | None = None  # where an answer that goes on tells
        self.etag = ""

    def missing(self) -> dict[str, str]:
        """Ask for the rest only, if it is still the same file."""
        if not self._size:
            return {}
        return {"Range": f"bytes={self._size}-", "If-Range": self.etag}

    def begin(self, head: httpx.Response) -> None:
        """Take in an answer's head: it goes on where we are, or begins anew."""
        headers = head.headers
        if head.status_code == HTTPStatus.PARTIAL_CONTENT and self._size:
            rest = _REST.fullmatch(headers.get("content-range", ""))
            is_same = headers.get("etag", self.etag) == self.etag
            if rest is None or int(rest[1]) != self._size or not is_same:
                told = "the file goes on elsewhere, or it is another one"
                raise UnexpectedResponse(told, status_code=head.status_code)
            self._whole = None if rest[2] == "*" else int(rest[2])
            return
        is_page = headers.get("content-type", "").lower().startswith("text/html")
        if head.status_code != HTTPStatus.OK or (is_page and "content-disposition" not in headers):
            told = "a web page, such as a login page" if is_page else "no file"
            raise UnexpectedResponse(f"the answer is {told}", status_code=head.status_code)
        self._file.seek(0)
        self._file.truncate()
        self._size, self._whole = 0, None
        etag = headers.get("etag", "")
        is_plain = "content-encoding" not in headers
        self.etag = etag if etag.startswith('"') and is_plain else ""  # a weak one promises nothing

    def write(self, piece: bytes) -> None:
        self._file.write(piece)
        self._size += len(piece)

    def finish(self, *, overwrite: bool) -> Path:
        """Give it its name; raises `ConnectionFailed` if there is more to it."""
        if self._whole not in (None, self._size):
            told = f"the file broke off: {self._size:,} of {self._whole:,} bytes came"
            raise ConnectionFailed(told)
        self._file.flush()
        if not self._is_ours():
            raise ConfigurationError(f"another download to {self._path} has begun since")
        _free(self._path, overwrite=overwrite)  # there may be one since
        self._file.close()
        self._there.replace(self._path)
        return self._path

    def drop(self) -> None:
        """Leave nothing of ours, unless it has its name."""
        with suppress(OSError):  # of a full disk, once more
            self._file.close()
        if self._is_ours():
            self._there.unlink()

    def _is_ours(self) -> bool:
        """Whether nobody else has begun the same file anew."""
        try:
            return os.path.samestat(self._ours, self._there.stat())
        except FileNotFoundError:
            return False


class Pipe:
    """What a file comes through, piece by piece, each of which may take a request's time."""

    def __init__(self, connection: Connection, kind: Kind) -> None:
        self._http = connection.unguarded(SteadyClient, ROWS[kind].product)
        self._is_ours = connection.owns_transport
        current.set(exchange := Exchange())
        self._exchange = exchange
        self._response = httpx.Response(HTTPStatus.OK)
        self._pieces = self._response.iter_bytes()

    def open(self, url: httpx.URL, headers: dict[str, str], *, is_signed: bool) -> httpx.Response:
        """Ask for the file, or for what is missing of it."""
        asked = {"trace": self._exchange.hear}
        request = self._http.build_request("GET", url, headers=_PLAIN | headers, extensions=asked)
        with _known():
            self._response.close()
            self._response = self._http.send(request, stream=True, **_signed(is_signed))
            self._pieces = self._response.iter_bytes()
            return _head(self._response, self.piece() if self._response.is_error else b"")

    def piece(self) -> bytes:
        """Read on; nothing is the end."""
        with _known():
            return next(self._pieces, b"")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._response.close()
        self._exchange.drop()
        if self._is_ours:
            self._http.close()


class AsyncPipe:
    """The same for asyncio and trio; what is read is written at once, in the event loop."""

    def __init__(self, connection: Connection, kind: Kind) -> None:
        self._http = connection.unguarded(UnledAsyncClient, ROWS[kind].product)
        self._is_ours = connection.owns_transport
        self._response = httpx.Response(HTTPStatus.OK, stream=httpx.AsyncByteStream())
        self._pieces = self._response.aiter_bytes()

    async def open(
        self, url: httpx.URL, headers: dict[str, str], *, is_signed: bool
    ) -> httpx.Response:
        """Ask for the file, or for what is missing of it."""
        request = self._http.build_request("GET", url, headers=_PLAIN | headers)
        with _known():
            await self._response.aclose()
            self._response = await self._http.send(request, stream=True, **_signed(is_signed))
            self._pieces = self._response.aiter_bytes()
            return _head(self._response, await self.piece() if self._response.is_error else b"")

    async def piece(self) -> bytes:
        """Read on; nothing is the end."""
        with _known():
            return await anext(self._pieces, b"")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        with anyio.CancelScope(shield=True):
            await self._response.aclose()
            if self._is_ours:
                await self._http.aclose()


def _signed(is_signed: bool) -> dict[str, Any]:
    return {} if is_signed else {"auth": None}


def _head(response: httpx.Response, refusal: bytes) -> httpx.Response:
    """Return an answer whose body is to come; raises the error that a refusal is."""
    if response.is_error:
        url = str(response.request.url)
        raise judge(response.status_code, response.headers, refusal, url=url)
    return response


@contextmanager
def _known() -> Iterator[None]:
    """Raise an error of ours for one of httpx."""
    try:
        yield
    except (httpx.HTTPError, httpx.StreamError) as error:
        told = f"the file broke off: {str(error) or type(error).__name__}"
        raise ConnectionFailed(told) from error
