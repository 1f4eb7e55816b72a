"""What goes wrong between a request and its answer, because a test wants it so."""

from collections.abc import Callable, Mapping

from attrs import define, evolve, field

from . import _demands as demands
from ._http import HTML, JSON, Request, Response, json_response, text_response


@define
class Fault:
    """Something that goes wrong with the next requests that match; see `Simulator.fail_next`."""

    status: int | None = field(validator=demands.or_none(demands.status))
    headers: Mapping[str, str] = field(validator=demands.words)
    body: object
    raises: Exception | None = field(validator=demands.or_none(demands.error))
    delay: float = field(validator=demands.from_zero)
    trickle: float = field(validator=demands.from_zero)
    carried_out: bool = field(validator=demands.flag)
    path: str = field(validator=demands.text)
    method: str | None = field(validator=demands.or_none(demands.text))
    skip: int = field(validator=demands.whole)
    times: float = field(validator=demands.times)

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
