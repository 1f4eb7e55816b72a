"""Who we talk to and as whom: what is refused at once, and what nobody gets to see."""

import base64
import copy
import importlib.metadata
import logging
import pickle
import re
import traceback
from typing import Any

import httpx
import pytest
from atlassian_tasks import AsyncTaskClient, TaskClient
from atlassian_tasks.errors import (
    AtlassianTasksError,
    AuthenticationFailed,
    ConfigurationError,
    ConnectionFailed,
)
from atlassian_tasks.simulator import Simulator, User, VirtualClock
from atlassian_tasks.wire import connection

from tests.answers import jira
from tests.colours import Client, Colour, OtherSite

SITE = "https://acme.atlassian.net"
VARIABLES = ("URL", "EMAIL", "API_TOKEN", "BEARER_TOKEN", "CLOUD_ID", "DEPLOYMENT")


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(f"ATLASSIAN_{name}", raising=False)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


BAD_SITES: list[Any] = [
    "",
    "   ",
    None,
    5,
    b"https://acme.atlassian.net",
    "acme.atlassian.net",
    "acme",
    "ftp://acme.atlassian.net",
    "https://",
    "https:///rest",
    "//acme.atlassian.net",
    "https://api.atlassian.com",
    "https://API.atlassian.com/ex/jira/cloud-id",
    "https://me:s3cret@acme.atlassian.net",
    "https://me@acme.atlassian.net",
    "https://me:s3#cret@acme.atlassian.net",
    "https://me:s3/cret@acme.atlassian.net",
    "https://me:s3?cret@acme.atlassian.net",
    "https://acme.atlassian.net?token=s3cret",
    "https://acme.atlassian.net?",
    "https://acme.atlassian.net#top",
    "https://acme.atlassian.net#",
    "https://acme.atlassian.net/wiki",
    "https://acme.atlassian.net/jira/software",
    "https://acme.atlassian.net:port",
    "https://acme.atlassian.net:99999999",
    "https://[::1",
    "https://ac me.atlassian.net",
    "https://ac\x00me.atlassian.net",
    "https://" + "a" * 70_000,
    "https://xn--zz--.com",
    "https://xn--a.example",
    "https://acme..atlassian.net",
    "https://.atlassian.net",
    "https://acme.atlassian.net..",
    "https://.",
    "https://" + "a" * 64 + ".example",
    "https://wiki." + "\u00e4" * 60 + ".example",
    "https://" + "a.example." * 25 + "comm",
    "https://acme.atlassian.net:0",
    "https://acme.atlassian.net:65536",
    "https://[fe80::1%25eth0]",
    "https://[::1]x",
    "https://acme*.example",
    "https://acme.atlassian.net/rest/api/3",
    "https://acme.atlassian.net/wiki/rest/api",
    "https://wiki.example.com/rest/api",
    "https://wiki.example.com/rest/",
    "https://wiki.example.com/confluence/rest/api/longtask",
    "https://jira.example.com/jira/rest/api/2",
    "https://corp.example/wiki/api/v2",
]


