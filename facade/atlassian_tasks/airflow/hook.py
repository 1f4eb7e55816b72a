"""A site as an Airflow connection names it: clients of it, and one for all triggers of a loop."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, Self
from weakref import WeakKeyDictionary

import httpx
from airflow.sdk import BaseHook
from attrs import define, field, frozen

from atlassian_tasks import AsyncTaskClient, TaskClient
from atlassian_tasks.errors import (
    ApiError,
    AtlassianTasksError,
    ConfigurationError,
    TaskNotFound,
)

if TYPE_CHECKING:
    from os import PathLike

    from airflow.sdk import Connection

    from atlassian_tasks import Ledger

# Tasks that nobody has: only who is known there is told so. The first holds for Data Center too.
_NOBODYS = ("jira-v2:0", "confluence:0")
_WORDS = {"true": True, "false": False}


@frozen
class Settings:
    """What a connection says; equal ones share a client."""

    site: str
    auth: tuple[str, str] | str | None = field(repr=False)
    cloud_id: str | None
    deployment: str | None
    verify: bool | str

    @classmethod
    def of(cls, connection: Connection) -> Self:
        """Read a connection of the type `atlassian` or `jira`; raises `ConfigurationError`."""
        if not connection.host:
            told = f"the connection {connection.conn_id} has no host: the site's address"
            raise ConfigurationError(told)
        site = connection.host if "://" in connection.host else f"https://{connection.host}"
        if connection.port:
            site = str(httpx.URL(site).copy_with(port=connection.port))
        login, password = connection.login, connection.password or None
        extra = json.loads(connection.extra or "{}")
        verify = extra.get("verify")
        return cls(
            site=site,
            auth=(login, password) if login and password else password,
            cloud_id=extra.get("cloud_id") or None,
            deployment=extra.get("deployment") or None,
            verify=True if verify in (None, "") else _WORDS.get(str(verify).lower(), verify),
        )

    def client(self, ledger: Ledger | str | PathLike[str] | None = None) -> TaskClient:
        """Open a blocking client."""
        given = self._given(httpx.HTTPTransport)
        return TaskClient(self.site, ledger=ledger, **given)

    def async_client(self) -> AsyncTaskClient:
        """Open a client for the running event loop."""
        return AsyncTaskClient(self.site, **self._given(httpx.AsyncHTTPTransport))

    def _given(self, transport: Any) -> dict[str, Any]:
        given = {"auth": self.auth, "cloud_id": self.cloud_id, "deployment": self.deployment}
        if self.verify is True:
            return given  # proxies and certificates are those of the environment
        return {**given, "transport": transport(verify=self._certificates())}

    def _certificates(self) -> ssl.SSLContext | bool:
        if isinstance(self.verify, bool):
            return self.verify
        try:
            return ssl.create_default_context(cafile=self.verify)
        except OSError as error:
            told = f"verify is true, false or a file of certificates, not {self.verify!r}: {error}"
            raise ConfigurationError(told) from error


class AtlassianHook(BaseHook):
    """Clients of the site that a connection names.

    Host, login and password of the connection are the site's address, an email and an API token;
    a password alone is a bearer token. Its extra may have `verify` (false, or the file of a
    certificate authority; the environment's proxies then do not count), `cloud_id` and
    `deployment`, as `TaskClient` takes them.

    >>> with AtlassianHook("atlassian_default").get_conn() as tasks:
    ...     tasks.get("jira:10641")
    """

    conn_name_attr = "atlassian_conn_id"
    default_conn_name = "atlassian_default"
    conn_type = "atlassian"
    hook_name = "Atlassian (Jira, Confluence)"

    def __init__(self, atlassian_conn_id: str = default_conn_name, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.atlassian_conn_id = atlassian_conn_id
        self._settings: Settings | None = None

    def get_conn(self, *, ledger: Ledger | str | PathLike[str] | None = None) -> TaskClient:
        """Open a client, to be closed; the connection is asked for once."""
        if self._settings is None:
            self._settings = Settings.of(self.get_connection(self.atlassian_conn_id))
        return self._settings.client(ledger)

    async def get_async_conn(self) -> AsyncTaskClient:
        """Open a client for the running event loop, to be closed."""
        return (await self._asettings()).async_client()

    @asynccontextmanager
    async def share_async_conn(self) -> AsyncIterator[AsyncTaskClient]:
        """Lend the one client that all who are here at the time have in this event loop.

        So they wait together, as one `wait_all` would: under one pace, with looks in common.
        """
        async with _lent(await self._asettings()) as client:
            yield client

    def test_connection(self) -> tuple[bool, str]:
        """Say whether the site answers, and takes the credentials."""
        try:
            with self.get_conn() as client:
                return True, _tried(client)
        except (AtlassianTasksError, ValueError) as error:
            return False, str(error)

    async def _asettings(self) -> Settings:
        if self._settings is None:
            self._settings = Settings.of(await self.aget_connection(self.atlassian_conn_id))
        return self._settings


def _tried(client: TaskClient) -> str:
    """Look at a task that is not there, in Jira or else in Confluence; raises the first refusal."""
    refusals = []
    for ref in _NOBODYS:
        try:
            with suppress(TaskNotFound):
                client.get(ref)
            return f"{client.url(ref).partition('/rest/')[0]} answers, and refuses nothing."
        except ApiError as error:
            refusals.append(error)
    raise refusals[0]


@define
class _Lent:
    client: AsyncTaskClient
    users: int = 0


_clients: MutableMapping[asyncio.AbstractEventLoop, dict[Settings, _Lent]] = WeakKeyDictionary()


@asynccontextmanager
async def _lent(settings: Settings) -> AsyncIterator[AsyncTaskClient]:
    here = _clients.setdefault(asyncio.get_running_loop(), {})
    lent = here.get(settings)
    if lent is None:
        lent = here[settings] = _Lent(settings.async_client())
    lent.users += 1
    try:
        yield lent.client
    finally:
        lent.users -= 1
        if not lent.users:
            del here[settings]
            await lent.client.aclose()
