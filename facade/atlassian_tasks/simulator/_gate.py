"""What a request passes on its way to its endpoint: the address, the rate, who asks."""

import math
import re
from collections.abc import Collection
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import unquote

from attrs import Factory, define, evolve, field, frozen

from . import _demands as demands
from ._http import Errors, Request, Response, gateway_error, page_error, text_response
from ._routes import ROUTES
from ._state import State, User
from ._visit import Route, Visit

# From this share of a second's answers on, the answers warn that the limit is near.
_NEAR = 0.8


@frozen
class Address:
    """A request's path, taken apart."""

    path: str
    """Without gateway prefix and context path."""
    gateway: str | None
    """The product whose gateway was asked, None at the site itself."""
    cloud_id: str | None

    @classmethod
    def of(cls, path: str, *, context: str) -> "Address":
        """Take off what stands before the product's own paths."""
        if match := re.match(r"/ex/(jira|confluence)/([^/]+)(?=/)", path):
            return cls(path[match.end() :], match[1], unquote(match[2]))
        if context and path.startswith(context + "/"):
            return cls(path[len(context) :], None, None)
        return cls(path, None, None)

    def routes(self, products: Collection[str]) -> list[tuple[Route, dict[str, str]]]:
        """Return the lines of the table for this path, whatever the method."""
        return [
            (route, dict(arguments))
            for route, arguments in _matching(self.path)
            if route.product in (*products, "site") and self.gateway in (None, route.product)
        ]


@lru_cache(maxsize=1000)
def _matching(path: str) -> list[tuple[Route, dict[str, str]]]:
    """Every line of the table for a path, which is mostly one that was asked for before."""
    return [
        (route, {name: unquote(text) for name, text in match.groupdict().items()})
        for route in ROUTES
        if (match := route.pattern.fullmatch(path))
    ]


@define
class Rate:
    """At most so many answers in any one second of the clock; None for no limit."""

    limit: int | None = field(alias="rate_limit", validator=demands.or_none(demands.positive))
    _second: int = -1
    _used: int = 0

    def count(self, now: float) -> None:
        """Count a request."""
        self._used = 1 if int(now) != self._second else self._used + 1
        self._second = int(now)

    def is_exceeded(self) -> bool:
        """Tell whether the request just counted was one too many."""
        return self.limit is not None and self._used > self.limit

    def headers(self, timestamp: float) -> dict[str, str]:
        """Return what the service says about its limit, at that time since 1970."""
        if self.limit is None:
            return {}
        reset = datetime.fromtimestamp(int(timestamp) + 1, UTC)
        told = {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(max(0, self.limit - self._used)),
            "X-RateLimit-Reset": reset.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        near = {"X-RateLimit-NearLimit": "true"} if self._used >= _NEAR * self.limit else {}
        over = {"Retry-After": "1", "RateLimit-Reason": "jira-burst-based"}
        return told | near | (over if self.is_exceeded() else {})


@define
class Quota:
    """An hour's quota that is spent until some time of the clock, and the header that says so."""

    until: float = 0.0
    header: str | None = None

    def headers(self, now: float, timestamp: float) -> dict[str, str]:
        """Return what the service says about it, which is no `Retry-After`."""
        told = {"RateLimit-Reason": "jira-quota-global-based"}
        seconds = math.ceil(self.until - now)
        if self.header == "X-RateLimit-Reset":  # a full minute, by which it is there again
            minute = math.ceil((timestamp + seconds) / 60) * 60
            told[self.header] = datetime.fromtimestamp(minute, UTC).strftime("%Y-%m-%dT%H:%MZ")
        elif self.header:
            told[self.header] = f'"global-app-quota";r=0;t={seconds}'
        return told


@define
class Gate:
    """From a request to the site's answer."""

    state: State
    rate: Rate
    quota: Quota = Factory(Quota)

    def errors(self, request: Request) -> Errors:
        """Return how errors are worded at the endpoint of a request."""
        address = Address.of(request.path, context=self.state.context)
        candidates = address.routes(self.state.products)
        return candidates[0][0].errors if candidates else page_error

    def answer(self, request: Request, now: float) -> Response:
        """Answer as the service would."""
        self.rate.count(now)
        self.state.pass_on()
        response = self._limited(request, now)
        limits = self.rate.headers(self.state.timestamp(now))
        if now < self.quota.until:
            limits |= self.quota.headers(now, self.state.timestamp(now))
        return evolve(response, headers={**response.headers, **limits}) if limits else response

    def _limited(self, request: Request, now: float) -> Response:
        address = Address.of(request.path, context=self.state.context)
        candidates = address.routes(self.state.products)
        if not candidates or address.cloud_id not in (None, self.state.cloud_id):
            return (gateway_error if address.gateway else page_error)(404)
        errors = candidates[0][0].errors
        if self.rate.is_exceeded() or now < self.quota.until:
            return errors(429, "Rate limit exceeded.")
        for route, arguments in candidates:
            if route.method == request.method:
                return self._admit(request, route, arguments, address, now)
        allowed = ", ".join(route.method for route, _ in candidates)
        return evolve(errors(405), headers={**errors(405).headers, "Allow": allowed})

    def _admit(
        self,
        request: Request,
        route: Route,
        arguments: dict[str, str],
        address: Address,
        now: float,
    ) -> Response:
        user = self.state.user(request.headers.get("authorization"))
        if route.product == "site":
            return route.answer(Visit(self.state, request, _NOBODY, arguments, now))
        if user is None or (user.scopes is not None and not address.gateway):
            return gateway_error(401) if address.gateway else route.errors(401)
        if not _may_use(user, route):
            return gateway_error(401, "Unauthorized; scope does not match")
        if _looks_forged(request):
            return text_response(403, "XSRF check failed")
        plain = evolve(request, path=address.path)
        return route.answer(Visit(self.state, plain, user, arguments, now))


_NOBODY = User(name="nobody")


def _may_use(user: User, route: Route) -> bool:
    return user.scopes is None or not route.scopes or not user.scopes.isdisjoint(route.scopes)


def _looks_forged(request: Request) -> bool:
    """Tell whether a browser, perhaps tricked into it, sends a write."""
    is_write = request.method not in ("GET", "HEAD", "OPTIONS")
    from_browser = "mozilla" in request.headers.get("user-agent", "").lower()
    return is_write and from_browser and request.headers.get("x-atlassian-token") != "no-check"