@pytest.mark.parametrize("site", BAD_SITES, ids=range(len(BAD_SITES)))
def test_an_address_that_is_no_site_is_refused(colour: Colour, site: Any) -> None:
    with pytest.raises(ConfigurationError) as caught:
        colour.make(site)

    assert "s3" not in str(caught.value)
    assert "cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("site", "words"),
    [
        ("", "name the site, such as https://acme.atlassian.net"),
        ("acme", "the site's address starts with https://, as"),
        ("https://[::1", "the site's address cannot be read"),
        ("https://acme..example", "the site's address names no host: a part between its dots"),
        ("https://acme.example:0", "there is no port 0"),
        ("https://me@acme.example", "credentials go into auth="),
        ("https://acme.example?", "the site's address has no query"),
        ("https://api.atlassian.com", "give the site's own address, and cloud_id="),
        ("https://acme.atlassian.net/jira", "a cloud site's address has no path; leave out"),
        ("https://acme.example/rest/api/2", "the site's address ends before the paths of its API"),
    ],
)
def test_it_is_said_what_is_wrong_with_an_address(colour: Colour, site: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^{re.escape(words)}"):
        colour.make(site)


def test_what_is_left_out_of_an_address_is_said(colour: Colour) -> None:
    with pytest.raises(ConfigurationError, match="leave out '/rest/api/2'"):
        colour.make("https://jira.example.com/jira/rest/api/2")
    with pytest.raises(ConfigurationError, match="leave out '/wiki/rest/api'"):
        colour.make(f"{SITE}/wiki/rest/api")
    with pytest.raises(ConfigurationError, match="longer than 63"):
        colour.make("https://" + "a" * 64 + ".example")


SITES = {
    "https://acme.atlassian.net": "https://acme.atlassian.net",
    "https://acme.atlassian.net/": "https://acme.atlassian.net",
    " HTTPS://ACME.atlassian.net/ ": "https://acme.atlassian.net",
    "https://wiki.example.com/confluence/": "https://wiki.example.com/confluence",
    "https://wiki.example.com:8443": "https://wiki.example.com:8443",
    "http://localhost:8080": "http://localhost:8080",
    "https://acme_.atlassian.net": "https://acme_.atlassian.net",
    "https://wiki.example.com.": "https://wiki.example.com.",
    "https://" + "a" * 63 + ".example": "https://" + "a" * 63 + ".example",
    "https://" + "a.example." * 25 + "com": "https://" + "a.example." * 25 + "com",
    "https://-x.example": "https://-x.example",
    "https://1.2.3.4.5": "https://1.2.3.4.5",
    "https://wiki": "https://wiki",
    "https://[::1]:8443": "https://[::1]:8443",
    "https://[2001:DB8::A]": "https://[2001:DB8::A]",
    "https://b\u00fccher.example": "https://xn--bcher-kva.example",
    "https://rest.example.com/restore/api": "https://rest.example.com/restore/api",
}


@pytest.mark.parametrize(("site", "url"), SITES.items())
def test_an_address_is_the_same_with_a_slash_or_without(
    colour: Colour, site: str, url: str
) -> None:
    with colour.make(site) as client:
        address = client.url("confluence-dc:1")

    assert address == f"{url}/rest/api/longtask/1"


BAD_SETTINGS: list[dict[str, Any]] = [
    {"auth": ""},
    {"auth": ("me@acme.example", "")},
    {"auth": ("", "s3cret")},
    {"auth": ("me@acme.example", "s3cret", "more")},
    {"auth": ("me@acme.example", None)},
    {"auth": ("me@acme.example", b"s3cret")},
    {"auth": {"token": "s3cret"}},
    {"auth": 5},
    {"auth": "s3cret\n"},
    {"auth": "s3 cret"},
    {"auth": "s3cr\u00e9t"},
    {"auth": ("me", "s3cret\r\nX: y")},
    {"deployment": ""},
    {"deployment": "server"},
    {"deployment": "Cloud"},
    {"deployment": True},
    {"deployment": ["cloud"]},
    {"deployment": "data-center", "cloud_id": "the-id"},
    {"cloud_id": ""},
    {"cloud_id": "../../other"},
    {"cloud_id": "a b"},
    {"cloud_id": "a/b"},
    {"request_timeout": 0},
    {"request_timeout": -1},
    {"request_timeout": float("nan")},
    {"request_timeout": float("inf")},
    {"request_timeout": None},
    {"request_timeout": "10"},
    {"pace": 0},
    {"pace": -1},
    {"pace": float("nan")},
    {"pace": float("inf")},
    {"pace": "5"},
    {"pace": True},
    {"request_timeout": True},
    {"transport": 5},
    {"transport": "https://proxy"},
]


@pytest.mark.parametrize("settings", BAD_SETTINGS, ids=range(len(BAD_SETTINGS)))
def test_a_setting_that_cannot_work_is_refused(colour: Colour, settings: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        colour.make(SITE, **settings)

    assert "cret" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"auth": 5}, "auth is (email, token), a bearer token, an httpx.Auth or None, not int"),
        (
            {"auth": ("me@acme.example", None)},
            "auth=(email, token) has a None in it: is the variable set",
        ),
        ({"auth": "me@acme.example:token"}, "a bearer token has no @: write auth=(email, token)"),
        ({"auth": "a b"}, "a part of auth is empty or holds blanks"),
        ({"cloud_id": "a b"}, "cloud_id is made of letters, digits and dashes"),
        ({"deployment": "server"}, "deployment is 'cloud' or 'data-center', not 'server'"),
        ({"deployment": "data-center", "cloud_id": "a"}, "a Data Center is not behind the OAuth"),
        ({"request_timeout": 0}, "request_timeout is a number of seconds or a timedelta above 0"),
        ({"pace": "5"}, "pace is a number above 0, not '5'"),
        ({"schedule": 5}, "schedule makes one a task: schedule=lambda: Fixed(5)"),
    ],
)
def test_it_is_said_what_is_wrong_with_a_setting(
    colour: Colour, settings: dict[str, Any], words: str
) -> None:
    with pytest.raises(ConfigurationError, match=f"^{re.escape(words)}"):
        colour.make(SITE, **settings)


