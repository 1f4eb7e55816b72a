"""Confluence's lists: paged, capped, and of what is active."""

import httpx
import pytest
from atlassian_tasks.simulator import Simulator, User, VirtualClock

from tests.simulator.upstream import checked

CLOUD, DATA_CENTER = "/wiki/rest/api/longtask", "/rest/api/longtask"


def ids(response: httpx.Response) -> list[str]:
    return [entry["id"] for entry in response.json()["results"]]


def test_pages_follow_each_other_through_their_next_links(clock: VirtualClock) -> None:
    simulator = Simulator(clock, page_cap=2)
    tasks = [simulator.add("confluence").id for _ in range(5)]
    seen, path = [], CLOUD
    with checked(simulator) as client:
        while path:
            page = client.get(path, params={"limit": 50} if path == CLOUD else None)
            seen.append(ids(page))
            links = page.json()["_links"]
            path = links["base"] + links["next"] if "next" in links else ""

    assert seen == [tasks[:2], tasks[2:4], tasks[4:]]


def test_a_page_tells_the_limit_that_was_really_used(clock: VirtualClock) -> None:
    simulator = Simulator(clock, page_cap=2)
    simulator.add("confluence")
    with checked(simulator) as client:
        page = client.get(CLOUD, params={"limit": 50}).json()

    assert (page["start"], page["limit"], page["size"]) == (0, 2, 1)


def test_data_center_counts_them_all(simulator: Simulator, client: httpx.Client) -> None:
    for _ in range(3):
        simulator.add("confluence-dc")
    page = client.get(DATA_CENTER, params={"start": 1, "limit": 1}).json()

    assert (page["totalCount"], page["size"], page["start"]) == (3, 1, 1)
    assert page["_links"]["next"] == "/rest/api/longtask?limit=1&start=2"


@pytest.mark.parametrize("stays", [True, False])
def test_what_has_ended_vanishes_from_the_list_or_stays(clock: VirtualClock, stays: bool) -> None:
    simulator = Simulator(clock, keep_finished_listed=stays)
    task = simulator.add("confluence", duration=1)
    clock.advance(2)
    with checked(simulator) as client:
        listed, single = client.get(CLOUD), client.get(task.url)

    assert ids(listed) == ([task.id] if stays else [])
    assert single.json()["finished"] is True


def test_tasks_can_be_listed_by_key(simulator: Simulator, client: httpx.Client) -> None:
    simulator.add("confluence", name="space.export")
    wanted = simulator.add("confluence", name="page.copy")

    assert ids(client.get(CLOUD, params={"key": "page.copy"})) == [wanted.id]


def test_a_list_shows_what_one_may_see(clock: VirtualClock) -> None:
    users = [User(name="ada", token="a"), User(name="bob", token="b")]
    simulator = Simulator(clock, users=users)
    simulator.add("confluence", owner="ada")
    own = simulator.add("confluence", owner="bob")
    with checked(simulator) as client:
        listed = client.get(CLOUD, headers={"Authorization": "Bearer b"})

    assert ids(listed) == [own.id]


def test_a_page_that_is_no_number_is_refused(client: httpx.Client) -> None:
    response = client.get(CLOUD, params={"start": "x"})

    assert response.status_code == 400
    assert response.json()["statusCode"] == 400


def test_a_limit_of_zero_is_an_empty_page(simulator: Simulator, client: httpx.Client) -> None:
    simulator.add("confluence")
    page = client.get(CLOUD, params={"limit": 0}).json()

    assert page["results"] == []
    assert "next" not in page["_links"]
