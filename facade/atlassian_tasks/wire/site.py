"""Who we talk to: a checked address, and whose tasks it has."""

from __future__ import annotations

import re
from ipaddress import ip_address
from types import SimpleNamespace
from typing import Any

import httpx
from attrs import frozen

from atlassian_tasks.errors import ApiError, ConfigurationError, InvalidRef
from atlassian_tasks.kinds import ROWS, Product
from atlassian_tasks.kinds.dialect import Call
from atlassian_tasks.kinds.refs import (
    GATEWAY,
    TaskRef,
    brief,
    is_cloud_host,
    parse_address,
    path_of,
)
from atlassian_tasks.kinds.values import mapping
from atlassian_tasks.waiting.effects import Flow
from atlassian_tasks.waiting.watch import ask

_TENANT_INFO = "/_edge/tenant_info"
_NO_CLOUD = (200, 404)  # there, but with a web page or nothing, it is another kind of site
_LARGEST_PORT = 65_535
_LABEL = re.compile(r"[\w-]{1,63}", re.ASCII)  # a part of a host's name, as resolvers take it
_LONGEST_HOST = 253
_API = re.compile(r"/rest(/|$)|/api/(v?\d|latest)")
_WIKI = re.compile(r"(?<=[^/])/wiki$")  # below a host
_DEPLOYMENTS = ("cloud", "data-center")


@frozen
class Site:
    """A checked address: `url` without trailing slash, and the OAuth gateway's id if it is used.

    `is_cloud` is None where nobody said; then the host tells.
    """

    url: str
    cloud_id: str | None = None
    is_cloud: bool | None = None

    @classmethod
    def parse(cls, site: object, cloud_id: object, deployment: object = None) -> Site:
        if not isinstance(site, str) or not site.strip():
            raise ConfigurationError("name the site, such as https://acme.atlassian.net")
        url = _checked_url(site.strip())
        is_cloud = _checked_deployment(deployment, cloud_id)
        path = _checked_path(url, is_cloud)
        address = str(url.copy_with(path=path or "/")).rstrip("/")
        if is_cloud is None and _WIKI.search(address):
            is_cloud = False  # its context path; a cloud site's is refused or left out
        return cls(address, None if cloud_id is None else _checked_cloud_id(cloud_id), is_cloud)

    def base(self, product: Product) -> str:
        """Where the paths of a product's requests begin."""
        if self.cloud_id is None:
            return self._own(product)
        return f"https://{GATEWAY}/ex/{product.removesuffix('-dc')}/{self.cloud_id}"

    def address(self, ref: TaskRef) -> str:
        """Where people find a task."""
        return self._own(ROWS[ref.kind].product) + path_of(ref)

    def below(self, address: str, product: Product) -> str | None:
        """Return where an address of this site, or a path on it, leads below its context."""
        try:
            parsed, place = httpx.URL(address), _place(address)
        except (httpx.InvalidURL, ValueError):
            return None
        path = parsed.raw_path.decode()
        if parsed.userinfo or re.search(r"(?i)(/|%2f|%5c)(\.|%2e){2}", path):
            return None
        for base in (self.base(product), self.url):
            *origin, context = _place(base)
            if path.startswith(f"{context}/") and (not parsed.host or [*place[:3]] == origin):
                path = path.removeprefix(context)
                return path.removeprefix("/wiki") if product == "confluence" else path
        return None

    def _own(self, product: str) -> str:
        # Confluence Cloud's paths begin with /wiki; under that context path, it is Data Center's.
        return _WIKI.sub("", self.url) if product == "confluence" else self.url

    @property
    def is_local(self) -> bool:
        """Whether requests stay on this machine."""
        return self.cloud_id is None and _is_loopback(httpx.URL(self.url).host)

    def allows_credentials(self) -> bool:
        """Whether they would travel encrypted, or not leave this machine."""
        return self.url.startswith("https:") or self.cloud_id is not None or self.is_local

    def ref(self, text: str) -> TaskRef:
        """Read a ref; raises `InvalidRef` if it is the address of a task somewhere else."""
        if "/" not in text:
            return TaskRef.parse(text)
        ref, base = parse_address(text, asked=f"{self.url}/", is_cloud=self.is_cloud)
        if base is not None and not self._owns(text, base):
            site = brief(base.rpartition("@")[2])
            also = " and ATLASSIAN_CLOUD_ID" if base.startswith(GATEWAY) else ""
            raise InvalidRef(
                f"{ref} is a task of {site}, but this client is for {self.url}: make one for that "
                f"site (in the shell set ATLASSIAN_URL{also})"
            )
        return ref

    def _owns(self, text: str, base: str) -> bool:
        if "@" in base:
            return False
        scheme = text.strip().partition(":")[0].lower()
        places = {_place(self.url)}
        if self.cloud_id is not None:
            places |= {_place(self.base("jira")), _place(self.base("confluence"))}
        try:
            return _place(f"{scheme}://{base}") in places
        except (httpx.InvalidURL, ValueError):
            return False


