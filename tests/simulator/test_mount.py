"""The site in process, in both colours: time, the log, and slow answers."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import anyio
import httpx
import pytest
from atlassian_tasks.simulator import Request, Simulator, VirtualClock

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    return request.param


def test_a_request_can_be_handled_without_any_client(simulator: Simulator) -> None:
    task = simulator.add("jira")
    response = simulator.handle(Request("GET", f"/rest/api/3/task/{task.id}"))

    assert response.status == 200
    assert response.json()["id"] == task.id


def test_answers_carry_the_sites_own_date(clock: VirtualClock) -> None:
    simulator = Simulator(clock, skew=120)
    task = simulator.add("jira", duration=0)
    clock.advance(60)
    with httpx.Client(transport=simulator.transport()) as client:
        response = client.get(task.url)

    date = parsedate_to_datetime(response.headers["Date"])
    assert date == simulator.now() == datetime(2026, 1, 1, 0, 3, tzinfo=UTC)
    assert response.json()["submitted"] == (date.timestamp() - 60) * 1000


def test_without_a_clock_the_site_lives_in_the_present() -> None:
    here = datetime.now(UTC)

    assert abs((Simulator().now() - here).total_seconds()) < 60


def test_every_request_is_logged(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client
) -> None:
    clock.advance(7)
    client.get("/wiki/rest/api/longtask", params={"limit": 5}, headers={"X-Mine": "yes"})
    entry = simulator.requests[0]

    assert (entry.time, entry.method, entry.status) == (7, "GET", 200)
    assert (entry.path, entry.query) == ("/wiki/rest/api/longtask", "limit=5")
    assert entry.headers["x-mine"] == "yes"


def test_ids_are_decoded_from_the_path(simulator: Simulator, client: httpx.Client) -> None:
    simulator.add("confluence", "a b")

    assert client.get("/wiki/rest/api/longtask/a%20b").json()["id"] == "a b"


def test_a_slow_answer_takes_virtual_time(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client
) -> None:
    simulator.fail_next(delay=3)
    client.get(simulator.add("jira").url, timeout=5)

    assert (clock.now(), clock.sleeps) == (3, [])


def test_an_answer_slower_than_the_timeout_never_comes(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client
) -> None:
    simulator.fail_next(delay=30)
    with pytest.raises(httpx.ReadTimeout):
        client.get(simulator.add("jira").url, timeout=5)

    assert clock.now() == 5


def test_every_answer_takes_the_latency(clock: VirtualClock) -> None:
    simulator = Simulator(clock, latency=0.25)
    with httpx.Client(transport=simulator.transport(), base_url=simulator.site) as client:
        client.get("/_edge/tenant_info")
        client.get("/_edge/tenant_info")

    assert clock.now() == 0.5


async def test_the_async_transport_gives_the_same_answers(simulator: Simulator) -> None:
    task = simulator.add("jira", failures={1: ["Locked."]})
    async with httpx.AsyncClient(transport=simulator.async_transport()) as other:
        response = await other.get(task.url)

    assert response.json() == simulator.handle(Request("GET", response.request.url.path)).json()


async def test_slow_answers_pass_side_by_side(simulator: Simulator, clock: VirtualClock) -> None:
    task = simulator.add("jira")
    simulator.fail_next(delay=3, times=2)
    async with (
        httpx.AsyncClient(transport=simulator.async_transport()) as client,
        anyio.create_task_group() as group,
    ):
        group.start_soon(client.get, task.url)
        group.start_soon(client.get, task.url)

    assert clock.now() == 3


async def test_a_hung_answer_ends_in_a_timeout(simulator: Simulator, clock: VirtualClock) -> None:
    simulator.fail_next(delay=30)
    async with httpx.AsyncClient(transport=simulator.async_transport(), timeout=4) as client:
        with pytest.raises(httpx.ReadTimeout):
            await client.get(simulator.add("jira").url)

    assert clock.now() == 4


async def test_what_trickles_in_is_in_process_as_late_as_it_takes_in_all(
    simulator: Simulator, clock: VirtualClock
) -> None:
    url = simulator.add("jira", duration=0).url
    async with httpx.AsyncClient(transport=simulator.async_transport(), timeout=1000) as client:
        simulator.fail_next(trickle=0.1, times=2)
        answer = await client.get(url)
        took = clock.now()
        with pytest.raises(httpx.ReadTimeout):
            await client.get(url, timeout=5)

    assert took == pytest.approx(0.1 * len(answer.content), rel=0.5)
    assert clock.now() == took + 5
