"""What helps: each line of the table, from refusals as the service words them."""

import pickle
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from atlassian_tasks import TaskRef, errors
from atlassian_tasks.kinds.hints import HINTS, hint_for
from atlassian_tasks.kinds.refusals import judge
from atlassian_tasks.simulator import Simulator, User, VirtualClock
from atlassian_tasks_rest.api.jira_v3 import bulk_move, delete_project, switch_workflow_scheme

from tests.colours import Client, Colour, OtherSite
from tests.test_start import MOVE, SWITCH, start

CLOUD, OWN = "https://acme.atlassian.net", "https://jira.example.com"
GATEWAY = "https://api.atlassian.com/ex/jira/the-id"
WIKI_GATEWAY = "https://api.atlassian.com/ex/confluence/the-id"
FLOWS = "/rest/api/3/workflowscheme/project/switch"
CONVERSION = "/wiki/rest/api/contentbody/convert/async"
LOCK = "Cannot acquire workflow lock. There is a currently running workflow task: x"
SIXTH = "At most 5 bulk operations at a time."

# status, the server's words, what was asked, a part of the advice; in the order of the table
ROWS = [
    (401, "", f"{CLOUD}/rest/api/3/task/1", "no Authorization was sent: pass auth="),
    (401, "Unauthorized; scope does not match", f"{GATEWAY}/rest/api/3/task/1", "lacks a scope"),
    (403, "XSRF check failed", f"{CLOUD}/rest/api/3/task/1/cancel", "no-check"),
    (401, "", f"{CLOUD}/rest/api/3/task/1", "wrong or expired.*through the gateway only"),
    (401, "", f"{OWN}/rest/api/longtask/1", "wrong or expired, or not meant for this site$"),
    (403, "", f"{CLOUD}/rest/api/3/bulk/issues/move", "Make bulk changes.*Connect apps"),
    (403, "", f"{CLOUD}/rest/api/3/redact/status/1", "Connect apps may not call it"),
    (403, "", f"{CLOUD}/rest/api/3/task/1", "creator of the task or a Jira administrator"),
    (403, "", f"{OWN}/rest/api/backup-restore/jobs/1", "only its owner and system"),
    (400, SIXTH, f"{CLOUD}/rest/api/3/bulk/issues/move", "at most five bulk operations"),
    (400, "", f"{CLOUD}/rest/api/3/bulk/queue/1", "named jira:ID"),
    (404, "", f"{OWN}/rest/api/3/task/1", "Jira Data Center, which has no such tasks"),
    (404, "", f"{CLOUD}/rest/api/longtask/1", "lives under /wiki"),
    (404, "", f"{OWN}/wiki/rest/api/longtask/1", "Data Center, which has no /wiki.*sticky"),
    (404, "", f"{OWN}/rest/api/longtask/1", "not visible to you; a cluster .*sticky sessions"),
    (404, "", f"{CLOUD}/rest/api/3/task/1", "14 days.*another site's; .*gateway only"),
    (404, "", f"{CLOUD}{CONVERSION}/1", "for 5 minutes.*another site's; .*gateway only"),
    (404, "", f"{GATEWAY}/rest/api/3/task/1", "14 days.*or cloud_id is$"),
    (404, "", f"{WIKI_GATEWAY}{CONVERSION}/1", "for 5 minutes.*or cloud_id is$"),
    (404, "", f"{CLOUD}/wiki/rest/api/longtask/1", "not visible to you; .*gateway only"),
    (404, "", f"{OWN}/rest/api/longtask", "not visible to you$"),
    (403, "", f"{CLOUD}/rest/api/3/project/OLD/delete", "or an administrator's"),
    (409, "", f"{CLOUD}{FLOWS}", "start again; POST .*/read, with .* shows the taskId"),
    (409, "", f"{CLOUD}/rest/api/3/priority/1", "wait for it.*then start again"),
    (410, "", f"{WIKI_GATEWAY}/wiki/rest/api/longtask/1", "own address.*token without scopes"),
    (410, "", f"{CLOUD}/wiki/rest/api/longtask/1", "has removed this version"),
    (429, "", f"{CLOUD}/rest/api/3/task/1", "as long as the server asks"),
    (429, "", f"{CLOUD}/rest/api/3/task/1", "does not say for how long"),
    (500, LOCK, f"{CLOUD}{FLOWS}", "repeat this; POST .*/read, with .* shows the taskId"),
    (
        500,
        LOCK.replace("workflow ", ""),
        f"{CLOUD}/rest/api/3/workflowscheme/1",
        "task is in the way: wait .*repeat",
    ),
    (302, "", f"{CLOUD}/rest/api/3/field/1", "redirects are never followed"),
]