def _checked_url(site: str) -> httpx.URL:
    try:
        url = httpx.URL(site)
        host = url.host
    except (httpx.InvalidURL, ValueError):  # their words may quote a password
        raise ConfigurationError("the site's address cannot be read") from None
    if url.scheme not in ("https", "http") or not host:
        raise ConfigurationError(
            "the site's address starts with https://, as https://acme.atlassian.net does"
        )
    if not _can_be_resolved(url.raw_host.decode()):
        raise ConfigurationError(
            "the site's address names no host: a part between its dots is empty, longer than 63 "
            "characters or has some that no host has, or all of it is longer than 253"
        )
    if url.port is not None and not 0 < url.port <= _LARGEST_PORT:
        raise ConfigurationError(f"there is no port {url.port}")
    if url.userinfo:
        raise ConfigurationError(
            "credentials go into auth= (or ATLASSIAN_EMAIL and ATLASSIAN_API_TOKEN), not into "
            "the site's address"
        )
    if url.query or url.fragment or "?" in site or "#" in site:
        raise ConfigurationError("the site's address has no query and no fragment")
    if host.removesuffix(".") == GATEWAY:
        raise ConfigurationError("give the site's own address, and cloud_id= for the gateway")
    return url


def _can_be_resolved(host: str) -> bool:
    if ":" in host:  # an IPv6 address, which httpx has read; it knows no zones
        return "%" not in host
    name = host.removesuffix(".")
    return len(name) <= _LONGEST_HOST and all(map(_LABEL.fullmatch, name.split(".")))


def _checked_path(url: httpx.URL, is_cloud: bool | None) -> str:
    path = re.sub("/+", "/", url.path).rstrip("/")
    if is_cloud_host(url.host) and path:
        raise ConfigurationError(f"a cloud site's address has no path; leave out {brief(path)}")
    if api := _API.search(path):
        raise ConfigurationError(
            f"the site's address ends before the paths of its API; leave out "
            f"{brief(path[api.start() :])}"
        )
    return path.removesuffix("/wiki") if is_cloud else path


def _checked_deployment(deployment: object, cloud_id: object) -> bool | None:
    """Whether it is Cloud, as the gateway's sites are; None where nobody said."""
    if deployment is not None and deployment not in _DEPLOYMENTS:
        raise ConfigurationError(
            f"deployment is {' or '.join(map(repr, _DEPLOYMENTS))}, not {brief(deployment)}"
        )
    if cloud_id is None:
        return None if deployment is None else deployment == "cloud"
    if deployment == "data-center":
        raise ConfigurationError(
            "a Data Center is not behind the OAuth gateway: leave out cloud_id"
        )
    return True


def _ask(*, client: Any) -> SimpleNamespace:
    return SimpleNamespace(parsed=client.get_httpx_client().get(_TENANT_INFO))


async def _ask_async(*, client: Any) -> SimpleNamespace:
    return SimpleNamespace(parsed=await client.get_async_httpx_client().get(_TENANT_INFO))


# Where a cloud site tells its id, to everybody; called as generated operations are.
_OPERATION: Any = SimpleNamespace(sync_detailed=_ask, asyncio_detailed=_ask_async)


def cloud_id_of(_: float, site: str) -> Flow[str, None]:
    """Report the id that the gateway knows a site by; raises `ConfigurationError` without one."""
    try:
        answer = yield from ask(Call(_OPERATION, "jira", {}))
        cloud_id = _checked_cloud_id(mapping(answer.raw).get("cloudId"))
    except (ApiError, ConfigurationError) as error:
        if isinstance(error, ApiError) and error.status_code not in _NO_CLOUD:
            raise
        told = f"{site} tells no cloud id: it is no Atlassian Cloud site"
        raise ConfigurationError(told) from error
    yield cloud_id


def _checked_cloud_id(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[\w-]+", value, re.ASCII):
        raise ConfigurationError("cloud_id is made of letters, digits and dashes")
    return value


def _place(url: str) -> tuple[str, str, int | None, str]:
    parsed = httpx.URL(url)  # which knows no port where it is the usual one
    return parsed.scheme, parsed.host, parsed.port, parsed.path.rstrip("/")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