def test_a_transport_of_the_other_colour_is_refused(simulator: Simulator) -> None:
    with pytest.raises(ConfigurationError, match="BaseTransport"):
        TaskClient(SITE, transport=simulator.async_transport())
    with pytest.raises(ConfigurationError, match="AsyncBaseTransport"):
        AsyncTaskClient(SITE, transport=simulator.transport())


@pytest.mark.parametrize(
    "auth", [("me@acme.example", "s3cret"), "s3cret", httpx.BasicAuth("me", "s3cret")]
)
@pytest.mark.parametrize(
    "site",
    [
        "http://acme.atlassian.net",
        "http://wiki.example.com",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "http://10.0.0.1",
        "http://[2001:db8::1]",
    ],
)
def test_credentials_do_not_travel_in_the_clear(colour: Colour, site: str, auth: Any) -> None:
    with pytest.raises(ConfigurationError, match="https"):
        colour.make(site, auth=auth)


@pytest.mark.parametrize(
    "site", ["http://localhost", "http://127.0.0.1:8080", "http://[::1]:8080", "http://127.9.9.9"]
)
def test_credentials_may_go_to_this_machine(colour: Colour, site: str) -> None:
    there = OtherSite(jira())
    with colour.make(site, auth="s3cret", transport=there) as client:
        client.get("jira:10641")

    assert there.requests[0].headers["authorization"] == "Bearer s3cret"


BASIC = "Basic " + base64.b64encode(b"me@acme.example:s3cret").decode()


@pytest.mark.parametrize(
    ("auth", "header"),
    [
        (("me@acme.example", "s3cret"), BASIC),
        (["me@acme.example", "s3cret"], BASIC),
        ("s3cret", "Bearer s3cret"),
        (httpx.BasicAuth("me@acme.example", "s3cret"), BASIC),
        (None, None),
    ],
)
def test_each_kind_of_credentials_is_sent(colour: Colour, auth: Any, header: str | None) -> None:
    there = OtherSite(jira())
    with colour.make(SITE, auth=auth, transport=there) as client:
        client.get("jira:10641")

    assert there.requests[0].headers.get("authorization") == header


@pytest.mark.parametrize(
    ("kind", "base"),
    [
        ("jira", "https://api.atlassian.com/ex/jira/the-id/rest/api/3/task/1"),
        ("jira-v2", "https://api.atlassian.com/ex/jira/the-id/rest/api/2/task/1"),
        ("jira-bulk", "https://api.atlassian.com/ex/jira/the-id/rest/api/3/bulk/queue/1"),
        ("jira-redaction", "https://api.atlassian.com/ex/jira/the-id/rest/api/3/redact/status/1"),
        ("confluence", "https://api.atlassian.com/ex/confluence/the-id/wiki/rest/api/longtask/1"),
    ],
)
def test_with_a_cloud_id_requests_go_through_the_gateway(
    colour: Colour, kind: str, base: str
) -> None:
    there = OtherSite(httpx.Response(403))
    with colour.make(SITE, auth="s3cret", cloud_id="the-id", transport=there) as client:
        with pytest.raises(AtlassianTasksError):
            client.get(f"{kind}:1")
        address = client.url(f"{kind}:1")

    assert [str(request.url) for request in there.requests] == [base]
    assert address.startswith(SITE)


