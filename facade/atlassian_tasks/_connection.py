"""The generated clients on our guarded httpx clients, opened with the first request."""

from __future__ import annotations

import ssl
from threading import Lock
from typing import TYPE_CHECKING

import httpx
from attrs import define, field

from ._guard import AsyncGuardedClient, GuardedClient
from .errors import ConfigurationError

if TYPE_CHECKING:
    from atlassian_tasks_rest import Client

    from ._effects import Product
    from ._site import Site

# Looks are up to a minute apart; httpx's five seconds would mean a TLS handshake for each.
_LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=65)


@define(eq=False, repr=False, slots=False, kw_only=True)
class Connection:
    """What one `TaskClient` or `AsyncTaskClient` sends its requests through."""

    request_timeout: float
    _site: Site
    _http: type[GuardedClient] | type[AsyncGuardedClient]
    _auth: httpx.Auth | None
    _transport: httpx.BaseTransport | httpx.AsyncBaseTransport | None
    _opened: dict[str, Client] = field(factory=dict, init=False)
    _is_closed: bool = field(default=False, init=False)
    _lock: Lock = field(factory=Lock, init=False)

    def client(self, product: Product) -> Client:
        """Return the generated client for a product; raises `ConfigurationError` once closed."""
        base = self._site.base(product)
        with self._lock:
            if self._is_closed:
                raise ConfigurationError("this client is closed; make a new one")
            if base not in self._opened:
                self._opened[base] = self._open(base)
            return self._opened[base]

    def _open(self, base: str) -> Client:
        from atlassian_tasks_rest import Client  # with the first request, not before

        http = self._guarded(base)
        if isinstance(http, httpx.Client):
            return Client(base_url=base).set_httpx_client(http)
        return Client(base_url=base).set_async_httpx_client(http)

    def _guarded(self, base: str) -> GuardedClient | AsyncGuardedClient:
        from importlib.metadata import PackageNotFoundError, version  # slow to import

        try:
            number = version("atlassian-tasks")
        except PackageNotFoundError:  # a copy that was never installed
            number = "unknown"
        headers = {
            "Accept": "application/json",
            "User-Agent": f"atlassian-tasks/{number}",
        }
        try:
            return self._http(
                base_url=base,
                auth=self._auth,
                timeout=self.request_timeout,
                limits=_LIMITS,
                transport=self._transport,  # type: ignore[arg-type]  # checked by the client
                headers=headers,
                trust_env=not self._site.is_local,  # no proxy can reach this machine's own sites
                # Without https no certificate is needed, and to load them all takes a while.
                verify=base.startswith("https:") or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            )
        except (ImportError, OSError) as error:
            raise ConfigurationError(
                f"the proxy or certificate settings of the environment do not work: {error}"
            ) from error
        except (ValueError, httpx.InvalidURL):  # their words may quote a password
            raise ConfigurationError(
                "a proxy address in the environment cannot be read; see HTTPS_PROXY and ALL_PROXY"
            ) from None

    def close(self) -> list[Client]:
        """Refuse further requests; the generated clients whose connections are to be closed."""
        with self._lock:
            self._is_closed = True
            return list(self._opened.values())
