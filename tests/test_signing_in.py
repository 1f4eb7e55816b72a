"""Every way to sign in, from the start of an operation to the end of its task."""

import json
import threading
from collections.abc import AsyncGenerator, Callable, Generator
from typing import Any

import atlassian_tasks
import httpx
import pytest
from atlassian_tasks import AsyncTaskClient, TaskClient, aio, errors
from atlassian_tasks.simulator import Request, Simulator, User, VirtualClock
from atlassian_tasks_rest.api.confluence import delete_space
from atlassian_tasks_rest.api.confluence_dc import delete_data_center_space
from atlassian_tasks_rest.api.jira_v3 import delete_project

from tests.colours import Client, Colour, OtherSite
from tests.test_start import start

SCOPES = frozenset({
    "manage:jira-configuration", "read:jira-work",
    "write:confluence-space", "read:confluence-space.summary",
})  # fmt: skip
ADA = User(name="ada", email="ada@example.com", token="ada-token", is_admin=True)
BOT = User(name="bot", email="bot@example.com", token="bot-token", scopes=SCOPES, is_admin=True)
JIRA = (delete_project, {"project_id_or_key": "OLD"})
CONFLUENCE = (delete_space, {"space_key": "OLD"})


@pytest.fixture
def simulator(clock: VirtualClock) -> Simulator:
    return Simulator(clock, users=[ADA, BOT])


def deletes(client: Client, operation: Any) -> bool:
    endpoint, arguments = operation
    return client.wait(start(client, endpoint, **arguments)).is_success


@pytest.mark.parametrize("operation", [JIRA, CONFLUENCE])
def test_an_api_token_signs_in_at_the_site(
    open_client: Callable[..., Client], simulator: Simulator, operation: Any
) -> None:
    client = open_client(auth=("ada@example.com", "ada-token"))

    assert deletes(client, operation)
    assert not any(sent.path.startswith("/ex/") for sent in simulator.requests)


@pytest.mark.parametrize("operation", [JIRA, CONFLUENCE])
@pytest.mark.parametrize("auth", [("bot@example.com", "bot-token"), "bot-token"])
def test_a_scoped_token_and_oauth_sign_in_at_the_gateway(
    open_client: Callable[..., Client], simulator: Simulator, auth: Any, operation: Any
) -> None:
    client = open_client(auth=auth, cloud_id=simulator.cloud_id)
    product = "jira" if operation is JIRA else "confluence"

    assert deletes(client, operation)
    prefix = f"/ex/{product}/{simulator.cloud_id}/"
    assert {sent.path.startswith(prefix) for sent in simulator.requests} == {True}


def test_a_scoped_token_at_the_site_is_told_where_to_go(
    open_client: Callable[..., Client], simulator: Simulator
) -> None:
    client = open_client(auth=("bot@example.com", "bot-token"))
    with pytest.raises(errors.AuthenticationFailed, match=r"cloud_id=.*discover_cloud_id"):
        deletes(client, JIRA)

    assert simulator.started == []


@pytest.mark.parametrize("context", ["", "/confluence"])
def test_a_personal_access_token_signs_in_at_data_center(
    colour: Colour, clock: VirtualClock, context: str
) -> None:
    site = "https://wiki.example.com"
    simulator = Simulator(
        clock, site=site, context=context, products=["confluence-dc"], users=[ADA]
    )
    transport = colour.transport(simulator)
    with colour.make(site + context, auth="ada-token", transport=transport, clock=clock) as client:
        assert deletes(client, (delete_data_center_space, {"space_key": "OLD"}))

    assert {sent.headers["authorization"] for sent in simulator.requests} == {"Bearer ada-token"}


VARIABLES = [
    {"ATLASSIAN_EMAIL": "ada@example.com", "ATLASSIAN_API_TOKEN": "ada-token"},
    {"ATLASSIAN_BEARER_TOKEN": "ada-token"},
    {"ATLASSIAN_BEARER_TOKEN": "bot-token", "ATLASSIAN_CLOUD_ID": Simulator().cloud_id},
]


