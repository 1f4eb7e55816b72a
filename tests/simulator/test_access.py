"""Who may look, at which address, and for how long."""

import base64

import httpx
import pytest
from atlassian_tasks.simulator import Simulator, User, VirtualClock

from tests.answers import BODIES
from tests.simulator.upstream import checked

ADA = User(name="ada", email="ada@example.com", token="ada-token", number=10001)
BOB = User(name="bob", token="bob-token", may_bulk_change=False)
ROOT = User(name="root", token="root-token", is_admin=True)
SCOPED = User(name="sam", token="sam-token", scopes=frozenset({"read:jira-work"}))


@pytest.fixture
def simulator(clock: VirtualClock) -> Simulator:
    return Simulator(clock, users=[ADA, BOB, ROOT, SCOPED], context="/confluence")


def bearer(user: User) -> dict[str, str]:
    return {"Authorization": f"Bearer {user.token}"}


@pytest.mark.parametrize("kind", BODIES)
def test_nobody_looks_without_credentials(
    simulator: Simulator, client: httpx.Client, kind: str
) -> None:
    task = simulator.add(kind)
    answers = [client.get(task.url), client.get(task.url, headers={"Authorization": "Bearer no"})]

    assert [answer.status_code for answer in answers] == [401, 401]


def test_an_email_and_a_token_or_the_token_alone_will_do(
    simulator: Simulator, client: httpx.Client
) -> None:
    task = simulator.add("jira", owner="ada")
    basic = client.get(task.url, auth=("ada@example.com", "ada-token"))

    assert basic.json()["submittedBy"] == 10001
    assert client.get(task.url, headers=bearer(ADA)).status_code == 200
    assert client.get(task.url, auth=("bob@example.com", "ada-token")).status_code == 401


@pytest.mark.parametrize(("kind", "refusal"), [("jira", 403), ("confluence", 404)])
def test_only_the_creator_and_administrators_look(
    simulator: Simulator, client: httpx.Client, kind: str, refusal: int
) -> None:
    task = simulator.add(kind, owner="ada")
    answers = [client.get(task.url, headers=bearer(user)) for user in (ADA, ROOT, BOB)]

    assert [answer.status_code for answer in answers] == [200, 200, refusal]


def test_only_the_creator_and_administrators_cancel(
    simulator: Simulator, client: httpx.Client
) -> None:
    task = simulator.add("jira", owner="ada")
    refused = client.post(task.url + "/cancel", headers=bearer(BOB))

    assert (refused.status_code, task.cancel_requested) == (403, None)
    assert client.post(task.url + "/cancel", headers=bearer(ROOT)).status_code == 202


def test_bulk_operations_need_the_bulk_change_permission(
    simulator: Simulator, client: httpx.Client
) -> None:
    task = simulator.add("jira-bulk", owner="ada")
    seen = client.get(task.url, headers=bearer(ADA))

    assert seen.json()["submittedBy"] == {"accountId": "account-ada"}
    assert client.get(task.url, headers=bearer(BOB)).status_code == 403


def test_scopes_count_at_the_gateway_and_only_there(
    simulator: Simulator, client: httpx.Client
) -> None:
    jira, wiki = simulator.add("jira"), simulator.add("confluence")
    gateway = "https://api.atlassian.com/ex/{}/" + simulator.cloud_id
    headers = bearer(SCOPED)
    looked = client.get(gateway.format("jira") + f"/rest/api/3/task/{jira.id}", headers=headers)
    with httpx.Client(transport=simulator.transport(), headers=headers) as unchecked:
        lacking = unchecked.get(gateway.format("confluence") + f"/wiki/rest/api/longtask/{wiki.id}")

    assert looked.json()["self"] == jira.url
    assert lacking.status_code == 401
    assert lacking.json() == {"code": 401, "message": "Unauthorized; scope does not match"}
    assert client.get(jira.url, headers=headers).status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "/ex/jira/another-cloud/rest/api/3/task/10000",
        "/ex/confluence/{cloud}/rest/api/3/task/10000",
        "/ex/jira/{cloud}/wiki/rest/api/longtask",
    ],
)
def test_the_gateway_knows_one_site_and_keeps_the_products_apart(
    simulator: Simulator, path: str
) -> None:
    simulator.add("jira")
    with httpx.Client(transport=simulator.transport(), base_url=simulator.site) as client:
        response = client.get(path.format(cloud=simulator.cloud_id), headers=bearer(ADA))

    assert (response.status_code, response.json()["code"]) == (404, 404)


