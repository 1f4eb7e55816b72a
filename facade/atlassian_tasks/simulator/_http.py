"""Requests and answers as plain values, and the faults that can be put between them."""

import json
from collections.abc import Callable, Mapping

from attrs import define, evolve, field, frozen

JSON = "application/json"
HTML = "text/html;charset=UTF-8"

_LOG_LENGTH = 100_000


@frozen
class Request:
    """What was asked: `path` still percent-encoded, header names in lower case."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


@frozen
class Response:
    """What is answered, `delay` seconds later, and `trickle` seconds between two bytes of it."""

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
    """A line of the simulator's log; `time` in seconds on its clock.

    `status` is None where an exception took the answer's place.
    """

    time: float
    method: str
    path: str
    query: str
    status: int | None
    headers: Mapping[str, str] = field(repr=False)
    """Of the request, names in lower case."""
    started: str | None = None
    """The task that this request started, as `kind:id`, even where the answer was lost."""

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


@define
class Fault:
    """Something that goes wrong with the next requests that match; see `Simulator.fail_next`."""

    status: int | None
    headers: Mapping[str, str]
    body: object
    raises: Exception | None
    delay: float
    trickle: float
    carried_out: bool
    path: str
    method: str | None
    skip: int
    times: float

    def applies(self, request: Request) -> bool:
        """Tell whether it strikes now, and count."""
        matches = self.path in request.path and self.method in (None, request.method)
        if not matches or self.times <= 0:
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        self.times -= 1
        return True

    def strike(self, answer: Callable[[], Response], usual: Callable[[int], Response]) -> Response:
        """Answer wrongly; `usual` is the error body that the real service would send."""
        if self.carried_out and (self.status or self.raises):
            answer()
        if self.raises is not None:
            raise self.raises
        response = answer() if self.status is None else self._wrong(self.status, usual)
        headers = {**response.headers, **self.headers}
        return evolve(response, headers=headers, delay=self.delay, trickle=self.trickle)

    def _wrong(self, status: int, usual: Callable[[int], Response]) -> Response:
        match self.body:
            case None:
                return usual(status)
            case bytes():
                return Response(status, {"Content-Type": JSON}, self.body)
            case str():
                return text_response(status, self.body, HTML if "<" in self.body else "text/plain")
            case _:
                return json_response(status, self.body)