def test_a_scoped_token_works_through_the_gateway(colour: Colour, clock: VirtualClock) -> None:
    user = User(name="bot", token="s3cret", scopes=frozenset({"read:jira-work"}))
    simulator = Simulator(clock, users=[user])
    task = simulator.add("jira", owner="bot")
    with colour.opened(simulator, auth="s3cret", cloud_id=simulator.cloud_id) as client:
        ended = client.wait(task.url)
        with pytest.raises(AuthenticationFailed, match="scope does not match"):
            client.cancel(task.ref)

    assert ended.is_success


class Refreshing(httpx.Auth):
    """Asks for a new token when the old one has expired."""

    def __init__(self, simulator: Simulator) -> None:
        self.tokens = ["expired", "fresh"]
        self.simulator = simulator

    def auth_flow(self, request: httpx.Request) -> Any:
        request.headers["Authorization"] = f"Bearer {self.tokens[0]}"
        response = yield request
        if response.status_code == 401:
            self.tokens.pop(0)
            request.headers["Authorization"] = f"Bearer {self.tokens[0]}"
            yield request


def test_a_token_that_expires_meanwhile_is_refreshed(colour: Colour, clock: VirtualClock) -> None:
    simulator = Simulator(clock, users=[User(name="me", token="fresh", is_admin=True)])
    auth = Refreshing(simulator)
    task = simulator.add("jira", duration=30)
    with colour.opened(simulator, auth=auth) as client:
        ended = client.wait(task.ref)
        statuses = [asked.status for asked in simulator.requests]

    assert ended.is_success
    assert statuses[:2] == [401, 200]
    assert 401 not in statuses[1:]


def test_a_cancel_with_an_expired_token_reaches_its_task_once(
    colour: Colour, clock: VirtualClock
) -> None:
    simulator = Simulator(clock, users=[User(name="me", token="fresh", is_admin=True)])
    task = simulator.add("jira", duration=30)
    with colour.opened(simulator, auth=Refreshing(simulator)) as client:
        client.cancel(task.ref)
    posts = [asked.status for asked in simulator.requests if asked.method == "POST"]

    assert posts == [401, 202]