def refusal(status: int, words: str, url: str, *, fact: str = "") -> errors.ApiError:
    headers = {"retry-after": "7"} if fact == "timed" else {}
    return judge(status, headers, words.encode(), url=url, signed=fact != "unsigned")


@pytest.mark.parametrize(("row", "case"), list(zip(HINTS, ROWS, strict=True)))
def test_each_line_is_reached_by_what_it_is_for(row: Any, case: tuple[int, str, str, str]) -> None:
    status, words, url, advice = case
    error = refusal(status, words, url, fact=row.fact)

    assert error.hint == row.advice
    assert re.search(advice, row.advice)
    assert row.advice in str(error)
    assert pickle.loads(pickle.dumps(error)).hint == row.advice


def test_answers_of_other_clients_have_hints_too() -> None:
    request = httpx.Request("GET", f"{CLOUD}/rest/api/3/task/1")
    with pytest.raises(errors.AuthenticationFailed, match="wrong or expired"):
        TaskRef.from_response(httpx.Response(401, request=request))


def test_each_line_has_its_source_and_reads_as_a_part_of_a_sentence() -> None:
    for row in HINTS:
        assert row.source
        assert row.codes
        assert row.advice == row.advice.strip(" .")


MORE = [
    (403, "missing scope", f"{GATEWAY}/rest/api/3/task/1", "lacks a scope"),
    (403, "xsrf CHECK failed", f"{CLOUD}/wiki/rest/api/space/A", "no-check"),
    (401, "", f"{GATEWAY}/rest/api/3/task/1", "wrong or expired, or not meant for this site$"),
    (403, "", f"{CLOUD}/rest/api/3/bulk/queue/1", "Make bulk changes"),
    (403, "", f"{CLOUD}/rest/api/3/forge/panel/action/bulk/async", "Connect apps"),
    (403, "", f"{CLOUD}/rest/api/3/priorityscheme/1", "Connect apps"),
    (403, "", f"{CLOUD}/rest/api/3/project-template", "Connect apps"),
    (403, "", f"{CLOUD}/rest/api/3/workflows/update", "Connect apps"),
    (403, "", f"{CLOUD}/rest/api/3/issues/archive/export", "Connect apps"),
    (403, "", f"{CLOUD}/rest/api/2/task/1/cancel", "creator of the task"),
    (404, "", f"{OWN}/jira/rest/api/2/task/1", "Jira Data Center"),
    (404, "", f"{OWN}/rest/api/3/bulk/queue/1", "Jira Data Center"),
    (404, "", f"{OWN}/rest/api/3/redact/status/1", "Jira Data Center"),
    (404, "", f"{WIKI_GATEWAY}/rest/api/longtask", "lives under /wiki"),
    (404, "", f"{WIKI_GATEWAY}/wiki/rest/api/longtask/1", "not visible to you$"),
    (404, "", f"{CLOUD}/rest/api/3/bulk/queue/1", "14 days"),
    (404, "", f"{OWN}/confluence/rest/api/longtask/1", "sticky sessions"),
    (410, "", f"{OWN}/rest/api/longtask/1", "has removed this version"),
    (
        429,
        "Too many concurrent operations",
        f"{CLOUD}/rest/api/3/bulk/issues/watch",
        "at most five",
    ),
    (400, "5 tasks are running already.", f"{GATEWAY}/rest/api/3/bulk/issues/move", "at most five"),
    (500, "There is a currently running workflow task.", f"{CLOUD}/rest/api/3/x", "in the way"),
]


@pytest.mark.parametrize(("status", "words", "url", "advice"), MORE)
def test_a_line_covers_all_it_is_for(status: int, words: str, url: str, advice: str) -> None:
    assert re.search(advice, refusal(status, words, url).hint or "")


@pytest.mark.parametrize("status", [400, 405, 408, 412, 418, 500, 503, 520, 599])
def test_nothing_is_advised_where_nothing_is_known(status: int) -> None:
    error = refusal(status, "", f"{CLOUD}/rest/api/3/x")

    assert error.hint is None
    assert "(" not in str(error)


