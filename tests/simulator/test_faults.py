"""What goes wrong on demand, and the limit on how often one may ask."""

import httpx
import pytest
from atlassian_tasks.simulator import Simulator, VirtualClock

from tests.simulator.upstream import checked

PATHS = {
    "jira": "/rest/api/3/task/10000",
    "bulk": "/rest/api/3/bulk/queue/10000",
    "confluence": "/wiki/rest/api/longtask/10000",
    "data center": "/rest/api/longtask/10000",
}


@pytest.fixture
def unchecked(simulator: Simulator) -> httpx.Client:
    return httpx.Client(transport=simulator.transport(), base_url=simulator.site)


@pytest.mark.parametrize("status", [401, 403, 404])
def test_jira_refuses_without_a_word(
    simulator: Simulator, unchecked: httpx.Client, status: int
) -> None:
    simulator.fail_next(status)
    response = unchecked.get(PATHS["jira"])

    assert (response.status_code, response.content) == (status, b"")


@pytest.mark.parametrize(
    ("family", "body"),
    [
        ("jira", {"errorMessages": ["Service Unavailable"], "errors": {}}),
        ("bulk", {"errors": [{"message": "Service Unavailable"}]}),
        ("confluence", {"statusCode": 503, "message": "Service Unavailable"}),
        ("data center", {"statusCode": 503, "message": "Service Unavailable"}),
    ],
)
def test_each_family_words_an_error_in_its_own_way(
    simulator: Simulator, unchecked: httpx.Client, family: str, body: dict
) -> None:
    simulator.fail_next(503)
    response = unchecked.get(PATHS[family])

    assert response.status_code == 503
    assert body.items() <= response.json().items()


def test_a_status_that_nobody_registered_is_sent(
    simulator: Simulator, unchecked: httpx.Client
) -> None:
    simulator.fail_next(520)
    response = unchecked.get(PATHS["jira"])

    assert (response.status_code, response.json()["errorMessages"]) == (520, ["Error 520"])


def test_faults_strike_as_often_and_as_late_as_told(
    simulator: Simulator, unchecked: httpx.Client
) -> None:
    task = simulator.add("jira")
    simulator.fail_next(500, skip=1, times=2)
    answers = [unchecked.get(task.url).status_code for _ in range(4)]

    assert answers == [200, 500, 500, 200]


def test_faults_choose_their_requests(simulator: Simulator, unchecked: httpx.Client) -> None:
    task = simulator.add("jira")
    simulator.fail_next(500, path="/cancel", method="POST")
    answers = [unchecked.get(task.url), unchecked.post(task.url + "/cancel")]

    assert [answer.status_code for answer in answers] == [200, 500]


def test_faults_queue_up(simulator: Simulator, unchecked: httpx.Client) -> None:
    task = simulator.add("jira")
    simulator.fail_next(500)
    simulator.fail_next(502)
    answers = [unchecked.get(task.url).status_code for _ in range(3)]

    assert answers == [500, 502, 200]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b'{"id": "1", "sta', "application/json"),
        ("<html>Sorry</html>", "text/html;charset=UTF-8"),
        ("Sorry", "text/plain"),
        ({"code": 1}, "application/json"),
        ([], "application/json"),
    ],
)
def test_a_fault_may_say_anything(
    simulator: Simulator, unchecked: httpx.Client, body: object, content_type: str
) -> None:
    simulator.fail_next(200, body=body)

    assert unchecked.get(PATHS["jira"]).headers["Content-Type"] == content_type


def test_a_fault_may_be_a_redirect_to_a_login_page(
    simulator: Simulator, unchecked: httpx.Client
) -> None:
    simulator.fail_next(302, headers={"Location": "https://id.example.com/login"}, body="")
    response = unchecked.get(PATHS["jira"])

    assert response.has_redirect_location
    assert response.headers["Location"] == "https://id.example.com/login"


def test_headers_can_be_added_to_a_right_answer(simulator: Simulator, client: httpx.Client) -> None:
    task = simulator.add("jira")
    simulator.fail_next(headers={"X-RateLimit-NearLimit": "true"})
    response = client.get(task.url)

    assert (response.status_code, response.headers["X-RateLimit-NearLimit"]) == (200, "true")
    assert response.json()["id"] == task.id


@pytest.mark.parametrize("retry_after", ["0", "Fri, 02 Jan 2026 00:00:00 GMT", "soon", "1e9"])
def test_retry_after_is_any_text(
    simulator: Simulator, unchecked: httpx.Client, retry_after: str
) -> None:
    simulator.fail_next(429, headers={"Retry-After": retry_after})

    assert unchecked.get(PATHS["jira"]).headers["Retry-After"] == retry_after


def test_an_exception_takes_the_answers_place(
    simulator: Simulator, unchecked: httpx.Client
) -> None:
    simulator.fail_next(raises=httpx.ConnectError("refused"))
    with pytest.raises(httpx.ConnectError, match="refused"):
        unchecked.get(PATHS["jira"])

    assert [exchange.status for exchange in simulator.requests] == [None]


def test_an_oversized_body_arrives_in_pieces(simulator: Simulator, unchecked: httpx.Client) -> None:
    simulator.fail_next(200, body=b" " * 1_000_000)
    with unchecked.stream("GET", PATHS["jira"]) as response:
        first = next(response.iter_raw())

    assert len(first) < 100_000


def test_more_answers_a_second_than_allowed_are_refused(clock: VirtualClock) -> None:
    simulator = Simulator(clock, rate_limit=3)
    task = simulator.add("jira")
    with checked(simulator) as client:
        answers = [client.get(task.url) for _ in range(4)]
        clock.advance(1)
        next_second = client.get(task.url)

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[3].headers["Retry-After"] == "1"
    assert answers[3].headers["X-RateLimit-Reset"] == "2026-01-01T00:00:01Z"
    near = ["X-RateLimit-NearLimit" in answer.headers for answer in answers]
    assert near == [False, False, True, True]
    assert next_second.status_code == 200


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("X-RateLimit-Reset", "2026-01-01T00:31Z"),
        ("RateLimit", '"global-app-quota";r=0;t=1801'),
        ("Beta-RateLimit", '"global-app-quota";r=0;t=1801'),
        (None, None),
    ],
)
def test_a_spent_quota_is_told_without_retry_after(
    clock: VirtualClock, header: str | None, told: str | None
) -> None:
    simulator = Simulator(clock)
    task = simulator.add("jira")
    simulator.spend_quota(1800.5, header=header)
    with checked(simulator) as client:
        refused = client.get(task.url)
        clock.advance(1800.5)
        answered = client.get(task.url)

    assert (refused.status_code, answered.status_code) == (429, 200)
    assert refused.headers["RateLimit-Reason"] == "jira-quota-global-based"
    limits = {"X-RateLimit-Reset", "RateLimit", "Beta-RateLimit", "Retry-After"}
    assert {name: refused.headers[name] for name in limits if name in refused.headers} == (
        {header: told} if header else {}
    )
    assert not [name for name in answered.headers if "ratelimit" in name]


def test_a_quota_is_told_by_a_header_that_there_is(simulator: Simulator) -> None:
    with pytest.raises(ValueError, match="X-RateLimit-Reset, RateLimit, Beta-RateLimit"):
        simulator.spend_quota(60, header="Retry-After")


def test_without_a_limit_nothing_is_said_of_one(simulator: Simulator, client: httpx.Client) -> None:
    response = client.get(simulator.add("jira").url)

    assert not [name for name in response.headers if "ratelimit" in name]