@pytest.mark.parametrize("variables", VARIABLES)
def test_the_environment_signs_in(
    colour: Colour, simulator: Simulator, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    for name, value in (variables | {"ATLASSIAN_URL": simulator.site}).items():
        monkeypatch.setenv(name, value)
    assert isinstance(simulator.clock, VirtualClock)
    settings = {"transport": colour.transport(simulator), "clock": colour.clock(simulator.clock)}

    with colour.faced(colour.client_type.from_env(**settings)) as client:
        assert deletes(client, JIRA)


# The cloud id.


def discover(colour: Colour, site: str, transport: Any = None, **settings: Any) -> str:
    if colour.portal is None:
        return atlassian_tasks.discover_cloud_id(site, transport=transport, **settings)
    return colour.portal.call(lambda: aio.discover_cloud_id(site, transport=transport, **settings))


@pytest.mark.parametrize("ending", ["", "/"])
def test_a_site_tells_its_cloud_id_without_credentials(
    colour: Colour,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    ending: str,
    tmp_path: Any,
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine example.atlassian.net login ada@example.com password ada-token\n")
    monkeypatch.setenv("NETRC", str(netrc))
    for name, value in VARIABLES[0].items():
        monkeypatch.setenv(name, value)
    found = discover(colour, simulator.site + ending, colour.transport(simulator))
    [sent] = simulator.requests

    assert found == simulator.cloud_id
    assert (sent.method, sent.path) == ("GET", "/_edge/tenant_info")
    assert "authorization" not in sent.headers
    assert "cookie" not in sent.headers
    assert "token" not in str(sent.headers)


def test_the_cloud_id_that_was_discovered_opens_the_gateway(
    colour: Colour, simulator: Simulator
) -> None:
    cloud_id = discover(colour, simulator.site, colour.transport(simulator))
    with colour.opened(simulator, auth="bot-token", cloud_id=cloud_id) as client:
        assert deletes(client, JIRA)


NO_CLOUD = [
    httpx.Response(404, text="<html>dead link</html>"),
    httpx.Response(200, text="<html>Welcome</html>"),
    [],
    {},
    None,
    {"cloudId": None},
    {"cloudId": 5},
    {"cloudId": ""},
    {"cloudId": "../../secret"},
]


@pytest.mark.parametrize("answer", NO_CLOUD)
def test_a_site_that_is_not_in_the_cloud_has_no_cloud_id(colour: Colour, answer: Any) -> None:
    with pytest.raises(errors.ConfigurationError, match=r"wiki\.example\.com tells no cloud id"):
        discover(colour, "https://wiki.example.com", OtherSite(answer))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(302, headers={"Location": "https://elsewhere"}), errors.UnexpectedResponse),
        (httpx.Response(429), errors.RateLimited),
        (httpx.Response(503), errors.ServerError),
        (httpx.ConnectError("refused"), errors.ConnectionFailed),
        (httpx.ReadTimeout("slow"), errors.ConnectionFailed),
    ],
)
def test_a_cloud_id_that_could_not_be_asked_for_is_its_error(
    colour: Colour, answer: Any, error: type[errors.AtlassianTasksError]
) -> None:
    site = OtherSite(answer)
    with pytest.raises(error) as caught:
        discover(colour, "https://acme.atlassian.net", site)

    assert type(caught.value) is error
    assert len(site.requests) == 1


@pytest.mark.parametrize(
    "site",
    [
        "", "acme.atlassian.net", "https://ada:token@acme.atlassian.net", "https://api.atlassian.com",
        "https://acme.atlassian.net/wiki", "https://acme.atlassian.net?x=1", None,
    ],
)  # fmt: skip
def test_a_cloud_id_is_asked_for_at_a_sites_address_only(colour: Colour, site: Any) -> None:
    nowhere = OtherSite({})
    with pytest.raises(errors.ConfigurationError):
        discover(colour, site, nowhere)

    assert nowhere.requests == []


# OAuth 2.0 (3LO), whose access tokens last an hour: as facade/docs/signing-in.md shows.


class RefreshingOAuth(httpx.Auth):
    """Signs in with OAuth 2.0 (3LO); on a 401 it trades its refresh token for new tokens.

    `tokens` is what Atlassian's token endpoint told last; `save` is called with what it tells
    next, for the refresh token changes each time.
    """

    def __init__(
        self,
        client_id: str,
        client_secret: str,
        tokens: dict[str, Any],
        save: Callable[[dict[str, Any]], None],
    ) -> None:
        self._app = {"client_id": client_id, "client_secret": client_secret}
        self._tokens = tokens
        self._save = save

    def sync_auth_flow(
        self, request: httpx.Request
    ) -> Generator[httpx.Request, httpx.Response, None]:
        response = yield self._signed(request)
        if response.status_code == 401:
            answer = yield self._renewal()
            answer.read()
            self._keep(answer)
            yield self._signed(request)

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        response = yield self._signed(request)
        if response.status_code == 401:
            answer = yield self._renewal()
            await answer.aread()
            self._keep(answer)
            yield self._signed(request)

    def _signed(self, request: httpx.Request) -> httpx.Request:
        request.headers["Authorization"] = f"Bearer {self._tokens['access_token']}"
        return request

    def _renewal(self) -> httpx.Request:
        trade = {"grant_type": "refresh_token", "refresh_token": self._tokens["refresh_token"]}
        return httpx.Request(
            "POST", "https://auth.atlassian.com/oauth/token", json=self._app | trade
        )

    def _keep(self, answer: httpx.Response) -> None:
        if answer.is_success:  # else the old token is sent again, and its 401 tells the caller
            self._tokens = self._tokens | answer.json()
            self._save(self._tokens)