def test_what_is_wrong_with_a_payload_is_not_taken_for_too_many_operations() -> None:
    move = f"{CLOUD}/rest/api/3/bulk/issues/move"

    assert refusal(400, "The issue type of ABC-1 does not exist.", move).hint is None
    assert refusal(400, "The transition of ABC-1 is in progress.", move).hint is None
    assert refusal(400, SIXTH, f"{CLOUD}/rest/api/3/x").hint is None


@pytest.mark.parametrize("url", ["", "/", "http://[", "rest/api/3/task/1", "https://", "\ud800"])
def test_an_address_that_cannot_be_read_is_advised_on_all_the_same(url: str) -> None:
    assert hint_for(404, "", url) in {None, *(row.advice for row in HINTS)}


def test_no_hint_at_the_gateway_points_to_the_gateway() -> None:
    for status in (401, 403, 404):
        for url in (f"{GATEWAY}/rest/api/3/task/1", f"{WIKI_GATEWAY}/wiki/rest/api/longtask/1"):
            assert "discover_cloud_id" not in (hint_for(status, "", url) or "")


# As a simulated site refuses.

ADA = User(name="ada", token="ada-token")
ROOT = User(name="root", token="root-token", is_admin=True)
NO_BULK = User(name="bob", token="bob-token", may_bulk_change=False)
SCOPED = User(name="bot", token="bot-token", scopes=frozenset({"read:jira-work"}))
Opened = Callable[..., Client]


@pytest.fixture
def simulator(clock: VirtualClock) -> Simulator:
    return Simulator(clock, users=[ADA, ROOT, NO_BULK, SCOPED])


def hint_of(verb: Callable[..., object], *arguments: Any, **named: Any) -> str:
    with pytest.raises(errors.ApiError) as caught:
        verb(*arguments, **named)
    hint = caught.value.hint
    assert hint is not None
    assert hint in str(caught.value)
    return hint


def test_a_token_without_the_scope(open_client: Opened, simulator: Simulator) -> None:
    task = simulator.add("jira", owner="bot", duration=60)
    client = open_client(auth="bot-token", cloud_id=simulator.cloud_id)

    assert "cancelling write:jira-work" in hint_of(client.cancel, task.ref)
    assert "lacks a scope" in hint_of(start, client, delete_project, project_id_or_key="OLD")


def test_a_scoped_token_at_the_site(open_client: Opened, simulator: Simulator) -> None:
    task = simulator.add("jira", owner="bot")

    assert "pass cloud_id=" in hint_of(open_client(auth="bot-token").get, task.ref)


@pytest.mark.parametrize("through_gateway", [True, False])
def test_a_wrong_token(open_client: Opened, simulator: Simulator, through_gateway: bool) -> None:
    cloud_id = simulator.cloud_id if through_gateway else None
    client = open_client(auth="expired", cloud_id=cloud_id)

    assert "wrong or expired" in hint_of(client.get, simulator.add("jira").ref)


def test_somebody_elses_task(open_client: Opened, simulator: Simulator) -> None:
    task = simulator.add("jira", owner="root", duration=60)
    client = open_client(auth="ada-token")

    assert "only the creator" in hint_of(client.get, task.ref)
    assert "only the creator" in hint_of(client.cancel, task.ref)


def test_missing_bulk_change(open_client: Opened, simulator: Simulator) -> None:
    client = open_client(auth="bob-token")

    assert "Make bulk changes" in hint_of(client.get, simulator.add("jira-bulk").ref)
    assert "Make bulk changes" in hint_of(start, client, bulk_move, **MOVE)


def test_a_task_that_is_no_bulk_operation(open_client: Opened, simulator: Simulator) -> None:
    task = simulator.add("jira")
    client = open_client(auth="root-token")

    assert "named jira:ID" in hint_of(client.get, f"jira-bulk:{task.id}")


def test_a_record_that_is_no_longer_kept(
    open_client: Opened, clock: VirtualClock, simulator: Simulator
) -> None:
    task = simulator.add("jira")
    clock.advance(15 * 86_400)

    assert "14 days" in hint_of(open_client(auth="root-token").get, task.ref)


