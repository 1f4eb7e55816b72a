"""What requests go through: httpx clients with our settings, opened with the first request."""

from __future__ import annotations

import os
import ssl
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

import httpx
from attrs import define, field

from atlassian_tasks.errors import ConfigurationError

from .guard import CLOSED, AsyncGuardedClient, GuardedClient

if TYPE_CHECKING:
    from atlassian_tasks_rest import Client

    from atlassian_tasks.kinds import Product

    from .site import Site

H = TypeVar("H", httpx.Client, httpx.AsyncClient, GuardedClient | AsyncGuardedClient)
# Looks are up to a minute apart; httpx's five seconds would mean a TLS handshake for each.
_LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=65)


@define(eq=False, repr=False, slots=False, kw_only=True)
class Connection:
    """What one `TaskClient` or `AsyncTaskClient` sends its requests through.

    A process that was forked has connections of its own, and leaves its parent's alone; so has a
    second event loop, as those of the first are of no use in it. No lock is held, as a stop or a
    fork could leave it taken: of threads that open at once one prevails.
    """

    request_timeout: float
    _site: Site
    _http: type[GuardedClient] | type[AsyncGuardedClient]
    _auth: httpx.Auth | None
    _transport: httpx.BaseTransport | httpx.AsyncBaseTransport | None
    _opened: dict[tuple[int, object, Product], Client] = field(factory=dict, init=False)
    _is_closed: bool = field(default=False, init=False)

    def client(self, product: Product) -> Client:
        """Return the generated client for a product; raises `ConfigurationError` once closed."""
        here = process, loop = self._here()
        place = *here, product
        client = self._opened.get(place)
        if client is None and not self._is_closed:
            for pid, another, other in [*self._opened]:
                if pid == process and another != loop and _has_ended(another):
                    self._opened.pop((pid, another, other), None)
            client = self._opened.setdefault(place, self._open(self._site.base(product)))
        if client is None or self._is_closed:
            raise ConfigurationError(CLOSED)
        return client

    def _here(self) -> tuple[int, object]:
        """Return what connections cannot leave: the process and, in async, its event loop."""
        if issubclass(self._http, httpx.Client):
            return os.getpid(), None
        import asyncio  # which runs, unless it is trio

        try:
            return os.getpid(), asyncio.get_running_loop()  # anyio takes ten times as long to tell
        except RuntimeError:
            from anyio.lowlevel import current_token

            return os.getpid(), current_token()

    def _open(self, base: str) -> Client:
        from atlassian_tasks_rest import Client  # with the first request, not before

        http = self._made(self._http, base)
        if isinstance(http, httpx.Client):
            return Client(base_url=base).set_httpx_client(http)
        return Client(base_url=base).set_async_httpx_client(http)

    def unguarded(self, http: type[H], product: Product) -> H:
        """Return an httpx client of its own, whose bodies have no bound; see `owns_transport`."""
        if self._is_closed:
            raise ConfigurationError(CLOSED)
        return self._made(http, self._site.base(product))

    @property
    def owns_transport(self) -> bool:
        """Whether closing a client closes nothing of the caller's."""
        return self._transport is None

    def _made(self, http: type[H], base: str) -> H:
        headers = {"Accept": "application/json", "User-Agent": f"atlassian-tasks/{_version()}"}
        try:
            return http(
                base_url=base,
                auth=self._auth,
                timeout=self.request_timeout,
                limits=_LIMITS,
                transport=cast("Any", self._transport),
                headers=headers,
                trust_env=not self._site.is_local,  # no proxy can reach this machine's own sites
                verify=self._certificates(base),
            )
        except (ImportError, OSError) as error:
            raise ConfigurationError(
                f"the proxy or certificate settings of the environment do not work: {error}"
            ) from error
        except (ValueError, httpx.InvalidURL):  # their words may quote a password
            raise ConfigurationError(
                "a proxy address in the environment cannot be read; see HTTPS_PROXY and ALL_PROXY"
            ) from None

    def _certificates(self, base: str) -> ssl.SSLContext:
        """Load what the environment names, for this machine's own sites too."""
        if self._transport is None and base.startswith("https:"):
            return httpx.create_ssl_context()
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # not used, and to load them takes a while

    def close(self) -> list[Client]:
        """Refuse further requests; the generated clients whose connections are to be closed."""
        self._is_closed = True
        here = self._here()
        return [client for (*there, _), client in [*self._opened.items()] if (*there,) == here]


@cache
def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # slow to import, and to ask

    try:
        return version("atlassian-tasks")
    except PackageNotFoundError:  # a copy that was never installed
        return "unknown"


def _has_ended(loop: object) -> bool:
    """Whether an event loop is over; trio does not tell, and rarely runs beside another."""
    is_closed = getattr(loop, "is_closed", None)
    return is_closed is None or bool(is_closed())
