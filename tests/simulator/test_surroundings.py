"""What other clients ask for before and instead of starting a task."""

from collections.abc import Iterator

import httpx
import pytest
from atlassian_tasks.simulator import Simulator, User, VirtualClock


@pytest.fixture
def client(clock: VirtualClock) -> Iterator[httpx.Client]:
    simulator = Simulator(clock, users=[User(name="ada", token="a")])
    with httpx.Client(transport=simulator.transport(), base_url=simulator.site) as client:
        client.headers["Authorization"] = "Bearer a"
        yield client


@pytest.mark.parametrize("version", [2, 3])
def test_a_site_describes_itself(client: httpx.Client, version: int) -> None:
    told = client.get(f"/rest/api/{version}/serverInfo").json()

    assert (told["baseUrl"], told["deploymentType"]) == ("https://example.atlassian.net", "Cloud")
    assert told["versionNumbers"] == [1001, 0, 0]


def test_a_user_is_told_who_they_are(client: httpx.Client) -> None:
    assert client.get("/rest/api/2/myself").json()["accountId"] == "account-ada"


def test_every_project_exists(client: httpx.Client) -> None:
    told = client.get("/rest/api/2/project/ABC").json()

    assert told["key"] == "ABC"
    assert told["self"] == "https://example.atlassian.net/rest/api/2/project/ABC"


def test_a_project_can_be_deleted_without_a_task(client: httpx.Client) -> None:
    response = client.delete("/rest/api/2/project/ABC", params={"enableUndo": True})

    assert (response.status_code, response.content) == (204, b"")