class Identity:
    """Atlassian's token endpoint beside a simulated site, in both colours."""

    def __init__(self, simulator: Simulator, *, knows: str = "refresh-0") -> None:
        self.asked: list[dict[str, Any]] = []
        self._simulator = simulator
        self._knows = knows
        self._lock = threading.Lock()

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == "auth.atlassian.com":
            return self._renew(request)
        path, query = request.url.path, request.url.query.decode()
        told = self._simulator.handle(
            Request(request.method, path, query, dict(request.headers), request.content)
        )
        return httpx.Response(told.status, headers=told.headers, content=told.body)

    def _renew(self, request: httpx.Request) -> httpx.Response:
        with self._lock:
            sent = json.loads(request.content)
            self.asked.append(sent)
            assert "authorization" not in request.headers
            if sent["refresh_token"] != self._knows:
                return httpx.Response(403, json={"error": "invalid_grant"})
            self._knows = f"refresh-{len(self.asked)}"
            renewed = {"access_token": "bot-token", "refresh_token": self._knows}
            return httpx.Response(200, json=renewed)


EXPIRED = {"access_token": "expired", "refresh_token": "refresh-0"}


def test_a_token_that_expired_is_renewed_and_the_operation_starts_once(
    colour: Colour, simulator: Simulator
) -> None:
    identity, saved = Identity(simulator), []
    auth = RefreshingOAuth("app", "app-secret", EXPIRED, saved.append)
    settings = {"auth": auth, "cloud_id": simulator.cloud_id, "transport": identity.transport()}
    with colour.opened(simulator, **settings) as client:
        ended = deletes(client, JIRA)
    posts = [sent.status for sent in simulator.requests if sent.method == "POST"]

    assert ended
    assert (posts, len(simulator.started)) == ([401, 303], 1)
    assert saved == [{"access_token": "bot-token", "refresh_token": "refresh-1"}]
    assert [sent["client_secret"] for sent in identity.asked] == ["app-secret"]


def test_a_token_is_renewed_in_the_middle_of_a_wait(
    colour: Colour, clock: VirtualClock, simulator: Simulator
) -> None:
    identity = Identity(simulator)
    auth = RefreshingOAuth("app", "app-secret", EXPIRED, lambda _: None)
    task = simulator.add("confluence", duration=600)
    settings = {"auth": auth, "cloud_id": simulator.cloud_id, "transport": identity.transport()}
    with colour.opened(simulator, **settings) as client:
        steps = client.watch(task.ref)
        next(steps)
        auth._tokens = auth._tokens | {"access_token": "expired"}
        *_, last = steps

    assert last.is_success
    assert [sent["refresh_token"] for sent in identity.asked] == ["refresh-0", "refresh-1"]


def test_a_renewal_that_is_refused_ends_with_the_401(colour: Colour, simulator: Simulator) -> None:
    identity = Identity(simulator, knows="another")
    auth = RefreshingOAuth("app", "app-secret", EXPIRED, lambda _: None)
    settings = {"auth": auth, "cloud_id": simulator.cloud_id, "transport": identity.transport()}
    with (
        colour.opened(simulator, **settings) as client,
        pytest.raises(errors.AuthenticationFailed, match="wrong or expired") as caught,
    ):
        deletes(client, JIRA)

    assert "secret" not in str(caught.value)
    assert simulator.started == []
    assert len(identity.asked) == 1


def test_both_clients_take_the_same_auth(simulator: Simulator) -> None:
    auth = RefreshingOAuth("app", "app-secret", EXPIRED, lambda _: None)

    for client in (TaskClient, AsyncTaskClient):
        assert "secret" not in repr(client(simulator.site, auth=auth, cloud_id="the-id"))