def test_data_center_lives_under_its_context_path(
    simulator: Simulator, client: httpx.Client
) -> None:
    task = simulator.add("confluence-dc")
    body = client.get(task.url, headers=bearer(ADA)).json()

    assert task.url == f"{simulator.site}/confluence/rest/api/longtask/{task.id}"
    assert body["_links"]["self"] == task.url
    assert body["_links"]["context"] == "/confluence"


def test_the_cloud_id_is_told_without_credentials(simulator: Simulator) -> None:
    with httpx.Client(transport=simulator.transport()) as client:
        response = client.get(simulator.site + "/_edge/tenant_info")

    assert response.json() == {"cloudId": simulator.cloud_id}


def test_a_write_that_looks_like_a_browser_is_refused(simulator: Simulator) -> None:
    task = simulator.add("jira")
    browser = bearer(ADA) | {"User-Agent": "Mozilla/5.0"}
    with httpx.Client(transport=simulator.transport(), headers=browser) as client:
        refused = client.post(task.url + "/cancel")
        allowed = client.post(task.url + "/cancel", headers={"X-Atlassian-Token": "no-check"})

    assert (refused.status_code, refused.text) == (403, "XSRF check failed")
    assert allowed.status_code == 202


@pytest.mark.parametrize("kind", ["jira", "jira-bulk", "confluence", "confluence-dc"])
def test_an_ended_task_is_forgotten_after_14_days(clock: VirtualClock, kind: str) -> None:
    simulator = Simulator(clock)
    task = simulator.add(kind)
    with checked(simulator) as client:
        clock.advance(14 * 86_400 - 1)
        late = client.get(task.url).status_code
        clock.advance(1)
        too_late = client.get(task.url).status_code

    assert (late, too_late) == (200, 404)


def test_a_removed_task_is_gone(clock: VirtualClock) -> None:
    simulator = Simulator(clock)
    task = simulator.add("jira")
    simulator.remove(task)
    with checked(simulator) as client:
        response = client.get(task.url)

    assert (response.status_code, response.content, simulator.tasks) == (404, b"", [])


def test_a_task_may_not_be_visible_at_once(clock: VirtualClock) -> None:
    simulator = Simulator(clock)
    slow = simulator.add("jira", visible_after=3)
    shy = simulator.add("jira", hidden_looks=2)
    with checked(simulator) as client:
        shy_looks = [client.get(shy.url).status_code for _ in range(3)]
        before = client.get(slow.url).status_code
        clock.advance(3)
        after = client.get(slow.url).status_code

    assert shy_looks == [404, 404, 200]
    assert (before, after) == (404, 200)


def test_a_product_that_is_not_there_is_a_dead_link(clock: VirtualClock) -> None:
    simulator = Simulator(clock, products=["confluence-dc"])
    with httpx.Client(transport=simulator.transport(), base_url=simulator.site) as client:
        response = client.get("/rest/api/3/task/1")

    assert response.status_code == 404
    assert response.headers["Content-Type"].startswith("text/html")


def test_no_secret_is_in_a_repr(simulator: Simulator, client: httpx.Client) -> None:
    client.get(simulator.add("jira").url, headers=bearer(ADA))

    assert "ada-token" not in repr(ADA)
    assert "ada-token" not in repr(simulator.requests)
    assert base64.b64encode(b"ada@example.com:ada-token").decode() not in repr(ADA)