def test_confluence_without_its_wiki(open_client: Opened, colour: Colour) -> None:
    simulator = Simulator(VirtualClock(), products=["jira", "confluence"])
    with colour.opened(simulator) as client:
        hint = hint_of(client.get, f"confluence-dc:{simulator.add('confluence').id}")

    assert "name the task confluence:ID" in hint


@pytest.mark.parametrize(
    ("ref", "advice"),
    [("jira:1", "Jira Data Center"), ("confluence:1", "there the task is confluence-dc:ID")],
)
def test_data_center_is_not_the_cloud(colour: Colour, ref: str, advice: str) -> None:
    simulator = Simulator(
        VirtualClock(), site="https://wiki.example.com", products=["confluence-dc"]
    )
    with colour.opened(simulator) as client:
        assert advice in hint_of(client.get, ref)


def test_a_task_in_the_way(open_client: Opened) -> None:
    client = open_client(auth="root-token")
    start(client, switch_workflow_scheme, **SWITCH)

    assert "then start again" in hint_of(start, client, switch_workflow_scheme, **SWITCH)


def test_a_form_token(open_client: Opened, simulator: Simulator) -> None:
    task = simulator.add("jira", owner="ada", duration=60)
    simulator.fail_next(403, body="XSRF check failed", method="POST")

    assert "no-check" in hint_of(open_client(auth="ada-token").cancel, task.ref)


@pytest.mark.parametrize("auth", [None, "expired"])
def test_no_credentials_are_not_called_wrong(open_client: Opened, auth: str | None) -> None:
    hint = hint_of(open_client(auth=auth).get, "jira:1")

    assert ("no Authorization was sent" in hint) is (auth is None)
    assert ("wrong or expired" in hint) is (auth is not None)


def test_a_sixth_bulk_operation(open_client: Opened, simulator: Simulator) -> None:
    client = open_client(auth="root-token")
    for _ in range(5):
        start(client, bulk_move, **MOVE)

    assert "at most five bulk operations" in hint_of(start, client, bulk_move, **MOVE)


def test_a_version_that_is_gone(open_client: Opened, simulator: Simulator) -> None:
    gone = {"statusCode": 410, "message": "GoneException: This endpoint has been removed."}
    simulator.fail_next(410, body=gone, times=2)

    through = open_client(auth="bot-token", cloud_id=simulator.cloud_id)
    assert "site's own address" in hint_of(through.get, "confluence:1")
    assert "newer atlassian-tasks" in hint_of(open_client(auth="root-token").get, "confluence:1")


def test_a_workflow_that_is_locked(open_client: Opened, simulator: Simulator) -> None:
    simulator.fail_next(500, body={"message": LOCK})

    client = open_client(auth="root-token")
    with pytest.raises(errors.StartUnclear, match="in the way") as caught:
        start(client, switch_workflow_scheme, **SWITCH)
    assert "in the way" in caught.value.__cause__.hint


def test_a_task_that_another_node_may_know(colour: Colour) -> None:
    simulator = Simulator(VirtualClock(), site=OWN, context="/wiki", products=["confluence-dc"])
    transport = colour.transport(simulator)
    for context in ("/wiki", ""):
        with colour.make(f"{OWN}{context}", transport=transport) as client:
            assert "sticky sessions" in hint_of(client.get, "confluence-dc:1")


@pytest.mark.parametrize("header", [None, "X-RateLimit-Reset", "RateLimit"])
def test_a_spent_quota(open_client: Opened, simulator: Simulator, header: str | None) -> None:
    simulator.spend_quota(1800, header=header)

    hint = hint_of(open_client(auth="root-token").get, "jira:1")
    assert ("retry_after" in hint) is (header is not None)


def test_too_many_requests(open_client: Opened, simulator: Simulator) -> None:
    simulator.fail_next(429, headers={"Retry-After": "7"})

    assert "retry_after" in hint_of(open_client(auth="root-token").get, "jira:1")


def test_a_login_page_behind_a_redirect(colour: Colour) -> None:
    login = httpx.Response(302, headers={"Location": "https://id.example.com/login"})
    with colour.make(CLOUD, transport=OtherSite(login)) as client:
        assert "never followed" in hint_of(client.get, "jira:1")


def test_a_hint_survives_a_wait(open_client: Opened, simulator: Simulator) -> None:
    task = simulator.add("jira", owner="root", duration=60)

    assert "only the creator" in hint_of(open_client(auth="ada-token").wait, task.ref)