class Failing(httpx.Auth):
    """Cannot get a token."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def auth_flow(self, request: httpx.Request) -> Any:
        raise self.error
        yield request


@pytest.mark.parametrize(
    "error", [ValueError("no token"), KeyError("access_token"), httpx.ConnectError("refused")]
)
def test_trouble_with_a_token_is_an_error_of_ours(colour: Colour, error: Exception) -> None:
    there = OtherSite(jira())
    with (
        colour.make(SITE, auth=Failing(error), transport=there) as client,
        pytest.raises(AtlassianTasksError) as caught,
    ):
        client.get("jira:10641")

    assert caught.value.__cause__ is error
    assert there.requests == []


# From the environment


def from_env(colour: Colour, **settings: Any) -> Client:
    return colour.faced(colour.client_type.from_env(**settings))


def sent(colour: Colour, **settings: Any) -> httpx.Request:
    there = OtherSite(jira())
    with from_env(colour, transport=there, **settings) as client:
        client.get("jira:10641")
    return there.requests[0]


def test_the_environment_tells_site_and_credentials(
    colour: Colour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLASSIAN_URL", f"{SITE}/")
    monkeypatch.setenv("ATLASSIAN_EMAIL", "me@acme.example")
    monkeypatch.setenv("ATLASSIAN_API_TOKEN", "s3cret")
    monkeypatch.setenv("ATLASSIAN_BEARER_TOKEN", "")
    monkeypatch.setenv("ATLASSIAN_CLOUD_ID", "")
    request = sent(colour)

    assert str(request.url) == f"{SITE}/rest/api/3/task/10641"
    assert request.headers["authorization"] == BASIC


def test_the_environment_tells_bearer_and_gateway(
    colour: Colour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLASSIAN_URL", SITE)
    monkeypatch.setenv("ATLASSIAN_BEARER_TOKEN", "s3cret")
    monkeypatch.setenv("ATLASSIAN_CLOUD_ID", "the-id")
    request = sent(colour)

    assert str(request.url) == "https://api.atlassian.com/ex/jira/the-id/rest/api/3/task/10641"
    assert request.headers["authorization"] == "Bearer s3cret"


def test_arguments_win_over_the_environment(
    colour: Colour, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in VARIABLES:
        monkeypatch.setenv(f"ATLASSIAN_{name}", "https://other.example.com")
    request = sent(colour, site=SITE, auth="s3cret", cloud_id="the-id", deployment="cloud")

    assert str(request.url) == "https://api.atlassian.com/ex/jira/the-id/rest/api/3/task/10641"
    assert request.headers["authorization"] == "Bearer s3cret"


SITE_MISSING = "set ATLASSIAN_URL, such as https://acme.atlassian.net"
NOT_BOTH = "set ATLASSIAN_BEARER_TOKEN, or ATLASSIAN_EMAIL and ATLASSIAN_API_TOKEN, not both"
TOGETHER = "ATLASSIAN_EMAIL and ATLASSIAN_API_TOKEN go together, and ATLASSIAN_{} is not set"
BAD_ENVIRONMENTS: list[tuple[dict[str, str], str]] = [
    ({}, SITE_MISSING),
    ({"URL": ""}, SITE_MISSING),
    ({"URL": SITE, "EMAIL": "me@acme.example"}, TOGETHER.format("API_TOKEN")),
    ({"URL": SITE, "API_TOKEN": "s3cret"}, TOGETHER.format("EMAIL")),
    ({"URL": SITE, "EMAIL": "me@acme.example", "API_TOKEN": ""}, TOGETHER.format("API_TOKEN")),
    (
        {"URL": SITE, "EMAIL": "me@acme.example", "API_TOKEN": "s3cret", "BEARER_TOKEN": "s3cret"},
        NOT_BOTH,
    ),
    ({"URL": SITE, "EMAIL": "me@acme.example", "BEARER_TOKEN": "s3cret"}, NOT_BOTH),
    ({"URL": SITE, "API_TOKEN": "s3cret", "BEARER_TOKEN": "s3cret"}, NOT_BOTH),
    ({"URL": "http://acme.atlassian.net", "BEARER_TOKEN": "s3cret"}, "credentials travel over"),
    ({"URL": "https://api.atlassian.com", "BEARER_TOKEN": "s3cret"}, "give the site's own address"),
    ({"URL": SITE, "BEARER_TOKEN": "s3 cret"}, "ATLASSIAN_BEARER_TOKEN is empty or holds blanks"),
    ({"URL": SITE, "DEPLOYMENT": "server"}, "deployment is 'cloud' or 'data-center'"),
]


@pytest.mark.parametrize(("variables", "words"), BAD_ENVIRONMENTS)
def test_a_missing_or_contradictory_environment_is_refused(
    colour: Colour, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], words: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"ATLASSIAN_{name}", value)
    with pytest.raises(ConfigurationError, match=f"^{words}") as caught:
        from_env(colour)

    assert "cret" not in str(caught.value)


BAD_NETWORKS = [
    {"HTTPS_PROXY": "gopher://me:s3cret@proxy.example.com"},
    {"HTTPS_PROXY": "http://me:s3cret@proxy:port"},
    {"ALL_PROXY": "socks5://me:s3cret@proxy.example.com"},
    {"SSL_CERT_FILE": "/nowhere/ca.pem"},
]


@pytest.mark.parametrize("variables", BAD_NETWORKS, ids=lambda variables: next(iter(variables)))
def test_a_network_that_cannot_be_set_up_is_a_configuration_error(
    colour: Colour, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with colour.make(SITE) as client, pytest.raises(ConfigurationError) as caught:
        client.get("jira:1")

    assert "s3cret" not in "".join(traceback.format_exception(caught.value))


# Secrets

SECRETS = ("s3cret", base64.b64encode(b"me@acme.example:s3cret").decode())


def shown(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


@pytest.mark.parametrize("auth", [("me@acme.example", "s3cret"), "s3cret"])
@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(401),
        httpx.Response(500, text="<html>s3cret</html>"),
        httpx.Response(200, text="s3cret"),
        httpx.ConnectError("refused"),
    ],
    ids=["refused", "server error", "garbled", "lost"],
)
def test_no_secret_is_in_a_repr_a_message_a_log_or_a_pickle(
    colour: Colour, caplog: pytest.LogCaptureFixture, auth: Any, answer: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    client = colour.make(SITE, auth=auth, transport=OtherSite(answer))
    with client, pytest.raises(AtlassianTasksError) as caught:
        client.get("jira:1")
    error = caught.value

    assert not shown(repr(client) + repr(vars(client)) + str(error) + repr(error))
    assert not shown(str(vars(error)))
    assert not shown(repr(pickle.dumps(error)))
    assert not shown("".join(traceback.format_exception(error)))
    assert not shown(caplog.text)


def test_the_parts_of_a_client_show_no_secret() -> None:
    client = TaskClient(SITE, auth=("me@acme.example", "s3cret"), transport=OtherSite(jira()))
    with client:
        client.get("jira:10641")
        inner = client._connection
        parts = [repr(client._site), repr(vars(inner)), repr(vars(client._perform))]
        parts += [repr(inner.client("jira")), repr(inner.client("jira").get_httpx_client())]
        told = "".join(parts)

    assert not shown(told)


def test_no_answer_names_the_host_and_not_the_secret(colour: Colour) -> None:
    lost = httpx.ConnectError("refused")
    with (
        colour.make(SITE, auth="s3cret", transport=OtherSite(lost)) as client,
        pytest.raises(ConnectionFailed, match=r"acme\.atlassian\.net") as caught,
    ):
        client.get("jira:1")

    assert copy.copy(caught.value).ref == caught.value.ref
    assert not shown(str(caught.value))


@pytest.mark.parametrize("path", ["/confluence/rest/api/longtask/{}", "/rest/api/longtask/{}"])
def test_a_path_alone_is_of_the_kind_that_the_site_has(
    colour: Colour, clock: VirtualClock, path: str
) -> None:
    site = "https://wiki.example.com"
    simulator = Simulator(clock, site=site, context="/confluence", products=["confluence-dc"])
    task = simulator.add("confluence-dc", duration=0)
    transport = colour.transport(simulator)
    with colour.make(f"{site}/confluence", transport=transport, clock=clock) as client:
        found = client.get(path.format(task.id))

    assert str(found.ref) == task.ref


def test_a_copy_that_was_never_installed_works_too(
    colour: Colour, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", nothing)
    monkeypatch.setattr(connection, "_version", connection._version.__wrapped__)  # which asks once
    there = OtherSite(jira())
    with colour.make(SITE, transport=there) as client:
        client.get("jira:10641")

    assert there.requests[0].headers["user-agent"] == "atlassian-tasks/unknown"


# Where the site's address ends in /wiki, and what /rest/api/longtask is on a host of its own

CORP = "https://corp.example"
UNDER_WIKI = f"{CORP}/wiki/rest/api/longtask"
LONG_TASK = {"id": "9", "percentageComplete": 100, "successful": True, "finished": True}


def asked(there: OtherSite) -> list[str]:
    return [str(request.url.copy_with(query=None)) for request in there.requests]


@pytest.mark.parametrize("deployment", [None, "cloud", "data-center"])
@pytest.mark.parametrize("site", [f"{CORP}/wiki", f"{CORP}/wiki/", f"{CORP}//wiki//"])
def test_no_address_has_wiki_twice(colour: Colour, site: str, deployment: str | None) -> None:
    there = OtherSite(LONG_TASK)
    with colour.make(site, deployment=deployment, transport=there) as client:
        refs = [
            "confluence:9",
            "/rest/api/longtask/9",
            f"{UNDER_WIKI}/9",
            "/wiki/rest/api/longtask/9",
        ]
        for ref in refs:
            client.get(ref)
        addresses = {client.url(ref) for ref in refs}

    assert asked(there) == [f"{UNDER_WIKI}/9"] * 4
    assert addresses == {f"{UNDER_WIKI}/9"}


@pytest.mark.parametrize("deployment", [None, "data-center"])
def test_wiki_may_be_the_context_path_of_a_data_center(
    colour: Colour, clock: VirtualClock, deployment: str | None
) -> None:
    simulator = Simulator(clock, site=CORP, context="/wiki", products=["confluence-dc"])
    transport = colour.transport(simulator)
    task = simulator.add("confluence-dc", duration=60)
    with colour.make(
        f"{CORP}/wiki", deployment=deployment, transport=transport, clock=clock
    ) as client:
        assert [listed.id for listed in client.list("confluence")] == [task.id]
        assert [str(listed.ref) for listed in client.list("confluence-dc")] == [task.ref]
        assert client.wait(task.url).ref == client.get(task.ref).ref
        assert client.url(task.ref) == client.url(f"confluence:{task.id}") == task.url
        with pytest.raises(AtlassianTasksError, match="this client is for"):
            client.get(f"{CORP}/rest/api/longtask/9")


@pytest.mark.parametrize("deployment", [None, "cloud"])
def test_a_host_may_be_called_wiki(colour: Colour, deployment: str | None) -> None:
    with colour.make("https://wiki", deployment=deployment) as client:
        assert client.url("confluence:9") == "https://wiki/wiki/rest/api/longtask/9"


def test_wiki_is_left_out_of_the_address_of_a_cloud_site(colour: Colour) -> None:
    there = OtherSite(LONG_TASK)
    with colour.make(f"{CORP}/wiki", deployment="cloud", transport=there) as client:
        assert client.url("jira:1") == f"{CORP}/rest/api/3/task/1"
        assert str(client.get(f"{CORP}/rest/api/longtask/9").ref) == "confluence:9"


@pytest.mark.parametrize(
    ("site", "deployment", "kind"),
    [
        (CORP, None, "confluence-dc"),
        (CORP, "cloud", "confluence"),
        (CORP, "data-center", "confluence-dc"),
        (f"{CORP}/context", "data-center", "confluence-dc"),
        (SITE, None, "confluence"),
        (SITE, "cloud", "confluence"),
        (SITE, "data-center", "confluence-dc"),
    ],
)
def test_the_deployment_tells_whose_a_long_task_is(
    colour: Colour, site: str, deployment: str | None, kind: str
) -> None:
    there = OtherSite(LONG_TASK)
    with colour.make(site, deployment=deployment, transport=there) as client:
        found = [client.get(f"{base}/rest/api/longtask/9").ref for base in (site, "")]

    assert [str(ref) for ref in found] == [f"{kind}:9"] * 2


def test_a_wiki_that_is_no_part_of_a_data_center_is_another_site(colour: Colour) -> None:
    with (
        colour.make(CORP, deployment="data-center") as client,
        pytest.raises(AtlassianTasksError, match=r"task of 'corp\.example/wiki'"),
    ):
        client.get(f"{UNDER_WIKI}/9")


def test_the_environment_tells_the_deployment(
    colour: Colour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLASSIAN_URL", CORP)
    monkeypatch.setenv("ATLASSIAN_DEPLOYMENT", "cloud")
    with from_env(colour) as client:
        assert client.url("/rest/api/longtask/9") == f"{UNDER_WIKI}/9"
    with from_env(colour, deployment="data-center") as client:
        assert client.url("/rest/api/longtask/9") == f"{CORP}/rest/api/longtask/9"
    monkeypatch.setenv("ATLASSIAN_DEPLOYMENT", "")
    with from_env(colour) as client:
        assert client.url("/rest/api/longtask/9") == f"{CORP}/rest/api/longtask/9"


def test_a_wrong_deployment_is_told_the_two(colour: Colour) -> None:
    with pytest.raises(ConfigurationError, match="'cloud' or 'data-center', not 'server'"):
        colour.make(SITE, deployment="server")
